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

/// Breadth-first search over the stacks.
enum BlocksworldSolver {
  /// The states whose shortest plan from the start has exactly this many moves, in the order found.
  static func states(from start: [[String]], after moves: Int) -> [[[String]]] {
    guard let code = BlockCode(start), let packed = code.pack(start) else { return [] }
    return search(from: packed) { $0.depth == moves }
      .filter { $0.depth == moves }
      .map { code.unpack($0.state) }
  }

  /// A shortest plan; `nil` if the goal cannot be reached or there are more than 15 blocks.
  static func shortestPlan(from start: [[String]], to goal: [[String]]) -> [Blocksworld.Move]? {
    let empty = [[String]](repeating: [], count: max(start.count - goal.count, 0))
    guard let code = BlockCode(start), let packed = code.pack(start),
      let goal = code.pack(goal + empty)
    else { return nil }
    var isFound = false
    let nodes = search(from: packed) { node in
      isFound = isFound || node.state == goal
      return isFound
    }
    guard var index = nodes.lastIndex(where: { $0.state == goal }) else { return nil }
    var moves: [Blocksworld.Move] = []
    while nodes[index].depth > 0 {
      let node = nodes[index]
      let block = nodes[node.parent].state[node.from] & 15
      moves.append(
        Blocksworld.Move(block: code.name(of: block), from: node.from + 1, to: node.to + 1))
      index = node.parent
    }
    return moves.reversed()
  }

  /// A state that was reached, and the move and state that it was reached by.
  private struct Node {
    var state: [UInt64]
    var parent = 0
    var from = 0
    var to = 0
    var depth = 0
  }

  /// All states in breadth-first order; those that `isLeaf` accepts are not expanded.
  private static func search(from start: [UInt64], isLeaf: (Node) -> Bool) -> [Node] {
    var nodes = [Node(state: start)]
    var seen: Set<[UInt64]> = [start]
    var head = 0
    while head < nodes.count {
      let node = nodes[head]
      if !isLeaf(node) {
        for from in start.indices where node.state[from] != 0 {
          for to in start.indices where to != from {
            var state = node.state
            state[to] = state[to] << 4 | state[from] & 15
            state[from] >>= 4
            guard seen.insert(state).inserted else { continue }
            nodes.append(
              Node(state: state, parent: head, from: from, to: to, depth: node.depth + 1))
          }
        }
      }
      head += 1
    }
    return nodes
  }
}

/// A number from 1 to 15 for each block, so that a stack is one word with its top in the low bits.
private struct BlockCode {
  private let names: [String]

  /// Numbers the blocks of some stacks; `nil` if there are too many.
  init?(_ stacks: [[String]]) {
    names = Array(stacks.joined())
    guard names.count <= 15 else { return nil }
  }

  /// The stacks as words; `nil` if a block has no number or there are too many.
  func pack(_ stacks: [[String]]) -> [UInt64]? {
    var words: [UInt64] = []
    for blocks in stacks {
      var word: UInt64 = 0
      guard blocks.count <= 15 else { return nil }
      for block in blocks {
        guard let index = names.firstIndex(of: block) else { return nil }
        word = word << 4 | UInt64(index + 1)
      }
      words.append(word)
    }
    return words
  }

  func unpack(_ words: [UInt64]) -> [[String]] {
    words.map { word in
      var word = word
      var blocks: [String] = []
      while word > 0 {
        blocks.append(name(of: word & 15))
        word >>= 4
      }
      return blocks.reversed()
    }
  }

  func name(of number: UInt64) -> String { names[Int(number) - 1] }
}
