import Basics
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Tasks

/// Digests of a trial's layers, each over just what belongs to it.
///
/// An answer that changed shows as the answer's layer, although it decides which prompts follow,
/// whether code is run and how many calls there are. The layers of prompt and parameters are
/// therefore made of what is known before the first answer: the first call, and all that a trial of
/// this method may use.
struct LayerBuilder {
  private var prompt = LayerBytes()
  private var parameters = LayerBytes()
  private var answer = LayerBytes()
  private var execution = LayerBytes()
  private var extraction = LayerBytes()
  private var grade = LayerBytes()
  private var hasFirstCall = false

  /// Adds what a trial is given.
  mutating func add(
    _ inputs: TrialInputs, _ resultRetry: ResultRetry?, of variant: MethodVariant
  ) {
    for digest in inputs.prompts(of: variant) { prompt.append(digest) }
    for digest in inputs.execution { parameters.append(digest) }
    if variant.method.description.needsTools { parameters.append(UInt64(inputs.toolRounds)) }
    // Nothing where there is no retry, so that the layers of older baselines stay what they are.
    for name in resultRetry?.names ?? [] { parameters.append("retry \(name)") }
  }

  /// Adds an exchange; the order counts.
  mutating func add(_ step: Transcript.Step) {
    switch step {
    case .completion(let call, let result):
      if !hasFirstCall { add(call) }
      hasFirstCall = true
      Self.append(result.outcome, to: &answer)
    case .execution(let run, let outcome):
      add(run, outcome)
    }
  }

  /// Adds the first call of a trial that has no answer yet.
  mutating func addOpening(_ call: ModelCall) {
    add(call)
    hasFirstCall = true
  }

  /// Adds what the task made of it all.
  mutating func add(_ judgement: Judgement) {
    extraction.append(judgement.answer ?? "")
    extraction.append(judgement.source?.rawValue ?? "")
    extraction.append(judgement.rule)
    grade.append(judgement.success ? 1 : 0)
    grade.append(judgement.score.bitPattern)
    // The default says nothing, so that sheets from before there were policies stay what they are.
    if judgement.policy != .strict { grade.append(judgement.policy.rawValue) }
  }

  /// Adds what reading the answer by a model depended on and what the model said.
  ///
  /// Nothing is added where rules alone read, so that the layers of older baselines stay what they
  /// are.
  mutating func add(_ inputs: [Digest], _ extracted: Transcript.ExtractionCall?) {
    for digest in inputs { extraction.append(digest) }
    guard let extracted else { return }
    extraction.append(extracted.call.action.digest)
    Self.append(extracted.result.outcome, to: &extraction)
  }

  /// The layers of everything that was added.
  var layers: TrialLayers {
    TrialLayers { layer in
      switch layer {
      case .prompt: prompt.digest
      case .parameters: parameters.digest
      case .answer: answer.digest
      case .execution: execution.digest
      case .extraction: extraction.digest
      case .grade: grade.digest
      }
    }
  }

  private mutating func add(_ call: ModelCall) {
    for message in call.request.messages {
      prompt.append(message.role.rawValue)
      for part in message.parts {
        if let digest = part.authoredDigest { prompt.append(digest) }
      }
    }
    let firstMessage = call.action.segments.count - call.request.messages.count
    for digest in call.action.segmentDigests.prefix(firstMessage) { parameters.append(digest) }
  }

  private static func append(_ outcome: CompletionOutcome, to layer: inout LayerBytes) {
    switch outcome {
    case .answer(let completion):
      layer.append(completion.text)
      layer.append(completion.stop.word)
      layer.append(UInt64(completion.toolCalls.count))
      for call in completion.toolCalls {
        layer.append(call.name)
        layer.append(call.arguments)
      }
      // Nothing where the provider ran nothing, so that older sheets stay what they are.
      for run in completion.hostedRuns {
        layer.append("hosted \(run.end.word)")
        layer.append(run.code)
        layer.append(run.stdout)
        layer.append(run.stderr)
      }
    case .providerError(let failure):
      layer.append("\(failure.status) \(failure.code)")
    }
  }

  private mutating func add(_ run: CodeRun, _ outcome: ExecutionOutcome) {
    execution.append(run.request.code)
    execution.append(run.request.input)
    execution.append(outcome.end.word)
    execution.append(outcome.stdout)
    execution.append(outcome.stderr)
    execution.append((outcome.stdoutTruncated ? 1 : 0) + (outcome.stderrTruncated ? 2 : 0))
  }
}

/// The bytes of one layer; everything of unknown length is preceded by its length.
private struct LayerBytes {
  private var bytes: [UInt8] = []

  var digest: Digest { Digest.sha256(bytes) }

  mutating func append(_ digest: Digest) { digest.append(to: &bytes) }

  mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ content: [UInt8]) {
    append(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

// Words of our own: what a description of a value says is up to the compiler.

extension StopReason {
  fileprivate var word: String {
    switch self {
    case .end: "end"
    case .length: "length"
    case .toolCalls: "tool calls"
    case .contentFilter: "content filter"
    case .refusal: "refusal"
    case .paused: "paused"
    case .other(let word): "other \(word)"
    }
  }
}

extension HostedRun.End {
  fileprivate var word: String {
    switch self {
    case .finished(let status): "finished \(status.map(String.init) ?? "")"
    case .failed(let word): "failed \(word)"
    case .unfinished: "unfinished"
    }
  }
}
