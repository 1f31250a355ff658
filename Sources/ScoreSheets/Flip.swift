public import RecordReplay
public import Trials

/// A trial whose line is not the baseline's.
public struct Flip: Hashable, Sendable {
  /// The trial.
  public let trial: TrialID
  /// The baseline's line; `nil` for a trial that it does not have.
  public let before: TrialLine?
  /// The new line; `nil` for a trial that was not measured any more.
  public let after: TrialLine?

  /// A flip between two lines of one trial; `nil` where they are the same in every column.
  public init?(before: TrialLine, after: TrialLine) {
    guard !ScoreColumn.differences(before, after).isEmpty else { return nil }
    trial = after.trial
    self.before = before
    self.after = after
  }

  /// A trial that the baseline does not have.
  public init(added line: TrialLine) {
    trial = line.trial
    before = nil
    after = line
  }

  /// A trial that only the baseline has.
  public init(removed line: TrialLine) {
    trial = line.trial
    before = line
    after = nil
  }

  /// What changed and where it began.
  public var cause: FlipCause {
    guard let before else { return .added }
    guard let after else { return .removed }
    let layer = after.layers.firstDifference(from: before.layers)
    if before.outcome != after.outcome || before.scoreMillionths != after.scoreMillionths {
      return .score(layer)
    }
    return layer.map(FlipCause.layer) ?? .accounting
  }

  /// The columns that differ; none for a trial that was added or removed.
  public var columns: [ScoreColumn] {
    guard let before, let after else { return [] }
    return ScoreColumn.differences(before, after)
  }

  /// The new score less the old one, in millionths; `nil` for a trial that was added or removed.
  public var scoreChange: Int? {
    guard let before, let after else { return nil }
    return after.scoreMillionths - before.scoreMillionths
  }
}

/// What changed in a trial, and the first layer that differs: flips with one cause belong together.
public enum FlipCause: Hashable, Sendable {
  /// The outcome or the score changed; no layer at all differs only where a sheet was edited or the
  /// aggregation is at fault.
  case score(Layer?)
  /// The outcome and the score are the same, but a layer below them is not.
  case layer(Layer)
  /// Every layer is the same, but tokens, times or counts are not.
  case accounting
  /// The baseline does not have the trial.
  case added
  /// Only the baseline has the trial.
  case removed

  /// All causes, the gravest first, in the order of the layers.
  public static let all: [FlipCause] =
    Layer.allCases.map { .score($0) } + [.score(nil)] + Layer.allCases.map { .layer($0) }
    + [.accounting, .added, .removed]

  /// The name in machine-readable reports.
  public var name: String {
    switch self {
    case .score(let layer): "score:\(layer?.rawValue ?? "none")"
    case .layer(let layer): "same-score:\(layer.rawValue)"
    case .accounting: "accounting"
    case .added: "added"
    case .removed: "removed"
    }
  }

  /// The cause in words.
  public var title: String {
    switch self {
    case .score(let layer?): "score changed, first in the layer \(layer.rawValue)"
    case .score(nil): "score changed, no layer differs"
    case .layer(let layer): "same score, other layer: \(layer.rawValue)"
    case .accounting: "same layers, other tokens, times or counts"
    case .added: "not in the baseline"
    case .removed: "only in the baseline"
    }
  }

  /// The first layer that differs.
  public var layer: Layer? {
    switch self {
    case .score(let layer): layer
    case .layer(let layer): layer
    case .accounting, .added, .removed: nil
    }
  }
}
