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

  /// Reads a sheet and what the replay said; the sheet is `nil` where none could be written.
  init(_ sheet: ScoreSheetReader?, _ answer: ReplayAnswer) throws(ScoreSheetError) {
    var lines: [TrialID: TrialLine] = [:]
    if var sheet {
      while let line = try sheet.next() { lines[line.trial] = line }
    }
    let gaps = Self.gaps(in: answer)
    self.init(
      lines: lines, gaps: gaps,
      // A table of a part of the trials is another table.
      aggregates: gaps.isEmpty ? answer.cells : [:],
      isComplete: sheet != nil && lines.count + gaps.count == answer.planned ?? lines.count)
  }
}

extension CommitScores {
  private static func gaps(in answer: ReplayAnswer) -> [TrialID: Gap] {
    let details = Dictionary(answer.unanswered.map { ($0.trial, $0) }) { _, last in last }
    var gaps: [TrialID: Gap] = [:]
    for cause in answer.causes {
      for trial in cause.trials {
        gaps[trial] = Gap(
          details: details[trial], title: cause.title, layer: cause.segment.map(layer),
          diff: cause.diff, firstByte: cause.firstByte)
      }
    }
    return gaps
  }

  /// The layer that a segment of an action belongs to.
  private static func layer(of segment: String) -> Layer {
    if segment.hasPrefix("message") || segment.hasPrefix("system") { return .prompt }
    return segment == "code" || segment == "input" ? .execution : .parameters
  }
}
