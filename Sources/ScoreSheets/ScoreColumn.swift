import Basics
import ModelAPI
public import RecordReplay
import Sweeps
public import Trials

/// A column of a score sheet, in the order of the file.
public enum ScoreColumn: String, Hashable, Sendable, CaseIterable {
  case model
  case method
  case prompts
  case task
  case question
  case sample
  case rung
  case outcome
  case score
  case freshInput = "fresh_input"
  case cacheRead = "cache_read"
  case cacheWrite = "cache_write"
  case visibleOutput = "visible_output"
  case reasoningOutput = "reasoning_output"
  case undividedInput = "undivided_input"
  case undividedOutput = "undivided_output"
  case textTokens = "text_tokens"
  case service = "service_us"
  case execution = "execution_us"
  case wait = "wait_us"
  case usedCode = "used_code"
  case turns
  case calls
  case executions
  case promptDigest = "prompt_digest"
  case parametersDigest = "parameters_digest"
  case answerDigest = "answer_digest"
  case executionDigest = "execution_digest"
  case extractionDigest = "extraction_digest"
  case gradeDigest = "grade_digest"
  case extractionCalls = "extraction_calls"
  case extractionFreshInput = "extraction_fresh_input"
  case extractionCacheRead = "extraction_cache_read"
  case extractionCacheWrite = "extraction_cache_write"
  case extractionVisibleOutput = "extraction_visible_output"
  case extractionReasoningOutput = "extraction_reasoning_output"
  case extractionUndividedInput = "extraction_undivided_input"
  case extractionUndividedOutput = "extraction_undivided_output"
  case extractionService = "extraction_service_us"
  case extractionWait = "extraction_wait_us"
  case judgeCalls = "judge_calls"
  case judgeFreshInput = "judge_fresh_input"
  case judgeCacheRead = "judge_cache_read"
  case judgeCacheWrite = "judge_cache_write"
  case judgeVisibleOutput = "judge_visible_output"
  case judgeReasoningOutput = "judge_reasoning_output"
  case judgeUndividedInput = "judge_undivided_input"
  case judgeUndividedOutput = "judge_undivided_output"
  case judgeService = "judge_service_us"
  case judgeWait = "judge_wait_us"

  /// The columns of a sheet: those of the extraction are there only where a model extracts, those of
  /// judges only where some judge, and the prompt variant only where there are several.
  public static func columns(
    extractsByModel: Bool, variesPrompts: Bool = false, isJudged: Bool = false
  ) -> [ScoreColumn] {
    guard extractsByModel || variesPrompts || isJudged else { return plainColumns }
    return allCases.filter {
      (extractsByModel || !$0.isOfExtraction) && (variesPrompts || $0 != .prompts)
        && (isJudged || !$0.isOfJudging)
    }
  }

  private static let plainColumns = allCases.filter {
    !$0.isOfExtraction && !$0.isOfJudging && $0 != .prompts
  }

  /// Whether the column says what judging the answer by models took.
  public var isOfJudging: Bool {
    switch self {
    case .judgeCalls, .judgeFreshInput, .judgeCacheRead, .judgeCacheWrite, .judgeVisibleOutput,
      .judgeReasoningOutput, .judgeUndividedInput, .judgeUndividedOutput, .judgeService, .judgeWait:
      true
    default: false
    }
  }

  /// Whether the column says what reading the answer by a model took.
  public var isOfExtraction: Bool {
    switch self {
    case .extractionCalls, .extractionFreshInput, .extractionCacheRead, .extractionCacheWrite,
      .extractionVisibleOutput, .extractionReasoningOutput, .extractionUndividedInput,
      .extractionUndividedOutput, .extractionService, .extractionWait:
      true
    default: false
    }
  }

  /// The columns in which two lines differ, exactly and as the sheet writes them.
  public static func differences(_ left: TrialLine, _ right: TrialLine) -> [ScoreColumn] {
    left == right ? [] : allCases.filter { $0.value(in: left) != $0.value(in: right) }
  }

  /// What the column holds of a line; a column of the extraction is unknown where rules alone read
  /// the answer.
  public func value(in line: TrialLine) -> ScoreValue {
    switch self {
    case .model: .name(line.trial.model)
    case .method: .name(line.trial.method)
    case .prompts: .name(PromptVariant.name(inMethod: line.trial.method))
    case .task: .name(line.trial.task)
    case .question: .name(line.trial.question)
    case .sample: .count(line.trial.sample)
    case .rung: .count(line.rung)
    case .outcome: .word(line.outcome.rawValue)
    case .score: .millionths(line.scoreMillionths)
    case .freshInput: .counter(line.usage.freshInput)
    case .cacheRead: .counter(line.usage.cacheRead)
    case .cacheWrite: .counter(line.usage.cacheWrite)
    case .visibleOutput: .counter(line.usage.visibleOutput)
    case .reasoningOutput: .counter(line.usage.reasoningOutput)
    case .undividedInput: .counter(line.usage.undividedInput)
    case .undividedOutput: .counter(line.usage.undividedOutput)
    case .textTokens: .count(line.textTokens)
    case .service: .counter(line.serviceMicroseconds)
    case .execution: .counter(line.executionMicroseconds)
    case .wait: .counter(line.waitMicroseconds)
    case .usedCode: .word(line.usedCode ? "yes" : "no")
    case .turns: .count(line.turns)
    case .calls: .count(line.calls)
    case .executions: .count(line.executions)
    case .promptDigest: .word(line.layers[.prompt])
    case .parametersDigest: .word(line.layers[.parameters])
    case .answerDigest: .word(line.layers[.answer])
    case .executionDigest: .word(line.layers[.execution])
    case .extractionDigest: .word(line.layers[.extraction])
    case .gradeDigest: .word(line.layers[.grade])
    case .extractionCalls: .counter(line.extraction?.calls)
    case .extractionFreshInput: .counter(line.extraction?.usage.freshInput)
    case .extractionCacheRead: .counter(line.extraction?.usage.cacheRead)
    case .extractionCacheWrite: .counter(line.extraction?.usage.cacheWrite)
    case .extractionVisibleOutput: .counter(line.extraction?.usage.visibleOutput)
    case .extractionReasoningOutput: .counter(line.extraction?.usage.reasoningOutput)
    case .extractionUndividedInput: .counter(line.extraction?.usage.undividedInput)
    case .extractionUndividedOutput: .counter(line.extraction?.usage.undividedOutput)
    case .extractionService: .counter(line.extraction?.serviceMicroseconds)
    case .extractionWait: .counter(line.extraction?.waitMicroseconds)
    case .judgeCalls: .counter(line.judging?.calls)
    case .judgeFreshInput: .counter(line.judging?.usage.freshInput)
    case .judgeCacheRead: .counter(line.judging?.usage.cacheRead)
    case .judgeCacheWrite: .counter(line.judging?.usage.cacheWrite)
    case .judgeVisibleOutput: .counter(line.judging?.usage.visibleOutput)
    case .judgeReasoningOutput: .counter(line.judging?.usage.reasoningOutput)
    case .judgeUndividedInput: .counter(line.judging?.usage.undividedInput)
    case .judgeUndividedOutput: .counter(line.judging?.usage.undividedOutput)
    case .judgeService: .counter(line.judging?.serviceMicroseconds)
    case .judgeWait: .counter(line.judging?.waitMicroseconds)
    }
  }

  /// The layer whose digest the column holds.
  public var layer: Layer? {
    switch self {
    case .promptDigest: .prompt
    case .parametersDigest: .parameters
    case .answerDigest: .answer
    case .executionDigest: .execution
    case .extractionDigest: .extraction
    case .gradeDigest: .grade
    default: nil
    }
  }
}

/// A value in a score sheet.
public enum ScoreValue: Hashable, Sendable {
  /// A name that people chose.
  case name(String)
  /// One of a few words, or a short digest.
  case word(String)
  /// A number that is always known.
  case count(Int)
  /// A number that may be unknown.
  case counter(Int?)
  /// A score in millionths; `nil` where the trial was not answered.
  case millionths(Int?)

  /// The value as the sheet writes it; an unknown counter and a missing score are `-`.
  public var text: String {
    switch self {
    case .name(let text), .word(let text): text
    case .count(let count): String(count)
    case .counter(let count): count.map(String.init) ?? "-"
    case .millionths(let millionths):
      millionths.map { FixedPoint.text(scaled: $0, decimals: 6) } ?? "-"
    }
  }
}

/// The place of a cell: one model, method and task.
public struct CellKey: Hashable, Sendable {
  /// The model's name in the sweep.
  public var model: String
  /// The method's name with its turns.
  public var method: String
  /// The task's name.
  public var task: String

  /// Creates a key.
  public init(model: String, method: String, task: String) {
    self.model = model
    self.method = method
    self.task = task
  }

  /// The cell that a trial belongs to.
  public init(of trial: TrialID) {
    self.init(model: trial.model, method: trial.method, task: trial.task)
  }
}

extension CellKey: Comparable {
  public static func < (left: CellKey, right: CellKey) -> Bool {
    namesPrecede([left.model, left.method, left.task], [right.model, right.method, right.task])
  }
}

/// What trials of one question have in common, whoever was asked and how: the cluster that statistics
/// draw as a whole.
public struct QuestionKey: Hashable, Sendable {
  /// The task's name.
  public let task: String
  /// The question's id.
  public let question: String

  /// The question that a trial asks.
  public init(of trial: TrialID) {
    task = trial.task
    question = trial.question
  }
}

extension QuestionKey: Comparable {
  public static func < (left: QuestionKey, right: QuestionKey) -> Bool {
    namesPrecede([left.task, left.question], [right.task, right.question])
  }
}

/// What two trials share that answer the same question for the same time: what is paired.
public struct SampleKey: Hashable, Sendable {
  /// The question.
  public let question: QuestionKey
  /// The number of the sample, from 0.
  public let sample: Int

  /// The place of a trial.
  public init(of trial: TrialID) {
    question = QuestionKey(of: trial)
    sample = trial.sample
  }
}

extension SampleKey: Comparable {
  public static func < (left: SampleKey, right: SampleKey) -> Bool {
    left.question == right.question ? left.sample < right.sample : left.question < right.question
  }
}

/// Whether some names come before others: in the order of bytes, the first that differs decides.
private func namesPrecede(_ left: [String], _ right: [String]) -> Bool {
  for (left, right) in zip(left, right) where !left.utf8.elementsEqual(right.utf8) {
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }
  return false
}
