import Analysis
import Cassettes
public import ModelAPI
import PythonLiterals
public import RecordReplay

/// Makes a book of trials as they come by.
public struct LabBookBuilder {
  /// A trial's place while the book grows.
  private struct Place: Hashable {
    var arm: Int
    var question: Int
    var sample: Int
  }

  private struct Key: Hashable {
    var task: String
    var id: String
  }

  private var arms: [LabArm] = []
  private var armPlaces: [LabArm: Int] = [:]
  private var prices: [TokenPrice?] = []
  private var questions: [(key: Key, rung: Int, text: String)] = []
  private var questionPlaces: [Key: Int] = [:]
  private var entries: [Place: LabBook.Entry] = [:]
  private var samples = 1
  private var repeated = 0
  private var missing: [TrialID] = []
  private var exchangeLists: [Int32] = []
  private var exchangePlaces: [Slot: Int32] = [:]
  private var costs: [ExchangeCost] = []
  private var answers: [String] = []
  private var answerPlaces: [String: Int32] = [:]

  /// Begins without trials.
  public init() {}

  /// Makes an arm known, whether or not it has trials.
  public mutating func add(_ arm: LabArm, price: TokenPrice?) {
    guard armPlaces[arm] == nil else { return }
    armPlaces[arm] = arms.count
    arms.append(arm)
    prices.append(price)
  }

  /// Makes a question known.
  ///
  /// - Parameter text: The text as it is sent.
  public mutating func addQuestion(
    task: String, id: String, rung: Int, text: @autoclosure () -> String
  ) {
    let key = Key(task: task, id: id)
    guard questionPlaces[key] == nil else { return }
    questionPlaces[key] = questions.count
    questions.append((key, rung, text()))
  }

  /// Notes a trial that is planned and was not recorded.
  public mutating func addMissing(_ trial: TrialID) {
    samples = max(samples, trial.sample + 1)
    missing.append(trial)
  }

  /// Adds a trial whose arm and question are known.
  public mutating func add(_ trial: LabTrial) {
    let id = trial.id
    guard let arm = armPlaces[LabArm(model: id.model, method: id.method)],
      let question = questionPlaces[Key(task: id.task, id: id.question)]
    else { preconditionFailure("\(id) came before its arm or its question") }
    let place = Place(arm: arm, question: question, sample: id.sample)
    guard entries[place] == nil else {
      repeated += 1
      return
    }
    samples = max(samples, id.sample + 1)
    entries[place] = entry(of: trial)
  }

  private mutating func entry(of trial: LabTrial) -> LabBook.Entry {
    let first = Int32(exchangeLists.count)
    var reply: Int32 = -1
    for exchange in trial.exchanges {
      let number = number(of: exchange)
      exchangeLists.append(number)
      if exchange.isReply { reply = number }
    }
    let seen = trial.seen
    return LabBook.Entry(
      ending: seen.ending, run: seen.run, printed: seen.printed, code: CodeKind(seen.code),
      isFromOutput: seen.isFromOutput, answer: seen.answer.map { number(ofAnswer: $0) } ?? -1,
      reply: reply, tokens: seen.tokens.map { Int32(clamping: $0) } ?? -1,
      turns: Int16(clamping: seen.turns), coding: seen.estimate.map { Float($0.coding) } ?? -1,
      text: seen.estimate.map { Float($0.text) } ?? -1,
      score: trial.scoreMillionths.map { Int32(clamping: $0) } ?? -1,
      verified: Verifier.verdict(on: trial),
      exchanges: first..<Int32(exchangeLists.count), confidence: trial.confidence)
  }

  private mutating func number(of exchange: LabExchange) -> Int32 {
    if let number = exchangePlaces[exchange.slot] { return number }
    let number = Int32(costs.count)
    exchangePlaces[exchange.slot] = number
    costs.append(exchange.cost)
    return number
  }

  private mutating func number(ofAnswer answer: String) -> Int32 {
    if let number = answerPlaces[answer] { return number }
    let number = Int32(answers.count)
    answerPlaces[answer] = number
    answers.append(answer)
    return number
  }

  /// The book of everything that was added.
  public func book() -> LabBook {
    let order = questions.indices.sorted {
      let (left, right) = (questions[$0].key, questions[$1].key)
      return left.task.utf8.elementsEqual(right.task.utf8)
        ? left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        : left.task.utf8.lexicographicallyPrecedes(right.task.utf8)
    }
    var rank = Array(repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { rank[index] = place }
    var table = Array(
      repeating: [LabBook.Entry?](repeating: nil, count: questions.count * samples),
      count: arms.count)
    for (place, entry) in entries {
      table[place.arm][rank[place.question] * samples + place.sample] = entry
    }
    return LabBook(
      arms: arms,
      questions: order.map { index in
        let (key, rung, text) = questions[index]
        return LabQuestion(
          task: key.task, id: key.id, rung: rung, facts: QuestionFacts(of: text), text: text)
      },
      samples: samples, prices: prices, repeated: repeated, missing: missing, entries: table,
      exchangeLists: exchangeLists, costs: costs, answers: answers)
  }
}

extension CodeKind {
  init(_ verdict: PythonComputation.Verdict?) {
    self =
      switch verdict {
      case .computing: .computing
      case .textLike: .textLike
      case .silent: .silent
      case .unjudged: .unjudged
      case nil: .none
      }
  }
}
