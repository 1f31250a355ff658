import Statistics

/// Why forced code is worse than text, or better, on the same questions.
///
/// The gap between the two is taken apart by what became of the code, and the parts add up to it.
public struct ForcedCodeGap: Sendable {
  /// What became of the code of a reply; each reply is of the first that fits.
  public enum Cause: Hashable, Sendable, CaseIterable {
    /// The token limit cut the reply off.
    case truncated
    /// The model wrote no code that ran.
    case noCode
    /// The code failed.
    case failed(CodeFailure)
    /// The code ran and printed nothing.
    case silent
    /// The code prints what was thought, and computes nothing.
    case textLike
    /// The code computes, and no answer could be read.
    case unread
    /// The code computes, and gives the answer that text gives.
    case sameAnswer
    /// The code computes, and gives another answer: the remainder, which none of these explains.
    case otherAnswer

    /// All causes, in the order in which they are looked for.
    public static let allCases: [Cause] =
      [.truncated, .noCode] + CodeFailure.allCases.map(Cause.failed)
      + [.silent, .textLike, .unread, .sameAnswer, .otherAnswer]

    /// The name in JSON.
    public var name: String {
      switch self {
      case .truncated: "truncated"
      case .noCode: "no-code"
      case .failed(let failure): "failed-\(failure.rawValue)"
      case .silent: "silent"
      case .textLike: "text-like"
      case .unread: "unread"
      case .sameAnswer: "same-answer"
      case .otherAnswer: "other-answer"
      }
    }

    /// The name in tables.
    public var title: String {
      switch self {
      case .truncated: "Cut off at the token limit"
      case .noCode: "No code that ran"
      case .failed(.syntax): "Failed: no Python"
      case .failed(.name): "Failed: a name or module is missing"
      case .failed(.input): "Failed: wanted input"
      case .failed(.exception): "Failed: another exception"
      case .failed(.limit): "Failed: a limit"
      case .failed(.other): "Failed: other"
      case .silent: "Ran and printed nothing"
      case .textLike: "Prints without computing (text-like)"
      case .unread: "Computes, no answer read"
      case .sameAnswer: "Computes, same answer as text"
      case .otherAnswer: "Computes, another answer (remainder)"
      }
    }
  }

  /// The questions of one cause.
  public struct Part: Sendable {
    /// The cause.
    public let cause: Cause
    /// Pairs of trials.
    public let pairs: Int
    /// The mean score of text in these pairs.
    public let text: Double
    /// That of code.
    public let code: Double
    /// What they add to the gap: text less code, summed and divided by all pairs.
    public let share: Double
    /// The interval of the share, by question; `nil` with fewer than two questions.
    public let interval: (lower: Double, upper: Double)?
  }

  /// The model.
  public let model: String
  /// The method without code.
  public let textMethod: String
  /// The one with it.
  public let codeMethod: String
  /// Pairs of trials that both have a score.
  public let pairs: Int
  /// The questions that they ask.
  public let questions: Int
  /// Pairs that are left out, since the provider did not answer or a trial was not recorded.
  public let leftOut: Int
  /// The gap: the mean score of text less that of code.
  public let gap: Double
  /// Its interval.
  public let interval: (lower: Double, upper: Double)?
  /// Pairs in which both give the same answer, of those in which both give one.
  public let agreeing: (count: Int, of: Int)
  /// The parts that hold a pair, in the order of the causes.
  public let parts: [Part]

  private struct Pair {
    var question: Int
    var cause: Cause
    var text: Int
    var code: Int
  }

  /// Takes the gap of a model apart; `nil` where no question has both.
  init?(_ book: LabBook, model: String, text: String, code: String) {
    guard let textArm = book.place(of: LabArm(model: model, method: text)),
      let codeArm = book.place(of: LabArm(model: model, method: code))
    else { return nil }
    var pairs: [Pair] = []
    var leftOut = 0
    var agreeing = (count: 0, of: 0)
    for question in book.questions.indices {
      for sample in 0..<book.samples {
        let (left, right) = (
          book.entry(textArm, question, sample), book.entry(codeArm, question, sample)
        )
        guard let left, let right, left.score >= 0, right.score >= 0 else {
          leftOut += left == nil && right == nil ? 0 : 1
          continue
        }
        if left.answer >= 0, right.answer >= 0 {
          agreeing.of += 1
          agreeing.count += left.answer == right.answer ? 1 : 0
        }
        pairs.append(
          Pair(
            question: question, cause: Cause(right, beside: left), text: Int(left.score),
            code: Int(right.score)))
      }
    }
    guard !pairs.isEmpty else { return nil }
    self.model = model
    textMethod = text
    codeMethod = code
    self.pairs = pairs.count
    questions = Set(pairs.map(\.question)).count
    self.leftOut = leftOut
    self.agreeing = agreeing
    // Whole millionths are summed, so that the parts add up to the last digit.
    gap = Self.share(pairs.reduce(0) { $0 + $1.text - $1.code }, of: pairs.count)
    let seed = "steerbench forced code \(model) \(text) \(code)"
    interval = Self.interval(pairs, seed: seed) { _ in true }
    parts = Cause.allCases.compactMap { cause in
      let some = pairs.filter { $0.cause == cause }
      guard !some.isEmpty else { return nil }
      return Part(
        cause: cause, pairs: some.count,
        text: Self.share(some.reduce(0) { $0 + $1.text }, of: some.count),
        code: Self.share(some.reduce(0) { $0 + $1.code }, of: some.count),
        share: Self.share(some.reduce(0) { $0 + $1.text - $1.code }, of: pairs.count),
        interval: Self.interval(pairs, seed: "\(seed) \(cause.name)") { $0.cause == cause })
    }
  }

  private static func share(_ millionths: Int, of count: Int) -> Double {
    Double(millionths) / Double(count) / 1_000_000
  }

  /// The interval of a part: pairs of other causes add nothing to it.
  private static func interval(
    _ pairs: [Pair], seed: String, _ isPart: (Pair) -> Bool
  ) -> (lower: Double, upper: Double)? {
    var clusters: [[Double]] = []
    var last: Int?
    for pair in pairs {
      if pair.question != last { clusters.append([]) }
      last = pair.question
      clusters[clusters.count - 1].append(
        isPart(pair) ? Double(pair.text - pair.code) / 1_000_000 : 0)
    }
    guard clusters.count > 1, let bootstrap = PairedBootstrap(of: clusters, seed: seed) else {
      return nil
    }
    return (bootstrap.lower, bootstrap.upper)
  }

  /// The gaps of each model between All Text, or the Code Interpreter, and All Code.
  public static func all(of book: LabBook) -> [ForcedCodeGap] {
    book.models.flatMap { model in
      ["all-text", "code-interpreter"].compactMap {
        ForcedCodeGap(book, model: model, text: $0, code: "all-code")
      }
    }
  }
}

extension ForcedCodeGap.Cause {
  /// The first cause that fits a reply with code, beside one without.
  init(_ code: LabBook.Entry, beside text: LabBook.Entry) {
    switch code.run {
    case _ where code.ending == .truncated: self = .truncated
    case .none: self = .noCode
    case .failed(let failure): self = .failed(failure)
    case .succeeded where !code.printed: self = .silent
    case .succeeded where code.code == .textLike: self = .textLike
    case .succeeded where code.answer < 0: self = .unread
    case .succeeded: self = code.answer == text.answer ? .sameAnswer : .otherAnswer
    }
  }
}
