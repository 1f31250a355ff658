import CodeExecution
public import Methods
import ModelAPI
public import RecordReplay
public import Tasks

/// Runs trials: a pure function of the question, the method, the options and what the deck answers.
public struct TrialRunner: Sendable {
  private let settings: [TrialSetting]
  private let inputs: [TrialInputs]
  private let options: MethodOptions
  private let grading: GradingPolicy
  private let retriesResults: Bool

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
    inputs = settings.map { TrialInputs($0, options) }
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
    let judgement = trial.question.loaded.judge(
      answer.failure == nil ? answer.readings : [], by: grading)
    let account = TrialAccount(
      trial: trial, inputs: inputs[trial.model], resultRetry: options.resultRetry, answer: answer,
      judgement: judgement)
    let line = account.line(of: deck.transcript)
    return TrialRecord(line: line, transcript: deck.transcript, judgement: judgement)
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
