import Basics
import CodeExecution
import ModelAPI
public import PythonLiterals
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Trials

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
        texts += completion.toolCalls.map { call in
          // Code in a tool's arguments is one line of escapes until it is read.
          (try? JSONValue(parsing: call.arguments, options: .tolerant))?["code"]?.string
            ?? call.arguments
        }
      case .execution(let run, _): code = run.request.code
      }
    }
    let isEstimate = record.line.trial.method.utf8.prefix { $0 != UInt8(ascii: "@") }
      .elementsEqual(Self.estimateMethod.utf8)
    self.init(
      line: record.line, diversity: TextDiversity(of: texts.joined(separator: "\n")),
      code: code.map { PythonComputation(of: $0).verdict },
      estimate: isEstimate ? texts.first.flatMap { SelfEstimateScores(in: $0) } : nil)
  }

  /// The method whose replies give scores.
  public static let estimateMethod = "self-estimate"
}
