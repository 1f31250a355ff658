import Basics
import Cassettes
import Foundation
import Tasks

/// How fast exchanges are sealed, and sixteen cassettes made into one.
extension CassetteBench {
  func measureSealing(_ results: inout BenchResults) throws {
    let raw = Double(corpus.rawBytes) / 1e6
    results.add("seal", raw / sealSeconds, "MB/s", decimals: 1, mark: .atLeast(20))
    let shards = try sealShards(16)
    let start = ResourceUsage.cpuSeconds
    var exchanges: [Exchange] = []
    for shard in shards { exchanges += try Self.exchanges(of: shard) }
    let merged = try CassetteSealer.seal(exchanges, as: .one)
    results.add(
      "merge of 16 shards", raw / (ResourceUsage.cpuSeconds - start), "MB/s", decimals: 1)
    guard merged.bytes == image.bytes else {
      throw BenchError("Sixteen shards do not merge into the bytes of the whole.")
    }
    results.note("merge of 16 shards", "byte for byte the cassette that was sealed at once")
  }

  /// Seals the exchanges in shards that overlap, as recordings on several machines do.
  private func sealShards(_ count: Int) throws -> [URL] {
    try (0..<count).map { number in
      let part = corpus.exchanges.indices
        .filter { $0 % count == number || $0 % (8 * count) == 0 }
        .map { corpus.exchanges[$0] }
      let url = folder.appending(path: "shard-\(number).cas")
      try Data(try CassetteSealer.seal(part, as: .one).bytes).write(to: url)
      return url
    }
  }

  /// Everything that a cassette holds.
  private static func exchanges(of url: URL) throws -> [Exchange] {
    let cassette = try SealedCassette(path: url.path)
    return try cassette.entries().map { entry in
      guard let result = try cassette.result(at: entry.slot) else {
        throw BenchError("\(url.path) misses \(entry.slot).")
      }
      return Exchange(
        slot: entry.slot, kind: entry.kind, request: try cassette.request(of: entry),
        result: result, scope: entry.scope, provenance: try cassette.provenance(of: entry))
    }
  }
}

/// How many verified answers a core gives, beside two indexes that do as little as one can: over the
/// very blocks of the cassette (decoded and hashed), and over plain results (copied and hashed).
///
/// The second takes eight times the disk, and no file that is compressed can come near it; the first
/// tells what SQLite and the reader cost.
extension CassetteBench {
  func measureLookups(_ results: inout BenchResults) throws {
    var generator = SeededGenerator(seed: "look-ups")
    let order = generator.shuffled(Array(corpus.exchanges.indices))
    let slots = order.map { corpus.exchanges[$0].slot }
    let requests = order.map { corpus.exchanges[$0].request }
    let cassette = try SealedCassette(path: path)
    let file = try CassetteFile(path: path)
    let blocks = try RawIndex(
      try file.results(), dictionary: try file.dictionary(),
      file: folder.appending(path: "blocks.index"))
    let plain = try RawIndex(
      corpus.exchanges.map {
        RawResult(
          slot: $0.slot, digest: .sha256($0.result), size: $0.result.count, block: $0.result)
      }, dictionary: [], file: folder.appending(path: "plain.index"))
    var sum: Int64 = 0
    let own = try Self.best(of: 7) {
      for slot in slots {
        guard let size = try cassette.withResult(at: slot, { $0.count }) else {
          throw BenchError("\(slot) was sealed and is not found.")
        }
        sum &+= Int64(size)
      }
    }
    let blockLimit = try Self.best(of: 7) {
      for slot in slots { sum &+= Int64(try blocks.verified(slot)) }
    }
    let plainLimit = try Self.best(of: 7) {
      for slot in slots { sum &+= Int64(try plain.verified(slot)) }
    }
    let hashing = Self.best(of: 3) {
      for request in requests { sum &+= Digest.sha256(request).leading64 }
    }
    guard sum != 0 else { throw BenchError("The look-ups add up to nothing.") }
    let count = Double(slots.count)
    results.add("verified look-ups a core", count / own, "/s", mark: .atLeast(150_000))
    results.add("verified look-ups a core, request hashed", count / (own + hashing), "/s")
    for (name, limit, mark) in [
      ("raw index of the blocks", blockLimit, BenchFigure.Mark.atLeast(0.6)),
      ("raw index of plain results", plainLimit, nil),
    ] {
      results.add(name, count / limit, "/s")
      results.add("look-ups / \(name)", limit / own, "", decimals: 2, mark: mark)
      results.add(
        "look-ups / \(name), request hashed", (limit + hashing) / (own + hashing), "",
        decimals: 2, mark: .atLeast(0.6))
    }
  }
}

/// How fast a whole cassette is verified, each hash and the root.
extension CassetteBench {
  func measureVerification(_ results: inout BenchResults) throws {
    let seconds = try Self.best(of: 3) {
      try CassetteExamination(path: path).verify(.full, expecting: image.fileDigest)
    }
    results.add(
      "full verification", Double(corpus.rawBytes) / 1e6 / seconds, "MB/s",
      mark: .atLeast(300))
    results.add(
      "full verification, exchanges", Double(corpus.exchanges.count) / seconds, "/s")
  }
}

/// How long it takes from a path to the first verified answer, and to a first request.
extension CassetteBench {
  func measureOpening(_ results: inout BenchResults) throws {
    let slots = stride(from: 0, to: corpus.exchanges.count, by: 97).map {
      corpus.exchanges[$0].slot
    }
    let clock = ContinuousClock()
    var answers: [Duration] = []
    var requests: [Duration] = []
    for slot in slots.prefix(200) {
      let start = clock.now
      let cassette = try SealedCassette(path: path)
      let found = try cassette.withResult(at: slot) { $0.count }
      answers.append(clock.now - start)
      guard found != nil else { throw BenchError("The cassette misses \(slot).") }
    }
    // A listing once, outside the measurement: a request is read by its entry.
    let entries = try SealedCassette(path: path).entries()
    for index in stride(from: 0, to: entries.count, by: max(1, entries.count / 200)) {
      let start = clock.now
      _ = try SealedCassette(path: path).request(of: entries[index])
      requests.append(clock.now - start)
    }
    // A file of this format is hashed as a whole each time, and decoded as a whole once a process.
    results.add(
      "format 1: open to the first verified answer, median", Self.median(answers), "ms",
      decimals: 3)
    results.add(
      "format 1: open to a first request, median", Self.median(requests), "ms", decimals: 3)
  }

  static func median(_ durations: [Duration]) -> Double {
    let sorted = durations.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2] / .milliseconds(1)
  }
}

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
