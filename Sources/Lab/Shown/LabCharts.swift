import Basics
public import Reporting

/// What the lab found of a model as drawings.
public struct LabCharts: Sendable {
  private let model: LabFindings.Model
  private let measure: CostMeasure

  /// Draws a model.
  public init(_ model: LabFindings.Model, measure: CostMeasure) {
    self.model = model
    self.measure = measure
  }

  /// All of them, in the order in which they are read.
  public var all: [Chart] {
    [plane, claims, flow, byTask, regret].compactMap(\.self)
  }

  private func heading(_ kind: String, _ title: String, _ caption: String) -> ChartHeading {
    ChartHeading(
      name: "lab-\(kind)-\(model.name)", title: "\(title) (\(model.name))", caption: caption)
  }

  /// The name, with its class where that is another.
  private static func name(_ policy: LabFindings.Policy) -> String {
    policy.name + (policy.usesVerifier ? " (verifier)" : "")
  }

  // MARK: - Costs and scores

  /// The costs at the ends of the axis, in the measure's units; `nil` where none is known.
  private var costs: (least: Double, most: Double)? {
    var costs = model.singles.compactMap(\.point.cost)
    costs += model.policies.compactMap { $0.heldOut.first?.cost }
    guard let least = costs.filter({ $0 > 0 }).min(), let most = costs.max() else { return nil }
    return (least * 0.9, max(most * 1.1, least * 1.3))
  }

  /// Costs against scores; `nil` where no cost is known in the measure.
  public var plane: Chart? {
    guard let costs else { return nil }
    let width = Elementary.log(costs.most / costs.least)
    func place(_ cost: Double) -> Double {
      Elementary.log(max(cost, costs.least) / costs.least) / width
    }
    func cost(_ share: Double) -> Double { costs.least * Elementary.exp(share * width) }
    var marks = model.singles.compactMap { single -> CostScorePlane.Mark? in
      guard let cost = single.point.cost, let score = single.point.score else { return nil }
      return .init(
        label: single.method, isSingle: true, place: place(cost), score: score, interval: nil,
        cost: words(cost))
    }
    marks += model.policies.compactMap { policy in
      guard let held = policy.heldOut.first, let cost = held.cost, let score = held.score
      else { return nil }
      return .init(
        label: Self.name(policy), isSingle: false, place: place(cost), score: score,
        interval: held.interval.map { $0.lower...$0.upper }, cost: words(cost))
    }
    let unit = model.bestSingle.first?.folds.unit.rawValue ?? "task"
    return .plane(
      CostScorePlane(
        heading(
          "plane", "Mean score by mean cost",
          "\(LabWords.count(model.questions, "question")). Single methods as they are (in sample), "
            + "policies held out by \(unit) with their intervals of 95 %. The dashed line is the Zero "
            + "router: the best that mixing single methods by chance gives for a cost."),
        measure: measure.title, marks: marks, hull: hull(from: costs.least, to: costs.most, place),
        ticks: [0, 0.25, 0.5, 0.75, 1].map { .init(place: $0, text: amount(cost($0))) }))
  }

  /// The hull at many costs: a mixture's line is straight in costs, and bent where these are logarithms.
  private func hull(
    from least: Double, to most: Double, _ place: (Double) -> Double
  ) -> [CostScorePlane.Point] {
    guard let hull = model.zeroRouter else { return [] }
    var knots = hull.corners.map(\.cost)
    let ends = knots + [most]
    for (from, to) in zip(ends, ends.dropFirst()) where to > from {
      knots += (1...12).map { from + (to - from) * Double($0) / 12 }
    }
    return knots.sorted().compactMap { cost in
      hull.score(at: cost).map { .init(place: place(cost), score: $0) }
    }
  }

  private func amount(_ cost: Double) -> String {
    LabWords.written(cost / measure.unit, measure.decimals)
  }

  private func words(_ cost: Double) -> String {
    switch measure {
    case .tokens: "\(amount(cost)) tokens"
    case .usd: "US$ \(amount(cost))"
    case .time: "\(amount(cost)) s"
    case .calls: "\(amount(cost)) calls"
    }
  }

  // MARK: - Claims

  private var claims: Chart? {
    let claims = model.policies.compactMap(\.claim)
    let verified = model.policies.filter(\.usesVerifier).map(\.name)
    guard let first = claims.first else { return nil }
    return .differences(
      DifferenceForest(
        heading(
          "claims", "Difference to the best single method",
          "Held out by \(first.folds.unit.rawValue) in \(first.folds.count) folds, "
            + "\(LabWords.count(first.questions, "question")), intervals of 95 % from "
            + "\(first.resamples) resamples; settled after Holm's correction for "
            + "\(LabWords.count(first.tried, "policy", "policies")) tried. Differences within the "
            + "shaded band could go unseen on so few questions."),
        rows: claims.map {
          .init(
            label: $0.policy + (verified.contains($0.policy) ? " (verifier)" : ""),
            value: $0.difference, interval: $0.lower...$0.upper,
            detectable: $0.detectable, isSettled: $0.verdict != .unsettled)
        }))
  }

  // MARK: - Ways

  private var flow: Chart? {
    let policies = model.policies.filter { !$0.ways.isEmpty }
    guard !policies.isEmpty else { return nil }
    return .flow(
      DecisionFlow(
        heading(
          "flow", "What policies asked for, and stood by",
          "At the best setting, in sample. A bar is a share of the trials; the score is of those that "
            + "ended there."),
        policies: policies.map { policy in
          let words = policy.inSample.words
          return .init(
            name: words.isEmpty ? Self.name(policy) : "\(Self.name(policy)), \(words)",
            trials: policy.inSample.trials, branches: Self.branches(policy.ways[...], depth: 0))
        }))
  }

  /// The ways as a tree: those that go on with the same step share its branch.
  private static func branches(
    _ ways: ArraySlice<LabFindings.Way>, depth: Int
  ) -> [DecisionFlow.Branch] {
    var groups: [(step: [String]?, ways: [LabFindings.Way])] = []
    for way in ways {
      let step = depth < way.steps.count ? way.steps[depth] : nil
      if let step, let place = groups.firstIndex(where: { $0.step == step }) {
        groups[place].ways.append(way)
      } else {
        groups.append((step, [way]))
      }
    }
    return groups.map { step, ways in
      let trials = ways.reduce(0) { $0 + $1.trials }
      guard let step else { return end(of: ways[0]) }
      return .init(
        kind: .ask, label: step.joined(separator: " + "), trials: trials, score: nil,
        next: branches(ways[...], depth: depth + 1))
    }
  }

  private static func end(of way: LabFindings.Way) -> DecisionFlow.Branch {
    .init(
      kind: way.stand == nil ? .missing : .stand, label: way.stand ?? way.hole ?? "nothing",
      trials: way.trials, score: way.score, next: [])
  }

  // MARK: - Tasks and rungs

  private var byTask: Chart? {
    guard model.tasks.count > 1, !model.policies.isEmpty else { return nil }
    return .map(
      ValueMap(
        heading(
          "tasks", "Score of policies by task, %",
          "Held out; the darker the higher. A dash has no score."),
        columns: model.tasks,
        rows: model.policies.map { policy in
          .init(
            label: Self.name(policy),
            cells: policy.byTask.map { score in
              .init(share: score, text: score.map { LabWords.written($0 * 100, 0) } ?? "-")
            })
        }))
  }

  private var regret: Chart? {
    let policies = model.policies.filter { !$0.regret.isEmpty }
    guard Set(policies.flatMap { $0.regret.map(\.rung) }).count > 1 else { return nil }
    return .ladders(
      LadderPanels(
        heading(
          "regret", "Regret along complexity",
          "Points below an oracle that knows which single method is right, by rung from easy to hard; "
            + "held out, with intervals of 95 % over questions, the choices as they were made."),
        panels: policies.map { policy in
          .init(
            label: Self.name(policy),
            points: policy.regret.map {
              .init(
                rung: $0.rung, value: $0.value, interval: $0.interval, questions: $0.questions)
            })
        }))
  }
}
