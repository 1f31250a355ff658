import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Tasks
import Wire

/// Adds up what a trial did: tokens, runtime, outcome, and the digest of each layer.
struct TrialAccount {
  let trial: PlannedTrial
  let answer: MethodAnswer
  let judgement: Judgement

  /// The line of the score sheet.
  func line(of transcript: Transcript) -> TrialLine {
    var totals = Totals()
    var layers = LayerBuilder()
    for step in transcript.steps {
      totals.add(step)
      layers.add(step)
    }
    layers.add(judgement)
    return TrialLine(
      trial: trial.id, rung: trial.question.loaded.question.rung, outcome: outcome,
      score: judgement.score, usage: totals.usage, textTokens: (totals.textBytes + 3) / 4,
      serviceMicroseconds: totals.service, executionMicroseconds: totals.execution,
      waitMicroseconds: totals.wait, usedCode: answer.turns.contains { $0.execution != nil },
      turns: answer.turns.count, calls: totals.calls, executions: totals.executions,
      layers: layers.layers)
  }

  /// The one word for how the trial ended. An answer that could be read is judged by what it says;
  /// the other words tell why there was none.
  private var outcome: Outcome {
    if answer.failure != nil { return .providerError }
    if judgement.answer != nil {
      if judgement.success { return .correct }
      return judgement.score > 0 ? .partial : .wrong
    }
    guard let last = answer.turns.last else { return .unparsed }
    switch last.completion.stop {
    case .refusal, .contentFilter: return .refused
    case .length: return .truncated
    case .end, .toolCalls, .other: break
    }
    if let execution = last.execution, !execution.succeeded { return .executionFailed }
    return .unparsed
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

/// Digests of a trial's layers, each over just what belongs to it: an answer that changed shows as
/// the answer's layer, although later messages repeat it.
private struct LayerBuilder {
  private var prompt: [UInt8] = []
  private var parameters: [UInt8] = []
  private var answer: [UInt8] = []
  private var execution: [UInt8] = []
  private var extraction: [UInt8] = []
  private var grade: [UInt8] = []

  mutating func add(_ step: Transcript.Step) {
    switch step {
    case .completion(let call, let result):
      add(call)
      add(result.outcome)
    case .execution(let run, let outcome):
      add(run, outcome)
    }
  }

  mutating func add(_ judgement: Judgement) {
    append(judgement.answer ?? "", to: &extraction)
    append(judgement.source?.rawValue ?? "", to: &extraction)
    append(judgement.rule, to: &extraction)
    grade.append(judgement.success ? 1 : 0)
    append(judgement.score.bitPattern, to: &grade)
  }

  var layers: TrialLayers {
    TrialLayers { layer in
      switch layer {
      case .prompt: Digest.sha256(prompt)
      case .parameters: Digest.sha256(parameters)
      case .answer: Digest.sha256(answer)
      case .execution: Digest.sha256(execution)
      case .extraction: Digest.sha256(extraction)
      case .grade: Digest.sha256(grade)
      }
    }
  }

  private mutating func add(_ call: ModelCall) {
    for message in call.request.messages {
      append(message.role.rawValue, to: &prompt)
      for part in message.parts { part.authoredDigest?.append(to: &prompt) }
    }
    for (segment, digest) in zip(call.action.segments, call.action.segmentDigests)
    where !segment.name.hasPrefix("message ") {
      digest.append(to: &parameters)
    }
  }

  private mutating func add(_ outcome: CompletionOutcome) {
    switch outcome {
    case .answer(let completion):
      append(completion.text, to: &answer)
      append(String(describing: completion.stop), to: &answer)
      for call in completion.toolCalls {
        append(call.name, to: &answer)
        append(call.arguments, to: &answer)
      }
    case .providerError(let failure):
      append("\(failure.status) \(failure.code)", to: &answer)
    }
  }

  private mutating func add(_ run: CodeRun, _ outcome: ExecutionOutcome) {
    for (segment, digest) in zip(run.action.segments, run.action.segmentDigests) {
      if segment.name == "code" || segment.name == "input" {
        digest.append(to: &execution)
      } else {
        digest.append(to: &parameters)
      }
    }
    append(String(describing: outcome.end), to: &execution)
    append(outcome.stdout, to: &execution)
    append(outcome.stderr, to: &execution)
    execution.append((outcome.stdoutTruncated ? 1 : 0) + (outcome.stderrTruncated ? 2 : 0))
  }

  private func append(_ text: String, to bytes: inout [UInt8]) {
    append(UInt64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private func append(_ content: [UInt8], to bytes: inout [UInt8]) {
    append(UInt64(content.count), to: &bytes)
    bytes.append(contentsOf: content)
  }

  private func append(_ number: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
