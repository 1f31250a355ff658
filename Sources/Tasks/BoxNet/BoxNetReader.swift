/// Reads steps: objects from agents to actions, whatever the quotes, brackets and spaces.
enum BoxNetReader {
  /// The plan of a place; `nil` if no object of it holds an action.
  ///
  /// Inside a marker all objects are steps. In free text the last run of objects is the plan: objects
  /// with nothing but commas, brackets and white space between them.
  static func plan(in text: AnswerText, _ place: AnswerCandidate) -> BoxNet.Plan? {
    if PlanPlaces.isEmptyPlan(text, place) { return BoxNet.Plan(steps: []) }
    let isText = place.rule == .text
    var scanner = PlanScanner(text, place.range)
    var best: [[BoxNet.Action]] = []
    var run: [[BoxNet.Action]] = []
    while true {
      scanner.skipNoise()
      guard let byte = scanner.next else { break }
      if byte == UInt8(ascii: "{") {
        if let step = step(&scanner), run.count <= PlanLimits.steps { run.append(step) }
        continue
      }
      scanner.advance()
      if isText, !"[],".utf8.contains(byte), run.contains(where: { !$0.isEmpty }) {
        best = run
        run = []
      }
    }
    if run.contains(where: { !$0.isEmpty }) { best = run }
    return best.isEmpty ? nil : BoxNet.Plan(steps: best)
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
