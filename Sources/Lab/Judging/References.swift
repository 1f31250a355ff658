import Basics

/// What is printed beside every claim, and is no policy: what knows nothing, and what knows the truth.
public struct References: Sendable {
  /// A mean score at a mean cost.
  public struct Point: Hashable, Sendable {
    /// The mean score over questions.
    public var score: Double
    /// The mean cost in the measure's units; `nil` where costs are unknown.
    public var cost: Double?
  }

  /// Asks any of the model's methods with equal chances: in closed form.
  public let random: Point
  /// Knows which methods are right, and asks the cheapest of these.
  public let oracle: Point
  /// The oracle after the scores of each method were shuffled within each task: what an oracle reaches
  /// without any complementarity from question to question.
  public let shuffledOracle: Double
  /// The lower end of the middle 95 % of the shuffles.
  public let shuffledLower: Double
  /// Their upper end.
  public let shuffledUpper: Double
  /// The best method of each task, chosen on the very questions that it is judged on.
  public let bestPerTask: Point
  /// The best method of each task, chosen on the task's other questions.
  public let bestPerTaskHeldOut: Double?

  /// How often scores are shuffled.
  static let shuffles = 400

  /// Computes them; `nil` where no method has a score at any question.
  ///
  /// - Parameter singles: What always asking each of the model's methods comes to.
  init?(_ singles: [Outcomes], _ bench: ModelBench, seed: String) {
    let questions = bench.questions.indices
    var random = Mean()
    var oracle = Mean()
    for question in questions {
      let known = singles.filter { $0.defined[question] > 0 }
      guard let best = known.map({ $0.rates[question] }).max() else { continue }
      let count = Double(known.count)
      random.add(
        score: known.reduce(0) { $0 + $1.rates[question] } / count,
        cost: known.reduce(0) { $0 + $1.costs[question] } / count)
      let cheapest = known.filter { $0.rates[question] == best }.map { $0.costs[question] }.min()
      oracle.add(score: best, cost: cheapest ?? 0)
    }
    let isCostKnown = singles.allSatisfy(\.isCostKnown)
    guard let randomPoint = random.point(isCostKnown), let oraclePoint = oracle.point(isCostKnown)
    else { return nil }
    self.random = randomPoint
    self.oracle = oraclePoint
    var shuffled = Self.shuffledOracles(singles, bench, seed: seed)
    shuffled.sort()
    shuffledOracle = shuffled.reduce(0, +) / Double(shuffled.count)
    let tail = shuffled.count / 40
    shuffledLower = shuffled[tail]
    shuffledUpper = shuffled[shuffled.count - 1 - tail]
    let tasks = BestPerTask(singles, bench)
    bestPerTask = Point(score: tasks.score, cost: isCostKnown ? tasks.cost : nil)
    bestPerTaskHeldOut = tasks.heldOut
  }

  private static func shuffledOracles(
    _ singles: [Outcomes], _ bench: ModelBench, seed: String
  ) -> [Double] {
    var generator = SeededGenerator(seed: "\(seed) shuffled oracle")
    let groups = bench.tasks.indices.map { task in
      bench.taskOf.indices.filter { bench.taskOf[$0] == task }
    }
    // Only what is defined is shuffled, among the questions at which it is.
    let tables = groups.map { group in
      singles.map { single in
        (
          places: group.indices.filter { single.defined[group[$0]] > 0 },
          rates: group.filter { single.defined[$0] > 0 }.map { single.rates[$0] }
        )
      }
    }
    return (0..<shuffles).map { _ in
      var sum = 0.0
      var count = 0
      for (group, table) in zip(groups, tables) {
        var best = Array(repeating: -1.0, count: group.count)
        for (places, rates) in table {
          for (place, rate) in zip(places, generator.shuffled(rates)) {
            best[place] = max(best[place], rate)
          }
        }
        for rate in best where rate >= 0 {
          sum += rate
          count += 1
        }
      }
      return count > 0 ? sum / Double(count) : 0
    }
  }
}

private struct Mean {
  private var score = 0.0
  private var cost = 0.0
  private var count = 0.0

  mutating func add(score: Double, cost: Double) {
    self.score += score
    self.cost += cost
    count += 1
  }

  func point(_ isCostKnown: Bool) -> References.Point? {
    guard count > 0 else { return nil }
    return .init(score: score / count, cost: isCostKnown ? cost / count : nil)
  }
}

/// The best method of each task, in sample and held out.
private struct BestPerTask {
  var score = 0.0
  var cost = 0.0
  var heldOut: Double?

  init(_ singles: [Outcomes], _ bench: ModelBench) {
    var (sum, paid, count) = (0.0, 0.0, 0.0)
    var (heldSum, heldCount) = (0.0, 0.0)
    for task in bench.tasks.indices {
      let group = bench.taskOf.indices.filter { bench.taskOf[$0] == task }
      let totals = singles.map { single in
        (
          rate: group.reduce(0) { $0 + single.rates[$1] },
          cost: group.reduce(0) { $0 + single.costs[$1] },
          count: group.reduce(0) { $0 + single.defined[$1] }
        )
      }
      let means = totals.map { $0.count > 0 ? $0.rate / $0.count : -1 }
      guard let best = means.max(), best >= 0 else { continue }
      // Of methods that do equally well the cheapest: an oracle may know that too.
      let chosen = totals.indices.filter { means[$0] == best }
        .min { totals[$0].cost / totals[$0].count < totals[$1].cost / totals[$1].count }
      guard let chosen else { continue }
      sum += totals[chosen].rate
      paid += totals[chosen].cost
      count += totals[chosen].count
      for question in group {
        guard let rate = Self.heldOut(question, singles, totals.map { ($0.rate, $0.count) }) else {
          continue
        }
        heldSum += rate
        heldCount += 1
      }
    }
    score = count > 0 ? sum / count : 0
    cost = count > 0 ? paid / count : 0
    heldOut = heldCount > 0 ? heldSum / heldCount : nil
  }

  /// A question's rate by the method that is best on the task's other questions; ties in expectation.
  private static func heldOut(
    _ question: Int, _ singles: [Outcomes], _ totals: [(rate: Double, count: Double)]
  ) -> Double? {
    let others = singles.indices.map { place -> Double in
      let count = totals[place].count - singles[place].defined[question]
      guard count > 0.5 else { return -1 }
      return ((totals[place].rate - singles[place].rates[question]) / count * 1e9).rounded()
    }
    guard let best = others.max(), best >= 0 else { return nil }
    let chosen = singles.indices.filter {
      others[$0] == best && singles[$0].defined[question] > 0
    }
    guard !chosen.isEmpty else { return nil }
    return chosen.reduce(0) { $0 + singles[$1].rates[question] } / Double(chosen.count)
  }
}
