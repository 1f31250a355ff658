import Basics

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

extension PaperQuirk {
  /// A lifter that is named twice in one assignment counts twice (section 3.5).
  static let repeatedLifter = PaperQuirk(rawValue: "repeated lifter")
  /// A negative index counts lifters from the end (section 3.5).
  static let negativeLifter = PaperQuirk(rawValue: "negative lifter")
  /// Text after a step's list makes the step unreadable, and the steps after it (section 3.5).
  static let trailingText = PaperQuirk(rawValue: "trailing text")
  /// A rewritten plan keeps its marker, so that its last step is never readable (section 3.5).
  static let rewrittenMarker = PaperQuirk(rawValue: "rewritten marker")
}

/// Imports BoxLift (paper, 3.5).
///
/// The data is `BoxLift_dataset/BoxLift_10_3/BoxLift0/BoxLift.json` with weights and capacities. The cap
/// on the steps is the greedy planner's, as in the paper.
extension BoxLift: ImportableTask {
  private static let folder = "BoxLift_dataset"
  private static let samples = 5
  /// The most boxes and lifters, and the heaviest weight, that are taken.
  private static let limits = (boxes: 500, lifters: 64, weight: 1_000_000)

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<BoxLift>
  ) throws(TaskError) {
    for set in try data.names(in: Self.folder) {
      guard let size = DatasetName.numbers(in: set, after: "BoxLift_"), size.count == 2 else {
        continue
      }
      for sample in try data.names(in: "\(Self.folder)/\(set)") {
        guard let number = DatasetName.numbers(in: sample, after: "BoxLift")?.first,
          subset == .all || number < Self.samples
        else { continue }
        let id = "\(size[0])_\(size[1]).\(DatasetName.padded(number, to: 2))"
        do throws(TaskError) {
          let json = try data.json(of: "\(Self.folder)/\(set)/\(sample)/BoxLift.json")
          tally.add(try draft(id, json))
        } catch {
          tally.skip(id, error.message)
        }
      }
    }
  }

  private func draft(
    _ id: String, _ json: JSONValue
  ) throws(TaskError) -> ImportDraft<BoxLift.Problem> {
    let boxes = try Self.numbers(json["boxes"], atMost: Self.limits.boxes)
    let lifters = try Self.numbers(json["lifters"], atMost: Self.limits.lifters)
    guard let steps = BoxLiftPlanner.steps(boxes: boxes, lifters: lifters)?.count else {
      throw TaskError(.badQuestion, "all lifters together are too weak for a box")
    }
    let problem = BoxLift.Problem(boxes: boxes, lifters: lifters, steps: steps)
    let rung = BoxLift.ladder.lastIndex { $0.boxes <= boxes.count }.map { $0 + 1 } ?? 1
    return ImportDraft(
      id: id, rung: rung, complexity: complexity(of: problem),
      prompt: prompt(for: problem), problem: problem, reference: reference(for: problem))
  }

  private static func numbers(_ json: JSONValue?, atMost count: Int) throws(TaskError) -> [Int] {
    let elements = json?.array ?? []
    let numbers = elements.compactMap(\.integer).filter { (1...limits.weight).contains($0) }
    guard !numbers.isEmpty, numbers.count == elements.count, numbers.count <= count else {
      throw TaskError(
        .badQuestion, "weights and capacities must be whole numbers from 1 to \(limits.weight)")
    }
    return numbers
  }
}
