import Basics
import Cassettes
import Foundation
import RecordReplay

/// What the same exchanges are in format 2: how small, how fast they are sealed, read and verified.
///
/// Replay asks trial by trial, so look-ups follow the scopes; in any order each would decode a block.
extension CassetteBench {
  func measureFormat2(_ results: inout BenchResults) throws {
    let raw = Double(corpus.rawBytes) / 1e6
    let start = ResourceUsage.cpuSeconds
    let sealed = try CassetteSealer.seal(corpus.exchanges, as: .two)
    results.add(
      "format 2: seal", raw / (ResourceUsage.cpuSeconds - start), "MB/s", decimals: 1,
      mark: .atLeast(10))
    guard sealed.root == image.root else { throw BenchError("The formats have two roots.") }
    let path = folder.appending(path: "solid.cas").path
    try Data(sealed.bytes).write(to: URL(filePath: path))
    let lines = corpus.exchanges.reduce(0) {
      $0 + ExchangeLine.bytes(of: $1, cuts: ResultParts.cuts($1.kind, $1.result)).count + 1
    }
    results.add(
      "format 2: sealed / export as lines of JSON",
      100 * Double(sealed.bytes.count) / Double(lines), "%", decimals: 2, mark: .atMost(10))
    results.add(
      "format 1: sealed / export as lines of JSON",
      100 * Double(image.bytes.count) / Double(lines), "%", decimals: 2)
    let cassette = try SealedCassette(path: path)
    let slots = try cassette.entries().map(\.slot)
    let seconds = try Self.best(of: 3) {
      for slot in slots {
        guard try cassette.withResult(at: slot, { $0.count }) != nil else {
          throw BenchError("\(slot) was sealed and is not found.")
        }
      }
    }
    results.add(
      "format 2: verified look-ups a core, trial by trial", Double(slots.count) / seconds, "/s",
      mark: .atLeast(100_000))
    let verification = try Self.best(of: 3) {
      try CassetteExamination(path: path).verify(.full, expecting: sealed.fileDigest)
    }
    results.add("format 2: full verification", raw / verification, "MB/s", mark: .atLeast(100))
    try measureOpening(of: path, slots, &results)
    // A sweep as people record them.
    let few = Array(corpus.exchanges.prefix(1_000))
    let small = folder.appending(path: "small.cas").path
    try Data(try CassetteSealer.seal(few, as: .two).bytes).write(to: URL(filePath: small))
    try measureOpening(of: small, few.map(\.slot), &results)
  }

  /// How long it takes from a path to the first verified answer.
  ///
  /// The whole file is held against its root before: a millisecond a thousand exchanges at most, and two for
  /// what comes to it.
  private func measureOpening(
    of path: String, _ slots: [Slot], _ results: inout BenchResults
  ) throws {
    let clock = ContinuousClock()
    var answers: [Duration] = []
    for slot in slots.indices.filter({ $0.isMultiple(of: max(1, slots.count / 100)) }) {
      let start = clock.now
      let found = try SealedCassette(path: path).withResult(at: slots[slot]) { $0.count }
      answers.append(clock.now - start)
      guard found != nil else { throw BenchError("The cassette misses \(slots[slot]).") }
    }
    results.add(
      "format 2: open to the first verified answer of \(slots.count), median",
      Self.median(answers), "ms", decimals: 3,
      mark: .atMost(slots.count <= 1_000 ? 2 : 2 + Double(slots.count) / 1_000))
  }
}

/// How long it takes to hold a cassette against its Merkle root before anything is read from it.
struct RootMeasurement {
  let folder: URL

  func measure(_ results: inout BenchResults) throws {
    let cold = try opening(of: 5_000, as: .one, runs: 1)
    results.add("format 1: root, an exchange", 1_000 * cold / 5_000, "us", decimals: 1)
    for (count, most) in [(1_000, 5.0), (100_000, 100)] {
      results.add(
        "format 2: open and root of \(count) exchanges", try opening(of: count, as: .two, runs: 7),
        "ms", decimals: 1, mark: .atMost(most))
    }
  }

  /// The shortest time by the clock from a folder to a union that has been held against its root, in
  /// milliseconds.
  ///
  /// A file of format 1 is decoded once a process only.
  private func opening(
    of count: Int, as version: CassetteVersion, runs: Int
  ) throws -> Double {
    let path = folder.appending(path: "root-\(version.rawValue)-\(count)").path
    let cassettes = try CassetteFolder.mending(path: path)
      .sealing((0..<count).map(Self.exchange), as: version).folder
    defer { try? FileManager.default.removeItem(atPath: path) }
    let clock = ContinuousClock()
    var best = Duration.seconds(3_600)
    for _ in 0..<runs {
      let start = clock.now
      _ = try CassetteUnion(cassettes)
      best = min(best, clock.now - start)
    }
    return best / .milliseconds(1)
  }

  /// An exchange of the usual kind and a short answer.
  private static func exchange(_ number: Int) -> Exchange {
    let request = Array("{\"prompt\":\"What is \(number) times \(number % 97)?\"}".utf8)
    return Exchange(
      slot: Slot(action: .sha256(request)),
      kind: number.isMultiple(of: 3) ? .execution : .completion,
      request: request,
      result: Array(
        "{\"text\":\"The answer to question \(number) is <<<\(number &* 97)>>>.\"}".utf8),
      scope: "model/all-code/task\(number % 14)/question-\(number / 4)/0",
      provenance: Array("{\"at\":\"2026-01-01T00:00:\(number / 100 % 60)Z\"}".utf8))
  }
}
