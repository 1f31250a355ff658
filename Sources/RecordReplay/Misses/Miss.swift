import Basics
public import Cassettes
public import ModelAPI

/// A question to the outside world that no cassette answers.
public struct Miss: Hashable, Sendable {
  /// How it is missing.
  public enum Reason: String, Hashable, Sendable {
    /// The folder holds no cassette at all.
    case missingCassette
    /// This was never asked while recording.
    case missingAction
    /// It was asked, but not as often, or not for this sample.
    case slotExhausted
  }

  /// The trial that asked.
  public var trial: TrialID
  /// What was asked.
  public var action: Action
  /// Where.
  public var slot: Slot
  /// What the trial asked it for.
  public var lane: Lane
  /// How it is missing.
  public var reason: Reason
  /// The conversation that was to be completed, for a model call: it knows which prompt each part
  /// came from.
  public var request: CompletionRequest?

  /// Creates a miss.
  public init(
    trial: TrialID, action: Action, lane: Lane, slot: Slot, reason: Reason,
    request: CompletionRequest? = nil
  ) {
    self.trial = trial
    self.action = action
    self.lane = lane
    self.slot = slot
    self.reason = reason
    self.request = request
  }

  /// One sentence.
  public var summary: String {
    let what =
      switch (action.kind, lane) {
      case (.completion, .trial): "model call"
      case (.completion, .extraction): "extraction call"
      case (.execution, .trial): "run of code"
      case (.execution, .extraction): "run of code for its extraction"
      }
    switch reason {
    case .missingCassette: return "no cassette is there to answer its \(what)"
    case .missingAction: return "no cassette holds its \(what) \(action.digest.short)"
    case .slotExhausted:
      return "its \(what) \(action.digest.short) is recorded, but not for sample \(slot.sample), "
        + "repetition \(slot.ordinal)"
    }
  }
}

/// What made recordings unusable: the segment that moved, and whose text moved in it.
public struct MissCause: Hashable, Sendable {
  /// How the recording is missing.
  public var reason: Miss.Reason
  /// The first segment that differs from the nearest recording, such as `message 1 user`; `nil` where
  /// no recording is near.
  public var segment: String?
  /// Where the text that differs came from, such as `prompt all-code`; `nil` where the segment is no
  /// message or the place cannot be told.
  public var source: String?
  /// What the missing exchange was asked for.
  public var lane: Lane

  /// Whether a text that people wrote is the cause: a prompt or a question.
  var isAuthored: Bool {
    source.map { $0.hasPrefix("prompt ") || $0.hasPrefix("question ") } ?? false
  }

  /// One line for a person.
  public var title: String {
    switch lane {
    case .trial: reasonTitle
    case .extraction: "extraction call: \(reasonTitle)"
    }
  }

  private var reasonTitle: String {
    switch (reason, segment, source) {
    case (.missingCassette, _, _): return "there is no cassette in the folder"
    case (.slotExhausted, _, _): return "recorded, but not for this sample or repetition"
    case (.missingAction, let segment?, let source?):
      return "\(source) differs from what was recorded (segment \"\(segment)\")"
    case (.missingAction, let segment?, nil):
      return "segment \"\(segment)\" differs from what was recorded"
    case (.missingAction, nil, _): return "never recorded"
    }
  }
}

/// Misses with one cause.
public struct MissGroup: Hashable, Sendable {
  /// The cause.
  public var cause: MissCause
  /// The trials that it touches, in order.
  public var trials: [TrialID]
  /// The nearest recording's trial and what differs, for the first of them.
  public var example: MissExample?
}

/// The difference between what one trial asked and the nearest recording.
public struct MissExample: Hashable, Sendable {
  /// The trial.
  public var trial: TrialID
  /// The digest of what it asked, shortened.
  public var asked: String
  /// The trial that made the nearest recording.
  public var nearestTrial: String
  /// The digest of the nearest recording's action, shortened.
  public var nearest: String
  /// The lines that differ, `-` recorded and `+` asked, redacted and bounded.
  public var diff: [String]
  /// The first byte of the moved segment's text that differs, from 0; `nil` where only a credential
  /// does.
  public var firstByte: Int?
}
