import Basics

/// Robot arms on a grid that carry boxes to targets of their colour (paper, 3.6).
///
/// Decided here, where the paper is silent or its code lax: actions of a step happen one after the
/// other in the order written; an agent acts once a step at most; an action that is not allowed is
/// ignored and moves nothing. The score is the ratio of boxes on their targets; since a box leaves
/// the grid only together with a target of its own colour in the same square, nothing else raises it.
struct BoxNet: BenchTask {
  /// What a rung's problems look like.
  struct Rung {
    var rows: Int
    var columns: Int
    var boxes: Int
  }

  static let ladder = [
    Rung(rows: 1, columns: 2, boxes: 2), Rung(rows: 2, columns: 2, boxes: 2),
    Rung(rows: 2, columns: 2, boxes: 4), Rung(rows: 2, columns: 4, boxes: 5),
    Rung(rows: 3, columns: 3, boxes: 7), Rung(rows: 4, columns: 4, boxes: 10),
  ]
  /// As many boxes as the public data have, on the grids that they have them on.
  static let added = [
    Rung(rows: 2, columns: 4, boxes: 10), Rung(rows: 4, columns: 8, boxes: 10),
  ]
  private static let colors = ["blue", "red", "green", "purple", "orange"]

  var description: TaskDescription {
    TaskDescription(
      name: "boxnet", title: "BoxNet", shortTitle: "BoxNet", group: .planning,
      scoring: .partialCredit,
      summary: "Tell the arms of a grid how to carry coloured boxes to their targets.",
      rungs: Self.ladder.count, addedRungs: Self.added.count)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let rung = (Self.ladder + Self.added)[rung - 1]
    while true {
      var grid = [[Square]](
        repeating: [Square](repeating: Square(), count: rung.columns), count: rung.rows)
      for color in Self.boxColors(rung.boxes, using: &generator) {
        let from = Self.place(in: rung, using: &generator)
        let to = Self.place(in: rung, using: &generator)
        grid[from.x][from.y].boxes.append(color)
        grid[to.x][to.y].targets.append(color)
      }
      let problem = Problem(squares: grid)
      let plan = BoxNetPlanner.plan(for: problem)
      // Most boxes should have a way to go, and the plan proves that all arrive.
      let travels = plan.steps.joined().count - rung.boxes
      if travels >= rung.boxes / 2 + 1, BoxNetSimulator.run(plan, in: problem).isSolved {
        return problem
      }
    }
  }

  func prompt(for problem: Problem) -> String {
    let squares = problem.squares.enumerated().flatMap { x, row in
      row.enumerated().map { y, square in "square\(Place(x: x, y: y).text): \(square.text)" }
    }
    return """
      A grid has these squares, named by the coordinates of their middles:
      \(squares.joined(separator: "\n"))
      In every square stands an arm: Agent[0.5, 0.5] in square[0.5, 0.5] and so on. In one step, each \
      agent may do one action with a box in its own square: move it to a square whose middle is 1 \
      away in x or in y, as in move(box_pink, square[0.5, 1.5]), or put it on a target of the same \
      colour in its own square, as in move(box_pink, target_pink). Then box and target are gone. \
      The actions of a step happen in the order written.
      Bring every box to a target of its colour. Answer with a JSON list that holds one object for \
      each step, from agents to actions; idle agents are left out. The format is:
      <<<[{"Agent[0.5, 0.5]": "move(box_pink, square[0.5, 1.5])"}, \
      {"Agent[0.5, 1.5]": "move(box_pink, target_pink)"}]>>>
      """
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [
      ComplexityParameter("rows", problem.squares.count),
      ComplexityParameter("columns", problem.squares.first?.count ?? 0),
      ComplexityParameter("boxes", problem.boxCount),
    ]
  }

  func reference(for problem: Problem) -> String {
    "<<<\(BoxNetPlanner.plan(for: problem).text)>>>"
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Plan> {
    trace.plan(in: text, expecting: "list of steps", orElse: "no list of steps was found") {
      BoxNetReader.plan(in: $0, $1, by: $2).map { ($0, $0.text) }
    }
  }

  func grade(
    _ answer: Plan, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    let outcome = BoxNetSimulator.run(answer, in: problem, trace: &trace)
    return .parts(outcome.delivered, of: problem.boxCount, outcome.explanation)
  }

  /// The colours of the boxes: up to three of one colour.
  private static func boxColors(_ count: Int, using generator: inout SeededGenerator) -> [String] {
    let most = count <= colors.count ? 1 : 3
    return generator.sample(count, of: colors.flatMap { [String](repeating: $0, count: most) })
  }

  private static func place(in rung: Rung, using generator: inout SeededGenerator) -> Place {
    Place(
      x: generator.integer(in: 0...(rung.rows - 1)),
      y: generator.integer(in: 0...(rung.columns - 1)))
  }
}

extension BoxNet {
  /// What lies in a square, by colour.
  struct Square: Codable, Hashable, Sendable {
    var boxes: [String] = []
    var targets: [String] = []

    /// Such as `box_blue, target_red`.
    var text: String {
      let contents = boxes.map { "box_\($0)" } + targets.map { "target_\($0)" }
      return contents.isEmpty ? "empty" : contents.joined(separator: ", ")
    }
  }

  /// A grid of squares: `squares[x][y]` has its middle at `[x + 0.5, y + 0.5]`.
  struct Problem: Codable, Hashable, Sendable {
    var squares: [[Square]]

    /// The number of boxes.
    var boxCount: Int { squares.joined().reduce(0) { $0 + $1.boxes.count } }

    /// The square of a place; `nil` beside the grid.
    func square(at place: Place) -> Square? {
      guard squares.indices.contains(place.x), squares[place.x].indices.contains(place.y) else {
        return nil
      }
      return squares[place.x][place.y]
    }
  }

  /// The column and row of a square, which may lie beside the grid.
  struct Place: Hashable, Sendable {
    var x: Int
    var y: Int

    /// The middle, such as `[0.5, 1.5]`.
    var text: String { "[\(Self.middle(x)), \(Self.middle(y))]" }

    func isNextTo(_ other: Place) -> Bool {
      abs(x - other.x) + abs(y - other.y) == 1
    }

    private static func middle(_ index: Int) -> String {
      Decimals.text(millionths: index * 1_000_000 + 500_000)
    }
  }

  /// What an agent does with a box of a colour.
  enum Deed: Hashable, Sendable {
    case carry(color: String, to: Place)
    case deliver(color: String, target: String)

    var text: String {
      switch self {
      case .carry(let color, let to): "move(box_\(color), square\(to.text))"
      case .deliver(let color, let target): "move(box_\(color), target_\(target))"
      }
    }
  }

  /// An agent's part in a step.
  struct Action: Hashable, Sendable {
    var agent: Place
    /// `nil` if it could not be read.
    var deed: Deed?

    var text: String { "\"Agent\(agent.text)\": \"\(deed?.text ?? "unreadable")\"" }
  }

  /// What a model wants done, step by step.
  struct Plan: Hashable, Sendable {
    var steps: [[Action]]

    /// The plan in the normal spelling: the paper's JSON.
    var text: String {
      let objects = steps.map { "{\($0.map(\.text).joined(separator: ", "))}" }
      return "[\(objects.joined(separator: ", "))]"
    }
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

  /// No step, and one in which each arm puts down what lies with its target already.
  func guesses(at problem: Problem) -> [Guess] {
    let step = problem.squares.enumerated().flatMap { x, row in
      row.enumerated().compactMap { y, square -> Action? in
        square.boxes.first(where: square.targets.contains).map {
          Action(agent: Place(x: x, y: y), deed: .deliver(color: $0, target: $0))
        }
      }
    }
    return [
      .marked(.emptyPlan, "no step", "[]"),
      .marked(.greedyPlan, "what lies with its target", Plan(steps: [step]).text),
    ]
  }
}
