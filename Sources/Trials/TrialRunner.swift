import Basics
import CodeExecution
public import Methods
import ModelAPI
public import RecordReplay
public import Sweeps
public import Tasks

/// Runs trials: a pure function of the question, the method, the options and what the deck answers.
public struct TrialRunner: Sendable {
  private let settings: [TrialSetting]
  private let inputs: [TrialInputs]
  private let options: MethodOptions
  private let grading: GradingPolicy
  private let retriesResults: Bool
  /// How the replies of each model are taken apart, and which parts of them no answer is read from.
  private let replies: [ReplyRules]
  private let thoughts: [ThoughtRule]
  private let extraction: TrialExtraction?
  private let graders: TrialGraders

  /// Creates a runner for the trials of a sweep.
  ///
  /// Throws where a model's parameters cannot be sent.
  ///
  /// - Parameter grading: By whose rules answers are graded; the sweep's own where it is `nil`.
  public init(
    _ sweep: Sweep, prompts: PromptLibrary, grading: GradingPolicy? = nil
  ) throws(SweepError) {
    var settings: [TrialSetting] = []
    for model in sweep.models {
      do {
        settings.append(
          TrialSetting(
            encoder: try RequestEncoder(model.endpoint), interpreter: sweep.interpreter,
            limits: sweep.limits, isUnbuffered: sweep.rules.isUnbuffered))
      } catch {
        throw SweepError("The model \"\(model.name)\": \(error)")
      }
    }
    let options = MethodOptions(prompts: prompts, toolRounds: sweep.toolRounds)
    self.settings = settings
    self.options = options
    self.grading = grading ?? sweep.grading
    retriesResults = sweep.retriesResults
    replies = sweep.models.map { sweep.rules.replies(of: $0) }
    thoughts = sweep.models.map(\.thoughts)
    let extraction = try TrialExtraction(sweep, prompts: prompts)
    self.extraction = extraction
    graders = try TrialGraders(sweep)
    inputs = settings.enumerated().map { place, setting in
      TrialInputs(
        setting, options, extraction: extraction?.inputs(forModelAt: place),
        timing: sweep.timing, isJudged: !sweep.judgePlaces.isEmpty)
    }
  }

  /// Runs one trial with answers from a source.
  public func run(
    _ trial: PlannedTrial, with source: some ExchangeSource
  ) async throws(DeckError) -> TrialRecord {
    switch await attempt(trial, with: source) {
    case .record(let record): return record
    case .failure(let failure): throw failure.error
    }
  }

  /// Runs one trial with answers from a source; where the source fails, what happened until then is
  /// kept.
  public func attempt(_ trial: PlannedTrial, with source: some ExchangeSource) async -> TrialEnd {
    let deck = TrialDeck(trial: trial.id, setting: settings[trial.model], source: source)
    do throws(DeckError) {
      return .record(try await run(trial, on: deck))
    } catch {
      return .failure(TrialFailure(trial: trial.id, error: error, transcript: deck.transcript))
    }
  }

  private func run(
    _ trial: PlannedTrial, on deck: TrialDeck<some ExchangeSource>
  ) async throws(DeckError) -> TrialRecord {
    var options = options
    options.prompts = options.prompts.variant(named: trial.variant.prompting)
    options.turns = trial.variant.turns
    options.resultRetry = resultRetry(of: trial)
    options.replies = replies[trial.model]
    let (question, thoughts) = (trial.question.loaded, thoughts[trial.model])
    options.reader = AnswerReader { answer in
      question.judge(answer.readings(thoughts)).answer
    }
    let answer = try await trial.variant.method.answer(
      trial.question.asked, options: options, on: deck)
    // What was said before a provider's error is half a trial: it has no score.
    let texts = answer.failure == nil ? answer.readings(thoughts) : []
    let extracted = try await extraction?.ask(about: trial, texts, on: deck)
    var facts = GradedTexts(
      trial: trial, inputs: inputs[trial.model], resultRetry: options.resultRetry, answer: answer,
      texts: texts, thoughts: thoughts, extracted: extracted)
    facts.asked = try await graders.ask(about: facts, on: deck)
    return TrialRecord(facts, deck.transcript, by: grading)
  }

  private func resultRetry(of trial: PlannedTrial) -> ResultRetry? {
    retriesResults ? ResultRetry(trial.question.loaded.resultNames) : nil
  }
}

extension TrialRunner {
  /// The layers of prompt and parameters of a trial, which are known before any answer.
  ///
  /// - Parameter record: The trial as it runs with a ``SilentSource``.
  func openingLayers(of trial: PlannedTrial, _ record: TrialRecord) -> TrialLayers {
    var content = LayerContent<LayerBytes>()
    content.add(inputs[trial.model], resultRetry(of: trial), of: trial.variant)
    if let call = record.transcript.completions(in: .trial).first?.call { content.addOpening(call) }
    return TrialLayers { content[$0].digest }
  }
}

/// A source that answers every call with the word that ends every loop: a trial shows what it asks
/// before anything is answered.
struct SilentSource: ExchangeSource {
  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    RecordedCompletion(
      outcome: .answer(Completion(text: "TERMINATE")), serviceMicroseconds: 0,
      waitMicroseconds: 0)
  }

  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    // Whatever is said is graded, silence too.
    if run.lane.isOfGrading {
      return ExecutionOutcome(end: .exited(0), stdout: [], wallMicroseconds: 0)
    }
    throw DeckError(.execution, "Nothing is run while planning.")
  }
}

extension MethodAnswer {
  /// The texts that may hold the answer, in the order in which they are read: the last turn first.
  ///
  /// - Parameter thoughts: What of a reply is thought.
  fileprivate func readings(
    _ thoughts: ThoughtRule
  ) -> [(source: AnswerSource, text: AnswerText)] {
    var readings: [(source: AnswerSource, text: AnswerText)] = []
    for turn in turns.reversed() {
      let prose = (
        source: AnswerSource.response, text: AnswerText(turn.spokenProse, thoughts: thoughts)
      )
      let output = turn.printed.map { (source: AnswerSource.stdout, text: AnswerText($0)) }
      switch reading {
      case .outputFirst: readings += [output, prose].compactMap(\.self)
      case .proseFirst: readings += [prose, output].compactMap(\.self)
      }
    }
    return readings.filter { !$0.text.bytes.isEmpty }
  }
}

/// What the trials of one model are given beside the question, and what no answer can change.
struct TrialInputs: Sendable {
  /// The prompts.
  let prompts: PromptLibrary
  /// How often a code interpreter's model may call its tool.
  let toolRounds: Int
  /// The interpreter's label and the limits of a run.
  let execution: [HashedText]
  /// What reading an answer by a model depends on; `nil` where rules alone read it.
  let extraction: [HashedText]?
  /// What recorded times are worth.
  let timing: RecordedTiming
  /// Whether models judge answers of the sweep.
  let isJudged: Bool

  init(
    _ setting: TrialSetting, _ options: MethodOptions, extraction: [HashedText]?,
    timing: RecordedTiming, isJudged: Bool
  ) {
    self.isJudged = isJudged
    self.extraction = extraction
    self.timing = timing
    prompts = options.prompts
    toolRounds = options.toolRounds
    execution = setting.execution(of: "").segments.filter {
      $0.name != "code" && $0.name != "input"
    }
    .map { HashedText(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
  }

  /// The prompts that a method may use, whether or not its trial came to use them.
  func prompts(of variant: MethodVariant) -> [HashedText] {
    let prompts = prompts.variant(named: variant.prompting)
    return variant.prompts.compactMap { name in
      let prompt = prompts[name]
      return prompt.authoredDigest.map {
        HashedText(name: prompt.source, text: prompt.text, digest: $0)
      }
    }
  }
}
