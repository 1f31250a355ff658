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
  private let extraction: TrialExtraction?

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
            limits: sweep.limits))
      } catch {
        throw SweepError("The model \"\(model.name)\": \(error)")
      }
    }
    let options = MethodOptions(prompts: prompts, toolRounds: sweep.toolRounds)
    self.settings = settings
    self.options = options
    self.grading = grading ?? sweep.grading
    retriesResults = sweep.retriesResults
    let extraction = try TrialExtraction(sweep, prompts: prompts)
    self.extraction = extraction
    inputs = settings.enumerated().map { place, setting in
      TrialInputs(setting, options, extraction: extraction?.inputs(forModelAt: place))
    }
  }

  /// Runs one trial with answers from a source.
  public func run(
    _ trial: PlannedTrial, with source: some ExchangeSource
  ) async throws(DeckError) -> TrialRecord {
    let deck = TrialDeck(trial: trial.id, setting: settings[trial.model], source: source)
    var options = options
    options.turns = trial.variant.turns
    if retriesResults {
      options.resultRetry = ResultRetry(trial.question.loaded.resultNames)
    }
    let answer = try await trial.variant.method.answer(
      trial.question.asked, options: options, on: deck)
    // What was said before a provider's error is half a trial: it has no score.
    let texts = answer.failure == nil ? answer.readings : []
    let extracted = try await extraction?.ask(about: trial, texts, on: deck)
    let loaded = trial.question.loaded
    let judgement =
      extracted?.judgement(of: loaded, by: grading) ?? loaded.judge(texts, by: grading)
    let account = TrialAccount(
      trial: trial, inputs: inputs[trial.model], resultRetry: options.resultRetry, answer: answer,
      judgement: judgement, hasFailedExtraction: extracted?.isFailure ?? false)
    let line = account.line(of: deck.transcript)
    return TrialRecord(line: line, transcript: deck.transcript, judgement: judgement)
  }
}

extension TrialRunner {
  /// The layers of prompt and parameters of a trial, which are known before any answer.
  func openingLayers(of trial: PlannedTrial) async throws(DeckError) -> TrialLayers {
    let opening = OpeningSource()
    do throws(DeckError) {
      _ = try await run(trial, with: opening)
    } catch {
      guard error.code == .interrupted else { throw error }
    }
    var layers = LayerBuilder()
    let retry = retriesResults ? ResultRetry(trial.question.loaded.resultNames) : nil
    layers.add(inputs[trial.model], retry, of: trial.variant)
    if let call = opening.call { layers.addOpening(call) }
    return layers.layers
  }
}

/// A source that keeps the first call and answers nothing.
private final class OpeningSource: ExchangeSource {
  private(set) var call: ModelCall?

  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    self.call = call
    throw DeckError(.interrupted, "Only the first call was wanted.")
  }

  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    throw DeckError(.interrupted, "Only the first call was wanted.")
  }
}

extension MethodAnswer {
  /// The texts that may hold the answer, in the order in which they are read: the last turn first.
  var readings: [(source: AnswerSource, text: AnswerText)] {
    var readings: [(source: AnswerSource, text: AnswerText)] = []
    for turn in turns.reversed() {
      let prose = (source: AnswerSource.response, text: AnswerText(turn.prose))
      let output = turn.printed.map { (source: AnswerSource.stdout, text: AnswerText($0)) }
      switch reading {
      case .outputFirst: readings += [output, prose].compactMap(\.self)
      case .proseFirst: readings += [prose, output].compactMap(\.self)
      }
    }
    return readings.filter { !$0.text.bytes.isEmpty }
  }
}
