import Cassettes
import Foundation
import TestSupport
import Testing

@Suite("A power cut while recording")
struct PowerCutTests {
  /// A log of its own for every so many cuts: enough to meet the threads in different orders.
  private static let cutsPerLog = 125

  @Test("loses no acknowledged exchange and damages nothing, with sixteen writers in flight")
  func durable() async throws {
    var outcome = PowerCutRecording.Outcome()
    let logs = max(1, FaultCount.powerCuts / Self.cutsPerLog)
    for log in 0..<logs {
      let exchanges = Samples.exchanges(
        20 + log * 37 % 101, seed: UInt64(log + 1), words: 30 + log % 7 * 40)
      let recording = try await PowerCutRecording.record(exchanges)
      #expect(recording.acknowledged.count == exchanges.count)
      outcome = outcome + (try await recording.cut(times: Self.cutsPerLog, seed: UInt64(log)))
    }
    #expect(outcome == PowerCutRecording.Outcome())
  }

  @Test("loses nothing either when the log is folded into the database meanwhile")
  func checkpoints() async throws {
    // SQLite folds a log of a thousand pages; content that does not compress fills it quickly.
    var random = SeededNumbers(17)
    var exchanges = Samples.exchanges(96, seed: 500)
    for index in exchanges.indices {
      exchanges[index].result = (0..<16_384).flatMap { _ in
        withUnsafeBytes(of: random.next()) { Array($0) }
      }
    }
    let recording = try await PowerCutRecording.record(exchanges, first: 0.1)
    #expect(recording.foldedSize > 1_000_000)
    let outcome = try await recording.cut(times: max(30, FaultCount.powerCuts / 30), seed: 3)
    #expect(outcome == PowerCutRecording.Outcome())
  }

  @Test("makes a rollback journal with synchronous FULL lose what it acknowledged: the control")
  func rollbackJournalLoses() async throws {
    let mode = JournalMode(locking: "NORMAL", journal: "DELETE", synchronous: "FULL")
    let recording = try await PowerCutRecording.record(Samples.exchanges(60), mode: mode)
    let outcome = try await recording.cut(times: 200, seed: 5, mode: mode)
    #expect(outcome.lost > 0)
    #expect(outcome.corrupt == 0, "\(outcome.faults)")
  }

  @Test("makes a database without syncs lose and break: the control")
  func unsynchronizedBreaks() async throws {
    let mode = JournalMode(locking: "NORMAL", journal: "DELETE", synchronous: "OFF")
    let recording = try await PowerCutRecording.record(Samples.exchanges(60), mode: mode)
    let outcome = try await recording.cut(times: 100, seed: 7, mode: mode)
    #expect(outcome.corrupt > 10)
  }

  @Test("makes a write-ahead log with synchronous NORMAL lose what it acknowledged: the control")
  func lazyLogLoses() async throws {
    let mode = JournalMode(locking: "EXCLUSIVE", journal: "WAL", synchronous: "NORMAL")
    let recording = try await PowerCutRecording.record(Samples.exchanges(60), mode: mode)
    let outcome = try await recording.cut(times: 100, seed: 9, mode: mode)
    #expect(outcome.lost > 10)
    #expect(outcome.corrupt == 0, "\(outcome.faults)")
  }

  @Test("costs less than one sync for each exchange, for those in flight share a commit")
  func groupCommit() async throws {
    let disk = try SimulatedDisk()
    // So long that the others arrive while one is written.
    disk.setSyncDelay(microseconds: 5_000)
    let journal = try RecordingJournal(path: SimulatedDisk.journal, storage: disk.storage)
    let before = disk.syncCount
    try await withThrowingTaskGroup(of: Void.self) { group in
      for exchange in Samples.exchanges(64) {
        group.addTask { try await journal.append(exchange) }
      }
      try await group.waitForAll()
    }
    #expect(disk.syncCount - before < 64)
    try await journal.close()
  }
}
