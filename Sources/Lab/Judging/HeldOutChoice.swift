/// A choice among settings, or among methods, that is made on some questions and judged on others.
///
/// Everything is a pure function of how often each question was drawn, so that the choice is redone in
/// every resample. Choices that do equally well on the questions that decide are taken with equal
/// chances: what is given is the expectation, and no order of files decides.
struct HeldOutChoice: Sendable {
  /// The options' rates, costs and whether they are defined, option by option.
  private let options: [Outcomes]
  /// The same where questions are held out and not tasks: what was learnt without a question is other than
  /// what was learnt without its task.
  private let questionOptions: [Outcomes]
  private let taskOf: [Int]
  private let tasks: Int

  init(_ options: [Outcomes], byQuestion: [Outcomes]? = nil, _ bench: ModelBench) {
    self.options = options
    questionOptions = byQuestion ?? options
    taskOf = bench.taskOf
    tasks = bench.tasks.count
  }

  /// What a question comes to under a held-out choice.
  struct Values {
    var rates: [Double]
    var costs: [Double]
    var defined: [Double]
  }

  /// The values of each question.
  ///
  /// - Parameter weights: How often each question was drawn.
  func values(_ weights: [Double], holdingOut unit: Folds.Unit) -> Values {
    let options = unit == .task ? self.options : questionOptions
    guard options.count > 1 else {
      return Values(
        rates: options[0].rates, costs: options[0].costs, defined: options[0].defined)
    }
    switch unit {
    case .task: return byTask(options, weights)
    case .question: return byQuestion(options, weights)
    }
  }

  private func byTask(_ options: [Outcomes], _ weights: [Double]) -> Values {
    var sums = Array(repeating: Array(repeating: 0.0, count: tasks), count: options.count)
    var counts = sums
    for (place, option) in options.enumerated() {
      for (question, weight) in weights.enumerated() where weight > 0 {
        let task = taskOf[question]
        sums[place][task] += weight * option.rates[question]
        counts[place][task] += weight * option.defined[question]
      }
    }
    let totals = sums.map { $0.reduce(0, +) }
    let sizes = counts.map { $0.reduce(0, +) }
    let chosen = (0..<tasks).map { task in
      best(of: options.count) { (totals[$0] - sums[$0][task], sizes[$0] - counts[$0][task]) }
    }
    return values(options) { chosen[taskOf[$0]] }
  }

  private func byQuestion(_ options: [Outcomes], _ weights: [Double]) -> Values {
    var totals: [Double] = []
    var sizes: [Double] = []
    for option in options {
      var (total, size) = (0.0, 0.0)
      for (question, weight) in weights.enumerated() where weight > 0 {
        total += weight * option.rates[question]
        size += weight * option.defined[question]
      }
      totals.append(total)
      sizes.append(size)
    }
    return values(options) { question in
      let weight = weights[question]
      return best(of: options.count) {
        (
          totals[$0] - weight * options[$0].rates[question],
          sizes[$0] - weight * options[$0].defined[question]
        )
      }
    }
  }

  /// The options with the highest mean; those without a question count as 0.
  private func best(of count: Int, _ sum: (Int) -> (sum: Double, count: Double)) -> [Int] {
    var best: [Int] = []
    var highest = -1.0
    for option in 0..<count {
      let (sum, count) = sum(option)
      // Sums that were subtracted from each other differ in their last bits where they are equal.
      let mean = count > 0.5 ? (sum / count * 1e9).rounded() : 0
      if mean > highest {
        best = [option]
        highest = mean
      } else if mean == highest {
        best.append(option)
      }
    }
    return best
  }

  private func values(_ options: [Outcomes], _ chosen: (Int) -> [Int]) -> Values {
    var values = Values(rates: [], costs: [], defined: [])
    values.rates.reserveCapacity(taskOf.count)
    values.costs.reserveCapacity(taskOf.count)
    values.defined.reserveCapacity(taskOf.count)
    for question in taskOf.indices {
      var (rate, cost, count) = (0.0, 0.0, 0.0)
      for option in chosen(question) {
        rate += options[option].rates[question]
        cost += options[option].costs[question]
        count += options[option].defined[question]
      }
      values.rates.append(count > 0 ? rate / count : 0)
      values.costs.append(count > 0 ? cost / count : 0)
      values.defined.append(count > 0 ? 1 : 0)
    }
    return values
  }
}

extension HeldOutChoice.Values {
  /// The weighted mean of the rates; `nil` where nothing is defined.
  func score(_ weights: [Double]) -> Double? { Self.mean(rates, defined, weights) }

  /// The weighted mean of the costs.
  func cost(_ weights: [Double]) -> Double? { Self.mean(costs, defined, weights) }

  /// The weighted mean difference to another policy over the questions at which both are defined.
  func difference(from other: Self, _ weights: [Double]) -> Double? {
    var (sum, count) = (0.0, 0.0)
    for place in weights.indices {
      let weight = weights[place] * defined[place] * other.defined[place]
      sum += weight * (rates[place] - other.rates[place])
      count += weight
    }
    return count > 0 ? sum / count : nil
  }

  /// The variance of the mean difference to another policy if both choices are left as they are.
  func variance(ofDifferenceFrom other: Self) -> Double {
    var differences: [Double] = []
    for place in rates.indices where defined[place] * other.defined[place] > 0 {
      differences.append(rates[place] - other.rates[place])
    }
    return Self.variance(ofMean: differences)
  }

  /// The variance of the mean rate if the choice is left as it is.
  var varianceOfScore: Double {
    Self.variance(ofMean: rates.indices.filter { defined[$0] > 0 }.map { rates[$0] })
  }

  private static func variance(ofMean values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count
  }

  /// The questions at which the two differ.
  func discordant(with other: Self) -> Int {
    rates.indices.count {
      defined[$0] > 0 && other.defined[$0] > 0 && abs(rates[$0] - other.rates[$0]) > 1e-9
    }
  }

  private static func mean(_ values: [Double], _ defined: [Double], _ weights: [Double]) -> Double?
  {
    var (sum, count) = (0.0, 0.0)
    for place in weights.indices {
      let weight = weights[place] * defined[place]
      sum += weight * values[place]
      count += weight
    }
    return count > 0 ? sum / count : nil
  }
}
