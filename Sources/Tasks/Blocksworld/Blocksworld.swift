import Basics

/// Moving blocks between stacks (paper, 3.7).
///
/// Decided here, where the paper is silent or its code lax: a plan with a move that is not allowed or
/// cannot be read fails; the goal is compared stack by stack, and a stack that the goal does not name
/// must be empty; any number of moves up to ``PlanLimits/steps`` may be used; a plan without moves is
/// right where the start is the goal.
struct Blocksworld: BenchTask {
  /// What a rung's problems look like.
  struct Rung {
    var blocks: Int
    var stacks: Int
    /// The number of moves of the shortest plan.
    var moves: Int
  }

  static let ladder = [
    Rung(blocks: 2, stacks: 3, moves: 1), Rung(blocks: 2, stacks: 3, moves: 2),
    Rung(blocks: 3, stacks: 3, moves: 3), Rung(blocks: 3, stacks: 4, moves: 4),
    Rung(blocks: 4, stacks: 4, moves: 5), Rung(blocks: 4, stacks: 3, moves: 6),
    Rung(blocks: 5, stacks: 4, moves: 7),
  ]

  var description: TaskDescription {
    TaskDescription(
      name: "blocksworld", title: "Blocksworld", shortTitle: "Blocksworld", group: .symbolic,
      summary: "Find the moves that turn stacks of blocks into other stacks.",
      rungs: Self.ladder.count)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let rung = Self.ladder[rung - 1]
    while true {
      let start = Self.randomStacks(rung, using: &generator)
      let goals = BlocksworldSolver.states(from: start, after: rung.moves)
      if !goals.isEmpty {
        return Problem(initial: start, goal: generator.pick(goals))
      }
    }
  }

  func prompt(for problem: Problem) -> String {
    """
    Blocks stand in numbered stacks. Each line lists a stack from bottom to top.
    Now:
    \(Self.text(of: problem.initial))
    Goal:
    \(Self.text(of: problem.goal))
    One move takes the top block of a stack and puts it on top of another stack, which may be empty. \
    Blocks below the top cannot be moved. Find moves that lead from now to the goal.
    Answer with one line per move, in order, all inside one pair of markers, in this format:
    <<<
    Move X from 1 to 2
    Move Y from 3 to 1
    >>>
    """
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    let moves = BlocksworldSolver.shortestPlan(from: problem.initial, to: problem.goal)?.count
    return [
      ComplexityParameter("blocks", problem.initial.joined().count),
      ComplexityParameter("stacks", problem.initial.count),
      ComplexityParameter("moves", moves ?? 0),
    ]
  }

  func reference(for problem: Problem) -> String {
    let moves = BlocksworldSolver.shortestPlan(from: problem.initial, to: problem.goal) ?? []
    return "<<<\n\(moves.map(\.text).joined(separator: "\n"))\n>>>"
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Plan> {
    trace.first(of: PlanPlaces.of(text), expecting: "move", orElse: "no moves were found") {
      place in
      BlocksworldReader.plan(in: text, place).map { ($0, $0.text) }
    }
  }

  func grade(
    _ answer: Plan, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    if let fault = BlocksworldSimulator.fault(of: answer, in: problem, trace: &trace) {
      return .wrong(fault)
    }
    return .right("\(answer.moves.count) moves lead to the goal")
  }

  private static func randomStacks(
    _ rung: Rung, using generator: inout SeededGenerator
  ) -> [[String]] {
    var stacks = [[String]](repeating: [], count: rung.stacks)
    let names = ["A", "B", "C", "D", "E", "F", "G", "H"].prefix(rung.blocks)
    for name in generator.shuffled(Array(names)) {
      stacks[generator.integer(in: 0...(rung.stacks - 1))].append(name)
    }
    return stacks
  }

  private static func text(of stacks: [[String]]) -> String {
    stacks.enumerated().map { index, blocks in
      "stack \(index + 1): \(blocks.isEmpty ? "empty" : blocks.joined(separator: " "))"
    }.joined(separator: "\n")
  }
}
