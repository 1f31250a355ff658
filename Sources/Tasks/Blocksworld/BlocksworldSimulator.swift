/// Carries out moves on stacks.
enum BlocksworldSimulator {
  /// What is wrong with a plan; `nil` if it reaches the goal.
  static func fault(
    of plan: Blocksworld.Plan, in problem: Blocksworld.Problem, trace: inout GradingTrace
  ) -> String? {
    let isBounded = plan.moves.count <= PlanLimits.steps
    trace.check("move limit", isKept: isBounded, "\(plan.moves.count) moves")
    guard isBounded else {
      return "the plan has more than \(PlanLimits.steps) moves"
    }
    var stacks = problem.initial
    for (index, move) in plan.moves.enumerated() {
      let fault = perform(move, on: &stacks)
      trace.check(
        fault?.rule ?? "moves", isKept: fault == nil,
        "move \(index + 1), \(move.text)" + (fault.map { ": \($0.text)" } ?? ""))
      if let fault { return "move \(index + 1), \(move.text): \(fault.text)" }
    }
    if plan.isCutShort {
      trace.check("readable move", isKept: false, "move \(plan.moves.count + 1)")
      return "move \(plan.moves.count + 1) cannot be read"
    }
    for index in 0..<max(stacks.count, problem.goal.count) {
      let blocks = stacks.indices.contains(index) ? stacks[index] : []
      let wanted = problem.goal.indices.contains(index) ? problem.goal[index] : []
      trace.check("goal", isKept: blocks == wanted, "stack \(index + 1)")
      guard blocks == wanted else { return "stack \(index + 1) is not as the goal wants it" }
    }
    return nil
  }

  /// Performs a move, or says why it is not allowed.
  private static func perform(_ move: Blocksworld.Move, on stacks: inout [[String]])
    -> WorldFault?
  {
    guard (1...max(stacks.count, 1)).contains(move.from), !stacks.isEmpty else {
      return WorldFault("stack exists", "there is no stack \(move.from)")
    }
    guard (1...stacks.count).contains(move.to) else {
      return WorldFault("stack exists", "there is no stack \(move.to)")
    }
    guard move.from != move.to else {
      return WorldFault("other stack", "the block stays where it is")
    }
    guard stacks[move.from - 1].last == move.block else {
      return WorldFault(
        "top of its stack", "\(move.block) is not on top of stack \(move.from)")
    }
    stacks[move.from - 1].removeLast()
    stacks[move.to - 1].append(move.block)
    return nil
  }
}
