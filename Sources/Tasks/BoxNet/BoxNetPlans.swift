/// Carries out a plan, ignoring what is not allowed.
struct BoxNetSimulator {
  /// How far a plan came.
  struct Outcome: Hashable, Sendable {
    /// The number of boxes on their targets.
    var delivered: Int
    /// Whether no box is left.
    var isSolved: Bool
    /// What was reached and the first fault, in one sentence.
    var explanation: String
  }

  private var squares: [[BoxNet.Square]]
  private var delivered = 0
  private var firstFault: String?

  /// Runs a plan without a trace.
  static func run(_ plan: BoxNet.Plan, in problem: BoxNet.Problem) -> Outcome {
    var trace = GradingTrace.off
    return run(plan, in: problem, trace: &trace)
  }

  /// Runs a plan.
  static func run(
    _ plan: BoxNet.Plan, in problem: BoxNet.Problem, trace: inout GradingTrace
  ) -> Outcome {
    var simulator = BoxNetSimulator(squares: problem.squares)
    for (index, step) in plan.steps.prefix(PlanLimits.steps).enumerated() {
      simulator.run(step, number: index + 1, trace: &trace)
    }
    let all = problem.boxCount
    trace.check(
      "all boxes delivered", isKept: simulator.delivered == all, "\(simulator.delivered) of \(all)")
    let fault = simulator.firstFault.map { "; \($0)" } ?? ""
    return Outcome(
      delivered: simulator.delivered, isSolved: simulator.delivered == all,
      explanation: "\(simulator.delivered) of \(all) boxes reached their targets\(fault)")
  }

  private init(squares: [[BoxNet.Square]]) {
    self.squares = squares
  }

  private mutating func run(
    _ step: [BoxNet.Action], number: Int, trace: inout GradingTrace
  ) {
    var busy: Set<BoxNet.Place> = []
    for action in step {
      let fault = perform(action, busy: &busy)
      trace.check(
        fault?.rule ?? "acts", isKept: fault == nil,
        "step \(number): {\(action.text)}" + (fault.map { ": \($0.text)" } ?? ""))
      if let fault, firstFault == nil {
        firstFault = "step \(number): {\(action.text)}: \(fault.text)"
      }
    }
  }

  /// Performs an action, or says why it is not allowed.
  private mutating func perform(_ action: BoxNet.Action, busy: inout Set<BoxNet.Place>)
    -> WorldFault?
  {
    let agent = action.agent
    guard exists(agent) else { return WorldFault("agent exists", "there is no such agent") }
    guard let deed = action.deed else {
      return WorldFault("readable action", "the action cannot be read")
    }
    guard !busy.contains(agent) else {
      return WorldFault("one action a step", "the agent has acted in this step")
    }
    switch deed {
    case .carry(let color, let to):
      guard let box = index(of: color, in: \.boxes, at: agent) else {
        return WorldFault("box is there", "it has no such box")
      }
      guard exists(to), agent.isNextTo(to) else {
        return WorldFault("neighbouring square", "the square is not a neighbour")
      }
      squares[agent.x][agent.y].boxes.remove(at: box)
      squares[to.x][to.y].boxes.append(color)
    case .deliver(let color, let target):
      guard color == target else { return WorldFault("same colour", "the colours differ") }
      guard let box = index(of: color, in: \.boxes, at: agent) else {
        return WorldFault("box is there", "it has no such box")
      }
      guard let target = index(of: target, in: \.targets, at: agent) else {
        return WorldFault("target is there", "it has no such target")
      }
      squares[agent.x][agent.y].boxes.remove(at: box)
      squares[agent.x][agent.y].targets.remove(at: target)
      delivered += 1
    }
    busy.insert(agent)
    return nil
  }

  private func exists(_ place: BoxNet.Place) -> Bool {
    squares.indices.contains(place.x) && squares[place.x].indices.contains(place.y)
  }

  private func index(
    of color: String, in kind: KeyPath<BoxNet.Square, [String]>, at place: BoxNet.Place
  ) -> Int? {
    squares[place.x][place.y][keyPath: kind].firstIndex(of: color)
  }
}

/// The reference planner: every box goes to a target of its own, by the shortest way.
enum BoxNetPlanner {
  /// A box on its way.
  private struct Journey {
    var color: String
    var at: BoxNet.Place
    var to: BoxNet.Place
    var isDone = false
  }

  /// A plan that delivers all boxes of a problem with as many targets as boxes of each colour.
  static func plan(for problem: BoxNet.Problem) -> BoxNet.Plan {
    var journeys = journeys(in: problem)
    var plan = BoxNet.Plan(steps: [])
    while journeys.contains(where: { !$0.isDone }) {
      var step: [BoxNet.Action] = []
      var busy: Set<BoxNet.Place> = []
      for index in journeys.indices where !journeys[index].isDone {
        let agent = journeys[index].at
        guard busy.insert(agent).inserted else { continue }
        step.append(BoxNet.Action(agent: agent, deed: advance(&journeys[index])))
      }
      plan.steps.append(step)
    }
    return plan
  }

  /// Pairs each box with the nearest free target of its colour, in the order of the squares.
  private static func journeys(in problem: BoxNet.Problem) -> [Journey] {
    var targets = contents(of: problem, \.targets)
    var journeys: [Journey] = []
    for box in contents(of: problem, \.boxes) {
      let nearest = targets.indices.filter { targets[$0].color == box.color }
        .min { distance(targets[$0].at, box.at) < distance(targets[$1].at, box.at) }
      guard let nearest else { continue }
      journeys.append(Journey(color: box.color, at: box.at, to: targets[nearest].at))
      targets.remove(at: nearest)
    }
    return journeys
  }

  private static func contents(
    of problem: BoxNet.Problem, _ kind: KeyPath<BoxNet.Square, [String]>
  ) -> [(color: String, at: BoxNet.Place)] {
    problem.squares.enumerated().flatMap { x, row in
      row.enumerated().flatMap { y, square in
        square[keyPath: kind].map { (color: $0, at: BoxNet.Place(x: x, y: y)) }
      }
    }
  }

  private static func distance(_ place: BoxNet.Place, _ other: BoxNet.Place) -> Int {
    abs(place.x - other.x) + abs(place.y - other.y)
  }

  private static func advance(_ journey: inout Journey) -> BoxNet.Deed {
    if journey.at == journey.to {
      journey.isDone = true
      return .deliver(color: journey.color, target: journey.color)
    }
    if journey.at.x != journey.to.x {
      journey.at.x += (journey.to.x - journey.at.x).signum()
    } else {
      journey.at.y += (journey.to.y - journey.at.y).signum()
    }
    return .carry(color: journey.color, to: journey.at)
  }
}
