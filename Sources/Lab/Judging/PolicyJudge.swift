import Statistics

/// Says of each policy what the questions show, once all draws were made.
struct PolicyJudge {
  let bench: ModelBench
  let singles: [Outcomes]
  let best: HeldOutChoice
  let units: [Folds.Unit]
  /// The draws: the best single method in the first column, the policies behind it.
  let resampling: Resampling
  let tried: Int

  private var once: [Double] { Array(repeating: 1, count: bench.questions.count) }

  /// The hull of the single methods.
  var zeroRouter: CostScoreHull? { Resampling.hull(of: singles, once) }

  private func folds(_ unit: Folds.Unit) -> Folds? {
    Folds(unit, count: unit == .task ? bench.tasks.count : bench.questions.count)
  }

  /// A choice held out in every way, with intervals.
  func heldOut(_ choice: HeldOutChoice, column: Int) -> [LabFindings.HeldOut] {
    units.compactMap { unit in
      guard let folds = folds(unit) else { return nil }
      let values = choice.values(once, holdingOut: unit)
      let against = best.values(once, holdingOut: unit)
      let draws = resampling.draws.map { $0[column] }
      let (score, difference) = (
        values.score(once), values.difference(from: against, once)
      )
      return LabFindings.HeldOut(
        folds: folds, score: score,
        cost: singles.allSatisfy(\.isCostKnown) ? values.cost(once) : nil,
        interval: DrawnInterval(
          score, draws: draws.map { unit == .task ? $0.taskScore : $0.questionScore },
          range: 0...1,
          fixedVariance: values.varianceOfScore),
        difference: difference,
        differenceInterval: DrawnInterval(
          difference,
          draws: draws.map { unit == .task ? $0.taskDifference : $0.questionDifference },
          fixedVariance: values.variance(ofDifferenceFrom: against)))
    }
  }

  /// The findings of all policies, their claims corrected for one another.
  func policies(_ policies: [TriedPolicy]) -> [LabFindings.Policy] {
    let heldOut = policies.enumerated().map { self.heldOut($1.choice, column: $0 + 1) }
    let adjusted = HolmCorrection.adjusted(
      heldOut.map { $0.first?.differenceInterval?.pValue ?? 1 })
    return policies.indices.map {
      policy(policies[$0], heldOut[$0], column: $0 + 1, adjusted: adjusted[$0])
    }
  }

  private func policy(
    _ tried: TriedPolicy, _ heldOut: [LabFindings.HeldOut], column: Int, adjusted: Double
  ) -> LabFindings.Policy {
    let zero = zeroRouter
    let first = heldOut.first
    let score = first?.score
    let cost = tried.settings.allSatisfy(\.isCostKnown) ? first?.cost : nil
    let zeroScore = cost.flatMap { zero?.score(at: $0) }
    let zeroDifference = zeroScore.flatMap { zero in score.map { $0 - zero } }
    return LabFindings.Policy(
      name: tried.name, about: tried.about, usesVerifier: tried.usesVerifier,
      settings: tried.settings.map(LabFindings.Setting.init), inSample: .init(tried.best),
      heldOut: heldOut,
      claim: claim(tried.name, tried.choice, first, adjusted),
      zeroDifference: zeroDifference,
      zeroInterval: DrawnInterval(
        zeroDifference, draws: resampling.draws.map { $0[column].hullDifference }),
      zeroCost: score.flatMap { zero?.cost(at: $0) },
      averageQuality: averageQuality(tried, zero), gap: gap(tried),
      flow: flow(tried), ways: ways(tried), byTask: byTask(tried.choice),
      regret: regret(tried.choice))
  }

  private func claim(
    _ name: String, _ choice: HeldOutChoice, _ heldOut: LabFindings.HeldOut?, _ adjusted: Double
  ) -> Claim? {
    guard let heldOut, let difference = heldOut.difference,
      let interval = heldOut.differenceInterval
    else { return nil }
    let unit = heldOut.folds.unit
    let values = choice.values(once, holdingOut: unit)
    return Claim(
      policy: name, against: "the best single method", difference: difference,
      lower: interval.lower, upper: interval.upper, questions: bench.questions.count,
      folds: heldOut.folds,
      discordant: values.discordant(with: best.values(once, holdingOut: unit)), tried: tried,
      adjusted: adjusted, resamples: resampling.count)
  }

  /// The mean heights of the policy's hull and of the Zero router's between costs that both have.
  private func averageQuality(
    _ tried: TriedPolicy, _ zero: CostScoreHull?
  ) -> (policy: Double, zero: Double)? {
    guard let zero,
      let own = CostScoreHull(
        of: tried.settings.compactMap { setting in
          guard let score = setting.questionMean, let cost = setting.meanCost else { return nil }
          return .init(cost: cost, score: score)
        })
    else { return nil }
    let lower = max(zero.leastCost, own.leastCost)
    let upper = max(lower, (zero.corners + own.corners).map(\.cost).max() ?? lower)
    guard let policy = own.averageQuality(from: lower, to: upper),
      let single = zero.averageQuality(from: lower, to: upper)
    else { return nil }
    return (policy, single)
  }

  /// The gap between the cheapest and the best single method, along the settings by how often they ask
  /// for the best one.
  private func gap(_ tried: TriedPolicy) -> RoutingGap? {
    guard singles.allSatisfy(\.isCostKnown),
      let weak = singles.indices.min(by: { cost(singles[$0]) < cost(singles[$1]) }),
      let strong = singles.indices.max(by: { score(singles[$0]) < score(singles[$1]) })
    else { return nil }
    let arm = bench.arms[strong]
    return RoutingGap(
      weak: score(singles[weak]), strong: score(singles[strong]),
      points: tried.settings.filter { $0.trials > 0 }.map {
        .init(share: Double($0.asks[arm] ?? 0) / Double($0.trials), score: score($0))
      })
  }

  private func cost(_ outcomes: Outcomes) -> Double { outcomes.meanCost ?? .infinity }
  private func score(_ outcomes: Outcomes) -> Double { outcomes.questionMean ?? 0 }

  private func flow(_ tried: TriedPolicy) -> [LabFindings.Flow] {
    let best = tried.best
    var shown: [Int] = []
    for place in tried.places where !shown.contains(place) { shown.append(place) }
    return shown.map { place in
      .init(
        arm: name(of: place), asked: best.asks[place] ?? 0, stood: best.stands[place] ?? 0)
    }
  }

  private func name(of place: Int) -> String {
    let arm = bench.book.arms[place]
    return arm.model == bench.model ? arm.method : "\(arm.model)/\(arm.method)"
  }

  /// The ways of the questions, those that ask for less first, in the order of the arms.
  private func ways(_ tried: TriedPolicy) -> [LabFindings.Way] {
    func order(_ way: PolicyWay) -> [Int] {
      way.steps.flatMap { $0 + [-1] } + [-2, way.stand ?? -3, way.hole ?? -3]
    }
    return tried.best.ways.sorted { order($0.key).lexicographicallyPrecedes(order($1.key)) }
      .map { way, tally in
        LabFindings.Way(
          steps: way.steps.map { $0.map(name) }, stand: way.stand.map(name),
          hole: way.hole.map(name), trials: tally.trials,
          score: tally.scored > 0
            ? Double(tally.scoreSum) / Double(tally.scored) / 1_000_000 : nil)
      }
  }

  /// The held-out mean of each task.
  private func byTask(_ choice: HeldOutChoice) -> [Double?] {
    let values = choice.values(once, holdingOut: units[0])
    return bench.tasks.indices.map { task in
      values.score(bench.taskOf.map { $0 == task ? 1 : 0 })
    }
  }

  /// What the policy loses against the oracle, rung by rung.
  private func regret(_ choice: HeldOutChoice) -> [LabFindings.Regret] {
    let values = choice.values(once, holdingOut: units[0])
    var rungs: [Int: [Double]] = [:]
    for (place, question) in bench.questions.enumerated() where values.defined[place] > 0 {
      let best = singles.filter { $0.defined[place] > 0 }.map { $0.rates[place] }.max() ?? 0
      rungs[bench.book.questions[question].rung, default: []].append(best - values.rates[place])
    }
    return rungs.sorted { $0.key < $1.key }.map { rung, losses in
      let mean = losses.reduce(0, +) / Double(losses.count)
      var interval: ClosedRange<Double>?
      if losses.count > 1 {
        let squares = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / Double(losses.count - 1) / Double(losses.count)).squareRoot()
        let reach = WilsonInterval.quantile95 * error
        interval = max(-1, mean - reach)...min(1, mean + reach)
      }
      return LabFindings.Regret(
        rung: rung, value: mean, questions: losses.count, interval: interval)
    }
  }
}
