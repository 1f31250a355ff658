import Basics
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Tasks

/// What receives the content of one layer, piece by piece, in order.
///
/// ``LayerContent`` says once what belongs to a layer; one receiver makes its digest of that and
/// another its text, so that what moves the one shows in the other.
protocol LayerReceiver {
  /// Receives nothing yet.
  init()

  /// Adds something that counts by its digest.
  mutating func add(_ digest: Digest, named name: @autoclosure () -> String, text: () -> String)
  /// Adds a text.
  mutating func add(_ text: String, named name: @autoclosure () -> String)
  /// Adds bytes.
  mutating func add(_ bytes: [UInt8], named name: @autoclosure () -> String)
  /// Adds a number.
  mutating func add(_ number: UInt64, named name: @autoclosure () -> String)
}

/// The content of a trial's layers, each just what belongs to it.
///
/// An answer that changed shows as the answer's layer, although it decides which prompts follow,
/// whether code is run and how many calls there are. The layers of prompt and parameters are
/// therefore made of what is known before the first answer: the first call, and all that a trial of
/// this method may use.
///
/// What is added only where a sweep uses a feature leaves the layers of older baselines what they are.
struct LayerContent<Receiver: LayerReceiver> {
  private var prompt = Receiver()
  private var parameters = Receiver()
  private var answer = Receiver()
  private var execution = Receiver()
  private var extraction = Receiver()
  private var grade = Receiver()
  private var hasFirstCall = false

  /// The content of a layer, as far as it was added.
  subscript(layer: Layer) -> Receiver {
    switch layer {
    case .prompt: prompt
    case .parameters: parameters
    case .answer: answer
    case .execution: execution
    case .extraction: extraction
    case .grade: grade
    }
  }

  /// Adds what a trial is given.
  mutating func add(
    _ inputs: TrialInputs, _ resultRetry: ResultRetry?, of variant: MethodVariant
  ) {
    for text in inputs.prompts(of: variant) { text.add(to: &prompt) }
    for text in variant.method.ownTexts {
      if let digest = text.authoredDigest { prompt.add(digest, named: text.source) { text.text } }
    }
    for setting in variant.method.settings { parameters.add(setting, named: "method") }
    for text in inputs.execution { text.add(to: &parameters) }
    if variant.method.description.hasToolRounds {
      parameters.add(UInt64(inputs.toolRounds), named: "tool rounds")
    }
    for name in resultRetry?.names ?? [] { parameters.add("retry \(name)", named: "result") }
  }

  /// Adds all that happened and what the task made of it.
  mutating func add(_ transcript: Transcript, _ judgement: Judgement, _ inputs: TrialInputs) {
    for exchange in transcript.exchanges(in: .trial) { addOwn(exchange) }
    add(judgement)
    for text in inputs.extraction ?? [] { text.add(to: &extraction) }
    for (call, result) in transcript.completions(in: .extraction) {
      extraction.add(call.action.digest, named: "asked") { call.request.text }
      Self.add(result.outcome, to: &extraction)
    }
  }

  /// Adds what somebody said who was asked for the grade, and all that he was told.
  mutating func add(_ asked: AskedGrade?, _ transcript: Transcript) {
    guard let asked else { return }
    for input in asked.inputs { input.add(to: &grade) }
    for exchange in transcript.inEveryLane where exchange.lane.isOfGrading {
      switch exchange {
      case .completion(let call, let result):
        grade.add(call.action.digest, named: "asked") { call.request.text }
        Self.add(result.outcome, to: &grade)
      case .execution(let run, let outcome):
        grade.add(run.action.digest, named: "asked") { run.request.input }
        grade.add(outcome.end.word, named: "end")
        grade.add(outcome.stdout, named: "said")
      }
    }
    if case .failed(let reason) = asked.verdict { grade.add(reason, named: "no grade") }
  }

  /// Adds the first call of a trial; all there is to add of one that has no answer yet.
  mutating func addOpening(_ call: ModelCall) {
    guard !hasFirstCall else { return }
    hasFirstCall = true
    for message in call.request.messages {
      prompt.add(message.role.rawValue, named: "role")
      for part in message.parts {
        if let digest = part.authoredDigest {
          prompt.add(digest, named: part.source) { part.text }
        }
      }
      for image in message.images {
        prompt.add(image.digest, named: "image") { image.title }
        if let detail = image.detail { prompt.add(detail.rawValue, named: "detail") }
      }
    }
    let firstMessage = call.action.segments.count - call.request.messages.count
    for (segment, digest) in zip(call.action.segments, call.action.segmentDigests)
      .prefix(firstMessage)
    {
      parameters.add(digest, named: segment.name) { String(decoding: segment.bytes, as: UTF8.self) }
    }
  }

  private mutating func addOwn(_ exchange: TrialExchange) {
    switch exchange {
    case .completion(let call, let result):
      addOpening(call)
      Self.add(result.outcome, to: &answer)
    case .execution(let run, let outcome):
      add(run, outcome)
    }
  }

  private mutating func add(_ judgement: Judgement) {
    extraction.add(judgement.answer ?? "", named: "answer")
    extraction.add(judgement.source?.rawValue ?? "", named: "source")
    extraction.add(judgement.rule, named: "rule")
    grade.add(judgement.success ? 1 : 0, named: "success")
    grade.add(judgement.score.bitPattern, named: "score")
    // The default says nothing.
    if judgement.policy != .strict { grade.add(judgement.policy.rawValue, named: "policy") }
  }

  private static func add(_ outcome: CompletionOutcome, to layer: inout Receiver) {
    switch outcome {
    case .answer(let completion):
      layer.add(completion.text, named: "text")
      layer.add(completion.stop.layerWord, named: "stop")
      layer.add(UInt64(completion.toolCalls.count), named: "tool calls")
      for call in completion.toolCalls {
        layer.add(call.name, named: "tool")
        layer.add(call.arguments, named: "arguments")
      }
      for run in completion.hostedRuns {
        layer.add("hosted \(run.end.layerWord)", named: "run by the provider")
        layer.add(run.code, named: "code")
        layer.add(run.stdout, named: "printed")
        layer.add(run.stderr, named: "errors")
      }
    case .providerError(let failure):
      layer.add("\(failure.status) \(failure.code)", named: "provider error")
    }
  }

  private mutating func add(_ run: CodeRun, _ outcome: ExecutionOutcome) {
    execution.add(run.request.code, named: "code")
    execution.add(run.request.input, named: "input")
    execution.add(outcome.end.word, named: "end")
    execution.add(outcome.stdout, named: "stdout")
    execution.add(outcome.stderr, named: "stderr")
    execution.add(
      (outcome.stdoutTruncated ? 1 : 0) + (outcome.stderrTruncated ? 2 : 0), named: "cut")
  }
}

/// A text that counts by its digest, which is made once for all trials.
struct HashedText: Sendable {
  let name: String
  let text: String
  let digest: Digest

  init(name: String, text: String, digest: Digest? = nil) {
    self.name = name
    self.text = text
    self.digest = digest ?? Digest.sha256(text)
  }

  fileprivate func add(to receiver: inout some LayerReceiver) {
    receiver.add(digest, named: name) { text }
  }
}

// MARK: - Digest and text

/// The bytes that a layer's digest is made of; everything of unknown length is preceded by its length.
struct LayerBytes: LayerReceiver {
  private var bytes: [UInt8] = []

  init() {}

  var digest: Digest { Digest.sha256(bytes) }

  mutating func add(_ digest: Digest, named name: @autoclosure () -> String, text: () -> String) {
    digest.append(to: &bytes)
  }

  mutating func add(_ text: String, named name: @autoclosure () -> String) {
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ content: [UInt8], named name: @autoclosure () -> String) {
    append(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  mutating func add(_ number: UInt64, named name: @autoclosure () -> String) { append(number) }

  private mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// What a person reads of a layer: each piece under its name.
struct LayerText: LayerReceiver {
  private(set) var lines: [String] = []

  init() {}

  mutating func add(_ digest: Digest, named name: @autoclosure () -> String, text: () -> String) {
    add(text(), named: name())
  }

  mutating func add(_ text: String, named name: @autoclosure () -> String) {
    lines.append(text.contains(where: \.isNewline) ? "[\(name())]\n\(text)" : "\(name()): \(text)")
  }

  mutating func add(_ bytes: [UInt8], named name: @autoclosure () -> String) {
    add(String(decoding: bytes, as: UTF8.self), named: name())
  }

  mutating func add(_ number: UInt64, named name: @autoclosure () -> String) {
    lines.append("\(name()): \(number)")
  }
}

extension CompletionRequest {
  /// All messages for a person.
  fileprivate var text: String {
    messages.map { "[\($0.role.rawValue)]\n\($0.shownText)" }.joined(separator: "\n")
  }
}

// Words of the layers' own, which digests in baselines are made of: they never change.

extension StopReason {
  fileprivate var layerWord: String {
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
  fileprivate var layerWord: String {
    switch self {
    case .finished(let status): "finished \(status.map(String.init) ?? "")"
    case .failed(let word): "failed \(word)"
    case .unfinished: "unfinished"
    }
  }
}
