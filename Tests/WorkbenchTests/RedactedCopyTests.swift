import Basics
import Cassettes
import Foundation
import RecordReplay
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("A copy without given texts")
struct RedactedCopyTests {
  /// The sweep with the prompts of the tasks' folder: only what lies there travels.
  private static let shareable: @Sendable (String) -> String = {
    $0.replacingOccurrences(of: "prompts: ../../prompts\n", with: "")
  }

  /// A recorded sweep whose answers hold a name, which later requests repeat.
  private static func project() async throws -> RecordedProject {
    try await RecordedProject(
      { message in "Dear Erika Mustermann, \(ScriptedServer.plain(message))" }, shareable)
  }

  /// Everything in a bundle that unpacks, as one heap of bytes with the exchanges as they are played.
  private static func contents(of path: String, under folder: URL) async throws -> Data {
    let target = folder.appending(path: "unpacked-\(UUID().uuidString)")
    let pulled = try await OfferedSweep(bundle: path).pull(into: target.path)
    var all = Data()
    let names = FileManager.default.enumerator(atPath: target.path)?.allObjects as? [String] ?? []
    for name in names where !name.hasSuffix(".cas") {
      all += (try? Data(contentsOf: target.appending(path: name))) ?? Data()
    }
    try ExchangeListing(path: pulled.sweepFolder).forEachExchange { exchange in
      all += exchange.request + exchange.result + exchange.provenance + Array(exchange.scope.utf8)
    }
    return all
  }

  @Test("The texts stand nowhere in the copy, which is marked, and scores what the original does")
  func equal() async throws {
    let project = try await Self.project()
    defer { project.workshop.remove() }
    let folder = project.workshop.folder
    let sweep = folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
    _ = try await SweepReplay(
      sweep: try OpenSweep(sweep), workers: 1,
      sheet: .write(path: sweep.appending(path: "baseline.tsv").path)
    ).run()
    let before = try Data(contentsOf: sweep.appending(path: "sweep.yaml"))
    let path = folder.appending(path: "copy.tar").path
    let copy = try await RedactedCopy(
      of: sweep, redacting: ["Erika Mustermann"], to: path, workers: 1)
    #expect(copy.differences.isEmpty, "\(copy.text)")
    #expect(copy.text.contains("score what they score in the original"))
    let all = try await Self.contents(of: path, under: folder)
    #expect(all.range(of: Data("Mustermann".utf8)) == nil)
    #expect(all.range(of: Data("[redacted-1]".utf8)) != nil)
    #expect(all.range(of: Data(#""redacted":true"#.utf8)) != nil)
    #expect(all.range(of: Data("# A redacted copy".utf8)) != nil)
    let place = try #require(try await ReplayPlace.all([path]).first)
    let replayed = try await SweepReplay(
      sweep: try OpenSweep(place.url), workers: 1,
      sheet: .compare(path: place.url.appending(path: "baseline.tsv").path, isRequired: true)
    ).run()
    #expect(replayed.ending(allowingUnused: false) == .pass)
    #expect(try Data(contentsOf: sweep.appending(path: "sweep.yaml")) == before)
  }

  @Test("Where a text decides a score, the trial is named with both scores")
  func decides() async throws {
    let project = try await RecordedProject(
      { $0.contains("Compute") ? "<<<1092>>>" : "<<<Yes>>>" }, Self.shareable)
    defer { project.workshop.remove() }
    let folder = project.workshop.folder
    let sweep = folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
    let copy = try await RedactedCopy(
      of: sweep, redacting: ["<<<1092>>>"], to: folder.appending(path: "copy.tar").path, workers: 1)
    #expect(!copy.differences.isEmpty)
    #expect(copy.text.contains("The texts decide"))
  }

  @Test("What cannot be replaced is refused, and no file is written")
  func refused() async throws {
    let project = try await Self.project()
    defer { project.workshop.remove() }
    let folder = project.workshop.folder
    let sweep = folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
    let path = folder.appending(path: "copy.tar").path
    for words in [["x"], ["redacted"], [], ["scripted"], ["ERIKA MUSTERMANN"]] {
      await #expect(throws: (any Error).self, "\(words)") {
        try await RedactedCopy(of: sweep, redacting: words, to: path, workers: 1)
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    let list = folder.appending(path: "texts")
    try Data("Erika Mustermann\nanother text\n".utf8).write(to: list)
    let copy = try await RedactedCopy(of: sweep, redacting: [list.path], to: path, workers: 1)
    #expect(copy.differences.isEmpty)
  }

  @Test("A text is found in the escapes of JSON, in strings within strings, and cut by a stream")
  func spellings() throws {
    let redaction = try #require(TextRedaction(["Frau \"Müller\""]))
    for spelling in [
      "Frau \"Müller\"", #"Frau \"Müller\""#, #"Frau \"M\u00fcller\""#, #"Frau \\\"Müller\\\""#,
    ] {
      let bytes = redaction.apply(Array("a \(spelling) b".utf8))
      #expect(String(decoding: bytes, as: UTF8.self) == "a [redacted-1] b", "\(spelling)")
    }
    let many = try #require(TextRedaction(["Anna", "Anna Karenina"]))
    #expect(
      String(decoding: many.apply(Array("Anna Karenina and Anna".utf8)), as: UTF8.self)
        == "[redacted-2] and [redacted-1]")
  }
}
