/// An answer of somebody who does not work the question out.
public struct Guess: Hashable, Sendable {
  /// A way of guessing.
  public enum Strategy: String, Hashable, Sendable, CaseIterable {
    /// Always the same of yes and no.
    case majorityClass = "majority-class"
    /// Always the same letter.
    case fixedLetter = "fixed-letter"
    /// Something that stands in the question.
    case echo
    /// A plan that does nothing.
    case emptyPlan = "empty-plan"
    /// What the options alone suggest, the question unread.
    case optionsOnly = "options-only"
    /// A plan that looks one step ahead.
    case greedyPlan = "greedy-plan"
  }

  /// The way.
  public var strategy: Strategy
  /// What exactly is answered, such as `always (B)`; one name for all questions.
  public var name: String
  /// The answer, as a model would write it.
  public var answer: String

  /// Creates a guess.
  public init(_ strategy: Strategy, _ name: String, _ answer: String) {
    self.strategy = strategy
    self.name = name
    self.answer = answer
  }

  /// A guess inside a marker.
  static func marked(
    _ strategy: Strategy, _ name: String, _ inside: some CustomStringConvertible
  ) -> Guess { Guess(strategy, name, "<<<\(inside)>>>") }
}

/// What guessing gives on some questions of one task.
public struct GuessTally: Hashable, Sendable {
  /// What one way of guessing gives.
  public struct Score: Hashable, Sendable {
    /// What is answered.
    public var name: String
    /// The mean score, from 0 to 100.
    public var points: Double
  }

  /// The questions.
  public private(set) var questions = 0
  private var millionths: [Guess.Strategy: [String: Int]] = [:]

  /// Creates a tally of no questions.
  public init() {}

  /// Grades every guess at a question.
  public mutating func add(_ question: LoadedQuestion) {
    questions += 1
    for guess in question.guesses {
      let score = question.judge([(.response, AnswerText(guess.answer))]).score
      millionths[guess.strategy, default: [:]][guess.name, default: 0] +=
        Int((score * 1_000_000).rounded())
    }
  }

  /// What a way gives at its best, which is a little more than it would give on other questions; `nil`
  /// where the task has no such way.
  public func best(by strategy: Guess.Strategy) -> Score? {
    millionths[strategy]?
      .min { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { Score(name: $0.key, points: Double($0.value) / 10_000 / Double(questions)) }
  }

  /// What the best of all ways gives; `nil` where the task has none.
  public var best: (strategy: Guess.Strategy, score: Score)? {
    var best: (strategy: Guess.Strategy, score: Score)?
    for strategy in Guess.Strategy.allCases {
      guard let score = self.best(by: strategy) else { continue }
      if score.points > best?.score.points ?? -1 { best = (strategy, score) }
    }
    return best
  }
}

/// Numbers that stand in a question, given back as its answer.
enum NumberEcho {
  /// The first and the last number of a prompt, before what it says of the answer's format.
  static func guesses(at prompt: String) -> [Guess] {
    let body = prompt.utf8.split(separator: UInt8(ascii: "<")).first ?? []
    var numbers: [String] = []
    var digits: [UInt8] = []
    for byte in Array(body) + [UInt8(ascii: " ")] {
      if ASCII.isDigit(byte) {
        digits.append(byte)
      } else if !digits.isEmpty {
        numbers.append(String(decoding: digits, as: UTF8.self))
        digits = []
      }
    }
    return [
      numbers.first.map { .marked(.echo, "the first number", $0) },
      numbers.last.map { .marked(.echo, "the last number", $0) },
    ].compactMap(\.self)
  }
}
