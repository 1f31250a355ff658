import Analysis
import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// What changed in a subject between two commits, and the first layer that differs.
public enum ChangeCause: Hashable, Sendable {
  /// Both commits have the trial's line.
  case flip(FlipCause)
  /// The newer commit asks for what is not recorded.
  case unanswered(Layer?)
  /// The older commit asks for what is not recorded.
  case answeredAgain(Layer?)
  /// Neither is answered, and they ask for different things.
  case asksOtherwise(Layer?)
  /// Every trial is the same, but what is made of them together is not.
  case aggregation

  /// The layer in words; what no trial's layer shows is aggregation.
  public var layer: String {
    switch self {
    case .flip(.added), .flip(.removed): "plan"
    case .flip(let cause): cause.layer?.rawValue ?? Self.aggregationName
    case .unanswered(let layer), .answeredAgain(let layer), .asksOtherwise(let layer):
      layer?.rawValue ?? "unknown"
    case .aggregation: Self.aggregationName
    }
  }

  /// The layer whose texts show the difference; `nil` where no layer does.
  public var textLayer: Layer? {
    switch self {
    case .flip(let cause): cause.layer
    case .unanswered(let layer), .answeredAgain(let layer), .asksOtherwise(let layer): layer
    case .aggregation: nil
    }
  }

  private static let aggregationName = "aggregation"

  /// The name in machine-readable reports.
  public var name: String {
    switch self {
    case .flip(let cause): cause.name
    case .unanswered: "unanswered:\(layer)"
    case .answeredAgain: "answered-again:\(layer)"
    case .asksOtherwise: "asks-otherwise:\(layer)"
    case .aggregation: Self.aggregationName
    }
  }

  /// The cause in words.
  public var title: String {
    switch self {
    case .flip(.added): "trials that were not there before"
    case .flip(.removed): "trials that are not there any more"
    case .flip(let cause): cause.title
    case .unanswered: "asks for what is not recorded, first in the layer \(layer)"
    case .answeredAgain: "asks again for what is recorded, first in the layer \(layer)"
    case .asksOtherwise: "not recorded on either side, and asked otherwise in the layer \(layer)"
    case .aggregation: "the same trials, other tables"
    }
  }

  /// Whether values that tables are made of may have changed.
  var movesTables: Bool {
    if case .flip(.layer) = self { false } else { true }
  }

  /// What changed in a trial; `nil` where the commits do not say, or nothing did.
  static func of(_ trial: TrialID, from before: CommitScores, to after: CommitScores)
    -> ChangeCause?
  {
    switch (before.lines[trial], after.lines[trial]) {
    case (let old?, let new?): return Flip(before: old, after: new).map { .flip($0.cause) }
    case (let old?, nil):
      guard let gap = after.gaps[trial] else {
        return after.isComplete ? .flip(.removed) : nil
      }
      return .unanswered(layer(from: Opening(old), to: Opening(gap), gap))
    case (nil, let new?):
      guard let gap = before.gaps[trial] else {
        return before.isComplete ? .flip(.added) : nil
      }
      return .answeredAgain(layer(from: Opening(gap), to: Opening(new), gap))
    case (nil, nil):
      switch (before.gaps[trial], after.gaps[trial]) {
      case (let old?, let new?):
        return .asksOtherwise(layer(from: Opening(old), to: Opening(new), new))
      case (_?, nil): return after.isComplete ? .flip(.removed) : nil
      case (nil, _?): return before.isComplete ? .flip(.added) : nil
      case (nil, nil): return nil
      }
    }
  }

  /// What is known of a trial before its first answer.
  private struct Opening {
    var prompt: String
    var parameters: String

    init(_ line: TrialLine) {
      prompt = line.layers[.prompt]
      parameters = line.layers[.parameters]
    }

    init?(_ gap: CommitScores.Gap) {
      guard let details = gap.details else { return nil }
      prompt = details.prompt
      parameters = details.parameters
    }
  }

  /// The first layer that differs: by the digests where both sides have them, otherwise by what moved
  /// against the nearest recording.
  private static func layer(
    from old: Opening?, to new: Opening?, _ gap: CommitScores.Gap
  ) -> Layer? {
    guard let old, let new else { return gap.layer }
    if old.prompt != new.prompt { return .prompt }
    if old.parameters != new.parameters { return .parameters }
    // The beginning is the same: what is asked later is otherwise.
    return gap.details?.isExecution == true ? .execution : gap.layer ?? .prompt
  }
}
