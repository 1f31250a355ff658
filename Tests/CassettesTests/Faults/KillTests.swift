import CassetteFaults
import Cassettes
import Foundation
import TestSupport
import Testing

@Suite("A process killed at a random instant")
struct KillTests {
  @Test("while recording has everything on disk that it had acknowledged")
  func whileRecording() async throws {
    var random = SeededNumbers(31)
    var acknowledgements = 0
    for number in 0..<FaultCount.kills {
      try await withTemporaryFolder { path in
        let subject = try CrashSubject(["record", path, "0", "1000000"])
        // Every other one dies while it starts; the rest have begun, however slow the machine is.
        if number.isMultiple(of: 2) { await subject.speaks() }
        try await Task.sleep(for: .microseconds(Int.random(in: 0..<120_000, using: &random)))
        subject.kill()
        let acknowledged = await subject.finish().lines.numbers(after: "ack")
        let kept = try await NumberedExchange.numbers(in: CassetteFolder.mending(path: path))
        #expect(acknowledged.isSubset(of: kept))
        acknowledgements += acknowledged.count
      }
    }
    // Kills before the first acknowledgement alone would prove nothing.
    #expect(acknowledgements >= FaultCount.kills / 2)
  }

  /// What a process may be doing to a folder when it is killed; a verb of `CrashSubject` each.
  static let publishing = ["seal", "compact", "convert"]

  @Test(
    "while publishing leaves the old content or the new", arguments: publishing,
    CassetteVersion.allCases)
  func whilePublishing(verb: String, version: CassetteVersion) async throws {
    var random = SeededNumbers(37)
    try await withTemporaryFolder { scratch in
      let template = scratch + "/template"
      let (sealed, recorded) = (0..<150, 100..<400)
      try await Self.prepare(template, sealed: sealed, recorded: recorded, version)
      let begin = ContinuousClock.now
      let whole = try Self.copy(template, to: scratch + "/whole")
      #expect(try await CrashSubject.run([verb, whole]).status == 0)
      let duration = ContinuousClock.now - begin
      var states: Set<Int> = []
      for number in 0..<FaultCount.kills {
        let path = try Self.copy(template, to: scratch + "/\(number)")
        let subject = try CrashSubject([verb, path])
        // The first dies at once, so that the old content is seen however quick the machine is.
        let delay = duration * Double.random(in: 0..<1, using: &random)
        if number > 0 { try await Task.sleep(for: delay) }
        subject.kill()
        _ = await subject.finish()
        let folder = try CassetteFolder.mending(path: path)
        let plays = try NumberedExchange.sealedNumbers(in: folder)
        #expect(plays == Set(sealed) || plays == Set(sealed.lowerBound..<recorded.upperBound))
        let all = try await NumberedExchange.numbers(in: folder)
        #expect(all == Set(sealed.lowerBound..<recorded.upperBound))
        states.insert(plays.count)
        try FileManager.default.removeItem(atPath: path)
      }
      #expect(states.contains(sealed.count))
    }
  }

  /// A folder with two cassettes of a format, and a journal of more.
  static func prepare(
    _ path: String, sealed: Range<Int>, recorded: Range<Int>, _ version: CassetteVersion
  ) async throws {
    let half = sealed.lowerBound..<sealed.lowerBound + sealed.count / 2
    let folder = try CassetteFolder.mending(path: path)
      .sealing(NumberedExchange.exchanges(half), as: version).folder
      .sealing(NumberedExchange.exchanges(sealed)).folder
    let journal = try RecordingJournal(path: folder.journalPath)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for exchange in NumberedExchange.exchanges(recorded) {
        group.addTask { try await journal.append(exchange) }
      }
      try await group.waitForAll()
    }
    try await journal.close()
  }

  static func copy(_ template: String, to path: String) throws -> String {
    try FileManager.default.copyItem(atPath: template, toPath: path)
    return path
  }
}
