import Cassettes
import Foundation
import Basics

/// How many exchanges a second are safe on disk, and how often the disk is asked to make sure.
extension CassetteBench {
  func measureRecording(_ results: inout BenchResults) throws {
    for (inFlight, exchanges) in [(1, 300), (16, 4_000)] {
      let rate = try record(JournalRun(inFlight: inFlight, exchanges: exchanges))
      results.add(
        "durable exchanges, \(inFlight) in flight, by the clock", rate, "/s",
        mark: inFlight == 16 ? .atLeast(1_000) : nil)
    }
    guard let strace = Tool("strace") else {
      results.note("syncs", "not counted: strace is not installed")
      return
    }
    for inFlight in [1, 16] {
      let run = JournalRun(inFlight: inFlight, exchanges: 640)
      results.add(
        "syncs an exchange, \(inFlight) in flight", try syncs(of: run, strace), "", decimals: 3,
        mark: inFlight == 16 ? .atMost(0.25) : nil)
    }
  }

  /// Records in a process of its own and gives the rate by the clock.
  private func record(_ run: JournalRun) throws -> Double {
    let output = try Self.bench.run(arguments(of: run))
    guard let rate = Double(String(decoding: output, as: UTF8.self).split(separator: "\n")[0])
    else { throw BenchError("The recording printed no rate.") }
    return rate
  }

  /// Records twice, watched by strace: the longer run's syncs less the shorter's, an exchange.
  ///
  /// So the syncs of opening and closing a journal are left out.
  private func syncs(of run: JournalRun, _ strace: Tool) throws -> Double {
    func count(_ run: JournalRun) throws -> Int {
      let log = folder.appending(path: "strace.log")
      try strace.run(
        ["-f", "-o", log.path, "-e", "trace=fsync,fdatasync,sync_file_range", Self.bench.path]
          + arguments(of: run))
      let text = try String(contentsOf: log, encoding: .utf8)
      return text.split(separator: "\n").count {
        ($0.contains("fsync(") || $0.contains("fdatasync(")) && !$0.contains("resumed")
      }
    }
    let few = JournalRun(inFlight: run.inFlight, exchanges: run.inFlight)
    return Double(try count(run) - count(few)) / Double(run.exchanges - few.exchanges)
  }

  private func arguments(of run: JournalRun) -> [String] {
    let journal = folder.appending(path: "journal-\(UUID().uuidString)").path
    return [
      "--folder", journal, "--journal-run", "\(run.inFlight)", "\(run.exchanges)",
    ]
  }

  private static var bench: Tool { Tool(executable: "/proc/self/exe") }
}

/// Exchanges that are recorded into a fresh journal, some at a time.
struct JournalRun {
  /// How many wait for the disk at the same time.
  let inFlight: Int
  /// How many are recorded.
  let exchanges: Int

  /// Records, and gives the exchanges a second by the clock.
  func measure(in folder: String) async throws -> Double {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let journal = try RecordingJournal(path: folder + "/" + CassetteFolder.journalName)
    let clock = ContinuousClock()
    let start = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<inFlight {
        group.addTask {
          for number in stride(from: worker, to: exchanges, by: inFlight) {
            try await journal.append(Self.exchange(number))
          }
        }
      }
      try await group.waitForAll()
    }
    let seconds = (clock.now - start) / .seconds(1)
    try await journal.close()
    return Double(exchanges) / seconds
  }

  /// An exchange of the usual size, unlike all others.
  private static func exchange(_ number: Int) -> Exchange {
    let request = Array("{\"prompt\":\"\(filler(number, size: 4_000))\"}".utf8)
    return Exchange(
      slot: Slot(action: .sha256(request)), kind: .completion, request: request,
      result: Array("{\"text\":\"\(filler(number + 1_000_000, size: 1_700))\"}".utf8),
      scope: "bench/\(number)", provenance: Array("{}".utf8))
  }

  /// Text of digests: it does not shrink to nothing.
  private static func filler(_ number: Int, size: Int) -> String {
    var text = ""
    var part = 0
    while text.utf8.count < size {
      text += Digest.sha256("\(number) \(part)").hex + " the same words again and again "
      part += 1
    }
    return text
  }
}
