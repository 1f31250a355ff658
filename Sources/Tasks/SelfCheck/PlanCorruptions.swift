extension BoxLift {
  func corruptions(of problem: Problem) -> [Corruption] {
    let steps = BoxLiftPlanner.steps(boxes: problem.boxes, lifters: problem.lifters) ?? []
    guard let first = steps.first, let assignment = first.first else { return [] }
    func plan(_ kind: String, _ steps: [[Assignment]]) -> Corruption {
      .marked(kind, "\n\(Plan(steps: steps).text)\n")
    }
    func replacing(_ kind: String, _ team: [Int], weight: Int? = nil) -> Corruption {
      let changed = Assignment(weight: weight ?? assignment.weight, lifters: team)
      return plan(kind, [[changed] + first.dropFirst()] + steps.dropFirst())
    }
    let all = Array(problem.lifters.indices)
    return [
      plan("a step less", Array(steps.dropLast())),
      plan("an assignment less", [Array(first.dropFirst())] + steps.dropFirst()),
      plan("an idle step first", [[]] + steps),
      replacing("a lifter that is not there", assignment.lifters + [problem.lifters.count]),
      replacing("a negative lifter", assignment.lifters.dropLast() + [-1]),
      replacing("a lifter twice", assignment.lifters + assignment.lifters.prefix(1)),
      replacing("no lifters", []),
      replacing("a box that is not there", all, weight: (problem.boxes.max() ?? 0) + 1),
      plan("each box at once", [problem.boxes.map { Assignment(weight: $0, lifters: all) }]),
      .marked("an unreadable step", "Step 1: nothing\n\(Plan(steps: steps).text)"),
      .marked("no plan", ""),
    ]
  }
}

extension BoxNet {
  func corruptions(of problem: Problem) -> [Corruption] {
    let steps = BoxNetPlanner.plan(for: problem).steps
    guard let first = steps.first, let action = first.first, let last = steps.last else {
      return []
    }
    func plan(_ kind: String, _ steps: [[Action]]) -> Corruption {
      .marked(kind, Plan(steps: steps).text)
    }
    func replacing(_ kind: String, agent: Place? = nil, deed: Deed?) -> Corruption {
      let changed = Action(agent: agent ?? action.agent, deed: deed)
      return plan(kind, [[changed] + first.dropFirst()] + steps.dropFirst())
    }
    let beside = Place(x: action.agent.x + 100, y: action.agent.y)
    return [
      plan("a step less", Array(steps.dropLast())),
      plan("the last action less", steps.dropLast() + [Array(last.dropLast())]),
      plan("the first action less", [Array(first.dropFirst())] + steps.dropFirst()),
      replacing("an agent off the grid", agent: beside, deed: action.deed),
      replacing("a negative agent", agent: Place(x: -1, y: -1), deed: action.deed),
      replacing("a jump", deed: .carry(color: "blue", to: beside)),
      replacing("another colour's target", deed: .deliver(color: "none", target: "other")),
      replacing("an unreadable action", deed: nil),
      plan("all at once", [steps.flatMap(\.self).filter { $0 != action }]),
      .marked("no plan", "[]"),
    ]
  }
}

extension Blocksworld {
  func corruptions(of problem: Problem) -> [Corruption] {
    let moves = BlocksworldSolver.shortestPlan(from: problem.initial, to: problem.goal) ?? []
    func plan(_ kind: String, _ moves: [Move]) -> Corruption {
      .marked(kind, "\n\(Plan(moves: moves).text)\n")
    }
    guard let first = moves.first, let last = moves.last else {
      // Where the start is the goal, any one move leads away from it.
      let away = problem.initial.firstIndex { !$0.isEmpty }.map {
        Move(block: problem.initial[$0].last ?? "", from: $0 + 1, to: $0 == 0 ? 2 : 1)
      }
      return away.map { [plan("a move away", [$0])] } ?? []
    }
    let stacks = problem.initial.count
    func replacing(_ kind: String, block: String? = nil, from: Int? = nil, to: Int? = nil)
      -> Corruption
    {
      plan(
        kind,
        [Move(block: block ?? first.block, from: from ?? first.from, to: to ?? first.to)]
          + moves.dropFirst())
    }
    return [
      plan("a move less", Array(moves.dropLast())),
      plan("the first move less", Array(moves.dropFirst())),
      plan("the last move twice", moves + [last]),
      plan("a move back", moves + [Move(block: last.block, from: last.to, to: last.from)]),
      replacing("a block that is not there", block: "Z"),
      replacing("a stack that is not there", to: stacks + 1),
      replacing("stack 0", from: 0),
      replacing("a negative stack", to: -1),
      replacing("from where it is not", from: first.to, to: first.from),
      replacing("to where it is", to: first.from),
      .marked("an unreadable move", "\(Plan(moves: moves).text)\nMove somewhere else"),
      .marked("no plan", ""),
    ]
  }
}

extension PathPlan {
  func corruptions(of problem: Problem) -> [Corruption] {
    let path = PathFinder(problem).path() ?? []
    guard path.count >= 2 else { return [] }
    func plan(_ kind: String, _ path: [ExactPoint]) -> Corruption {
      .marked(kind, "[\(path.map(\.text).joined(separator: ", "))]")
    }
    let outside = ExactPoint(x: problem.span.low - 500_000, y: path[0].y)
    let start = ExactPoint(x: path[0].x + 1, y: path[0].y)
    var found = [
      plan("another start", [start] + path.dropFirst()),
      plan("no start", Array(path.dropFirst())),
      plan("no end", Array(path.dropLast())),
      plan("backwards", path.reversed()),
      plan("outside the room", path.dropLast() + [outside, path[path.count - 1]]),
      plan("one waypoint", [path[0]]),
      .marked("no waypoints", "[]"),
      .marked("pairs of three", "[(1, 2, 3), (4, 5, 6)]"),
    ]
    let avoided = problem.boxes(of: problem.avoid)
    for box in avoided.prefix(1) {
      let inside = Point(x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2).millionths
      found.append(
        plan("through an avoided box", path.dropLast() + [inside, path[path.count - 1]]))
    }
    let direct = [path[0], path[path.count - 1]]
    if PathSimulator.fault(of: direct, in: problem) != nil {
      found.append(plan("straight to the end", direct))
    }
    return found
  }
}
