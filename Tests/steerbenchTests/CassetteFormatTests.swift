import Basics
import Cassettes
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Two formats of cassettes, as a user meets them")
struct CassetteFormatTests {
  @Test("A folder is converted and back, replays alike, and what it holds never changes")
  func conversion() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let everything = try shelf.everything()
    let root = try await shelf.json("digest", Shelf.sweep)["root"]?.string
    let sheet = try await sheet(shelf)
    _ = try await shelf.json("compact", Shelf.sweep)
    let old = try shelf.cassettes.map { try Data(contentsOf: $0) }
    let converted = try await shelf.json("compact", Shelf.sweep, "--format", "2")
    #expect(converted["cassettes"]?[0]?["root"]?.string == root)
    let file = try #require(try shelf.cassettes.first)
    #expect(file.lastPathComponent.hasSuffix("-2.cas"))
    #expect(try Data(contentsOf: file).count < old[0].count * 4 / 5)
    #expect(try shelf.everything() == everything)
    #expect(try await self.sheet(shelf) == sheet)
    for verb in [
      ["verify"], ["verify", "--level", "canonical"], ["inspect"], ["digest"], ["scan"],
    ] {
      let run = try await Tool.run(
        ["cassette", verb[0], Shelf.sweep] + verb.dropFirst(), in: shelf.url)
      #expect(run.status == 0, "\(verb): \(run.errors)\(run.output)")
    }
    let text = try await shelf.cassette("compact", Shelf.sweep, "--format", "2")
    #expect(text.output.contains("nothing to unite"), "\(text.output)")
    _ = try await shelf.json("compact", Shelf.sweep, "--format", "1")
    #expect(try shelf.cassettes.map { try Data(contentsOf: $0) } == old)
    let unknown = try await shelf.cassette("compact", Shelf.sweep, "--format", "3")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("'3'"), "\(unknown.errors)")
  }

  /// The score sheet of a replay: everything below the header, which names the roots.
  private func sheet(_ shelf: Shelf) async throws -> String {
    let run = try await Tool.run(
      ["replay", Shelf.sweep, "--sheet", "sheet.tsv", "--no-tables"], in: shelf.url)
    #expect(run.status == 0, "\(run.errors)")
    let text = try String(contentsOf: shelf.file("sheet.tsv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().joined(separator: "\n")
  }

  @Test("What is exported imports to the very same file, or in the other format if that is asked")
  func exports() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    _ = try await shelf.json("merge", Shelf.sweep, "--output", "all.cas")
    _ = try await shelf.json("export", "all.cas", "--format", "jsonl", "--output", "all.jsonl")
    for (number, more) in [("1", []), ("1", ["--format", "1"]), ("2", ["--format", "2"])] {
      let run = try await Tool.run(
        ["cassette", "import", "all.jsonl", "--into", "into"] + more, in: shelf.url)
      #expect(run.status == 0, "\(run.errors)")
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: shelf.file("into").path)
          .first { $0.hasSuffix(".cas") })
      #expect(name.hasSuffix("-2.cas") == (number == "2"))
      if number == "1" {
        #expect(
          try Data(contentsOf: shelf.file("into/\(name)"))
            == Data(contentsOf: shelf.file("all.cas")))
      }
      try FileManager.default.removeItem(at: shelf.file("into"))
    }
  }

  @Test("Verifying says at every level what it did not look at", arguments: [1, 2])
  func notLookedAt(format: Int) async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    _ = try await shelf.json("compact", Shelf.sweep, "--format", "\(format)")
    var last = Int.max
    for level in ["file", "structure", "full", "canonical"] {
      let json = try await shelf.json("verify", Shelf.sweep, "--level", level)
      let parts = try #require(json["notLookedAt"]?.array).compactMap(\.string)
      #expect(parts.count <= last, "\(level)")
      last = parts.count
      #expect(parts.contains { $0.contains("signed") }, "\(level)")
      #expect(
        parts.contains { $0.contains("Merkle root") } == ["file", "structure"].contains(level))
      #expect(
        parts.contains { $0.contains("sealing again") }
          == (level != "canonical" && !(level == "full" && format == 1)), "\(level) \(parts)")
      let text = try await shelf.cassette("verify", Shelf.sweep, "--level", level)
      for part in parts { #expect(text.output.contains(part), "\(level)") }
    }
    // A file by itself has no INDEX to be held against, and that is said too.
    let file = try #require(try shelf.cassettes.first)
    let alone = try await shelf.json("verify", file.path)
    #expect(alone["notLookedAt"]?[0]?.string?.contains("no INDEX") == true)
  }

  @Test(
    "A file whose every reading is right, and whose bytes were changed, is reported by itself",
    arguments: [1, 2])
  func harmlessChange(format: Int) async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    _ = try await shelf.json("compact", Shelf.sweep, "--format", "\(format)")
    let file = try #require(try shelf.cassettes.first)
    let whole = [UInt8](try Data(contentsOf: file))
    let index = try String(contentsOf: shelf.folder.appending(path: "INDEX"), encoding: .utf8)
    // A byte between the cells of a page, which SQLite never reads.
    let pageSize = Int(whole[16]) << 8 | Int(whole[17])
    let pages = stride(from: pageSize, to: whole.count, by: pageSize)
    let place = try #require(pages.first { Self.hasGap(whole, page: $0) })
    var changed = whole
    changed[place + 64] = 7
    try Data(changed).write(to: file)
    let renewed = index.replacingOccurrences(
      of: Digest.sha256(whole).hex, with: Digest.sha256(changed).hex)
    try #require(renewed != index)
    try Data(renewed.utf8).write(to: shelf.folder.appending(path: "INDEX"))
    let run = try await shelf.cassette("verify", Shelf.sweep)
    #expect(run.status == 6, "\(run.output)")
    #expect(run.output.contains("Every exchange can still be read"), "\(run.output)")
    #expect(try await Tool.run(["replay", Shelf.sweep, "--no-tables"], in: shelf.url).status == 0)
  }

  /// Whether a page is a leaf with a gap where ``harmlessChange(format:)`` writes.
  private static func hasGap(_ bytes: [UInt8], page: Int) -> Bool {
    guard bytes[page] == 13 else { return false }
    return bytes[page + 60..<page + 70].allSatisfy { $0 == 0 }
  }

  @Test("A new recording is of format 2, and a folder of format 1 goes on as it is")
  func recordings() async throws {
    let workshop = try await Workshop.recorded(withBaseline: false)
    defer { workshop.remove() }
    #expect(workshop.cassettes.allSatisfy { $0.lastPathComponent.hasSuffix("-2.cas") })
    let compacted = try await Tool.run(
      ["cassette", "compact", "sweep", "--format", "1"], in: workshop.folder)
    #expect(compacted.status == 0, "\(compacted.errors)")
    #expect(workshop.cassettes.count == 1)
    #expect(workshop.cassettes.allSatisfy { !$0.lastPathComponent.hasSuffix("-2.cas") })
  }
}
