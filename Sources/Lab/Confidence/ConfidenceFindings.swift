import Statistics

/// What models' confidence is worth, and whether it is too high in the middle of a ladder.
public struct ConfidenceFindings: Sendable {
  /// Where a confidence comes from.
  public enum Source: String, Sendable, CaseIterable {
    /// The score that the model gave the way which it took: how well that suits the question, and no
    /// probability of being right.
    case stated
    /// The probabilities of the answer's tokens.
    case answerTokens = "answer-tokens"
  }

  /// One source's confidence in the replies of a method.
  public struct Row: Sendable {
    /// The model.
    public let model: String
    /// The method with its turns.
    public let method: String
    /// Where the confidence comes from.
    public let source: Source
    /// Trials that have a score.
    public let trials: Int
    /// What the confidences of those are worth that have one; `nil` where none has: not told is not 0.
    public let scores: ConfidenceScores?
  }

  /// A rung of a model: the paper's hypothesis in numbers, each `nil` where it was not measured.
  public struct Rung: Sendable {
    /// The model.
    public let model: String
    /// The rung, from 1.
    public let rung: Int
    /// Its questions.
    public let questions: Int
    /// The mean bounds of the probability that the reply to the question alone begins with code.
    public let code: ClosedRange<Double>?
    /// The mean confidence in the answers of All Text.
    public let confidence: Double?
    /// The mean score of text.
    public let text: Double?
    /// That of forced code.
    public let forced: Double?
    /// That of free choice.
    public let free: Double?
    /// Confidence less the score of text.
    public var overconfidence: Double? {
      guard let confidence, let text else { return nil }
      return confidence - text
    }
  }

  /// What became of the hypothesis that overconfidence is highest in the middle.
  public enum Contrast: Sendable {
    /// The contrast -2, 1, 2, 1, -2 over five rungs, with its interval: above 0 it is highest in the middle.
    case measured(value: Double, lower: Double, upper: Double, questions: Int)
    /// What it would need is not there, in words.
    case missing(String)
  }

  /// The confidences, by model and method.
  public let rows: [Row]
  /// The rungs of each model.
  public let rungs: [Rung]
  /// The contrast of each model.
  public let contrasts: [(model: String, contrast: Contrast)]

  /// The method whose confidence is looked at on all questions, since no choice of the model's selects
  /// them.
  static let text = "all-text"
  static let forced = "all-code"
  static let free = "code-interpreter"
  static let open = "only-question"
  private static let weights = [-2.0, 1, 2, 1, -2]

  /// Looks at a book.
  public init(_ book: LabBook) {
    rows = book.arms.indices.flatMap { Self.rows(book, $0) }
    rungs = book.models.flatMap { Self.rungs(book, $0) }
    contrasts = book.models.map { ($0, Self.contrast(book, $0)) }
  }

  private static func rows(_ book: LabBook, _ arm: Int) -> [Row] {
    let (model, method) = (book.arms[arm].model, book.arms[arm].method)
    let entries = book.entries(of: arm).filter { $0.score >= 0 }
    return Source.allCases.compactMap { source in
      let isEstimate = method.hasPrefix("self-estimate")
      guard source == .answerTokens || isEstimate else { return nil }
      let trials = entries.compactMap { entry -> (stated: Double, isRight: Bool)? in
        confidence(entry, source).map { ($0, entry.score == 1_000_000) }
      }
      return Row(
        model: model, method: method, source: source, trials: entries.count,
        scores: ConfidenceScores(trials, seed: "steerbench confidence \(model) \(method)"))
    }
  }

  private static func confidence(_ entry: LabBook.Entry, _ source: Source) -> Double? {
    switch source {
    case .answerTokens: return entry.confidence?.answer
    case .stated:
      let score = entry.run == .none ? entry.text : entry.coding
      return score < 0 ? nil : Double(score) / 10
    }
  }

  private static func rungs(_ book: LabBook, _ model: String) -> [Rung] {
    func arm(_ method: String) -> Int? { book.place(of: LabArm(model: model, method: method)) }
    let rungs = Set(book.questions.map(\.rung)).sorted()
    return rungs.compactMap { rung in
      let questions = book.questions.indices.filter { book.questions[$0].rung == rung }
      func mean(_ method: String, _ value: (LabBook.Entry) -> Double?) -> Double? {
        guard let arm = arm(method) else { return nil }
        let values = questions.flatMap { book.entries(of: arm, at: $0) }.compactMap(value)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      }
      func score(_ method: String) -> Double? {
        mean(method) { $0.score < 0 ? nil : Double($0.score) / 1_000_000 }
      }
      let lower = mean(Self.open) { $0.confidence?.codeAlongLines.lowerBound }
      let upper = mean(Self.open) { $0.confidence?.codeAlongLines.upperBound }
      return Rung(
        model: model, rung: rung, questions: questions.count,
        code: lower.flatMap { lower in upper.map { lower...max(lower, $0) } },
        confidence: mean(Self.text) { $0.confidence?.answer }, text: score(Self.text),
        forced: score(Self.forced), free: score(Self.free))
    }
  }

  private static func contrast(_ book: LabBook, _ model: String) -> Contrast {
    guard let arm = book.place(of: LabArm(model: model, method: text)) else {
      return .missing("arm missing: \(text) was not asked")
    }
    var rungs: [Int: [Double]] = [:]
    for (place, question) in book.questions.enumerated() {
      let values = book.entries(of: arm, at: place).compactMap { entry -> Double? in
        guard entry.score >= 0, let answer = entry.confidence?.answer else { return nil }
        return answer - Double(entry.score) / 1_000_000
      }
      guard !values.isEmpty else { continue }
      rungs[question.rung, default: []].append(values.reduce(0, +) / Double(values.count))
    }
    guard !rungs.isEmpty else {
      return .missing(
        "arm missing: no reply of \(text) has probabilities of its answer's tokens; record with logprobs: true"
      )
    }
    guard rungs.count == weights.count, rungs.values.allSatisfy({ $0.count > 1 }) else {
      return .missing(
        "it takes five rungs with two questions each, and there are \(rungs.count)")
    }
    let ordered = rungs.sorted { $0.key < $1.key }.map(\.value)
    // Each rung is resampled for itself; the contrast is the weighted sum of their means.
    let bootstrap = StratifiedBootstrap(
      of: zip(ordered, weights).map { values, weight in
        .init(units: values.map { [(sum: $0, count: 1)] }, weights: [weight])
      }, seed: "steerbench confidence contrast \(model)")
    let value = zip(ordered, weights).reduce(0) { sum, rung in
      sum + rung.1 * rung.0.reduce(0, +) / Double(rung.0.count)
    }
    let interval = bootstrap?.interval(of: 0)
    return .measured(
      value: value, lower: interval?.lower ?? value, upper: interval?.upper ?? value,
      questions: ordered.reduce(0) { $0 + $1.count })
  }
}
