import Basics
import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Tasks

/// Adds up what a trial did: tokens, runtime, outcome, and the digest of each layer.
struct TrialAccount {
  let trial: PlannedTrial
  let inputs: TrialInputs
  let resultRetry: ResultRetry?
  let answer: MethodAnswer
  let judgement: Judgement
  /// Whether a model was to read the answer and its provider answered with an error.
  let hasFailedExtraction: Bool

  /// The line of the score sheet.
  func line(of transcript: Transcript) -> TrialLine {
    var totals = Totals()
    var layers = LayerBuilder()
    layers.add(inputs, resultRetry, of: trial.variant)
    for step in transcript.steps {
      totals.add(step)
      layers.add(step)
    }
    layers.add(judgement)
    layers.add(inputs.extraction ?? [], transcript.extraction)
    return TrialLine(
      trial: trial.id, rung: trial.question.loaded.question.rung, outcome: outcome,
      score: judgement.score, usage: totals.usage, textTokens: (totals.textBytes + 3) / 4,
      serviceMicroseconds: totals.service, executionMicroseconds: totals.execution,
      waitMicroseconds: totals.wait, usedCode: answer.turns.contains(where: \.ranCode),
      turns: answer.turns.count, calls: totals.calls, executions: totals.executions,
      layers: layers.layers,
      extraction: inputs.extraction.map { _ in ExtractionCost(of: transcript.extraction) })
  }

  /// The one word for how the trial ended.
  ///
  /// An answer that could be read is judged by what it says; the other words tell why there was none.
  private var outcome: Outcome {
    if let failure = answer.failure { return Outcome(of: failure) }
    if hasFailedExtraction { return .providerError }
    if judgement.answer != nil {
      if judgement.success { return .correct }
      return judgement.score > 0 ? .partial : .wrong
    }
    guard let last = answer.turns.last else { return .unparsed }
    switch last.completion.stop {
    case .refusal: return .refused
    case .contentFilter: return .filtered
    case .length: return .truncated
    case .paused: return .unfinished
    case .end, .toolCalls, .other: break
    }
    if last.codeFailed { return .executionFailed }
    return last.isEmpty ? .empty : .unparsed
  }
}

extension ExtractionCost {
  /// The cost of a trial's extraction; nothing where no model was asked.
  fileprivate init(of extraction: Transcript.ExtractionCall?) {
    guard let result = extraction?.result else {
      self.init()
      return
    }
    var usage = TokenUsage.zero
    if case .answer(let completion) = result.outcome { usage = completion.usage }
    self.init(
      calls: 1, usage: usage, serviceMicroseconds: result.serviceMicroseconds,
      waitMicroseconds: result.waitMicroseconds)
  }
}

/// Sums over a trial's exchanges; sums that overflow stop at the largest number.
private struct Totals {
  var usage = TokenUsage.zero
  var textBytes = 0
  var service = 0
  var wait = 0
  var execution = 0
  var calls = 0
  var executions = 0

  mutating func add(_ step: Transcript.Step) {
    switch step {
    case .completion(let call, let result):
      calls += 1
      service = Self.sum(service, result.serviceMicroseconds)
      wait = Self.sum(wait, result.waitMicroseconds)
      for message in call.request.messages where message.role != .system {
        textBytes += message.parts.reduce(0) { $0 + $1.text.utf8.count }
      }
      if case .answer(let completion) = result.outcome {
        usage = usage + completion.usage
        textBytes += completion.text.utf8.count
        // The paper counts a hosted interpreter's transcript: code and output are a part of it.
        for run in completion.hostedRuns {
          textBytes += run.code.utf8.count + run.stdout.utf8.count
          if run.end != .unfinished { executions += 1 }
        }
      }
    case .execution(_, let outcome):
      executions += 1
      execution = Self.sum(execution, outcome.wallMicroseconds)
    }
  }

  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}
