import Basics
import Cassettes
import Foundation
import RecordReplay

/// How fast exchanges are looked through for credentials, without and with keys that are known.
///
/// The exchanges of the shipped cassettes are looked through, in turn without a key and with three: the
/// best of each counts, so that what else the machine does changes little. Every one of them passes this
/// before it is sent and before it is kept.
enum SecretsSection: BenchSection {
  static let name = "secrets"
  static let summary = "the search for credentials: bytes a second, and what known keys cost"

  /// How much longer a search with known keys may take than one without.
  private static let mark = 2.0
  private static let rounds = 9

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let exchanges = try shippedExchanges()
    let bytes = exchanges.reduce(0) {
      $0 + $1.request.count + $1.result.count + $1.provenance.count
    }
    let known = KnownSecrets(environment: keys)
    let searches = [SecretGuard(), SecretGuard(known: known)]
    var (best, findings) = ([Double](repeating: .infinity, count: searches.count), 0)
    for _ in 0..<rounds {
      for (place, search) in searches.enumerated() {
        let start = ResourceUsage.cpuSeconds
        for exchange in exchanges { findings += search.findings(in: exchange).count }
        best[place] = min(best[place], ResourceUsage.cpuSeconds - start)
      }
    }
    guard findings == 0 else { throw BenchError("The shipped cassettes hold a credential.") }
    let megabytes = Double(bytes) / 1e6
    return BenchReport(
      section: name,
      facts: [("exchanges", "\(exchanges.count)"), ("bytes", "\(bytes)")],
      figures: [
        BenchFigure("without keys", megabytes / best[0], "MB/s", decimals: 0),
        BenchFigure("with three keys", megabytes / best[1], "MB/s", decimals: 0),
        BenchFigure(
          "with / without", best[1] / best[0], "", decimals: 2, mark: .atMost(mark)),
      ])
  }

  private static func shippedExchanges() throws -> [Exchange] {
    var exchanges: [Exchange] = []
    let names = try FileManager.default.contentsOfDirectory(atPath: "cassettes").sorted()
    for name in names {
      let reader = try CassetteFolder(path: "cassettes/\(name)").reader()
      for entry in try reader.entries() {
        guard let result = try reader.result(at: entry.slot) else {
          throw BenchError("cassettes/\(name) misses a result.")
        }
        exchanges.append(
          Exchange(
            slot: entry.slot, kind: entry.kind, request: try reader.request(of: entry),
            result: result, scope: entry.scope, provenance: try reader.provenance(of: entry)))
      }
    }
    return exchanges
  }

  /// Keys that nobody has: made up anew, so that none stands in a file.
  private static var keys: [String: String] {
    var numbers = SeededGenerator(seed: "keys that nobody has")
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    func key(_ start: String, _ count: Int) -> String {
      start + String((0..<count).map { _ in letters[Int(numbers.next() % 62)] })
    }
    return [
      "OPENAI_API_KEY": key("sk-proj-", 48), "ANTHROPIC_API_KEY": key("sk-ant-", 60),
      "HF_TOKEN": key("hf_", 34),
    ]
  }
}
