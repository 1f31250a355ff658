extension BoxLift {
  /// The published checker: Python lists after `Step`, negative and repeated lifters, progress kept up
  /// to the first step that cannot be read (paper, 3.5).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace)
    else { return .nothing(strict.explanation) }
    var plan = extracted.text.bytes
    if extracted.isRewritten { plan = Array("<<<\n".utf8) + plan + Array("\n>>>".utf8) }
    var world = PaperBoxLiftWorld(problem)
    let isWhole = world.run(plan, steps: max(problem.steps, 0))
    var quirks = world.quirks
    if !isWhole { quirks.append(extracted.isRewritten ? .rewrittenMarker : .trailingText) }
    return PaperFinding(
      strict.answer
        ?? extracted.text.string(plan.indices.clamped(to: extracted.text.bytes.indices)),
      done: world.lifted, of: problem.boxes.count,
      "\(world.lifted) of \(problem.boxes.count) boxes were lifted", quirks)
  }
}

/// The published simulation.
private struct PaperBoxLiftWorld {
  private var waiting: [Int: Int] = [:]
  private let lifters: [Int]
  private(set) var lifted = 0
  private(set) var quirks: [PaperQuirk] = []

  init(_ problem: BoxLift.Problem) {
    for weight in problem.boxes { waiting[weight, default: 0] += 1 }
    lifters = problem.lifters.map { min(max($0, 0), PlanScanner.magnitudeLimit) }
  }

  /// Runs the first steps of a plan; `false` if one of them could not be read.
  mutating func run(_ plan: [UInt8], steps: Int) -> Bool {
    for part in Self.parts(of: plan).prefix(steps) {
      guard let colon = part.firstIndex(of: UInt8(ascii: ":")),
        let step = EvaluatedLiteral.parse(part[(colon + 1)...])?.elements
      else { return false }
      var used: Set<Int> = []
      for assignment in step {
        // An element that is no pair raises an error, which ends the plan.
        guard let parts = assignment.elements, parts.count == 2, let team = parts[1].elements else {
          return false
        }
        perform(parts[0], team, used: &used)
      }
    }
    return true
  }

  private mutating func perform(
    _ weight: EvaluatedLiteral, _ team: [EvaluatedLiteral], used: inout Set<Int>
  ) {
    guard case .integer(let weight) = weight, waiting[weight, default: 0] > 0 else { return }
    var strength = 0
    var indices: [Int] = []
    for element in team.prefix(PlanLimits.parts) {
      guard case .integer(let index) = element, index < lifters.count, index >= -lifters.count,
        !used.contains(index)
      else { return }
      indices.append(index)
      strength += lifters[index < 0 ? index + lifters.count : index]
    }
    guard strength >= weight else { return }
    if Set(indices).count < indices.count { note(.repeatedLifter) }
    if indices.contains(where: { $0 < 0 }) { note(.negativeLifter) }
    used.formUnion(indices)
    waiting[weight, default: 0] -= 1
    lifted += 1
  }

  private mutating func note(_ quirk: PaperQuirk) {
    if !quirks.contains(quirk) { quirks.append(quirk) }
  }

  /// What follows each `Step`.
  private static func parts(of plan: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start: Int?
    let word = Array("Step".utf8)
    var index = 0
    while index < plan.count {
      if plan[index] == word[0], plan[index...].starts(with: word) {
        if let start { parts.append(plan[start..<index]) }
        index += word.count
        start = index
      } else {
        index += 1
      }
    }
    if let start { parts.append(plan[start...]) }
    return parts
  }
}
