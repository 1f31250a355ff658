import Basics
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Tasks

/// Reads the answers of a sweep's trials with a model's help.
struct TrialExtraction: Sendable {
  /// What the model made of a trial's texts.
  enum Finding: Sendable {
    /// It copied this out.
    case named(AnswerText)
    /// It found nothing, or its reply cannot be read.
    case nothing(String)
    /// Its provider answered with an error.
    case failure(ProviderFailure)
  }

  private let prompt: PromptText
  private let occasion: ModelExtraction.Occasion
  /// By the place of the trials' model in the sweep.
  private let encoders: [RequestEncoder]
  /// What reading depends on beside the texts, by the place of the trials' model.
  private let inputTexts: [[HashedText]]

  /// Creates the extraction of a sweep; `nil` where rules alone extract.
  init?(_ sweep: Sweep, prompts: PromptLibrary) throws(SweepError) {
    guard let extraction = sweep.extraction.byModel else { return nil }
    guard let prompt = prompts.text(of: .extraction) else {
      throw SweepError(
        "The sweep \(sweep.name) extracts by a model, and its folder of prompts has no "
          + "\(PromptName.extraction.rawValue).txt. Copy the one of Tasks/prompts there.")
    }
    self.prompt = prompt
    occasion = extraction.occasion
    var encoders: [RequestEncoder] = []
    var inputs: [[HashedText]] = []
    for place in sweep.models.indices {
      guard let model = sweep.extractor(forModelAt: place) else { continue }
      do {
        let encoder = try RequestEncoder(model.endpoint)
        encoders.append(encoder)
        let request = try encoder.encode(CompletionRequest(messages: []))
        inputs.append(
          [
            HashedText(name: "occasion", text: extraction.occasion.rawValue),
            HashedText(name: prompt.source, text: prompt.text),
          ]
            + zip(request.segments, request.digests).map { segment, digest in
              HashedText(
                name: segment.name, text: String(decoding: segment.bytes, as: UTF8.self),
                digest: digest)
            })
      } catch {
        throw SweepError("The model \"\(model.name)\" of the extraction: \(error)")
      }
    }
    self.encoders = encoders
    inputTexts = inputs
  }

  /// The occasion, the prompt and the model that reads a model's trials: what a changed reading may be
  /// due to, whether or not a trial came to be read.
  func inputs(forModelAt place: Int) -> [HashedText] { inputTexts[place] }

  /// Asks the model where it is to be asked.
  ///
  /// - Returns: What it found; `nil` where it was not asked, and the rules stand.
  func ask(
    about trial: PlannedTrial, _ texts: [(source: AnswerSource, text: AnswerText)],
    on deck: TrialDeck<some ExchangeSource>
  ) async throws(DeckError) -> Finding? {
    guard !texts.isEmpty else { return nil }
    // By the strict rules under every policy: which calls are made must not depend on the grader.
    guard occasion == .always || trial.question.loaded.judge(texts).answer == nil else {
      return nil
    }
    let request = ExtractionRequest.request(prompt, trial.question.asked, texts)
    switch try await deck.extract(request, by: encoders[trial.model]) {
    case .providerError(let failure): return .failure(failure)
    case .answer(let completion):
      return switch NamedAnswer(in: completion.text) {
      case .answer(let text): .named(text)
      case .none: .nothing("the extraction model says that there is no final answer")
      case .unreadable: .nothing("the reply of the extraction model holds no <<<...>>>")
      }
    }
  }
}

extension TrialExtraction.Finding {
  /// Whether the provider of the extraction answered with an error: the trial was not read at all.
  var isFailure: Bool {
    if case .failure = self { true } else { false }
  }

  /// What a question's task makes of it.
  func judgement(of question: LoadedQuestion, by policy: GradingPolicy) -> Judgement {
    switch self {
    case .named(let text): return question.judge([(.extraction, text)], by: policy)
    case .nothing(let reason): return .unanswered(reason, by: policy)
    case .failure(let failure):
      return .unanswered(
        "the provider of the extraction model answered with the error \(failure.status) "
          + failure.code, by: policy)
    }
  }
}
