public import Analysis
import CodeExecution
import ModelAPI
public import PythonLiterals
import RecordReplay
import Tasks
public import Trials

/// What a policy would have seen live of a reply that it asked for: everything but the verdict.
///
/// There is no score, no grade and no truth in it, so that no policy can decide on them: an answer that
/// was read is `answered`, whether it is right, partly right or wrong.
public struct SeenReply: Hashable, Sendable {
  /// How a reply ended, as who asked for it can see.
  public enum Ending: String, Hashable, Sendable, CaseIterable {
    /// An answer could be read.
    case answered
    /// None could be read from what was written and printed.
    case unparsed
    /// The model refused.
    case refused
    /// The token limit cut the reply off.
    case truncated
    /// The code failed, and no answer could be read.
    case executionFailed = "execution-failed"
    /// The provider answered with an error.
    case providerError = "provider-error"
    /// The provider's filter cut or withheld the reply.
    case filtered = "content-filter"
    /// The model said nothing at all.
    case empty
    /// The provider still paused after the last round.
    case unfinished
  }

  /// How the code that ran last ended.
  public enum Run: Hashable, Sendable {
    /// No code ran.
    case none
    /// It ended well.
    case succeeded
    /// It ended with an error, in a word for its kind.
    case failed(CodeFailure)
  }

  /// How it ended.
  public var ending: Ending
  /// The answer in its task's normal spelling; `nil` where none was read.
  public var answer: String?
  /// How the code that ran last ended.
  public var run: Run
  /// Whether the code that ran last printed anything but blanks.
  public var printed: Bool
  /// What the code that ran last is; `nil` where none ran.
  public var code: PythonComputation.Verdict?
  /// Whether the answer was read from what code printed.
  public var isFromOutput: Bool
  /// The model's own scores of both ways; `nil` where it gave none.
  public var estimate: SelfEstimateScores?
  /// Tokens of all its calls; `nil` where the provider did not report them.
  public var tokens: Int?
  /// The replies that may hold the answer.
  public var turns: Int

  /// Creates what is seen.
  public init(
    ending: Ending, answer: String? = nil, run: Run = .none, printed: Bool = false,
    code: PythonComputation.Verdict? = nil, isFromOutput: Bool = false,
    estimate: SelfEstimateScores? = nil, tokens: Int? = nil, turns: Int = 1
  ) {
    self.ending = ending
    self.answer = answer
    self.run = run
    self.printed = printed
    self.code = code
    self.isFromOutput = isFromOutput
    self.estimate = estimate
    self.tokens = tokens
    self.turns = turns
  }

  /// Looks at a trial as who asked for it would have.
  public init(_ record: TrialRecord) {
    let features = TrialFeatures(record)
    let last = LastRun(of: record)
    self.init(
      ending: Ending(record.line.outcome), answer: record.judgement.answer, run: last.run,
      printed: last.printed, code: features.code ?? last.code,
      isFromOutput: record.judgement.source == .stdout, estimate: features.estimate,
      tokens: record.line.usage.total, turns: record.line.turns)
  }
}

/// Why a run of code failed, in a word.
public enum CodeFailure: String, Hashable, Sendable, CaseIterable {
  /// The text is no Python.
  case syntax
  /// A name or a module is missing.
  case name
  /// It wanted input that nobody gives.
  case input
  /// Another error that Python names.
  case exception
  /// A limit of time, memory or output.
  case limit
  /// Anything else.
  case other

  /// Reads the last line of what was printed as errors.
  init(_ outcome: ExecutionOutcome) {
    if outcome.end.isLimit {
      self = .limit
    } else {
      self.init(errors: outcome.stderr)
    }
  }

  /// The word of an error by its name, as Python prints it in the last line.
  init(errors: [UInt8]) {
    let text = String(decoding: errors.suffix(4_000), as: UTF8.self)
    let line =
      text.split(whereSeparator: \.isNewline).last { $0.utf8.first.map { $0 > 0x20 } ?? false }
      ?? ""
    let name = line.prefix { $0 != ":" && $0 != " " }
    switch name {
    case "SyntaxError", "IndentationError", "TabError": self = .syntax
    case "NameError", "ModuleNotFoundError", "ImportError", "UnboundLocalError": self = .name
    case "EOFError": self = .input
    default: self = name.hasSuffix("Error") || name.hasSuffix("Exception") ? .exception : .other
    }
  }
}

extension SeenReply.Ending {
  /// What of an outcome can be seen without the verdict.
  init(_ outcome: Outcome) {
    switch outcome {
    case .correct, .partial, .wrong, .graderError: self = .answered
    case .unparsed: self = .unparsed
    case .refused: self = .refused
    case .truncated: self = .truncated
    case .executionFailed: self = .executionFailed
    case .providerError, .failedAnswer: self = .providerError
    case .filtered: self = .filtered
    case .empty: self = .empty
    case .unfinished: self = .unfinished
    }
  }
}

/// The run of code that a trial ended with, wherever it ran.
private struct LastRun {
  var run = SeenReply.Run.none
  var printed = false
  var code: PythonComputation.Verdict?

  init(of record: TrialRecord) {
    for exchange in record.transcript.exchanges(in: .trial) {
      switch exchange {
      case .execution(_, let outcome):
        run = outcome.succeeded ? .succeeded : .failed(CodeFailure(outcome))
        printed = outcome.stdout.contains { $0 > 0x20 }
      case .completion(_, let result):
        guard case .answer(let completion) = result.outcome, let last = completion.hostedRuns.last
        else { continue }
        run = last.succeeded ? .succeeded : .failed(CodeFailure(errors: Array(last.stderr.utf8)))
        printed = last.stdout.utf8.contains { $0 > 0x20 }
        code = PythonComputation(of: last.code).verdict
      }
    }
  }
}
