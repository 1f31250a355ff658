import Basics
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Tasks

/// A grade that was asked for, or why there is none.
struct AskedGrade: Sendable {
  /// What was said.
  var verdict: AskedVerdict
  /// What was graded, where it is not what the task's rules read.
  var answer: String?
  /// How that was found.
  var rule: String
  /// What a changed grade may be due to beside the reply: program, prompt and model of those who were asked.
  var inputs: [HashedText]
}

/// Asks for the grades of a sweep's trials, each in a lane of its own: programs, tests, and models that judge.
struct TrialGraders: Sendable {
  /// A model that judges, ready to be asked.
  private struct Asked {
    var encoder: RequestEncoder
    /// What of its replies is thought.
    var thoughts: ThoughtRule
    /// What of it is in every request.
    var inputs: [HashedText]
  }

  /// By the place among the models that the sweep asks.
  private var judges: [Int: Asked] = [:]

  init(_ sweep: Sweep) throws(SweepError) {
    for place in sweep.judgePlaces {
      let model = sweep.askedModels[place]
      do {
        let encoder = try RequestEncoder(model.endpoint)
        let request = try encoder.encode(CompletionRequest(messages: []))
        judges[place] = Asked(
          encoder: encoder, thoughts: model.thoughts,
          inputs: zip(request.segments, request.digests).map { segment, digest in
            HashedText(
              name: segment.name, text: String(decoding: segment.bytes, as: UTF8.self),
              digest: digest)
          })
      } catch {
        throw SweepError("The model \"\(model.name)\" that judges: \(error)")
      }
    }
  }

  /// Asks for the grade of a trial.
  ///
  /// - Returns: The grade; `nil` where nobody is asked: the task's own rules grade, or there is nothing to grade.
  func ask(
    about trial: GradedTexts, on deck: TrialDeck<some ExchangeSource>
  ) async throws(DeckError) -> AskedGrade? {
    guard let grading = trial.trial.question.loaded.asked, trial.isAnswered else { return nil }
    let reply = trial.reply(on: deck, for: grading)
    if case .judges(let panel) = grading { return try await ask(panel, reply, on: deck) }
    guard let run = GraderRun(grading, reply) else { return nil }
    let outcome = try await deck.run(
      run.program, input: run.input, in: run.lane, takesSeveral: run.takesSeveral)
    return AskedGrade(
      verdict: run.verdict(of: outcome), answer: run.graded, rule: run.rule,
      inputs: [HashedText(name: run.lane.rawValue, text: run.program)])
  }

  private func ask(
    _ panel: JudgeGrading, _ reply: GradedReply, on deck: TrialDeck<some ExchangeSource>
  ) async throws(DeckError) -> AskedGrade {
    var words: [JudgeGrading.Word] = []
    var inputs: [HashedText] = []
    for judge in panel.judges {
      guard let place = judge.place, let asked = judges[place] else {
        preconditionFailure("the judge \(judge.name) is a model of the sweep")
      }
      inputs.append(
        HashedText(
          name: "prompt of \(judge.name)", text: judge.prompt.literals.joined(separator: "…"),
          digest: judge.promptDigest))
      inputs += asked.inputs
      guard let parts = panel.parts(for: judge, reply) else {
        words.append(.nothing("its prompt is larger than \(JudgeGrading.promptLimit) bytes"))
        continue
      }
      let outcome = try await deck.ask(
        CompletionRequest(messages: [ChatMessage(role: .user, parts: parts)]),
        by: asked.encoder, in: .judge, of: place)
      words.append(word(of: outcome, asked.thoughts))
    }
    return AskedGrade(
      verdict: panel.verdict(of: words),
      rule: "judged by \(panel.judges.map(\.name).joined(separator: ", "))",
      inputs: inputs)
  }

  private func word(of outcome: CompletionOutcome, _ thoughts: ThoughtRule) -> JudgeGrading.Word {
    switch outcome {
    case .providerError(let failure):
      return .nothing("its provider answered with the error \(failure.status) \(failure.code)")
    case .answer(let completion):
      if let fault = completion.fault { return .nothing(fault) }
      return .said(thoughts.spoken(completion.spoken ?? completion.text))
    }
  }
}

extension JudgeGrading {
  /// What a judge is told: the prompt's own words by themselves, so that a miss can name them.
  ///
  /// `nil` where that is too much.
  fileprivate func parts(for judge: Judge, _ reply: GradedReply) -> [PromptText]? {
    // It says nothing but that.
    guard let pieces = try? prompt(of: judge, reply) else { return nil }
    return pieces.map { piece in
      switch piece {
      case .literal(let text): PromptText(authored: text, from: "prompt of the judge \(judge.name)")
      case .value(let name, let text): PromptText(text, from: name)
      }
    }
  }
}

extension GradedTexts {
  /// Whether the trial was answered and said something.
  fileprivate var isAnswered: Bool {
    answer.failure == nil && !texts.isEmpty && !(extracted?.isFailure ?? false)
  }

  /// What a grader is shown of it.
  fileprivate func reply(
    on deck: TrialDeck<some ExchangeSource>, for grading: AskedGrading
  ) -> GradedReply {
    let question = trial.question.loaded
    let read = extracted?.judgement(of: question, by: .strict) ?? question.judge(texts)
    return GradedReply(
      texts: texts.map { String(decoding: $0.text.bytes, as: UTF8.self) }, answer: read.answer,
      code: CandidateCode.find(
        in: answer, ran: deck.transcript.executions(in: .trial).map(\.run.request.code),
        defining: grading.function))
  }
}
