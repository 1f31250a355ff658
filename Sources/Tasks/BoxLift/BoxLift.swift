import Basics

/// Lifting boxes with a team of lifters in a few steps (paper, 3.5).
///
/// Decided here, where the paper is silent or its code lax: an assignment that is not allowed is
/// skipped and occupies no lifter; the first step that cannot be read ends the plan, and earlier
/// steps keep their credit; steps count in the order in which they stand, whatever their numbers; a
/// lifter named twice or an index outside the list makes the assignment invalid. The score is the
/// ratio of lifted boxes.
struct BoxLift: BenchTask {
  /// What a rung's problems look like.
  struct Rung {
    var boxes: Int
    var lifters: Int
    var weights: ClosedRange<Int>
    var capacities: ClosedRange<Int>
    /// Whether lifting the boxes as they are listed takes too many steps.
    var needsOrder = false
  }

  /// Three small rungs below the paper's four sizes.
  static let ladder = [
    Rung(boxes: 3, lifters: 2, weights: 10...60, capacities: 30...60),
    Rung(boxes: 6, lifters: 3, weights: 10...80, capacities: 40...80),
    Rung(boxes: 10, lifters: 3, weights: 10...100, capacities: 40...80),
    Rung(boxes: 15, lifters: 4, weights: 20...200, capacities: 30...120),
    Rung(boxes: 20, lifters: 5, weights: 30...300, capacities: 40...160),
    Rung(boxes: 25, lifters: 6, weights: 40...400, capacities: 50...200),
  ]
  /// A size of the public data, where lifting as the boxes are listed will not do.
  static let added = [
    Rung(boxes: 20, lifters: 5, weights: 30...300, capacities: 40...160, needsOrder: true)
  ]

  var description: TaskDescription {
    TaskDescription(
      name: "boxlift", title: "BoxLift", shortTitle: "BoxLift", group: .symbolic,
      scoring: .partialCredit,
      summary: "Assign lifters to boxes so that all are lifted within a number of steps.",
      rungs: Self.ladder.count, addedRungs: Self.added.count)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let rung = (Self.ladder + Self.added)[rung - 1]
    while true {
      let boxes = (0..<rung.boxes).map { _ in generator.integer(in: rung.weights) }
      let lifters = (0..<rung.lifters).map { _ in generator.integer(in: rung.capacities) }
      // All lifters together must manage the heaviest box, and one step should not be enough.
      if let steps = BoxLiftPlanner.steps(boxes: boxes, lifters: lifters), steps.count > 1 {
        let problem = Problem(boxes: boxes, lifters: lifters, steps: steps.count)
        let listed = Self.listedPlan(for: problem).joined().count
        if !rung.needsOrder || listed < boxes.count { return problem }
      }
    }
  }

  func prompt(for problem: Problem) -> String {
    let lifters = problem.lifters.enumerated().map { "lifter \($0.offset) lifts \($0.element)" }
    return """
      Boxes with these weights must be lifted: \(problem.boxes.map(String.init).joined(separator: ", ")).
      Capacities: \(lifters.joined(separator: ", ")).
      In one step, several lifters may lift one box together if the sum of their capacities is at \
      least its weight. A lifter helps with only one box in a step; several boxes may be lifted in \
      the same step. A lifted box is gone.
      Lift all boxes in at most \(problem.steps) steps. Name each box by its weight. Answer with one \
      line per step, all inside one pair of markers:
      <<<
      Step 1: [(weight, [lifter indices]), (weight, [lifter indices])]
      Step 2: [(weight, [lifter indices])]
      >>>
      """
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [
      ComplexityParameter("boxes", problem.boxes.count),
      ComplexityParameter("lifters", problem.lifters.count),
      ComplexityParameter("steps", problem.steps),
    ]
  }

  func reference(for problem: Problem) -> String {
    let steps = BoxLiftPlanner.steps(boxes: problem.boxes, lifters: problem.lifters) ?? []
    return "<<<\n\(Plan(steps: steps).text)\n>>>"
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Plan> {
    trace.plan(
      in: text, expecting: "step with assignments", orElse: "no steps with assignments were found"
    ) {
      BoxLiftReader.plan(in: $0, $1, by: $2).map { ($0, $0.text) }
    }
  }

  func grade(
    _ answer: Plan, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    let outcome = BoxLiftSimulator.run(answer, in: problem, trace: &trace)
    return .parts(outcome.lifted, of: problem.boxes.count, outcome.explanation)
  }
}

extension BoxLift {
  /// Boxes, lifters and the number of steps allowed.
  struct Problem: Codable, Hashable, Sendable {
    /// The weights; equal weights are different boxes.
    var boxes: [Int]
    /// The capacities; answers name lifters by their index, from 0.
    var lifters: [Int]
    /// The most steps: what the greedy planner needs, as in the paper.
    var steps: Int
  }

  /// Some lifters for one box.
  struct Assignment: Hashable, Sendable {
    var weight: Int
    var lifters: [Int]

    var text: String { "(\(weight), [\(lifters.map(String.init).joined(separator: ", "))])" }
  }

  /// What a model wants done, step by step.
  struct Plan: Hashable, Sendable {
    var steps: [[Assignment]]
    /// Whether a step that could not be read stood after these.
    var isCutShort = false

    /// The plan in the normal spelling: the paper's lines.
    var text: String {
      var lines = steps.enumerated().map { index, assignments in
        "Step \(index + 1): [\(assignments.map(\.text).joined(separator: ", "))]"
      }
      if isCutShort { lines.append("(unreadable)") }
      if lines.isEmpty { lines.append("(no steps)") }
      return lines.joined(separator: "\n")
    }
  }
}

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

  /// No step, and the boxes in the order in which they are listed, each by the first lifters that are free
  /// and strong enough together.
  func guesses(at problem: Problem) -> [Guess] {
    [
      .marked(.emptyPlan, "no step", "\n\(Plan(steps: []).text)\n"),
      .marked(
        .greedyPlan, "boxes as they are listed",
        "\n\(Plan(steps: Self.listedPlan(for: problem)).text)\n"),
    ]
  }

  private static func listedPlan(for problem: Problem) -> [[Assignment]] {
    var waiting = problem.boxes
    var steps: [[Assignment]] = []
    while steps.count < problem.steps, !waiting.isEmpty {
      var free = Array(problem.lifters.indices)
      var step: [Assignment] = []
      waiting = waiting.filter { weight in
        var team: [Int] = []
        while team.reduce(0, { $0 + problem.lifters[$1] }) < weight, team.count < free.count {
          team.append(free[team.count])
        }
        guard team.reduce(0, { $0 + problem.lifters[$1] }) >= weight else { return true }
        free.removeAll(where: team.contains)
        step.append(Assignment(weight: weight, lifters: team))
        return false
      }
      steps.append(step)
    }
    return steps
  }
}
