import Cassettes
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("A verb that is killed")
struct KilledVerbTests {
  /// How often each verb is killed; more often in a soak.
  private static let kills =
    ProcessInfo.processInfo.environment["STEERBENCH_KILLS"].flatMap { Int($0) } ?? 20

  @Test("Compacting leaves a folder that plays everything, and is completed by the next try")
  func compacting() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let everything = try shelf.everything()
    let length = try await duration(of: ["compact", "copy-0"], on: copy(of: shelf, number: 0))
    var ends: Set<Int> = []
    for number in 1...Self.kills {
      let folder = try copy(of: shelf, number: number)
      try await kill(["compact", folder.path], in: shelf.url, within: length)
      #expect(try Shelf.everything(in: folder.path) == everything, "kill \(number)")
      ends.insert(try CassetteFolder(path: folder.path).lines.count)
      let again = try await shelf.cassette("compact", folder.path)
      #expect(again.status == 0, "\(again.errors)")
      #expect(try Shelf.everything(in: folder.path) == everything)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.count { $0.hasSuffix(".cas") } == 1)
      #expect(!names.contains { $0.hasSuffix(".partial") || $0.hasSuffix(".journal") })
      try FileManager.default.removeItem(at: folder)
    }
    #expect(ends.contains(2), "some kills came before the end")
  }

  @Test("Merging leaves its inputs as they were, and a whole output or none")
  func merging() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let everything = try shelf.everything()
    let folder = try copy(of: shelf, number: 0)
    let length = try await duration(of: ["merge", "copy-0", "--output", "probe.cas"], on: folder)
    for number in 1...Self.kills {
      let output = shelf.file(number.isMultiple(of: 2) ? "out-\(number)" : "out-\(number).cas")
      try await kill(
        ["merge", folder.path, "--output", output.path], in: shelf.url, within: length)
      #expect(try Shelf.everything(in: folder.path) == everything)
      if FileManager.default.fileExists(atPath: output.path) {
        #expect(
          try ExchangeCatalog(CassetteSet(path: output.path)).entries.count == everything.count)
      } else {
        let again = try await shelf.cassette("merge", folder.path, "--output", output.path)
        #expect(again.status == 0, "\(again.errors)")
      }
    }
  }

  private func copy(of shelf: Shelf, number: Int) throws -> URL {
    let folder = shelf.file("copy-\(number)")
    try FileManager.default.copyItem(at: shelf.folder, to: folder)
    return folder
  }

  /// How long a verb takes when nobody kills it.
  private func duration(of arguments: [String], on folder: URL) async throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    let run = try await Tool.run(
      ["cassette"] + arguments, in: folder.deletingLastPathComponent())
    #expect(run.status == 0, "\(run.errors)")
    return clock.now - start
  }

  /// Starts a verb and kills it at a random instant.
  private func kill(_ arguments: [String], in folder: URL, within length: Duration) async throws {
    let tool = try Tool.start(["cassette"] + arguments, in: folder)
    try await Task.sleep(for: length * Double.random(in: 0...1))
    tool.send(SIGKILL)
    _ = await tool.finish()
  }
}
