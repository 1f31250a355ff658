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
  private static let colors = ["blue", "red", "green", "purple", "orange"]

  var description: TaskDescription {
    TaskDescription(
      name: "boxnet", title: "BoxNet", shortTitle: "BoxNet", group: .planning,
      scoring: .partialCredit,
      summary: "Tell the arms of a grid how to carry coloured boxes to their targets.",
      rungs: Self.ladder.count)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let rung = Self.ladder[rung - 1]
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
    trace.first(
      of: PlanPlaces.of(text), expecting: "list of steps", orElse: "no list of steps was found"
    ) { place in
      BoxNetReader.plan(in: text, place).map { ($0, $0.text) }
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
