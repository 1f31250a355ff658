import Regression
public import ScoreSheets

/// What a replay found in one sweep, for exports: the gate's report, or why there is none.
public struct GateFinding: Sendable {
  /// The sweep's name.
  public let sweep: String
  /// The gate's report; `nil` where the sweep could not be held against its baseline.
  public let report: GateVerdict?
  /// Why there is no report, as short sentences: missing recordings, damaged cassettes, no baseline.
  public let problems: [String]

  /// Creates a finding.
  public init(sweep: String, report: GateVerdict?, problems: [String] = []) {
    self.sweep = sweep
    self.report = report
    self.problems = problems
  }

  /// Whether the sweep was compared and equals its baseline.
  public var passes: Bool { problems.isEmpty && report?.passes == true }
}
