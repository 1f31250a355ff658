import Basics
import CodeExecution
public import ModelAPI
public import PythonLiterals
import RecordReplay
public import Sweeps
public import Trials

/// A question that is put to the trials of sweeps: it is told of each trial in order, and keeps what its
/// findings are made of.
///
/// It computes values and writes no text; how they read is said in the room above.
public protocol SweepAnalysis: Sendable {
  /// What is found.
  associatedtype Findings: Sendable

  /// Begins without trials.
  init(_ context: AnalysisContext)

  /// Adds a trial; trials come in ascending order, sweep by sweep.
  mutating func add(_ trial: TrialFeatures)

  /// What was found in the trials so far.
  var findings: Findings { get }
}

/// What analyses may know beside the trials.
public struct AnalysisContext: Sendable {
  /// Models, methods and tasks of all sweeps.
  public var axes: ScoreAxes
  /// What the rungs of each task are like.
  public var ladders: [String: [Int: String]]
  /// The name that requests carry, by the model's name in the sweep: what prices go by.
  public var served: [String: String]
  /// What tokens cost.
  public var prices: PriceTable
  /// Which trials are looked at.
  public var denominator: Denominator

  /// Creates a context.
  public init(
    axes: ScoreAxes = ScoreAxes(models: [], methods: [], tasks: []),
    ladders: [String: [Int: String]] = [:], served: [String: String] = [:],
    prices: PriceTable = PriceTable(rows: []), denominator: Denominator = .answered
  ) {
    self.axes = axes
    self.ladders = ladders
    self.served = served
    self.prices = prices
    self.denominator = denominator
  }
}

/// What analyses look at in a trial, without its texts.
public struct TrialFeatures: Sendable {
  /// The line of the score sheet.
  public var line: TrialLine
  /// The diversity of everything that the model wrote, code for its tool included.
  public var diversity: TextDiversity
  /// What the code that ran last is; `nil` where none ran.
  public var code: PythonComputation.Verdict?
  /// The two scores of the self-estimate method; `nil` where the trial is none of it, or gave none.
  public var estimate: SelfEstimateScores?

  /// Creates features.
  public init(
    line: TrialLine, diversity: TextDiversity, code: PythonComputation.Verdict? = nil,
    estimate: SelfEstimateScores? = nil
  ) {
    self.line = line
    self.diversity = diversity
    self.code = code
    self.estimate = estimate
  }

  /// Looks at a trial.
  public init(_ record: TrialRecord) {
    var texts: [String] = []
    var code: String?
    for step in record.transcript.exchanges(in: .trial) {
      switch step {
      case .completion(_, let result):
        guard case .answer(let completion) = result.outcome else { continue }
        texts.append(completion.text)
        texts += completion.toolCalls.map(\.writing)
      case .execution(let run, _): code = run.request.code
      }
    }
    let isEstimate = Self.isOfEstimateMethod(record.line.trial)
    self.init(
      line: record.line, diversity: TextDiversity(of: texts.joined(separator: "\n")),
      code: code.map { PythonComputation(of: $0).verdict },
      estimate: isEstimate ? texts.first.flatMap { SelfEstimateScores(in: $0) } : nil)
  }

  /// The method whose replies give scores.
  public static let estimateMethod = "self-estimate"

  /// Whether a trial is of that method, with however many turns and whichever prompts.
  static func isOfEstimateMethod(_ trial: TrialID) -> Bool {
    trial.method.utf8.prefix { !"@+".utf8.contains($0) }.elementsEqual(estimateMethod.utf8)
  }
}
