/// The greedy planner whose number of steps is the cap, as the paper estimates it.
enum BoxLiftPlanner {
  /// The steps that lift all boxes; `nil` if all lifters together are too weak for one of them.
  ///
  /// In each step the boxes are tried from the heaviest down; a box takes free lifters in the order
  /// of the list until they are strong enough, or leaves them free.
  static func steps(boxes: [Int], lifters: [Int]) -> [[BoxLift.Assignment]]? {
    var waiting = boxes.sorted(by: >)
    var steps: [[BoxLift.Assignment]] = []
    while !waiting.isEmpty {
      var free = Array(lifters.indices)
      var step: [BoxLift.Assignment] = []
      var left: [Int] = []
      for weight in waiting {
        if let team = team(for: weight, of: free, lifters: lifters) {
          step.append(BoxLift.Assignment(weight: weight, lifters: team))
          free.removeAll { team.contains($0) }
        } else {
          left.append(weight)
        }
      }
      guard !step.isEmpty else { return nil }
      steps.append(step)
      waiting = left
    }
    return steps
  }

  private static func team(for weight: Int, of free: [Int], lifters: [Int]) -> [Int]? {
    var strength = 0
    for (index, lifter) in free.enumerated() {
      strength += lifters[lifter]
      if strength >= weight { return Array(free[...index]) }
    }
    return nil
  }
}
