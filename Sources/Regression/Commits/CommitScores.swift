import Analysis
import Basics
public import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// What one commit makes of the pinned cassettes.
public struct CommitScores: Sendable {
  /// Why a trial has no line, as far as the commit's tool says it.
  public struct Gap: Hashable, Sendable {
    /// What is known of the trial; `nil` where the tool is too old to say it.
    public let details: UnansweredTrial?
    /// What moved, in words.
    public let title: String
    /// The layer that moved; `nil` where it cannot be told.
    public let layer: Layer?
    /// The lines that differ from the nearest recording, for one of the trials with this cause.
    public let diff: [String]
    /// The first byte that differs, in the text that moved.
    public let firstByte: Int?
  }

  /// The trials that were replayed.
  public let lines: [TrialID: TrialLine]
  /// The trials that ask for what is not recorded.
  public let gaps: [TrialID: Gap]
  /// The cells of all tables, by `TABLE/ROW/COLUMN`, as JSON.
  public let aggregates: [String: String]
  /// Whether every trial of the plan is in ``lines`` or ``gaps``.
  public let isComplete: Bool

  /// Creates scores.
  init(
    lines: [TrialID: TrialLine], gaps: [TrialID: Gap] = [:], aggregates: [String: String] = [:],
    isComplete: Bool = true
  ) {
    self.lines = lines
    self.gaps = gaps
    self.aggregates = aggregates
    self.isComplete = isComplete
  }

  /// Reads a sheet and a replay's findings; the sheet is `nil` where none could be written.
  init(_ sheet: ScoreSheetReader?, _ findings: JSONValue) throws(ScoreSheetError) {
    var lines: [TrialID: TrialLine] = [:]
    if var sheet {
      while let line = try sheet.next() { lines[line.trial] = line }
    }
    let gaps = Self.gaps(in: findings)
    let planned = findings["planned"]?.integer ?? lines.count
    self.init(
      lines: lines, gaps: gaps,
      // A table of a part of the trials is another table.
      aggregates: gaps.isEmpty ? Self.aggregates(in: findings) : [:],
      isComplete: sheet != nil && lines.count + gaps.count == planned)
  }

  /// What is known of a subject, as far as a metric looks at it; `nil` where the commit does not say.
  public func state(of subject: BisectSubject, in metric: BisectMetric?) -> SubjectState? {
    switch subject {
    case .trial(let trial):
      if let line = lines[trial] { return .measured(BisectMetric.text(of: line, in: metric)) }
      if let gap = gaps[trial] {
        // Nobody knows the score of a trial without an answer, whatever it asks for.
        guard metric == nil, let details = gap.details else { return .unanswered(nil) }
        return .unanswered("\(details.prompt) \(details.parameters) \(details.action)")
      }
      return isComplete ? .absent : nil
    case .aggregate(let name): return aggregates[name].map(SubjectState.measured)
    }
  }
}

extension CommitScores {
  private static func gaps(in findings: JSONValue) -> [TrialID: Gap] {
    var details: [TrialID: UnansweredTrial] = [:]
    for entry in findings["unanswered"]?.array ?? [] {
      if let trial = UnansweredTrial(entry) { details[trial.trial] = trial }
    }
    var gaps: [TrialID: Gap] = [:]
    for group in findings["misses"]?.array ?? [] {
      let example = group["example"]
      for case let trial? in (group["trials"]?.array ?? []).map({
        $0.string.flatMap { TrialID($0) }
      }) {
        gaps[trial] = Gap(
          details: details[trial], title: group["cause"]?.string ?? "never recorded",
          layer: layer(of: group), diff: (example?["diff"]?.array ?? []).compactMap(\.string),
          firstByte: example?["firstByte"]?.integer)
      }
    }
    return gaps
  }

  /// The layer that a segment of an action belongs to.
  private static func layer(of group: JSONValue) -> Layer? {
    guard let segment = group["segment"]?.string else { return nil }
    if segment.hasPrefix("message") || segment.hasPrefix("system") { return .prompt }
    return segment == "code" || segment == "input" ? .execution : .parameters
  }

  private static func aggregates(in findings: JSONValue) -> [String: String] {
    var cells: [String: String] = [:]
    for table in findings["tables"]?.array ?? [] {
      let columns = (table["columns"]?.array ?? []).map { $0["name"]?.string ?? "" }
      for row in table["rows"]?.array ?? [] {
        for (column, cell) in zip(columns, row["cells"]?.array ?? []) {
          let name = [table["name"]?.string ?? "", row["name"]?.string ?? "", column]
          cells[name.joined(separator: "/")] = try? CanonicalJSON.text(of: cell)
        }
      }
    }
    return cells
  }
}
