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
