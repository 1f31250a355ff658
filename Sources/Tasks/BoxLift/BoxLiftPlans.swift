/// Carries out a plan, skipping what is not allowed.
struct BoxLiftSimulator {
  /// How far a plan came.
  struct Outcome: Hashable, Sendable {
    /// The number of boxes lifted within the allowed steps.
    var lifted: Int
    /// What was reached and the first fault, in one sentence.
    var explanation: String
  }

  /// The number of boxes of each weight that still stand.
  private var waiting: [Int: Int] = [:]
  private var lifted = 0
  private var firstFault: String?
  private let lifters: [Int]

  private init(_ problem: BoxLift.Problem) {
    for weight in problem.boxes { waiting[weight, default: 0] += 1 }
    // Cut off so that sums of hostile capacities cannot overflow.
    lifters = problem.lifters.map { min(max($0, 0), PlanScanner.magnitudeLimit) }
  }

  /// Runs a plan for as many steps as the problem allows.
  static func run(
    _ plan: BoxLift.Plan, in problem: BoxLift.Problem, trace: inout GradingTrace
  ) -> Outcome {
    var simulator = BoxLiftSimulator(problem)
    for (index, step) in plan.steps.prefix(max(problem.steps, 0)).enumerated() {
      simulator.run(step, number: index + 1, trace: &trace)
    }
    if plan.isCutShort, plan.steps.count < problem.steps {
      trace.check("readable step", isKept: false, "step \(plan.steps.count + 1)")
      simulator.note("step \(plan.steps.count + 1) cannot be read")
    }
    let isWithinSteps = plan.steps.count <= problem.steps
    trace.check(
      "step limit", isKept: isWithinSteps, "\(plan.steps.count) steps of \(problem.steps)")
    if !isWithinSteps {
      simulator.note("only the first \(problem.steps) steps count")
    }
    trace.check(
      "all boxes lifted", isKept: simulator.lifted == problem.boxes.count,
      "\(simulator.lifted) of \(problem.boxes.count)")
    let progress = "\(simulator.lifted) of \(problem.boxes.count) boxes were lifted"
    let fault = simulator.firstFault.map { "; \($0)" } ?? ""
    return Outcome(lifted: simulator.lifted, explanation: progress + fault)
  }

  private mutating func run(
    _ step: [BoxLift.Assignment], number: Int, trace: inout GradingTrace
  ) {
    var isFree = [Bool](repeating: true, count: lifters.count)
    for assignment in step {
      if let fault = fault(of: assignment, isFree: isFree) {
        trace.check(
          fault.rule, isKept: false, "step \(number): \(assignment.text): \(fault.text)")
        note("step \(number): \(assignment.text): \(fault.text)")
        continue
      }
      trace.check("lifts", isKept: true, "step \(number): \(assignment.text)")
      for lifter in assignment.lifters { isFree[lifter] = false }
      waiting[assignment.weight, default: 0] -= 1
      lifted += 1
    }
  }

  private func fault(of assignment: BoxLift.Assignment, isFree: [Bool]) -> WorldFault? {
    guard waiting[assignment.weight, default: 0] > 0 else {
      return WorldFault("box is there", "no such box is left")
    }
    var isFree = isFree
    var strength = 0
    for lifter in assignment.lifters {
      guard lifters.indices.contains(lifter) else {
        return WorldFault("lifter exists", "there is no lifter \(lifter)")
      }
      guard isFree[lifter] else {
        return WorldFault("lifter once a step", "lifter \(lifter) is used twice")
      }
      isFree[lifter] = false
      strength += lifters[lifter]
    }
    return strength < assignment.weight
      ? WorldFault("strong enough", "the lifters are too weak") : nil
  }

  private mutating func note(_ fault: String) {
    if firstFault == nil { firstFault = fault }
  }
}

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
