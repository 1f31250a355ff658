public import PythonLiterals
import RecordReplay
public import Sweeps
public import Trials

/// Code that prints an answer without computing it, judged by its tokens and never run.
///
/// The code that ran last is judged, in trials whose answer was read from a reply with code.
public struct TextLikeCode: SweepAnalysis {
  /// Trials that are listed by name.
  public static let exampleLimit = 20

  /// Some trials by what their code does.
  public struct Counts: Sendable {
    /// Trials, with code and without.
    public fileprivate(set) var trials = 0
    /// The trials with text-like code, of those with code.
    public private(set) var textLike = ShareCount()
    private var verdicts: [PythonComputation.Verdict: ShareCount] = [:]

    /// The trials whose code was judged so, and how many of them were right.
    public func right(where verdict: PythonComputation.Verdict) -> ShareCount {
      verdicts[verdict] ?? ShareCount()
    }

    /// The trials with code.
    public var withCode: Int { textLike.total }

    fileprivate mutating func add(_ verdict: PythonComputation.Verdict, _ line: TrialLine) {
      textLike.add(verdict == .textLike, line.trial)
      verdicts[verdict, default: ShareCount()].add(line.outcome == .correct, line.trial)
    }

    fileprivate mutating func add(_ other: Counts) {
      trials += other.trials
      textLike.add(other.textLike)
      for (verdict, share) in other.verdicts { verdicts[verdict, default: ShareCount()].add(share) }
    }
  }

  /// What was found.
  public struct Findings: Sendable {
    /// Each model's trials, in the order of names.
    public let models: [(name: String, counts: Counts)]
    /// The trials by model and method, in the order of names.
    public let groups: [(place: ModelMethod, counts: Counts)]
    /// The first trials with text-like code, up to the limit.
    public let examples: [TrialLine]
    /// All trials with text-like code.
    public let textLike: Int
  }

  private var groups: [ModelMethod: Counts] = [:]
  private var examples: [TrialLine] = []

  public init(_ context: AnalysisContext) {}

  public mutating func add(_ trial: TrialFeatures) {
    let line = trial.line
    let place = ModelMethod(model: line.trial.model, method: line.trial.method)
    var counts = groups[place] ?? Counts()
    counts.trials += 1
    // Code of an agent that the answer was not read from is not the answer's code.
    if line.usedCode, let verdict = trial.code {
      counts.add(verdict, line)
      if verdict == .textLike, examples.count < Self.exampleLimit { examples.append(line) }
    }
    groups[place] = counts
  }

  public var findings: Findings {
    let sorted = groups.sorted { $0.key < $1.key }
    var models: [(name: String, counts: Counts)] = []
    for (place, counts) in sorted {
      if models.last?.name != place.model { models.append((place.model, Counts())) }
      models[models.count - 1].counts.add(counts)
    }
    return Findings(
      models: models, groups: sorted.map { (place: $0.key, counts: $0.value) }, examples: examples,
      textLike: models.reduce(0) { $0 + $1.counts.textLike.count })
  }
}
