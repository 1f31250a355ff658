import Cassettes
import Foundation

/// How fast a whole cassette is verified, each hash and the root.
extension CassetteBench {
  func measureVerification(_ results: inout BenchResults) throws {
    let seconds = try Self.best(of: 3) {
      try SealedCassette(path: path).verify(.full, expecting: image.fileDigest)
    }
    results.add(
      "full verification", Double(corpus.rawBytes) / 1e6 / seconds, "MB/s",
      mark: .atLeast(300))
    results.add(
      "full verification", Double(corpus.exchanges.count) / seconds, "exchanges/s")
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
    results.add(
      "open to the first verified answer, median", Self.median(answers), "ms", decimals: 3,
      mark: .atMost(2))
    results.add(
      "open to a first request, median", Self.median(requests), "ms", decimals: 3)
  }

  private static func median(_ durations: [Duration]) -> Double {
    let sorted = durations.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2] / .milliseconds(1)
  }
}
