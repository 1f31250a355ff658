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
