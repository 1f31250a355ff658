public import Basics
import CodeExecution
import Methods
import ModelAPI
public import RecordReplay
import Sweeps
public import Tasks

/// One trial as it ran: its line, what happened, and the verdict.
public struct TrialRecord: Sendable {
  /// The line of the score sheet.
  public let line: TrialLine
  /// The exchanges.
  public let transcript: Transcript
  /// What the task made of the texts.
  public let judgement: Judgement
  /// What of the model's replies is thought.
  public let thoughts: ThoughtRule
  /// What it was graded from; `nil` for one that was put together by hand.
  private let texts: GradedTexts?

  /// Puts a record together, for those who show records and want one that no trial gave.
  package init(line: TrialLine, transcript: Transcript, judgement: Judgement) {
    self.line = line
    self.transcript = transcript
    self.judgement = judgement
    thoughts = .standard
    texts = nil
  }

  /// Grades what a trial said.
  init(_ texts: GradedTexts, _ transcript: Transcript, by policy: GradingPolicy) {
    self.texts = texts
    self.transcript = transcript
    thoughts = texts.thoughts
    judgement = texts.judgement(by: policy)
    line = texts.line(transcript, judgement)
  }

  /// The same trial, its same texts graded by another policy.
  public func graded(by policy: GradingPolicy) -> TrialRecord {
    judgement.policy == policy ? self : TrialRecord(gradedTexts, transcript, by: policy)
  }

  /// What a layer holds, for a person: everything that its digest is made of.
  public func text(of layer: Layer) -> String {
    gradedTexts.content(LayerText.self, transcript, judgement)[layer].lines
      .joined(separator: "\n")
  }

  /// The text that the answer was read from, or the first that was read where none held one; `nil` where
  /// there was no text.
  public var readText: AnswerText? {
    let texts = gradedTexts.texts
    return (texts.first { $0.source == judgement.source } ?? texts.first)?.text
  }

  private var gradedTexts: GradedTexts {
    guard let texts else { preconditionFailure("\(line.trial) was put together by hand") }
    return texts
  }
}

/// How running a trial ended.
public indirect enum TrialEnd: Sendable {
  /// It ran to its end.
  case record(TrialRecord)
  /// Its source could not answer.
  case failure(TrialFailure)

  /// What happened, all of it or until the source could not answer.
  public var transcript: Transcript {
    switch self {
    case .record(let record): record.transcript
    case .failure(let failure): failure.transcript
    }
  }

  /// The record, or the error.
  public func get() throws(DeckError) -> TrialRecord {
    switch self {
    case .record(let record): return record
    case .failure(let failure): throw failure.error
    }
  }
}

/// A trial whose source could not answer.
public struct TrialFailure: Sendable {
  /// The trial.
  public let trial: TrialID
  /// Why its source could not answer.
  public let error: DeckError
  /// What happened until then.
  public let transcript: Transcript
}

/// What a trial said, and all that its grade and its layers depend on beside the exchanges.
struct GradedTexts: Sendable {
  let trial: PlannedTrial
  let inputs: TrialInputs
  let resultRetry: ResultRetry?
  let answer: MethodAnswer
  /// The texts that may hold the answer, in the order in which they are read.
  let texts: [(source: AnswerSource, text: AnswerText)]
  /// What of the model's replies is thought.
  let thoughts: ThoughtRule
  /// What a model made of them; `nil` where none was asked.
  let extracted: TrialExtraction.Finding?
  /// What somebody said who was asked for the grade; `nil` where nobody was.
  var asked: AskedGrade?

  func judgement(by policy: GradingPolicy) -> Judgement {
    let question = trial.question.loaded
    let read = extracted?.judgement(of: question, by: policy) ?? question.judge(texts, by: policy)
    return asked.map { read.graded($0.verdict, answer: $0.answer, by: $0.rule) } ?? read
  }

  func content<Receiver: LayerReceiver>(
    _ receiver: Receiver.Type, _ transcript: Transcript, _ judgement: Judgement
  ) -> LayerContent<Receiver> {
    var content = LayerContent<Receiver>()
    content.add(inputs, resultRetry, of: trial.variant)
    content.add(transcript, judgement, inputs)
    content.add(asked, transcript)
    return content
  }

  /// The line of the score sheet.
  func line(_ transcript: Transcript, _ judgement: Judgement) -> TrialLine {
    var own = LaneTotals()
    var extraction = LaneTotals()
    var judging = LaneTotals()
    for exchange in transcript.inEveryLane {
      switch exchange.lane {
      case .trial: own.add(exchange)
      case .extraction: extraction.add(exchange)
      // No part of the trial's own accounts; judges are accounted below.
      case .program, .tests: break
      case .judge: judging.add(exchange)
      }
    }
    let content = content(LayerBytes.self, transcript, judgement)
    func known(_ microseconds: Int) -> Int? { inputs.timing == .alone ? microseconds : nil }
    return TrialLine(
      trial: trial.id, rung: trial.question.loaded.question.rung,
      outcome: outcome(judgement, transcript),
      score: judgement.score, usage: own.usage, textTokens: (own.textBytes + 3) / 4,
      serviceMicroseconds: known(own.service), executionMicroseconds: known(own.execution),
      waitMicroseconds: known(own.wait), usedCode: answer.turns.contains(where: \.ranCode),
      turns: answer.turns.count, calls: own.calls, executions: own.executions,
      layers: TrialLayers { content[$0].digest },
      extraction: inputs.extraction.map { _ in
        ExtractionCost(
          calls: extraction.calls, usage: extraction.usage,
          serviceMicroseconds: known(extraction.service), waitMicroseconds: known(extraction.wait))
      },
      judging: inputs.isJudged
        ? ExtractionCost(
          calls: judging.calls, usage: judging.usage,
          serviceMicroseconds: known(judging.service), waitMicroseconds: known(judging.wait))
        : nil)
  }

  /// The one word for how the trial ended.
  ///
  /// An answer that could be read is judged by what it says; the other words tell why there was none.
  private func outcome(_ judgement: Judgement, _ transcript: Transcript) -> Outcome {
    if let failure = answer.failure { return Outcome(of: failure) }
    // Recordings of older versions hold replies that somebody broke off.
    if transcript.completions(in: .trial).contains(where: \.result.isNoReply) {
      return .failedAnswer
    }
    if extracted?.isFailure ?? false { return .providerError }
    if case .failed? = judgement.asked { return .graderError }
    if judgement.answer != nil || judgement.asked != nil {
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

/// Sums over the exchanges of one lane; sums that overflow stop at the largest number.
private struct LaneTotals {
  var usage = TokenUsage.zero
  var textBytes = 0
  var service = 0
  var wait = 0
  var execution = 0
  var calls = 0
  var executions = 0

  mutating func add(_ exchange: TrialExchange) {
    switch exchange {
    case .completion(let call, let result):
      calls += 1
      service = service.addingSaturated(result.serviceMicroseconds)
      wait = wait.addingSaturated(result.waitMicroseconds)
      for message in call.request.messages where message.role != .system {
        textBytes += message.parts.reduce(0) { $0 + $1.text.utf8.count }
        textBytes += Self.bytes(of: message.toolCalls)
      }
      guard case .answer(let completion) = result.outcome else { return }
      usage = usage + completion.usage
      textBytes += completion.text.utf8.count + Self.bytes(of: completion.toolCalls)
      // The paper counts a hosted interpreter's transcript: code and output are a part of it.
      for run in completion.hostedRuns {
        textBytes += run.code.utf8.count + run.stdout.utf8.count
        if run.end != .unfinished { executions += 1 }
      }
    case .execution(_, let outcome):
      executions += 1
      execution = execution.addingSaturated(outcome.wallMicroseconds)
    }
  }

  /// What a model wrote into calls of its tools: code that is run here counts as code does that the
  /// provider runs, and again in each later prompt that repeats it, as text does.
  private static func bytes(of calls: [ToolCall]) -> Int {
    calls.reduce(0) { $0 + $1.writing.utf8.count }
  }
}
