import Analysis
public import Basics
import CodeExecution
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
public import Trials

/// One trial as a conversation, for people and for programs.
public struct TranscriptReport: Sendable {
  private let record: TrialRecord

  /// Creates the report of a trial.
  public init(_ record: TrialRecord) {
    self.record = record
  }

  /// The conversation as text.
  ///
  /// What models and their code wrote is shown with control characters made visible.
  public var text: String {
    var lines = ["trial \(record.line.trial)", ""]
    var shown = 0
    for (number, step) in record.transcript.exchanges(in: .trial).enumerated() {
      switch step {
      case .completion(let call, let result):
        lines.append("── call \(number + 1) · \(call.action.digest.short)")
        // A later call repeats the conversation so far; only what is new is shown.
        let messages = call.request.messages
        let start = shown < messages.count && number > 0 ? shown : 0
        for message in messages[start...] {
          lines += Self.block(message.role.rawValue, message.shownText)
        }
        lines += answer(result)
        shown = messages.count + 1
      case .execution(let run, let outcome):
        lines.append("── run \(number + 1) · \(run.action.digest.short)")
        lines += Self.block("code", run.request.code)
        lines += Self.execution(outcome)
      }
    }
    return (lines + extraction + grading + verdict).joined(separator: "\n") + "\n"
  }

  /// The call that read the answer, in a lane of its own.
  private var extraction: [String] {
    guard let (call, result) = record.transcript.completions(in: .extraction).last else {
      return []
    }
    let model = Redaction.shown(call.encoder.endpoint.model)
    var lines = ["── extraction by \(model) · \(call.action.digest.short)"]
    for message in call.request.messages {
      lines += Self.block(message.role.rawValue, message.shownText)
    }
    return lines + answer(result)
  }

  /// Whoever was asked for the grade, in lanes of their own.
  private var grading: [String] {
    record.transcript.inEveryLane.filter(\.lane.isOfGrading).flatMap { exchange -> [String] in
      switch exchange {
      case .completion(let call, let result):
        let model = Redaction.shown(call.encoder.endpoint.model)
        return ["── \(call.lane.rawValue) \(model) · \(call.action.digest.short)"]
          + call.request.messages.flatMap { Self.block($0.role.rawValue, $0.text) } + answer(result)
      case .execution(let run, let outcome):
        return ["── \(run.lane.rawValue) · \(run.action.digest.short)"]
          + Self.block("given", run.request.input) + Self.execution(outcome)
      }
    }
  }

  private func answer(_ result: RecordedCompletion) -> [String] {
    switch result.outcome {
    case .providerError(let failure):
      return Self.block("provider error \(failure.status) \(failure.code)", failure.message)
    case .answer(let completion):
      var lines = ReplyParts(completion, record.thoughts).parts.flatMap {
        Self.block($0.isThought ? "assistant thinks" : "assistant", $0.text)
      }
      for call in completion.toolCalls {
        lines += Self.block("assistant calls \(call.name)", call.arguments)
      }
      for run in completion.hostedRuns { lines += Self.hostedRun(run) }
      let tokens = Self.tokens(completion.usage)
      let seconds = FixedPoint.text(Double(result.serviceMicroseconds) / 1e6, decimals: 2) ?? "-"
      lines.append("(\(Self.stop(completion.stop)), \(tokens), \(seconds) s)")
      lines.append("")
      return lines
    }
  }

  /// A run that the provider did; its time is a part of the call's.
  private static func hostedRun(_ run: HostedRun) -> [String] {
    let code = run.code.isEmpty ? "(as in the reply before)" : run.code
    var lines = block("code, run by the provider", code) + block("printed", run.stdout)
    if !run.stderr.isEmpty { lines += block("errors", run.stderr) }
    for file in run.files { lines.append("(made a file: \(Redaction.shown(file)))") }
    lines += ["(\(end(run.end)))", ""]
    return lines
  }

  static func end(_ end: HostedRun.End) -> String {
    switch end {
    case .finished(nil): "run to its end"
    case .finished(let status?): "exit status \(status)"
    case .failed(let word): "failed: \(Redaction.shown(word))"
    case .unfinished: "paused; the next reply goes on"
    }
  }

  /// What the provider counted, as far as it did.
  private static func tokens(_ usage: TokenUsage) -> String {
    switch (usage.input, usage.output) {
    case (let input?, let output?): "\(input.addingSaturated(output)) tokens"
    case (let input?, nil): "\(input) prompt tokens, those of the answer unknown"
    case (nil, let output?): "\(output) tokens of the answer, those of the prompt unknown"
    case (nil, nil): "tokens unknown"
    }
  }

  static func stop(_ reason: StopReason) -> String {
    switch reason {
    case .end: "ended"
    case .length: "cut off at the token limit"
    case .toolCalls: "wants a tool"
    case .contentFilter: "cut by a content filter"
    case .refusal: "refused"
    case .paused: "paused by the provider"
    case .other(let word): "ended: \(VisibleText.escape(word))"
    }
  }

  private static func execution(_ outcome: ExecutionOutcome) -> [String] {
    var lines = block("printed", String(decoding: outcome.stdout, as: UTF8.self))
    if outcome.stdoutTruncated { lines.append("(cut at the output limit)") }
    if !outcome.stderr.isEmpty {
      lines += block("errors", String(decoding: outcome.stderr, as: UTF8.self))
    }
    let seconds = FixedPoint.text(Double(outcome.wallMicroseconds) / 1e6, decimals: 2) ?? "-"
    lines.append("(\(outcome.end.sentence), \(seconds) s)")
    lines.append("")
    return lines
  }

  private static func block(_ title: String, _ text: String) -> [String] {
    ["[\(title)]", Redaction.shown(text), ""]
  }

  private var verdict: [String] {
    let judgement = record.judgement
    let answer = judgement.answer.map(Redaction.shown) ?? "none"
    let place =
      judgement.source.map { " in \($0.rawValue), by the rule \"\(judgement.rule)\"" } ?? ""
    let score = ScoreWords.text(record.line.score)
    return [
      "── verdict",
      "answer   \(answer)\(place)",
      "outcome  \(record.line.outcome.rawValue), score \(score)",
      "because  \(Redaction.shown(judgement.explanation))",
    ]
  }
}

// MARK: - JSON

extension TranscriptReport {
  /// The trial as a value; texts are not redacted.
  public var json: JSONValue {
    let judgement = record.judgement
    var value: JSONValue = [
      "trial": .string(record.line.trial.description),
      "outcome": .string(record.line.outcome.rawValue),
      "score": record.line.score.map(JSONValue.double) ?? .null,
      "steps": .array(record.transcript.exchanges(in: .trial).map(value)),
      "extraction": record.transcript.exchanges(in: .extraction).last.map(value) ?? .null,
      "answer": judgement.answer.map(JSONValue.string) ?? .null,
      "source": judgement.source.map { .string($0.rawValue) } ?? .null,
      "rule": .string(judgement.rule),
      "explanation": .string(judgement.explanation),
      "layers": .object(
        JSONObject(
          Layer.allCases.map {
            JSONMember(name: $0.rawValue, value: .string(record.line.layers[$0]))
          })),
    ]
    let asked = record.transcript.inEveryLane.filter(\.lane.isOfGrading)
    if !asked.isEmpty, case .object(var object) = value {
      object["grading"] = .array(
        asked.map { exchange in
          guard case .object(var step) = self.value(of: exchange) else { return .null }
          step["lane"] = .string(exchange.lane.rawValue)
          if case .execution(let run, _) = exchange { step["input"] = .string(run.request.input) }
          return .object(step)
        })
      value = .object(object)
    }
    return value
  }

  private func value(of step: TrialExchange) -> JSONValue {
    switch step {
    case .completion(let call, let result):
      [
        "kind": "completion", "action": .string(call.action.digest.hex),
        "messages": .array(
          call.request.messages.map {
            ["role": .string($0.role.rawValue), "content": .string($0.shownText)]
          }),
        "parameters": Self.parameters(of: call),
        "result": value(of: result.outcome),
        "serviceMicroseconds": .integer(Int64(result.serviceMicroseconds)),
      ]
    case .execution(let run, let outcome):
      [
        "kind": "execution", "action": .string(run.action.digest.hex),
        "code": .string(run.request.code), "end": .string(outcome.end.sentence),
        "stdout": .string(String(decoding: outcome.stdout, as: UTF8.self)),
        "stderr": .string(String(decoding: outcome.stderr, as: UTF8.self)),
        "wallMicroseconds": .integer(Int64(outcome.wallMicroseconds)),
      ]
    }
  }

  /// What is sent beside the messages, as the action's segments hold it.
  private static func parameters(of call: ModelCall) -> JSONValue {
    let count = call.action.segments.count - call.request.messages.count
    return .array(
      call.action.segments.prefix(count).map {
        [
          "name": .string($0.name), "text": .string(String(decoding: $0.bytes, as: UTF8.self)),
        ]
      })
  }

  private func value(of outcome: CompletionOutcome) -> JSONValue {
    switch outcome {
    case .answer(let completion): value(of: completion)
    case .providerError(let failure):
      [
        "status": .integer(Int64(failure.status)), "code": .string(failure.code),
        "message": .string(failure.message),
      ]
    }
  }

  /// An answer; `thoughts` is there only where there are some, and stands in `text` too where they came
  /// between tags.
  private func value(of completion: Completion) -> JSONValue {
    let value: JSONValue = [
      "text": .string(completion.text), "stop": .string(Self.stop(completion.stop)),
      "toolCalls": .array(
        completion.toolCalls.map {
          ["name": .string($0.name), "arguments": .string($0.arguments)]
        }),
      "hostedRuns": .array(
        completion.hostedRuns.map {
          [
            "code": .string($0.code), "stdout": .string($0.stdout),
            "stderr": .string($0.stderr), "end": .string(Self.end($0.end)),
            "files": .array($0.files.map(JSONValue.string)),
          ]
        }),
    ]
    let thoughts = ReplyParts(completion, record.thoughts).parts.filter(\.isThought)
    guard !thoughts.isEmpty, var members = value.object else { return value }
    members["thoughts"] = .array(thoughts.map { .string($0.text) })
    return .object(members)
  }
}
