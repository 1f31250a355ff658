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
    trace.plan(in: text, expecting: "move", orElse: "no moves were found") {
      BlocksworldReader.plan(in: $0, $1, by: $2).map { ($0, $0.text) }
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

extension Blocksworld {
  /// Stacks of named blocks, from bottom to top, and what they should become.
  struct Problem: Codable, Hashable, Sendable {
    /// The stacks now; answers number them from 1.
    var initial: [[String]]
    /// The stacks wanted; those beyond its end must be empty.
    var goal: [[String]]
  }

  /// A block's way from the top of one stack to the top of another.
  struct Move: Hashable, Sendable {
    var block: String
    /// The number of the stack where the block is, from 1.
    var from: Int
    /// The number of the stack where it goes, from 1.
    var to: Int

    /// The move as the paper writes it.
    var text: String { "Move \(block) from \(from) to \(to)" }
  }

  /// What a model wants done.
  struct Plan: Hashable, Sendable {
    /// The moves, up to the first that could not be read.
    var moves: [Move]
    /// Whether a move that could not be read stood after these.
    var isCutShort = false

    /// The plan in the normal spelling: a line for each move.
    var text: String {
      var lines = moves.map(\.text)
      if isCutShort { lines.append("(unreadable)") }
      if lines.isEmpty { lines.append("(no moves)") }
      return lines.joined(separator: "\n")
    }
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

  /// No move, and moves of blocks straight to where they belong, as long as one can go there.
  func guesses(at problem: Problem) -> [Guess] {
    var stacks = problem.initial
    var moves: [Move] = []
    func direct() -> Move? {
      for from in stacks.indices {
        guard let block = stacks[from].last else { continue }
        for to in stacks.indices where to != from && problem.goal.indices.contains(to) {
          if problem.goal[to].starts(with: stacks[to] + [block]) {
            return Move(block: block, from: from + 1, to: to + 1)
          }
        }
      }
      return nil
    }
    while moves.count < problem.initial.joined().count, let move = direct() {
      stacks[move.from - 1].removeLast()
      stacks[move.to - 1].append(move.block)
      moves.append(move)
    }
    return [
      .marked(.emptyPlan, "no move", "\n\(Plan(moves: []).text)\n"),
      .marked(.greedyPlan, "each block straight home", "\n\(Plan(moves: moves).text)\n"),
    ]
  }
}
