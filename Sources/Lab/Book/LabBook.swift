import Basics
import Cassettes
public import ModelAPI
public import RecordReplay

/// An arm: a method with a model, which a policy may ask for.
public struct LabArm: Hashable, Sendable {
  /// The model's name in its sweep.
  public var model: String
  /// The method's name with its turns.
  public var method: String

  /// Creates an arm.
  public init(model: String, method: String) {
    self.model = model
    self.method = method
  }
}

/// A question of the book.
public struct LabQuestion: Sendable {
  /// The task, which no policy sees.
  public let task: String
  /// The id.
  public let id: String
  /// The rung on the task's ladder, which no policy sees.
  public let rung: Int
  /// What a policy may know before it asks.
  public let facts: QuestionFacts
  /// The text that is sent: what a program is told.
  public let text: String
}

/// Recordings laid out for policies: what each arm gave for each question and sample, each distinct
/// exchange with its cost once.
///
/// Trials that two sweeps hold count once, as the sweeps were named.
public struct LabBook: Sendable {
  /// What is known of one trial, without its texts.
  struct Entry: Sendable {
    var ending: SeenReply.Ending
    var run: SeenReply.Run
    var printed: Bool
    var code: CodeKind
    var isFromOutput: Bool
    /// The answer's number among the answers to its question; -1 where none was read.
    var answer: Int32
    /// The number of the exchange that gave the last reply; -1 without one.
    var reply: Int32
    /// -1 where they are unknown.
    var tokens: Int32
    var turns: Int16
    /// The model's own scores of code and text; below 0 where it gave none.
    var coding: Float
    var text: Float
    /// In millionths; -1 where the provider did not answer.
    var score: Int32
    /// Whether the answer holds against the question alone, for policies that use a verifier; `nil` where
    /// only the truth could tell.
    var verified: Bool?
    /// The exchanges, as a part of the book's list.
    var exchanges: Range<Int32>
    /// How sure the replies were, where that was told.
    var confidence: ReplyConfidence?
  }

  /// The arms, in the order in which they were met.
  public let arms: [LabArm]
  /// The questions, by task and id.
  public let questions: [LabQuestion]
  /// The samples of each question, at least 1.
  public let samples: Int
  /// The prices of the arms' models; `nil` where none is known.
  public let prices: [TokenPrice?]
  /// Trials that stood in a sweep before.
  public let repeated: Int
  /// The trials that are planned and have no recording.
  public let missing: [TrialID]

  /// By arm, then question, then sample.
  private let entries: [[Entry?]]
  private let exchangeLists: [Int32]
  let costs: [ExchangeCost]
  private let answers: [String]

  init(
    arms: [LabArm], questions: [LabQuestion], samples: Int, prices: [TokenPrice?], repeated: Int,
    missing: [TrialID], entries: [[Entry?]], exchangeLists: [Int32], costs: [ExchangeCost],
    answers: [String]
  ) {
    self.arms = arms
    self.questions = questions
    self.samples = samples
    self.prices = prices
    self.repeated = repeated
    self.missing = missing
    self.entries = entries
    self.exchangeLists = exchangeLists
    self.costs = costs
    self.answers = answers
  }

  /// The models, in the order in which they were met.
  public var models: [String] {
    var models: [String] = []
    for arm in arms where !models.contains(arm.model) { models.append(arm.model) }
    return models
  }

  /// The places of a model's arms.
  func arms(of model: String) -> [Int] { arms.indices.filter { arms[$0].model == model } }

  /// The place of an arm; `nil` where no sweep has it.
  func place(of arm: LabArm) -> Int? { arms.firstIndex(of: arm) }

  /// What an arm gave; `nil` where it was not recorded.
  func entry(_ arm: Int, _ question: Int, _ sample: Int) -> Entry? {
    entries[arm][question * samples + sample]
  }

  /// What an arm gave at all samples of a question.
  func entries(of arm: Int, at question: Int) -> [Entry] {
    (0..<samples).compactMap { entry(arm, question, $0) }
  }

  /// What an arm gave at all.
  func entries(of arm: Int) -> [Entry] { entries[arm].compactMap(\.self) }

  /// The numbers of an entry's exchanges.
  func exchanges(of entry: Entry) -> ArraySlice<Int32> {
    exchangeLists[Int(entry.exchanges.lowerBound)..<Int(entry.exchanges.upperBound)]
  }

  /// An answer as it is spelt; `nil` where none was read.
  func answer(of entry: Entry) -> String? {
    entry.answer < 0 ? nil : answers[Int(entry.answer)]
  }
}

/// Code by what it does, with a word for none.
enum CodeKind: UInt8, Hashable, Sendable {
  case none
  case computing
  case textLike
  case silent
  case unjudged

  /// The word in policies.
  var word: String {
    switch self {
    case .none: "none"
    case .computing: "computing"
    case .textLike: "text-like"
    case .silent: "silent"
    case .unjudged: "unjudged"
    }
  }
}
