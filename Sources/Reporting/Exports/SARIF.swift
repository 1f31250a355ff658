public import Basics
import RecordReplay
import ScoreSheets
import Trials

/// Gate results as SARIF 2.1.0, which code scanning shows beside the code: one result a cause.
///
/// The same findings give the same bytes. A result stands where its cause is a file of the repository,
/// otherwise at the line of the baseline that its first trial differs from, otherwise at the sweep's
/// file, since a result without a place is not shown.
public struct SARIFReport: Sendable {
  /// The most results of a run that GitHub takes.
  public static let resultLimit = 25_000

  private let findings: [GatedSweep]
  private let version: String

  /// Creates a report.
  ///
  /// - Parameter version: The version of this tool.
  public init(_ findings: [GatedSweep], version: String) {
    self.findings = findings
    self.version = version
  }

  /// The document.
  public var json: JSONValue {
    let results = findings.flatMap(Self.results).prefix(Self.resultLimit)
    let rules = Set(results.map(\.rule)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "steerbench", "version": .string(version),
              "rules": .array(
                rules.map { ["id": .string($0), "shortDescription": ["text": .string($0)]] }),
            ]
          ],
          "results": .array(results.map(\.json)),
        ]
      ],
    ]
  }

  private struct Result {
    let rule: String
    let level: String
    let message: String
    let sweep: String
    let place: FilePlace?

    var json: JSONValue {
      let locations: [JSONValue] =
        place.map { place in
          [
            [
              "physicalLocation": [
                "artifactLocation": ["uri": .string(Self.uri(place.path))],
                "region": ["startLine": .integer(Int64(place.line))],
              ]
            ]
          ]
        } ?? []
      return [
        "ruleId": .string(rule), "level": .string(level),
        "message": ["text": .string(VisibleText.escape(message, keepsLines: true))],
        "locations": .array(locations),
        "partialFingerprints": [
          "steerbenchCause/v1": .string(
            Digest.sha256("\(sweep)\n\(rule)\n\(place?.path ?? "")").hex)
        ],
      ]
    }

    /// A path as a relative reference.
    private static func uri(_ path: String) -> String {
      let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
      return path.utf8.map { byte in
        guard !plain.contains(byte) else { return String(UnicodeScalar(byte)) }
        let hex = String(byte, radix: 16, uppercase: true)
        return "%" + (hex.count < 2 ? "0" : "") + hex
      }.joined()
    }
  }

  private static func results(of finding: GatedSweep) -> [Result] {
    let missing = finding.missing.map { missing in
      Result(
        rule: "missing:\(missing.group.cause.reason.rawValue)", level: "error",
        message: ([missing.sentence] + MissText(missing.group).lines).joined(separator: "\n"),
        sweep: finding.sweep, place: missing.place ?? finding.home)
    }
    let others = finding.otherProblems.map {
      Result(
        rule: "not-compared", level: "error", message: $0, sweep: finding.sweep,
        place: finding.home)
    }
    let causes = (finding.report?.groups ?? []).map { group in
      Result(
        rule: group.cause.name, level: finding.fails(group) ? "error" : "note",
        message: "\(group.cause.title): \(group.count) trials, such as "
          + FlipLine.text(group.example) + "\n"
          + FlipDifference(group.example).lines.joined(separator: "\n"),
        sweep: finding.sweep,
        place: finding.causePlaces[group.example.trial]
          ?? finding.examplePlaces[group.example.trial] ?? finding.home)
    }
    return missing + others + causes
  }
}
