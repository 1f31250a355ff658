/// How a sweep finds the answer in what a trial said.
public enum AnswerExtraction: Sendable {
  /// By the rules of the task, and nothing else.
  case rules
  /// With a model's help.
  case model(ModelExtraction)

  /// The model's part; `nil` for rules.
  public var byModel: ModelExtraction? {
    guard case .model(let extraction) = self else { return nil }
    return extraction
  }
}

/// Extraction with a model's help.
///
/// A model is shown the question and what was said in reply, never the truth, and copies the answer
/// out. What it copied is read and judged as any other text is.
public struct ModelExtraction: Sendable {
  /// When the model is asked.
  ///
  /// It does not depend on the grading policy, so that one recording serves both policies.
  public enum Occasion: String, Hashable, Sendable, CaseIterable {
    /// Only where the rules find no answer: what they can read, no model decides.
    case unread
    /// For every trial that said anything, as the published code does (paper digest, section 3).
    case always
  }

  /// Which model is asked.
  public enum Extractor: Sendable {
    /// The trial's own.
    case own
    /// One of the sweep's models, by its place.
    case model(Int)
    /// A model that the sweep tests no method with.
    case other(SweepModel)
  }

  /// Which model is asked.
  public var extractor: Extractor
  /// When it is asked.
  public var occasion: Occasion

  /// Creates an extraction.
  public init(by extractor: Extractor = .own, when occasion: Occasion = .unread) {
    self.extractor = extractor
    self.occasion = occasion
  }
}

extension Sweep {
  /// The model that reads the answers of a model's trials; `nil` where rules alone do.
  ///
  /// - Parameter model: The place of the trials' model in the sweep.
  public func extractor(forModelAt model: Int) -> SweepModel? {
    switch extraction.byModel?.extractor {
    case .own: models[model]
    case .model(let index): models[index]
    case .other(let other): other
    case nil: nil
    }
  }

  /// Every model that may be asked something: the tested ones, then one that only reads answers.
  public var askedModels: [SweepModel] {
    guard case .other(let other)? = extraction.byModel?.extractor else { return models }
    return models + [other]
  }
}
