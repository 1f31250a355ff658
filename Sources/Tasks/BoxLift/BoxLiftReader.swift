/// Reads steps: `Step 1: [(weight, [indices]), …]`, or bare lists of assignments in order.
enum BoxLiftReader {
  /// The most lifters that are read in one assignment.
  private static let lifterLimit = 64

  /// A place where `Step N` stands.
  private struct Heading {
    var number: Int
    /// The step's list; `nil` if it cannot be read.
    var assignments: [BoxLift.Assignment]?
  }

  /// The plan of a place; `nil` if no step of it can be read.
  static func plan(
    in text: AnswerText, _ place: AnswerCandidate, by rules: ReadingRules = .standing
  ) -> BoxLift.Plan? {
    if PlanPlaces.isEmptyPlan(text, place) { return BoxLift.Plan(steps: []) }
    let headings = headings(in: PlanScanner(text, place.range, rules))
    guard headings.contains(where: { $0.assignments != nil }) else {
      return bareLists(in: PlanScanner(text, place.range, rules))
    }
    return plan(of: headings, inText: place.rule == .text)
  }

  // MARK: - Steps with headings

  /// The steps up to the first that cannot be read, of headings of which one can be read.
  ///
  /// In free text they begin at the last place where the numbers start again with a list that can be
  /// read; a plan that lacks its first step there is a plan whose first step cannot be read.
  private static func plan(of headings: [Heading], inText: Bool) -> BoxLift.Plan {
    var start = 0
    if inText, let readable = headings.firstIndex(where: { $0.assignments != nil }) {
      start = readable
      for index in headings.indices.dropFirst(readable + 1)
      where headings[index].assignments != nil
        && headings[index].number <= headings[index - 1].number
      {
        start = index
      }
      guard headings[start].number <= 1 else { return BoxLift.Plan(steps: [], isCutShort: true) }
    }
    var plan = BoxLift.Plan(steps: [])
    for heading in headings[start...] {
      guard let assignments = heading.assignments else {
        plan.isCutShort = true
        break
      }
      plan.steps.append(assignments)
    }
    return plan
  }

  private static func headings(in scanner: PlanScanner) -> [Heading] {
    var scanner = scanner
    var headings: [Heading] = []
    while headings.count <= PlanLimits.steps, scanner.seek(word: "step") {
      _ = scanner.take(prefix: "step")
      _ = scanner.take(UInt8(ascii: "_")) || scanner.take(UInt8(ascii: "#"))
      guard let number = scanner.integer() else { continue }
      headings.append(Heading(number: number, assignments: body(&scanner)))
    }
    return headings
  }

  /// The first list after a heading, before the next heading.
  private static func body(_ scanner: inout PlanScanner) -> [BoxLift.Assignment]? {
    while let byte = scanner.next, !scanner.isNext("step") {
      if byte == UInt8(ascii: "[") { return list(&scanner) }
      // A step with one assignment is sometimes written without its list.
      if byte == UInt8(ascii: "("), let only = looseAssignments(&scanner) { return only }
      scanner.advance()
    }
    return nil
  }

  // MARK: - Lists

  /// All lists of assignments in order: a printed list of steps.
  private static func bareLists(in scanner: PlanScanner) -> BoxLift.Plan? {
    var scanner = scanner
    var steps: [[BoxLift.Assignment]] = []
    while let byte = scanner.next, steps.count <= PlanLimits.steps {
      let start = scanner.position
      if byte == UInt8(ascii: "["), let list = list(&scanner), !list.isEmpty {
        steps.append(list)
      } else {
        scanner.position = start + 1
      }
    }
    return steps.isEmpty ? nil : BoxLift.Plan(steps: steps)
  }

  /// Reads `[(weight, [indices]), …]`; the list may be empty.
  private static func list(_ scanner: inout PlanScanner) -> [BoxLift.Assignment]? {
    guard scanner.takeOpening() else { return nil }
    if scanner.takeClosing() { return [] }
    guard let assignments = looseAssignments(&scanner) else { return nil }
    _ = scanner.take(UInt8(ascii: ","))
    return scanner.takeClosing() ? assignments : nil
  }

  /// Reads `(weight, [indices]), …` with one assignment or more.
  private static func looseAssignments(_ scanner: inout PlanScanner) -> [BoxLift.Assignment]? {
    var assignments: [BoxLift.Assignment] = []
    while true {
      let start = scanner.position
      guard let assignment = assignment(&scanner), assignments.count < PlanLimits.parts else {
        scanner.position = start
        return assignments.isEmpty ? nil : assignments
      }
      assignments.append(assignment)
      let end = scanner.position
      guard scanner.take(UInt8(ascii: ",")) else {
        scanner.position = end
        return assignments
      }
    }
  }

  private static func assignment(_ scanner: inout PlanScanner) -> BoxLift.Assignment? {
    // `{"weight": 60, "lifters": [0, 1]}`
    let isObject = scanner.rules == .standing && scanner.take(UInt8(ascii: "{"))
    guard isObject || scanner.takeOpening() else { return nil }
    skipLabel("box", &scanner)
    skipLabel("weight", &scanner)
    guard let weight = scanner.integer(), scanner.take(UInt8(ascii: ",")) else { return nil }
    skipLabel("lifters", &scanner)
    guard scanner.takeOpening() else { return nil }
    var lifters: [Int] = []
    while !scanner.takeClosing() {
      skipLabel("lifter", &scanner)
      guard lifters.count < lifterLimit, let lifter = scanner.integer() else { return nil }
      lifters.append(lifter)
      _ = scanner.take(UInt8(ascii: ","))
    }
    let isClosed = isObject ? scanner.take(UInt8(ascii: "}")) : scanner.takeClosing()
    return isClosed ? BoxLift.Assignment(weight: weight, lifters: lifters) : nil
  }

  /// Passes a word that names what comes next, such as `weight:` or `lifter_`.
  private static func skipLabel(_ label: StaticString, _ scanner: inout PlanScanner) {
    guard scanner.take(prefix: label) else { return }
    for mark in [UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: "=")]
    where scanner.take(mark) {
      return
    }
  }
}
