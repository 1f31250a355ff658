import PythonLiterals
public import Statistics
public import Sweeps

/// Always answering with code against a code interpreter, on a mixed set of tasks.
///
/// The paper claims that forcing code does not guarantee better accuracy, since code may merely print
/// a textual answer (section 5).
public struct ForcedCode: SweepAnalysis {
  /// The method that always answers with code.
  public static let forced = "all-code"
  /// The method whose model chooses.
  public static let free = "code-interpreter"

  /// The trials of a model on the questions that both methods answered.
  public struct Group: Sendable {
    /// What the totals of a model show.
    public enum Verdict: Sendable {
      /// The interpreter is right more often.
      case forcingIsWorse
      /// Forced code is right more often.
      case forcingIsBetter
      /// Chance explains the difference.
      case unsettled
    }

    /// The model.
    public let model: ScoreAxes.Entry
    /// The task; `nil` for all of them.
    public let task: ScoreAxes.Entry?
    /// Forced code first, the interpreter second.
    public let outcome: PairedSuccess
    /// The p-value among all totals (Holm); `nil` for single tasks, which are to be explored.
    public fileprivate(set) var adjusted: Double?
    /// Forced trials whose code ran.
    public let forcedCode: ShareCount
    /// Free trials whose code ran.
    public let freeCode: ShareCount

    /// What the group shows.
    public var verdict: Verdict {
      guard let adjusted, adjusted < HolmCorrection.level, outcome.direction != 0 else {
        return .unsettled
      }
      return outcome.direction > 0 ? .forcingIsWorse : .forcingIsBetter
    }
  }

  /// What the forced code of a model does, of the trials whose code was judged.
  public struct CodeKinds: Sendable {
    /// Code that prints without computing.
    public let textLike: ShareCount
    /// Code that prints nothing.
    public let silent: ShareCount
    /// Right answers where code prints without computing.
    public let rightWhereTextLike: ShareCount
    /// Right answers where code computes.
    public let rightWhereComputing: ShareCount

    init?(_ entries: [PairedTrials.Entry]) {
      let judged = entries.filter { $0.code != nil }
      guard !judged.isEmpty else { return nil }
      textLike = ShareCount(judged) { $0.code == .textLike }
      silent = ShareCount(judged) { $0.code == .silent }
      rightWhereTextLike = ShareCount(judged.filter { $0.code == .textLike }) { $0.isRight }
      rightWhereComputing = ShareCount(judged.filter { $0.code == .computing }) { $0.isRight }
    }
  }

  /// A model with its tasks, its total and its code.
  public struct Model: Sendable {
    /// The tasks in which both methods answered a question.
    public let tasks: [Group]
    /// All tasks together.
    public fileprivate(set) var total: Group
    /// What its forced code does; `nil` where none was judged.
    public let code: CodeKinds?
  }

  /// What was found.
  public struct Findings: Sendable {
    /// The models that answered the same questions with both methods, in order.
    public let models: [Model]
    /// Trials that stood in a sweep before: the first counts, as the sweeps were named.
    public let repeated: Int
  }

  private let context: AnalysisContext
  private var trials = PairedTrials()

  public init(_ context: AnalysisContext) {
    self.context = context
  }

  public mutating func add(_ trial: TrialFeatures) { _ = trials.add(trial) }

  public var findings: Findings {
    var models = context.axes.models.compactMap(model)
    let adjusted = HolmCorrection.adjusted(models.map(\.total.outcome.test.pValue))
    for (index, value) in adjusted.enumerated() { models[index].total.adjusted = value }
    return Findings(models: models, repeated: trials.repeated)
  }

  private func model(_ model: ScoreAxes.Entry) -> Model? {
    guard let total = group(model, nil) else { return nil }
    let forced = trials.places(model: model.name, method: Self.forced)
    return Model(
      tasks: context.axes.tasks.compactMap { group(model, $0) }, total: total,
      code: CodeKinds(Array(forced.values)))
  }

  private func group(_ model: ScoreAxes.Entry, _ task: ScoreAxes.Entry?) -> Group? {
    let forced = trials.places(model: model.name, method: Self.forced, task: task?.name)
    let free = trials.places(model: model.name, method: Self.free, task: task?.name)
    return PairedSuccess(forced, free).map { outcome in
      Group(
        model: model, task: task, outcome: outcome,
        forcedCode: ShareCount(forced.values) { $0.usedCode },
        freeCode: ShareCount(free.values) { $0.usedCode })
    }
  }
}
