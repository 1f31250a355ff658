/// An arm as a policy names it: `METHOD`, `MODEL/METHOD`, `smaller/METHOD` for the next smaller model that the
/// sweeps hold, with `+1` for the question's next sample.
public struct ArmName: Hashable, Sendable {
  /// The model; `nil` for the one that the policy is judged with.
  public var model: String?
  /// The method's name with its turns.
  public var method: String
  /// How many samples further.
  public var later: Int

  /// Creates a name.
  public init(model: String? = nil, method: String, later: Int = 0) {
    self.model = model
    self.method = method
    self.later = later
  }

  /// What stands for the next smaller model in the place of a model's name.
  static let smaller = "smaller"
  /// The most samples that a policy may go further.
  static let latest = 63

  /// Reads a name; `nil` for anything else.
  public init?(_ text: String) {
    var rest = Substring(text)
    var later = 0
    // What is no number behind the sign is a variant of the prompts, and a part of the method's name.
    if let plus = rest.lastIndex(of: "+"), let count = Int(rest[rest.index(after: plus)...]) {
      guard (1...Self.latest).contains(count) else { return nil }
      later = count
      rest = rest[..<plus]
    }
    var model: String?
    if let slash = rest.lastIndex(of: "/") {
      model = String(rest[..<slash])
      rest = rest[rest.index(after: slash)...]
    }
    guard !rest.isEmpty, model?.isEmpty != true,
      rest.utf8.allSatisfy({ byte in
        (byte | 0x20) &- 0x61 <= 25 || byte &- 0x30 <= 9 || "-_@+".utf8.contains(byte)
      })
    else { return nil }
    self.init(model: model, method: String(rest), later: later)
  }
}

extension ArmName: CustomStringConvertible {
  public var description: String {
    (model.map { "\($0)/" } ?? "") + method + (later > 0 ? "+\(later)" : "")
  }
}

/// What a condition may ask of a reply that the policy has paid for.
enum ReplyFact: String, Hashable, Sendable, CaseIterable {
  /// Whether an answer could be read.
  case answered
  /// The answer, to be compared with another.
  case answer
  /// How it ended, in a word.
  case ending
  /// Whether code ran.
  case ran
  /// Whether the code that ran last failed.
  case failed
  /// Whether the code that ran last printed anything.
  case printed
  /// What the code that ran last is, in a word.
  case code
  /// Whether the code that ran last prints without computing.
  case textLike = "text-like"
  /// Whether the answer was read from what code printed.
  case fromOutput = "from-output"
  /// Tokens of its calls.
  case tokens
  /// The replies that may hold the answer.
  case turns
  /// The model's own score of code.
  case coding
  /// The model's own score of text.
  case text
  /// Whether the answer holds against the question alone, as a checker of its task says; missing where a
  /// task has none. Who asks this uses a verifier, and is of another class.
  case verified
}

/// A condition of a step, read and resolved: it can only be asked what was seen.
indirect enum Condition: Hashable, Sendable {
  /// A number, or `true` and `false` as 1 and 0.
  case number(Double)
  /// A word, such as `truncated`.
  case word(String)
  /// A variable of the grid, by its place.
  case variable(Int)
  /// A fact of the question.
  case question(QuestionFacts.Name)
  /// A fact of a reply: of an arm by its place in the policy, or of the last that was asked for.
  case reply(Int?, ReplyFact)
  /// Whether all these replies, or all that were asked for, give the same answer.
  case same([Int]?)
  /// The votes of the answer that most distinct replies give.
  case votes
  /// How many replies were asked for.
  case asked
  case compare(Comparison, Condition, Condition)
  case not(Condition)
  case and(Condition, Condition)
  case or(Condition, Condition)

  enum Comparison: String, Hashable, Sendable, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case equal = "=="
    case different = "!="
    case less = "<"
    case more = ">"
  }
}

/// What the parts of a condition come to; what was not seen, or does not exist, is `missing`, and no
/// comparison with it holds.
enum SeenValue: Hashable, Sendable {
  case missing
  case number(Double)
  case word(String)
  /// An answer, by its number.
  case answer(Int32)

  /// Whether it counts as true.
  var isTrue: Bool {
    switch self {
    case .number(let number): number != 0
    case .missing, .word, .answer: false
    }
  }

  static func bool(_ value: Bool) -> SeenValue { .number(value ? 1 : 0) }
}

/// What a condition is asked of: the question and the replies that were paid for so far.
protocol PolicyView {
  /// A fact of the question.
  func fact(_ name: QuestionFacts.Name) -> Int
  /// The reply of an arm by its place in the policy, or the last one; `nil` where it was not asked for.
  func reply(_ arm: Int?) -> LabBook.Entry?
  /// The replies that were asked for, in order, by the place of their arm in the policy.
  var asked: [Int] { get }
}

extension Condition {
  /// Whether it asks a verifier.
  var usesVerifier: Bool {
    switch self {
    case .reply(_, let fact): fact == .verified
    case .not(let inner): inner.usesVerifier
    case .and(let left, let right), .or(let left, let right), .compare(_, let left, let right):
      left.usesVerifier || right.usesVerifier
    case .number, .word, .variable, .question, .same, .votes, .asked: false
    }
  }

  /// What the condition comes to.
  ///
  /// - Parameter setting: The values of the grid's variables.
  func value(_ view: some PolicyView, _ setting: [Double]) -> SeenValue {
    switch self {
    case .number(let number): .number(number)
    case .word(let word): .word(word)
    case .variable(let place): .number(setting[place])
    case .question(let name): .number(Double(view.fact(name)))
    case .reply(let arm, let fact): view.reply(arm).map { fact.value(of: $0) } ?? .missing
    case .same(let arms): .bool(Self.isSame(arms ?? view.asked, view))
    case .votes: .number(Double(Votes(of: view).most))
    case .asked: .number(Double(view.asked.count))
    case .not(let inner): .bool(!inner.value(view, setting).isTrue)
    case .and(let left, let right):
      .bool(left.value(view, setting).isTrue && right.value(view, setting).isTrue)
    case .or(let left, let right):
      .bool(left.value(view, setting).isTrue || right.value(view, setting).isTrue)
    case .compare(let comparison, let left, let right):
      .bool(comparison.holds(left.value(view, setting), right.value(view, setting)))
    }
  }

  /// Whether replies give one and the same answer; no answer is never the same.
  private static func isSame(_ arms: [Int], _ view: some PolicyView) -> Bool {
    guard let first = arms.first.flatMap({ view.reply($0)?.answer }), first >= 0 else {
      return false
    }
    return arms.allSatisfy { view.reply($0)?.answer == first }
  }
}

extension Condition.Comparison {
  func holds(_ left: SeenValue, _ right: SeenValue) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)):
      switch self {
      case .atMost: left <= right
      case .atLeast: left >= right
      case .equal: left == right
      case .different: left != right
      case .less: left < right
      case .more: left > right
      }
    case (.word, .word), (.answer, .answer):
      switch self {
      case .equal: left == right
      case .different: left != right
      case .atMost, .atLeast, .less, .more: false
      }
    default: false
    }
  }
}

extension ReplyFact {
  func value(of entry: LabBook.Entry) -> SeenValue {
    switch self {
    case .answered: .bool(entry.ending == .answered)
    case .answer: entry.answer < 0 ? .missing : .answer(entry.answer)
    case .ending: .word(entry.ending.rawValue)
    case .ran: .bool(entry.run != .none)
    case .failed: if case .failed = entry.run { .bool(true) } else { .bool(false) }
    case .printed: .bool(entry.printed)
    case .code: .word(entry.code.word)
    case .textLike: .bool(entry.code == .textLike)
    case .fromOutput: .bool(entry.isFromOutput)
    case .tokens: entry.tokens < 0 ? .missing : .number(Double(entry.tokens))
    case .turns: .number(Double(entry.turns))
    case .coding: entry.coding < 0 ? .missing : .number(Double(entry.coding))
    case .text: entry.text < 0 ? .missing : .number(Double(entry.text))
    case .verified: entry.verified.map(SeenValue.bool) ?? .missing
    }
  }
}

/// The answers of the replies that were asked for, each distinct reply with one vote.
///
/// Methods that share one reply of the model share one vote: two readings of the same words are no two
/// witnesses.
struct Votes {
  /// The votes of the answer that has most.
  private(set) var most = 0
  /// The arm that gave that answer first; of answers with as many votes, the one asked for first.
  private(set) var leader: Int?

  init(of view: some PolicyView) {
    var counted: [Int32] = []
    var answers: [(answer: Int32, votes: Int, arm: Int)] = []
    for arm in view.asked {
      guard let entry = view.reply(arm), entry.answer >= 0, !counted.contains(entry.reply) else {
        continue
      }
      if entry.reply >= 0 { counted.append(entry.reply) }
      if let place = answers.firstIndex(where: { $0.answer == entry.answer }) {
        answers[place].votes += 1
      } else {
        answers.append((entry.answer, 1, arm))
      }
    }
    for answer in answers where answer.votes > most {
      most = answer.votes
      leader = answer.arm
    }
  }
}
