import Basics
import ModelAPI
import RecordReplay
import Sweeps
public import Trials

/// A column of a score sheet, in the order of the file.
public enum ScoreColumn: String, Hashable, Sendable, CaseIterable {
  case model
  case method
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

  /// The columns of a sheet: those of the extraction are there only where a model extracts.
  public static func columns(extractsByModel: Bool) -> [ScoreColumn] {
    extractsByModel ? allCases : ownColumns
  }

  private static let ownColumns = allCases.filter { !$0.isOfExtraction }

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

  /// What the column holds of a line.
  public func value(in line: TrialLine) -> ScoreValue {
    if let layer { return .word(line.layers[layer]) }
    if isOfExtraction { return line.extraction.map(extraction) ?? .counter(nil) }
    return name(in: line) ?? counter(in: line) ?? count(in: line)
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

  private func name(in line: TrialLine) -> ScoreValue? {
    switch self {
    case .model: .name(line.trial.model)
    case .method: .name(line.trial.method)
    case .task: .name(line.trial.task)
    case .question: .name(line.trial.question)
    case .outcome: .word(line.outcome.rawValue)
    case .usedCode: .word(line.usedCode ? "yes" : "no")
    default: nil
    }
  }

  private func counter(in line: TrialLine) -> ScoreValue? {
    switch self {
    case .freshInput: .counter(line.usage.freshInput)
    case .cacheRead: .counter(line.usage.cacheRead)
    case .cacheWrite: .counter(line.usage.cacheWrite)
    case .visibleOutput: .counter(line.usage.visibleOutput)
    case .reasoningOutput: .counter(line.usage.reasoningOutput)
    case .undividedInput: .counter(line.usage.undividedInput)
    case .undividedOutput: .counter(line.usage.undividedOutput)
    default: nil
    }
  }

  private func extraction(in cost: ExtractionCost) -> ScoreValue {
    switch self {
    case .extractionCalls: .count(cost.calls)
    case .extractionFreshInput: .counter(cost.usage.freshInput)
    case .extractionCacheRead: .counter(cost.usage.cacheRead)
    case .extractionCacheWrite: .counter(cost.usage.cacheWrite)
    case .extractionVisibleOutput: .counter(cost.usage.visibleOutput)
    case .extractionReasoningOutput: .counter(cost.usage.reasoningOutput)
    case .extractionUndividedInput: .counter(cost.usage.undividedInput)
    case .extractionUndividedOutput: .counter(cost.usage.undividedOutput)
    case .extractionService: .count(cost.serviceMicroseconds)
    case .extractionWait: .count(cost.waitMicroseconds)
    default: .counter(nil)
    }
  }

  private func count(in line: TrialLine) -> ScoreValue {
    switch self {
    case .sample: .count(line.trial.sample)
    case .rung: .count(line.rung)
    case .score: .millionths(line.scoreMillionths)
    case .textTokens: .count(line.textTokens)
    case .service: .count(line.serviceMicroseconds)
    case .execution: .count(line.executionMicroseconds)
    case .wait: .count(line.waitMicroseconds)
    case .turns: .count(line.turns)
    case .calls: .count(line.calls)
    case .executions: .count(line.executions)
    default: .counter(nil)
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
  /// A score in millionths.
  case millionths(Int)

  /// The value as the sheet writes it; an unknown counter is `-`.
  public var text: String {
    switch self {
    case .name(let text), .word(let text): text
    case .count(let count): String(count)
    case .counter(let count): count.map(String.init) ?? "-"
    case .millionths(let millionths): FixedPoint.text(scaled: millionths, decimals: 6)
    }
  }
}
