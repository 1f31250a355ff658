import CassetteFaults
import Cassettes
import Foundation
import Testing

@Suite("One writer")
struct OneWriterTests {
  @Test("of another process is named by its number")
  func otherProcess() async throws {
    try await withTemporaryFolder { path in
      let subject = try CrashSubject(["record", path, "0", "1000000"])
      defer { subject.kill() }
      let journal = path + "/" + CassetteFolder.journalName
      // Until the process has the lock, the journal is not there or is free for a moment.
      var error: CassetteError?
      for _ in 0..<200 {
        try await Task.sleep(for: .milliseconds(10))
        guard FileManager.default.fileExists(atPath: journal + "-wal") else { continue }
        error = cassetteError { () throws(CassetteError) in try RecordingJournal(path: journal) }
        break
      }
      #expect(error?.code == .locked)
      #expect(error?.message == "process \(subject.number) is recording into this folder already")
      #expect(error?.nextStep.isEmpty == false)
    }
  }

  @Test("of this process is named too, and keeps its lock")
  func thisProcess() async throws {
    try await withTemporaryFolder { path in
      let journal = try RecordingJournal(path: path + "/recording.journal")
      for _ in 0..<2 {
        let error = cassetteError { () throws(CassetteError) in
          try RecordingJournal(path: path + "/recording.journal")
        }
        #expect(error?.message.hasPrefix("this process (\(getpid()))") == true)
      }
      // The lock holds against others as well: asking who has it did not end it.
      let other = try await CrashSubject.run(["record", path, "0", "1"])
      #expect(other.status == 1)
      #expect(other.lines.last?.contains("process \(getpid()) is recording") == true)
      try await journal.append(NumberedExchange.exchange(0))
      try await journal.close()
    }
  }

  @Test(
    "never finds a journal that is about to be removed",
    .enabled(if: SystemCallLog.isAvailable, "needs strace and the right to trace"))
  func aboutToBeRemoved() async throws {
    try await withTemporaryFolder { path in
      _ = try await CrashSubject.run(["record", path, "0", "20"])
      let sealer = try Self.slowly("unlink", "delay_enter", ["seal", path])
      // It has the journal, and the new cassette is in place: next it removes the journal, slowly.
      for _ in 0..<500 where !FileManager.default.fileExists(atPath: path + "/INDEX") {
        try await Task.sleep(for: .milliseconds(5))
      }
      var acknowledged: Set<Int> = []
      for first in stride(from: 100, to: 1_000, by: 10) where acknowledged.isEmpty {
        let run = try await CrashSubject.run(["record", path, "\(first)", "5"])
        acknowledged = run.lines.numbers(after: "ack")
      }
      #expect(await sealer.finish().status == 0)
      let kept = try await NumberedExchange.numbers(in: CassetteFolder.mending(path: path))
      #expect(!acknowledged.isEmpty)
      #expect(acknowledged.isSubset(of: kept))
      #expect(Set(0..<20).isSubset(of: kept))
    }
  }

  @Test(
    "that opens a journal slowly is not overtaken by one that seals and removes it",
    .enabled(if: SystemCallLog.isAvailable, "needs strace and the right to trace"))
  func remains() async throws {
    // On a busy machine the sealer may come too early or too late: then there is more time for it.
    for milliseconds in [600, 1_200, 2_400, 4_800, 9_600] {
      let didMeet = try await withTemporaryFolder { path in
        _ = try await CrashSubject.run(["record", path, "0", "20"])
        let late = try Self.slowly(
          "openat", "delay_exit", ["record", path, "100", "5"], milliseconds: milliseconds)
        while late.isRunning, !CrashSubject.isOpen(path + "/" + CassetteFolder.journalName) {
          try await Task.sleep(for: .milliseconds(2))
        }
        let sealing = try await CrashSubject.run(["seal", path])
        let didMeet = late.isRunning
        let acknowledged = await late.finish().lines.numbers(after: "ack")
        let kept = try await NumberedExchange.numbers(in: CassetteFolder.mending(path: path))
        // One of the two waits its turn.
        if didMeet { #expect(acknowledged.isEmpty || sealing.status == 1) }
        #expect(acknowledged.isSubset(of: kept))
        #expect(Set(0..<20).isSubset(of: kept))
        return didMeet
      }
      if didMeet { return }
    }
    Issue.record("The sealer never came while the journal was being opened.")
  }

  /// Starts the subject with one system call on its journal made slow.
  private static func slowly(
    _ call: String, _ when: String, _ arguments: [String], milliseconds: Int = 600
  ) throws -> CrashSubject {
    let journal = arguments[1] + "/" + CassetteFolder.journalName
    return try CrashSubject(
      [
        "-f", "-qq", "-o", "/dev/null", "-P", journal, "-e", "trace=\(call)", "-e",
        "inject=\(call):\(when)=\(milliseconds * 1_000)", CrashSubject.program.path,
      ] + arguments, by: SystemCallLog.strace)
  }

  @Test("that comes while another one seals loses nothing that it was promised")
  func whileSealing() async throws {
    // Over and over: one process seals and removes its journal, while others want to record.
    try await withTemporaryFolder { path in
      var acknowledged: Set<Int> = []
      for round in 0..<6 {
        let first = round * 1_000
        acknowledged.formUnion(
          try await CrashSubject.run(["record", path, "\(first)", "20"]).lines
            .numbers(after: "ack"))
        let sealer = try CrashSubject(["seal", path])
        var promised: Set<Int> = []
        for attempt in 1..<40 where promised.isEmpty {
          promised = try await CrashSubject.run(["record", path, "\(first + attempt * 20)", "10"])
            .lines.numbers(after: "ack")
        }
        _ = await sealer.finish()
        acknowledged.formUnion(promised)
      }
      let kept = try await NumberedExchange.numbers(in: CassetteFolder.mending(path: path))
      #expect(acknowledged.count > 120)
      #expect(acknowledged.isSubset(of: kept))
    }
  }
}
