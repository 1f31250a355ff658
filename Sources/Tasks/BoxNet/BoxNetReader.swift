/// Reads steps: objects from agents to actions, whatever the quotes, brackets and spaces.
enum BoxNetReader {
  /// The plan of a place; `nil` if no object of it holds an action.
  ///
  /// Inside a marker all objects are steps. In free text the last run of objects is the plan: objects
  /// with nothing but commas, brackets and white space between them.
  static func plan(
    in text: AnswerText, _ place: AnswerCandidate, by rules: ReadingRules = .standing
  ) -> BoxNet.Plan? {
    if PlanPlaces.isEmptyPlan(text, place) { return BoxNet.Plan(steps: []) }
    let isText = place.rule == .text
    var scanner = PlanScanner(text, place.range, rules)
    var best: [[BoxNet.Action]] = []
    var run: [[BoxNet.Action]] = []
    var hasAction = false
    while true {
      scanner.skipNoise()
      guard let byte = scanner.next else { break }
      if byte == UInt8(ascii: "{") {
        if let step = step(&scanner), run.count <= PlanLimits.steps {
          hasAction = hasAction || !step.isEmpty
          run.append(step)
        }
        continue
      }
      if rules == .standing, !run.isEmpty, takeHeading(&scanner) { continue }
      scanner.advance()
      if isText, hasAction, !"[],".utf8.contains(byte) {
        best = run
        (run, hasAction) = ([], false)
      }
    }
    if hasAction { best = run }
    return best.isEmpty ? nil : BoxNet.Plan(steps: best)
  }

  /// Passes `Step 2:`, `2.` or `- ` between two objects; leaves the scanner where it was otherwise.
  ///
  /// A heading with the number 1 begins another plan.
  private static func takeHeading(_ scanner: inout PlanScanner) -> Bool {
    guard let byte = scanner.next, "-#sS".utf8.contains(byte) || ASCII.isDigit(byte) else {
      return false
    }
    let start = scanner.position
    for mark in "-####".utf8 { _ = scanner.take(mark) }
    let isStep = scanner.take(word: "step") || scanner.take(prefix: "step_")
    _ = scanner.take(UInt8(ascii: "#"))
    if let number = smallNumber(&scanner) {
      guard number > 1, isStep || scanner.next.map(".):".utf8.contains) ?? false else {
        scanner.position = start
        return false
      }
      for mark in ".):-".utf8 { _ = scanner.take(mark) }
    }
    scanner.skipNoise()
    // Each step in a fence of its own.
    _ = scanner.take(word: "json") || scanner.take(word: "python")
    scanner.skipNoise()
    guard scanner.position > start, scanner.next == UInt8(ascii: "{") else {
      scanner.position = start
      return false
    }
    return true
  }

  /// A number of up to four digits.
  private static func smallNumber(_ scanner: inout PlanScanner) -> Int? {
    let start = scanner.position
    var value = 0
    while let byte = scanner.next, ASCII.isDigit(byte), scanner.position - start < 4 {
      value = 10 * value + Int(byte - UInt8(ascii: "0"))
      scanner.advance()
    }
    return scanner.position > start ? value : nil
  }

  /// Reads `{…}`; `nil`, with the scanner behind what was read, if the object does not end before
  /// another one begins.
  private static func step(_ scanner: inout PlanScanner) -> [BoxNet.Action]? {
    scanner.advance()
    var actions: [BoxNet.Action] = []
    while let byte = scanner.next, byte != UInt8(ascii: "{") {
      if byte == UInt8(ascii: "}") {
        scanner.advance()
        return actions
      }
      if scanner.isNext("agent") {
        _ = scanner.take(prefix: "agent")
        guard let agent = place(&scanner) else { continue }
        if actions.count < PlanLimits.parts {
          actions.append(BoxNet.Action(agent: agent, deed: deed(&scanner)))
        }
      } else {
        scanner.advance()
      }
    }
    return nil
  }

  /// Reads `: move(box_c, square[x, y])` or `: move(box_c, target_c)`.
  private static func deed(_ scanner: inout PlanScanner) -> BoxNet.Deed? {
    guard scanner.take(UInt8(ascii: ":")), scanner.take(word: "move"), scanner.takeOpening(),
      scanner.take(prefix: "box_"), let color = scanner.name(), scanner.take(UInt8(ascii: ","))
    else { return nil }
    if scanner.take(prefix: "target_") {
      guard let target = scanner.name(), scanner.takeClosing() else { return nil }
      return .deliver(color: color, target: target)
    }
    guard scanner.take(prefix: "square"), let to = place(&scanner), scanner.takeClosing() else {
      return nil
    }
    return .carry(color: color, to: to)
  }

  /// Reads `[x, y]` with both coordinates in the middle of a square; another point is beside the grid.
  private static func place(_ scanner: inout PlanScanner) -> BoxNet.Place? {
    guard scanner.takeOpening(), let x = scanner.millionths(), scanner.take(UInt8(ascii: ",")),
      let y = scanner.millionths(), scanner.takeClosing()
    else { return nil }
    return BoxNet.Place(x: index(x), y: index(y))
  }

  /// The index of a middle; -1 for a coordinate where no middle is.
  private static func index(_ millionths: Int) -> Int {
    let shifted = millionths - 500_000
    return shifted >= 0 && shifted % 1_000_000 == 0 ? shifted / 1_000_000 : -1
  }
}
