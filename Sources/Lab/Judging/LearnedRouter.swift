import Basics

/// A router that learns, from questions that it is not judged on, which method is right how often, and takes
/// the one with the highest expected score less a price times its expected cost.
///
/// It sees twelve facts of the question's text and nothing else. The price is the setting of its grid: it
/// draws the curve from the best to the cheapest.
struct LearnedRouter: Sendable {
  /// How it learns.
  enum Kind: String, Sendable, CaseIterable {
    /// Logistic regression, one a method.
    case logistic
    /// The mean of the nearest questions.
    case nearest

    var name: String {
      switch self {
      case .logistic: "logistic-router"
      case .nearest: "nearest-router"
      }
    }

    var about: String {
      switch self {
      case .logistic:
        "Learns from other questions how the twelve facts of a question's text go with each method's score."
      case .nearest:
        "Takes the method that did best on the fifteen other questions whose twelve facts are most alike."
      }
    }
  }

  /// The prices, as a part of the mean cost of the dearest method.
  static let prices = [0, 0.05, 0.1, 0.2, 0.4, 0.8]
  /// How many neighbours are asked.
  static let neighbours = 15
  /// How many folds of questions it learns in.
  static let questionFolds = 10

  let kind: Kind
  private let singles: [Outcomes]
  private let bench: ModelBench
  private let features: StandardFeatures

  init(_ kind: Kind, _ singles: [Outcomes], _ bench: ModelBench) {
    self.kind = kind
    self.singles = singles
    self.bench = bench
    features = StandardFeatures(of: bench.questions.map { bench.book.questions[$0].facts })
  }

  /// The policy, with an outcome for each price, learnt anew for each fold.
  func tried() -> TriedPolicy {
    let byTask = outcomes(folds: bench.taskOf)
    // Neighbours in the file are of one task and rung: folds go across them.
    let byQuestion = outcomes(
      folds: bench.questions.indices.map { $0 % Self.questionFolds })
    return TriedPolicy(
      name: kind.name, about: kind.about, places: bench.arms,
      // Of one task nothing can be learnt from others.
      settings: bench.tasks.count > 1 ? byTask : byQuestion,
      choice: HeldOutChoice(byTask, byQuestion: byQuestion, bench))
  }

  /// The weights of the logistic regression over all questions, method by method: what it has learnt.
  func weights() -> [(arm: Int, weights: [Double])] {
    zip(bench.arms, singles).map { arm, single in
      let known = bench.questions.indices.filter { single.defined[$0] > 0 }
      let fit = LogisticRegression(
        known.map { features.rows[$0] }, known.map { single.rates[$0] })
      return (arm, fit.weights)
    }
  }

  private func outcomes(folds: [Int]) -> [Outcomes] {
    let expected = expectedScores(folds: folds)
    let costs = singles.map { $0.isCostKnown ? $0.meanCost ?? 0 : 0 }
    let dearest = max(costs.max() ?? 0, 1e-12)
    return Self.prices.map { price in
      var outcomes = OutcomesOfMixture(words: "price=\(price)")
      for question in bench.questions.indices {
        let values = singles.indices.map {
          ((expected[$0][question] - price * costs[$0] / dearest) * 1e9).rounded()
        }
        let best = values.max() ?? 0
        outcomes.add(
          question, singles.indices.filter { values[$0] == best }, singles, bench)
      }
      return outcomes.outcomes
    }
  }

  /// The expected score of each method at each question, learnt on the questions of other folds.
  private func expectedScores(folds: [Int]) -> [[Double]] {
    switch kind {
    case .logistic:
      return singles.map { single in
        var expected = Array(repeating: 0.0, count: folds.count)
        for fold in Set(folds).sorted() {
          let others = folds.indices.filter { folds[$0] != fold && single.defined[$0] > 0 }
          // With nothing to learn from nothing is expected.
          guard !others.isEmpty else { continue }
          let fit = LogisticRegression(
            others.map { features.rows[$0] }, others.map { single.rates[$0] })
          for place in folds.indices where folds[place] == fold {
            expected[place] = fit.probability(features.rows[place])
          }
        }
        return expected
      }
    case .nearest:
      var expected = Array(
        repeating: Array(repeating: 0.0, count: folds.count), count: singles.count)
      for place in folds.indices {
        let near = nearest(to: place, folds)
        for (arm, single) in singles.enumerated() {
          let known = near.filter { single.defined[$0] > 0 }
          expected[arm][place] =
            known.isEmpty ? 0 : known.reduce(0) { $0 + single.rates[$1] } / Double(known.count)
        }
      }
      return expected
    }
  }

  private func nearest(to place: Int, _ folds: [Int]) -> [Int] {
    let own = features.rows[place]
    var distances: [(distance: Double, place: Int)] = []
    for other in folds.indices where folds[other] != folds[place] {
      let row = features.rows[other]
      var sum = 0.0
      for column in row.indices { sum += (row[column] - own[column]) * (row[column] - own[column]) }
      distances.append((sum, other))
    }
    distances.sort { ($0.distance, $0.place) < ($1.distance, $1.place) }
    return distances.prefix(Self.neighbours).map(\.place)
  }
}

/// Outcomes of taking single methods, several of them with equal chances where they are expected to do
/// equally well.
private struct OutcomesOfMixture {
  private(set) var outcomes: Outcomes

  init(words: String) {
    outcomes = Outcomes(words: words)
  }

  mutating func add(_ question: Int, _ arms: [Int], _ singles: [Outcomes], _ bench: ModelBench) {
    let known = arms.filter { singles[$0].defined[question] > 0 }
    let count = Double(max(known.count, 1))
    let rate = known.reduce(0) { $0 + singles[$1].rates[question] } / count
    outcomes.rates.append(rate)
    outcomes.costs.append(known.reduce(0) { $0 + singles[$1].costs[question] } / count)
    outcomes.defined.append(known.isEmpty ? 0 : 1)
    let samples = bench.samples[question].count
    outcomes.trials += samples
    outcomes.isCostKnown = outcomes.isCostKnown && arms.allSatisfy { singles[$0].isCostKnown }
    if known.isEmpty {
      outcomes.unanswered += samples
    } else {
      outcomes.scored += samples
      outcomes.scoreSum += Int((rate * 1_000_000 * Double(samples)).rounded())
    }
    // Whole trials are counted of the first: a share of a trial has no place in a table of ways.
    if let first = arms.first {
      outcomes.asks[bench.arms[first], default: 0] += samples
      outcomes.stands[bench.arms[first], default: 0] += samples
      let way = PolicyWay(steps: [[bench.arms[first]]], stand: bench.arms[first])
      for sample in bench.samples[question] {
        outcomes.ways[way, default: .init()].add(
          score: known.isEmpty ? nil : Int((rate * 1_000_000).rounded()))
        outcomes.total.add(
          bench.cost(of: bench.arms[first], bench.questions[question], sample))
      }
    }
  }
}

/// Features of questions on one scale: the logarithm of each count, less its mean, in units of its spread.
struct StandardFeatures: Sendable {
  /// A row a question.
  let rows: [[Double]]

  init(of facts: [QuestionFacts]) {
    let raw = facts.map { $0.all.map { Elementary.log(1 + Double($0)) } }
    guard let width = raw.first?.count else {
      rows = []
      return
    }
    let count = Double(raw.count)
    let means = (0..<width).map { column in raw.reduce(0) { $0 + $1[column] } / count }
    let spreads = (0..<width).map { column in
      (raw.reduce(0) { $0 + ($1[column] - means[column]) * ($1[column] - means[column]) } / count)
        .squareRoot()
    }
    rows = raw.map { row in
      (0..<width).map { spreads[$0] > 1e-12 ? (row[$0] - means[$0]) / spreads[$0] : 0 }
    }
  }
}
