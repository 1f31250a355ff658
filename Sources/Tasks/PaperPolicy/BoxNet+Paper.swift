import Basics

extension BoxNet {
  /// The published checker: valid JSON, unsigned coordinates, an error beside the grid (paper, 3.6).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace)
    else { return .nothing(strict.explanation) }
    guard let steps = (try? JSONValue(parsing: extracted.text.bytes))?.array else {
      return PaperFinding(
        strict.answer, success: false, "the plan is no JSON list",
        strict.partial > 0 ? [.validJSON] : [])
    }
    var world = PaperBoxNetWorld(problem)
    for step in steps.prefix(PlanLimits.steps) where !world.hasFailed { world.run(step) }
    guard !world.hasFailed else {
      return PaperFinding(
        strict.answer, success: false, "a place beside the grid ends the run with an error",
        [.offGrid])
    }
    return PaperFinding(
      strict.answer, done: world.delivered, of: problem.boxCount,
      "\(world.delivered) of \(problem.boxCount) boxes reached their targets", world.quirks)
  }
}

/// The published simulation.
private struct PaperBoxNetWorld {
  private var squares: [[BoxNet.Square]]
  private(set) var delivered = 0
  private(set) var hasFailed = false
  private(set) var quirks: [PaperQuirk] = []

  init(_ problem: BoxNet.Problem) {
    squares = problem.squares
  }

  /// Applies the actions of one step in the order of its members.
  mutating func run(_ step: JSONValue) {
    guard let members = step.object?.members else { return }
    for member in members.prefix(PlanLimits.parts) where !hasFailed {
      guard let action = member.value.string, let agent = place(in: member.name) else { continue }
      guard exists(agent) else {
        hasFailed = true
        return
      }
      perform(action, by: agent)
    }
  }

  private mutating func perform(_ action: String, by agent: BoxNet.Place) {
    guard action.hasPrefix("move("), action.hasSuffix(")") else { return }
    let inside = Array(action.utf8.dropFirst(5).dropLast())
    guard let comma = inside.firstIndex(of: UInt8(ascii: ",")) else { return }
    let rest = inside[(comma + 1)...]
    guard rest.first == UInt8(ascii: " ") else {
      note(.spaceAfterComma)
      return
    }
    let box = String(decoding: inside[..<comma], as: UTF8.self)
    let goal = String(decoding: rest.dropFirst(), as: UTF8.self)
    guard box.hasPrefix("box_"),
      let index = squares[agent.x][agent.y].boxes.firstIndex(of: String(box.dropFirst(4)))
    else { return }
    let color = String(box.dropFirst(4))
    if goal.hasPrefix("square") {
      guard let to = place(in: goal) else { return }
      guard exists(to) else {
        hasFailed = true
        return
      }
      guard agent.isNextTo(to) else { return }
      squares[agent.x][agent.y].boxes.remove(at: index)
      squares[to.x][to.y].boxes.append(color)
    } else if goal == "target_\(color)",
      let target = squares[agent.x][agent.y].targets.firstIndex(of: color)
    {
      squares[agent.x][agent.y].boxes.remove(at: index)
      squares[agent.x][agent.y].targets.remove(at: target)
      delivered += 1
    }
  }

  /// The first two decimal numbers of a text as a place, signs dropped; beside the grid if they are no
  /// middle of a square.
  private mutating func place(in text: String) -> BoxNet.Place? {
    let runs = text.utf8.split { !ASCII.isDigit($0) && $0 != UInt8(ascii: ".") }.prefix(2)
    let numbers = runs.compactMap { run -> Int? in
      var scanner = PlanScanner(AnswerText(Array(run)), 0..<run.count)
      return scanner.millionths()
    }
    guard numbers.count == 2 else { return nil }
    if text.utf8.contains(UInt8(ascii: "-")) { note(.unsignedCoordinates) }
    return BoxNet.Place(x: Self.index(numbers[0]), y: Self.index(numbers[1]))
  }

  private static func index(_ millionths: Int) -> Int {
    let shifted = millionths - 500_000
    return shifted >= 0 && shifted % 1_000_000 == 0 ? shifted / 1_000_000 : -1
  }

  private func exists(_ place: BoxNet.Place) -> Bool {
    squares.indices.contains(place.x) && squares[place.x].indices.contains(place.y)
  }

  private mutating func note(_ quirk: PaperQuirk) {
    if !quirks.contains(quirk) { quirks.append(quirk) }
  }
}
