import Basics
import RecordReplay
import Sweeps

/// How a trial that the provider did not answer counts.
public enum Unanswered: Hashable, Sendable {
  /// It has no score, and is counted beside the means.
  case asHoles
  /// As a failure, as the paper counts.
  case asFailures
}

/// One model's part of a book: its questions with their samples, and the tasks that they are of.
struct ModelBench: Sendable {
  let book: LabBook
  let model: String
  /// The book's places of the model's arms.
  let arms: [Int]
  /// The book's places of the model's questions.
  let questions: [Int]
  /// The samples of each question.
  let samples: [[Int]]
  /// The tasks, in the order of names.
  let tasks: [String]
  /// The task of each question, by its place in `tasks`.
  let taskOf: [Int]
  let unanswered: Unanswered
  let measure: CostMeasure

  init(_ book: LabBook, model: String, unanswered: Unanswered, measure: CostMeasure) {
    self.book = book
    self.model = model
    self.unanswered = unanswered
    self.measure = measure
    let arms = book.arms(of: model)
    self.arms = arms
    let planned = Set(
      book.missing.filter { $0.model == model }.map { "\($0.task)/\($0.question)/\($0.sample)" })
    var questions: [Int] = []
    var samples: [[Int]] = []
    for (place, question) in book.questions.enumerated() {
      let present = (0..<book.samples).filter { sample in
        arms.contains { book.entry($0, place, sample) != nil }
          || planned.contains("\(question.task)/\(question.id)/\(sample)")
      }
      guard !present.isEmpty else { continue }
      questions.append(place)
      samples.append(present)
    }
    self.questions = questions
    self.samples = samples
    var tasks: [String] = []
    var taskOf: [Int] = []
    for place in questions {
      let task = book.questions[place].task
      if tasks.last != task { tasks.append(task) }
      taskOf.append(tasks.count - 1)
    }
    self.tasks = tasks
    self.taskOf = taskOf
  }

  /// What an arm cost at a question's sample; nothing where it was not recorded.
  func cost(of arm: Int, _ question: Int, _ sample: Int) -> PolicyCost {
    var purse = Purse(book)
    if let entry = book.entry(arm, question, sample) { purse.pay([(arm, entry)]) }
    return purse.cost
  }

  /// What a recorded trial counts for, in millionths; `nil` where it has no score.
  func score(of entry: LabBook.Entry) -> Int? {
    if entry.score >= 0 { return Int(entry.score) }
    return unanswered == .asFailures ? 0 : nil
  }
}

/// What one choice of a policy's settings came to, question by question.
struct Outcomes: Sendable {
  /// The setting in words; empty for a policy without a grid.
  var words = ""
  /// The mean score of each question's samples that have one, from 0 to 1; 0 where none has.
  var rates: [Double] = []
  /// The mean cost of each question's samples that have a score, in the measure's units; 0 likewise.
  var costs: [Double] = []
  /// 1 for a question with a score, else 0.
  var defined: [Double] = []
  /// The sum of the scores in millionths, and the samples that have one.
  var scoreSum = 0
  var scored = 0
  /// All samples.
  var trials = 0
  /// Samples that ended at something that was not recorded, by the arm's place in the book.
  var holes: [Int: Int] = [:]
  /// Samples that stood by a reply that the provider did not give.
  var unanswered = 0
  /// Whether every cost is known.
  var isCostKnown = true
  /// What was paid in all.
  var total = PolicyCost()
  /// How often each arm of the book was stood by, and asked for.
  var stands: [Int: Int] = [:]
  var asks: [Int: Int] = [:]
  /// The ways that samples took, and what came of each.
  var ways: [PolicyWay: PolicyWay.Tally] = [:]

  /// The mean over all trials that have a score; `nil` without one.
  var mean: Double? { scored > 0 ? Double(scoreSum) / Double(scored) / 1_000_000 : nil }

  /// What the mean would be if all that has no score were wrong, and if it were right.
  var bounds: (lower: Double, upper: Double) {
    let all = Double(max(trials, 1)) * 1_000_000
    return (
      Double(scoreSum) / all, (Double(scoreSum) + Double(trials - scored) * 1_000_000) / all
    )
  }

  /// The mean over questions; `nil` without one that has a score.
  var questionMean: Double? { Self.mean(rates, defined) }
  /// The mean cost over questions.
  var meanCost: Double? { isCostKnown ? Self.mean(costs, defined) : nil }

  private static func mean(_ values: [Double], _ weights: [Double]) -> Double? {
    let count = weights.reduce(0, +)
    return count > 0 ? values.reduce(0, +) / count : nil
  }
}

/// The way of a policy at a sample: what it asked for step by step, and how it ended, by the book's places
/// of the arms.
struct PolicyWay: Hashable, Sendable {
  /// How many samples took a way, and what came of them.
  struct Tally: Sendable {
    var trials = 0
    var scored = 0
    /// In millionths.
    var scoreSum = 0

    mutating func add(score: Int?) {
      trials += 1
      guard let score else { return }
      scored += 1
      scoreSum += score
    }
  }

  /// The arms that were asked for side by side, a list a step.
  var steps: [[Int]]
  /// The arm that was stood by; `nil` where it came to no end.
  var stand: Int?
  /// The arm that was asked for and had not been recorded.
  var hole: Int?
}

/// Collects the samples of questions, in order.
struct OutcomesBuilder {
  private(set) var outcomes: Outcomes
  private let measure: CostMeasure
  private var sum = 0
  private var count = 0
  private var cost = 0

  init(words: String = "", measure: CostMeasure) {
    outcomes = Outcomes(words: words)
    self.measure = measure
  }

  /// Adds a sample.
  mutating func add(score: Int?, cost: PolicyCost) {
    outcomes.trials += 1
    outcomes.total.add(cost)
    guard let score else { return }
    sum += score
    count += 1
    guard let amount = measure.amount(of: cost) else {
      outcomes.isCostKnown = false
      return
    }
    self.cost = self.cost.addingSaturated(amount)
  }

  /// Notes the way of a sample.
  mutating func note(_ way: PolicyWay, score: Int?) {
    for arm in way.steps.joined() { outcomes.asks[arm, default: 0] += 1 }
    if let stand = way.stand { outcomes.stands[stand, default: 0] += 1 }
    if let hole = way.hole { outcomes.holes[hole, default: 0] += 1 }
    outcomes.ways[way, default: .init()].add(score: score)
  }

  mutating func noteUnanswered() { outcomes.unanswered += 1 }

  /// Ends a question.
  mutating func endQuestion() {
    outcomes.scoreSum += sum
    outcomes.scored += count
    outcomes.rates.append(count > 0 ? Double(sum) / Double(count) / 1_000_000 : 0)
    outcomes.costs.append(count > 0 ? Double(cost) / Double(count) : 0)
    outcomes.defined.append(count > 0 ? 1 : 0)
    (sum, count, cost) = (0, 0, 0)
  }
}

extension ModelBench {
  /// What the ways of a program come to.
  func tried(_ ways: ProgramWays) -> TriedPolicy {
    var builder = OutcomesBuilder(measure: measure)
    for (place, question) in questions.enumerated() {
      for sample in samples[place] {
        // Where no arm was recorded the program was not even told of the question.
        let way =
          ways.ways[.init(question: question, sample: sample)]
          ?? .init(steps: [], stand: nil, hole: arms.first)
        var purse = Purse(book)
        for step in way.steps {
          purse.pay(
            step.compactMap { arm in
              book.entry(arm, question, sample).map { (arm: arm, entry: $0) }
            })
        }
        let score = way.stand.flatMap { book.entry($0, question, sample).flatMap(self.score) }
        builder.add(score: score, cost: purse.cost)
        builder.note(PolicyWay(steps: way.steps, stand: way.stand, hole: way.hole), score: score)
        if score == nil, way.hole == nil { builder.noteUnanswered() }
      }
      builder.endQuestion()
    }
    let outcomes = builder.outcomes
    return TriedPolicy(
      name: ways.name, about: "A program.", places: arms, settings: [outcomes],
      choice: HeldOutChoice([outcomes], self))
  }

  /// What always asking an arm comes to.
  func outcomes(ofAlways arm: Int) throws(LabError) -> Outcomes {
    let name = ArmName(method: book.arms[arm].method)
    let list = try alwaysList(name)
    let runner = PolicyRunner(book: book, policy: try ResolvedPolicy(list, in: book, for: model))
    return try outcomes(of: runner, setting: [])
  }

  private func alwaysList(_ name: ArmName) throws(LabError) -> DecisionList {
    do {
      return try DecisionList.always(name)
    } catch {
      throw LabError(.policy, error.message)
    }
  }

  /// What a policy comes to at a setting.
  func outcomes(of runner: PolicyRunner, setting: [Double]) throws(LabError) -> Outcomes {
    let policy = runner.policy
    var builder = OutcomesBuilder(words: policy.list.words(of: setting), measure: measure)
    for (place, question) in questions.enumerated() {
      for sample in samples[place] {
        let end = try runner.run(question, sample, setting)
        let score = end.stand.flatMap { stand in
          let later = policy.list.arms[stand].later
          return book.entry(policy.places[stand], question, (sample + later) % book.samples)
            .flatMap(self.score)
        }
        builder.add(score: score, cost: end.cost)
        builder.note(
          PolicyWay(
            steps: end.steps.map { step in step.map { policy.places[$0] } },
            stand: end.stand.map { policy.places[$0] }, hole: end.hole.map { policy.places[$0] }),
          score: score)
        if score == nil, end.hole == nil { builder.noteUnanswered() }
      }
      builder.endQuestion()
    }
    return builder.outcomes
  }
}
