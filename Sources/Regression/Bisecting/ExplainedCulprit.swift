import Analysis
public import ModelAPI
import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// What a search found: one commit, or several that cannot be told apart, and what they changed.
public struct ExplainedCulprit: Hashable, Sendable {
  /// Subjects that changed in the same way.
  public struct Group: Hashable, Sendable {
    /// What changed.
    public let cause: ChangeCause
    /// The subjects, in order.
    public let subjects: [BisectSubject]
    /// How many of the trials flipped from a full score and how many to one.
    public let risen: Int
    /// Trials whose score fell.
    public let fallen: Int
    /// How the first of them reads on both sides.
    public let difference: LayerDifference
    /// What recording the missing side takes; `nil` where nothing is missing, or nobody can tell.
    public let need: RecordingNeed?
  }

  /// The commits that may have done it, in the order of the history; one where it is known.
  public let suspects: [CommitNote]
  /// The commit that is known to be as before.
  public let before: CommitNote
  /// The first commit that is known to be otherwise.
  public let after: CommitNote
  /// What changed, the gravest first.
  public let groups: [Group]
  /// Cells of tables that moved with the trials.
  public let movedCells: Int
  /// Merged branches that began before the good end: what they bring in is not looked into.
  public let foreignParents: [String]

  /// The one commit; `nil` where several cannot be told apart.
  public var commit: CommitNote? { suspects.count == 1 ? suspects.first : nil }
  /// The trials and cells that changed.
  public var count: Int { groups.reduce(0) { $0 + $1.subjects.count } }
}

/// A commit that says nothing, and why.
public struct RefusedCommit: Hashable, Sendable {
  /// The commit.
  public let commit: CommitNote
  /// Why, in a few words.
  public let reason: String
}

/// The end of a search.
public struct SearchedHistory: Hashable, Sendable {
  /// The good end.
  public let good: CommitNote
  /// The bad end.
  public let bad: CommitNote
  /// The commits between them, the bad end included.
  public let commits: Int
  /// The digest of the pinned cassettes.
  public let cassettes: String
  /// What was found, in the order of the history.
  public let culprits: [ExplainedCulprit]
  /// The commits that say nothing.
  public let refused: [RefusedCommit]
  /// Whether the good end is known from its committed baseline alone.
  public let isGoodFromBaseline: Bool
  /// Trials that have no recording at either end and ask for the same.
  public let unrecorded: Int
  /// Trials of which the tool of an end says nothing: too old for what it cannot replay.
  public let silent: Int
  /// Whether tables were asked for and could not be followed, since an end lacks recordings.
  public let lacksTables: Bool
  /// What it has cost.
  public let effort: EvaluationEffort
}

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
    if let layer = gap.lane.layer { return layer }
    return gap.details?.isExecution == true ? .execution : gap.layer ?? .prompt
  }
}

/// What recording the missing side of a change would take.
public struct RecordingNeed: Hashable, Sendable {
  /// Trials without a recording.
  public let trials: Int
  /// Different model calls that are known to be missing; each is paid once.
  public let calls: Int
  /// Different runs of code that are known to be missing; they cost nothing.
  public let runs: Int
  /// The most model calls of all these trials, what follows from the answers included.
  public let callsAtMost: Int
  /// Tokens of the calls that are known to be missing, estimated as one for four bytes.
  public let inputTokens: Int
  /// Calls by model, with the tokens that they may take.
  private let usages: [String: [TokenUsage?]]

  /// Adds up some trials; `nil` where the tool that reported them was too old to say what they ask for.
  init?(_ trials: [UnansweredTrial?]) {
    guard !trials.isEmpty, !trials.contains(nil) else { return nil }
    let known = trials.compactMap(\.self)
    var seen: Set<String> = []
    let distinct = known.filter { seen.insert("\($0.action) \($0.trial.sample)").inserted }
    let calls = distinct.filter { !$0.isExecution }
    self.trials = known.count
    self.calls = calls.count
    runs = distinct.count - calls.count
    callsAtMost = known.reduce(0) { Self.sum($0, $1.callLimit) }
    inputTokens = calls.reduce(0) { Self.sum($0, $1.inputTokens) }
    var usages: [String: [TokenUsage?]] = [:]
    for call in calls {
      let usage = call.outputTokenLimit.map { limit in
        TokenUsage(
          freshInput: call.inputTokens, cacheRead: 0, cacheWrite: 0, visibleOutput: limit,
          reasoningOutput: 0)
      }
      usages[call.model, default: []].append(usage)
    }
    self.usages = usages
  }

  /// The sum, or the largest number where it would overflow.
  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }

  /// The most that the calls which are known to be missing cost; `nil` where a price or a limit is
  /// unknown.
  public func cost(by prices: PriceTable) -> Money? {
    var sum = Money.zero
    for model in usages.keys.sorted() {
      guard let price = prices.row(for: model)?.price else { return nil }
      for usage in usages[model] ?? [] {
        guard let usage, let cost = price.cost(of: usage) else { return nil }
        sum = sum + cost
      }
    }
    return sum
  }
}
