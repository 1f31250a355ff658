public import RecordReplay
import Sweeps
public import Tasks

/// One trial as it ran: its line, what happened, and the verdict.
public struct TrialRecord: Sendable {
  /// The line of the score sheet.
  public var line: TrialLine
  /// The exchanges.
  public var transcript: Transcript
  /// What the task made of the texts.
  public var judgement: Judgement
}
