import Basics
public import Methods
public import ModelAPI
import RecordReplay
import Sweeps
public import Tasks

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
  /// By which rules an answer counts as found.
  private let rules: ReadingRules
  /// By the place of the trials' model in the sweep.
  private let encoders: [RequestEncoder]
  /// What is thought in the replies of the model that reads, by the place of the trials' model.
  private let thoughts: [ThoughtRule]
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
    rules = sweep.rules.extraction
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
    thoughts = sweep.models.indices.map {
      sweep.extractor(forModelAt: $0)?.thoughts ?? .standard
    }
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
    // What is tested is the code of the whole reply, which nobody copies out.
    if case .tests? = trial.question.loaded.asked { return nil }
    // By the strict rules under every policy: which calls are made must not depend on the grader.
    guard occasion == .always || !trial.question.loaded.isReadable(texts, by: rules) else {
      return nil
    }
    let request = ExtractionRequest.request(prompt, trial.question.asked, texts)
    switch try await deck.extract(request, by: encoders[trial.model]) {
    case .providerError(let failure): return .failure(failure)
    case .answer(let completion):
      if let fault = completion.fault {
        return .failure(
          ProviderFailure(status: 200, code: "no_reply", message: fault, kind: .failedAnswer))
      }
      return switch NamedAnswer(in: completion.text, thoughts: thoughts[trial.model]) {
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

/// What a model is sent that reads the answer out of what a trial said.
///
/// It is made of the prompt, of the question as the trial's model saw it, and of the trial's texts: the
/// ground truth is not among what it could be made of.
public enum ExtractionRequest {
  /// The most bytes of the trial's texts that are sent, all together: an answer stands at the end of
  /// what is said, and a page of output must not be paid for.
  public static let byteLimit = 16_000

  /// One message with everything.
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - question: The question.
  ///   - texts: What was printed and written, in the order in which rules read it. Of one that is too
  ///     long the end is sent.
  public static func request(
    _ prompt: PromptText, _ question: MethodQuestion,
    _ texts: [(source: AnswerSource, text: AnswerText)]
  ) -> CompletionRequest {
    // Who copies an answer out of a text needs no picture, and may be a model that takes none.
    var parts = [prompt, questionTitle, question.text.showing([])]
    var left = byteLimit
    for (source, text) in texts where left > 0 {
      let end = end(of: text.bytes, limit: left)
      left -= end.kept
      parts.append(title(of: source, isCut: end.isCut))
      parts.append(PromptText(end.text, from: source == .stdout ? "output" : "answer"))
    }
    return CompletionRequest(messages: [ChatMessage(role: .user, parts: parts)])
  }

  private static let questionTitle = layout("\n\n### The question\n")
  private static let titles = [false, true].map { isCut in
    let note = isCut ? ", its end" : ""
    return (
      written: layout("\n\n### The reply\(note)\n"),
      printed: layout("\n\n### What the code of the reply printed\(note)\n")
    )
  }

  private static func title(of source: AnswerSource, isCut: Bool) -> PromptText {
    let title = titles[isCut ? 1 : 0]
    return source == .stdout ? title.printed : title.written
  }

  private static func layout(_ text: String) -> PromptText {
    PromptText(authored: text, from: "layout")
  }

  /// The last bytes of a text, cut between characters.
  private static func end(
    of bytes: [UInt8], limit: Int
  ) -> (text: String, kept: Int, isCut: Bool) {
    var kept = bytes.suffix(limit)
    let isCut = kept.count < bytes.count
    if isCut { kept = kept.drop { $0 & 0xc0 == 0x80 } }
    return (String(decoding: kept, as: UTF8.self), kept.count, isCut)
  }
}
