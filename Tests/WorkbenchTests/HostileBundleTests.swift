import Basics
import Foundation
import TestSupport
import Testing

@testable import Workbench

@Suite("A bundle from a stranger")
struct HostileBundleTests {
  /// A folder in which a bundle of a shipped sweep lies, and nothing else.
  private struct Arena {
    let shipped: ShippedSweep
    let folder: URL
    let bytes: [UInt8]
    let sweep: String

    init() throws {
      shipped = try ShippedSweep()
      folder = shipped.project.appending(path: "arena")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let path = shipped.path("good.tar")
      _ = try WrittenBundle(of: shipped.folder, to: path)
      bytes = Array(try Data(contentsOf: URL(filePath: path)))
      sweep = shipped.folder.lastPathComponent
    }

    /// Pulls bytes as a bundle into a new folder; whether they were accepted.
    ///
    /// Whatever became of it, nothing may be written but below `Tasks` and `cassettes` of that folder.
    func accepts(_ bytes: [UInt8], _ what: String) async throws -> Bool {
      let file = shipped.path("hostile.tar")
      try Data(bytes).write(to: URL(filePath: file))
      let before = try names()
      let pulled = try? await OfferedSweep(bundle: file).pull(
        into: folder.appending(path: "out").path)
      guard pulled != nil else {
        #expect(try names() == before, "\(what): something was written")
        return false
      }
      let written = try names().subtracting(before)
      let stray = written.filter {
        !$0.hasPrefix("arena/out/Tasks") && !$0.hasPrefix("arena/out/cassettes")
          && $0 != "arena/out"
      }
      #expect(stray.isEmpty, "\(what): \(stray)")
      try FileManager.default.removeItem(at: folder.appending(path: "out"))
      return true
    }

    private func names() throws -> Set<String> {
      Set(
        FileManager.default.enumerator(atPath: shipped.project.path)?.allObjects as? [String] ?? [])
    }

    func remove() { shipped.remove() }
  }

  private static func mutated(_ bytes: [UInt8], _ dice: inout SeededNumbers) -> [UInt8] {
    var other = bytes
    let blocks = bytes.count / 512
    let place = Int.random(in: 0..<bytes.count, using: &dice)
    let block = Int.random(in: 0..<blocks, using: &dice) * 512
    switch Int.random(in: 0..<9, using: &dice) {
    case 0, 1: other[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
    case 2: other[place] = UInt8.random(in: 0...255, using: &dice)
    case 3:
      let from = Int.random(in: 0..<blocks, using: &dice) * 512
      other.replaceSubrange(block..<block + 512, with: bytes[from..<from + 512])
    case 4: other.removeSubrange(block..<block + 512)
    case 5: other.insert(contentsOf: bytes[block..<block + 512], at: block)
    case 6:
      let end = min(place + Int.random(in: 1...64, using: &dice), bytes.count)
      for index in place..<end { other[index] = 0 }
    case 7: other.removeLast(Int.random(in: 1..<bytes.count, using: &dice))
    default: other += (0..<512).map { _ in UInt8.random(in: 0...255, using: &dice) }
    }
    return other
  }

  @Test("Of 500 mutated bundles none is accepted, and none writes anything")
  func mutations() async throws {
    let arena = try Arena()
    defer { arena.remove() }
    #expect(try await arena.accepts(arena.bytes, "the bundle itself"))
    var dice = SeededNumbers(16)
    var tried = 0
    while tried < 500 {
      let other = Self.mutated(arena.bytes, &dice)
      guard other != arena.bytes else { continue }
      tried += 1
      #expect(try await !arena.accepts(other, "mutation \(tried)"), "mutation \(tried)")
    }
  }

  @Test(
    "A byte in the padding of any file, and the same bytes at two places of which one is changed")
  func everyByte() async throws {
    let arena = try Arena()
    defer { arena.remove() }
    var offset = 0
    for entry in ForgedTar(arena.bytes).entries {
      let end = offset + 512 + entry.bytes.count
      let next = (end + 511) / 512 * 512
      if next > end {
        var other = arena.bytes
        other[next - 1] = 1
        #expect(try await !arena.accepts(other, "padding of \(entry.path)"))
      }
      offset = next
    }
    var twice = ForgedTar(arena.bytes)
    let prompts = twice.entries.filter { $0.path.hasPrefix("Tasks/prompts/") }
    try twice.replace(prompts[0].path, prompts[1].bytes)
    let index = try #require(twice.entries.firstIndex { $0.path == prompts[0].path })
    twice.entries[index].bytes[0] ^= 1
    #expect(try await !arena.accepts(twice.bytes, "the first of two equal files"))
  }

  /// Where a file has no business, though the manifest names it as it should.
  private static let places = [
    "Sources/Wire/Evil.swift", "Package.swift", "Makefile", "evil.txt", "prompts/all-text.txt",
    "Tasks/evil.sh", "Tasks/evil.txt", "Tasks/evil.yaml", "Tasks/prompts/evil.txt",
    "Tasks/game24/grader.py", "Tasks/evil/questions.jsonl", "Tasks/prices.yaml/x.yaml",
    "Tasks/prompts/all-text.txt.txt", "Tasks/models.yaml", "Tasks/x/conftest.py",
    "cassettes/other/sweep.yaml", "cassettes/other/baseline.tsv", "cassettes/evil.yaml",
    "cassettes/SWEEP/recording.journal", "cassettes/SWEEP/recording.journal-wal",
    "cassettes/SWEEP/recording.journal-shm", "cassettes/SWEEP/lock", "cassettes/SWEEP/x.lock",
    "cassettes/SWEEP/x.partial", "cassettes/SWEEP/notes.txt", "cassettes/SWEEP/other.yaml",
    "cassettes/SWEEP/other.tsv", "cassettes/SWEEP/x.sig", "cassettes/SWEEP/0123456789ABCDEF.sig",
    "cassettes/SWEEP/sub/0123456789abcdef.sig", "cassettes/SWEEP/0123456789abcdef.cas",
    "cassettes/SWEEP/pending/SELECTION", "cassettes/SWEEP/shards/1-of-2/INDEX",
    "cassettes/SWEEP/.steerbench/pushed", ".git/hooks/post-checkout", ".github/workflows/x.yaml",
    "Tasks/.hidden.txt", "../outside.txt", "/tmp/steerbench-outside.txt", "Tasks/../evil.txt",
    "cassettes/SWEEP/sweep.yaml/x.yaml", "MANIFEST.json", "cassettes/SWEEP/INDEX",
  ]

  @Test("A file that no loader opens is refused wherever it is put", arguments: places)
  func misplaced(_ place: String) async throws {
    let arena = try Arena()
    defer { arena.remove() }
    var tar = ForgedTar(arena.bytes)
    try tar.add(
      place.replacingOccurrences(of: "SWEEP", with: arena.sweep), Array("version: 1\n".utf8))
    #expect(try await !arena.accepts(tar.bytes, place))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/steerbench-outside.txt"))
  }

  @Test("A sweep that points elsewhere takes no file there")
  func pointing() async throws {
    let arena = try Arena()
    defer { arena.remove() }
    let file = "cassettes/\(arena.sweep)/sweep.yaml"
    for (line, place) in [
      ("prompts: ../../Sources", "Sources"), ("prompts: ../..", ""), ("prompts: ../../ci", "ci"),
      ("prompts: ../../../up", "../up"),
    ] {
      var tar = ForgedTar(arena.bytes)
      let sweep = try #require(tar.entries.first { $0.path == file }).bytes
      try tar.replace(file, sweep + Array("\n\(line)\n".utf8))
      for entry in tar.entries where entry.path.hasPrefix("Tasks/prompts/") {
        let name = entry.path.dropFirst("Tasks/prompts/".count)
        try tar.rename(entry.path, to: place.isEmpty ? String(name) : "\(place)/\(name)")
      }
      #expect(try await !arena.accepts(tar.bytes, line), "\(line)")
    }
  }

  @Test("Links, devices, other heads and other ends have no place in it")
  func forms() async throws {
    let arena = try Arena()
    defer { arena.remove() }
    var forms: [(what: String, tar: ForgedTar)] = []
    func form(_ what: String, _ edit: (inout ForgedTar) throws -> Void) rethrows {
      var tar = ForgedTar(arena.bytes)
      try edit(&tar)
      forms.append((what, tar))
    }
    for kind in "1234567gxLKS" {
      form("kind \(kind)") {
        $0.entries[1].kind = kind.asciiValue ?? 0
        $0.entries[1].link = "../../etc/passwd"
      }
    }
    form("a link before the manifest") {
      $0.entries.insert(
        .init(path: "Tasks", bytes: [], kind: UInt8(ascii: "2"), link: "/tmp"), at: 0)
    }
    form("a link after all") {
      $0.entries.append(.init(path: "Tasks/x", bytes: [], kind: UInt8(ascii: "2"), link: "/tmp"))
    }
    form("a head of two names") { $0.entries[1].edit = { $0[345] = UInt8(ascii: "x") } }
    form("a program's mode") { $0.entries[1].edit = { $0[102] = UInt8(ascii: "7") } }
    form("an owner") { $0.entries[1].edit = { $0[114] = UInt8(ascii: "1") } }
    form("a time") { $0.entries[1].edit = { $0[146] = UInt8(ascii: "1") } }
    form("an owner's name") { $0.entries[1].edit = { $0[265] = UInt8(ascii: "r") } }
    form("another magic") { $0.entries[1].edit = { $0[262] = UInt8(ascii: " ") } }
    form("a binary size") { $0.entries[1].edit = { $0[124] = 0x80 } }
    form("a negative size") { $0.entries[1].edit = { $0[124] = UInt8(ascii: "-") } }
    form("a byte after the name") { $0.entries[1].edit = { $0[99] = UInt8(ascii: "x") } }
    form("a byte at the end of a head") { $0.entries[1].edit = { $0[511] = 1 } }
    form("no end") { $0.trailer = [] }
    form("half an end") { $0.trailer.removeLast(512) }
    form("a long end") { $0.trailer += [UInt8](repeating: 0, count: 512) }
    form("a byte in the end") { $0.trailer[700] = 1 }
    form("something after the end") { $0.trailer += $0.entries[1].bytes }
    form("a file twice") { $0.entries.insert($0.entries[2], at: 2) }
    form("a file less") { $0.entries.remove(at: 2) }
    form("two files swapped") { $0.entries.swapAt(2, 3) }
    form("no manifest") { $0.entries.remove(at: 0) }
    form("the manifest at the end") { $0.entries.append($0.entries.remove(at: 0)) }
    form("another name for the sweep") {
      $0.editManifest("\"sweep\":\"\(arena.sweep)\"", "\"sweep\":\"other\"")
    }
    form("another folder in the manifest") {
      $0.editManifest("\"folder\":\"cassettes/", "\"folder\":\"Sources/")
    }
    form("the folder of all sweeps") {
      $0.editManifest("\"folder\":\"cassettes/\(arena.sweep)\"", "\"folder\":\"cassettes\"")
    }
    form("a member more") { $0.editManifest("{\"cassettes\"", "{\"a\":1,\"cassettes\"") }
    form("a blank more") { $0.editManifest("{\"cassettes\"", "{ \"cassettes\"") }
    form("a size that is no size") { $0.editManifest("\"size\":", "\"size\":-") }
    try form("no sweep at all") { tar in
      let file = "cassettes/\(arena.sweep)/sweep.yaml"
      try tar.rename(file, to: "cassettes/\(arena.sweep)/pinned.yaml")
    }
    #expect(forms.count >= 40)
    for (what, tar) in forms {
      #expect(try await !arena.accepts(tar.bytes, what), "\(what)")
    }
  }

  @Test("Files of a folder that is there are added to it, and no link in it is followed")
  func intoFolder() async throws {
    let arena = try Arena()
    defer { arena.remove() }
    let files = FileManager.default
    let outside = arena.folder.appending(path: "outside")
    try files.createDirectory(at: outside, withIntermediateDirectories: true)
    for name in [
      "Tasks", "cassettes", "Tasks/prompts", "cassettes/\(arena.sweep)",
      "cassettes/\(arena.sweep)/sweep.yaml", ".steerbench-pull.partial",
    ] {
      let target = arena.folder.appending(path: "target")
      let link = target.appending(path: name)
      try files.createDirectory(
        at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
      try files.createSymbolicLink(at: link, withDestinationURL: outside)
      await #expect(throws: (any Error).self, "\(name)") {
        try await OfferedSweep(bundle: arena.shipped.path("good.tar")).pull(into: target.path)
      }
      #expect(try files.contentsOfDirectory(atPath: outside.path).isEmpty, "\(name)")
      try files.removeItem(at: target)
    }
  }

  @Test("A link in a sweep's folder, or in what it points at, is neither followed nor packed")
  func links() async throws {
    for name in [
      "cassettes/SWEEP/sweep.yaml", "cassettes/SWEEP/baseline.tsv", "cassettes/SWEEP/pinned.yaml",
      "cassettes/SWEEP/INDEX", "cassettes/SWEEP/0123456789abcdef.sig",
      "cassettes/SWEEP/recording.journal", "cassettes/SWEEP/shards", "cassettes/SWEEP/pending",
      "cassettes/SWEEP/.steerbench", "Tasks/prompts", "Tasks/prompts/all-text.txt",
      "Tasks/prices.yaml", "Tasks/number-multiplying", "Tasks/number-multiplying/questions.jsonl",
    ] {
      let shipped = try ShippedSweep()
      defer { shipped.remove() }
      try shipped.ownTasks()
      let place = shipped.project.appending(
        path: name.replacingOccurrences(of: "SWEEP", with: shipped.folder.lastPathComponent))
      let moved = shipped.project.appending(path: "moved")
      if FileManager.default.fileExists(atPath: place.path) {
        try FileManager.default.moveItem(at: place, to: moved)
      }
      try FileManager.default.createSymbolicLink(at: place, withDestinationURL: moved)
      #expect(throws: (any Error).self, "\(name) is packed") {
        try WrittenBundle(of: shipped.folder, to: shipped.path("one.tar"))
      }
      #expect(!FileManager.default.fileExists(atPath: shipped.path("one.tar")))
      await #expect(throws: (any Error).self, "\(name) is followed") {
        try await SweepReplay(sweep: try OpenSweep(shipped.folder), workers: 1, sheet: .none).run()
      }
    }
  }
}
