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
  static func run(_ plan: BoxLift.Plan, in problem: BoxLift.Problem) -> Outcome {
    var simulator = BoxLiftSimulator(problem)
    for (index, step) in plan.steps.prefix(max(problem.steps, 0)).enumerated() {
      simulator.run(step, number: index + 1)
    }
    if plan.isCutShort, plan.steps.count < problem.steps {
      simulator.note("step \(plan.steps.count + 1) cannot be read")
    }
    if plan.steps.count > problem.steps {
      simulator.note("only the first \(problem.steps) steps count")
    }
    let progress = "\(simulator.lifted) of \(problem.boxes.count) boxes were lifted"
    let fault = simulator.firstFault.map { "; \($0)" } ?? ""
    return Outcome(lifted: simulator.lifted, explanation: progress + fault)
  }

  private mutating func run(_ step: [BoxLift.Assignment], number: Int) {
    var isFree = [Bool](repeating: true, count: lifters.count)
    for assignment in step {
      if let fault = fault(of: assignment, isFree: isFree) {
        note("step \(number): \(assignment.text): \(fault)")
        continue
      }
      for lifter in assignment.lifters { isFree[lifter] = false }
      waiting[assignment.weight, default: 0] -= 1
      lifted += 1
    }
  }

  private func fault(of assignment: BoxLift.Assignment, isFree: [Bool]) -> String? {
    guard waiting[assignment.weight, default: 0] > 0 else { return "no such box is left" }
    var isFree = isFree
    var strength = 0
    for lifter in assignment.lifters {
      guard lifters.indices.contains(lifter) else { return "there is no lifter \(lifter)" }
      guard isFree[lifter] else { return "lifter \(lifter) is used twice" }
      isFree[lifter] = false
      strength += lifters[lifter]
    }
    return strength < assignment.weight ? "the lifters are too weak" : nil
  }

  private mutating func note(_ fault: String) {
    if firstFault == nil { firstFault = fault }
  }
}
