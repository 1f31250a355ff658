/// Reads waypoints: pairs in `(…)` or `[…]`, with commas, arrows, list numbers or line breaks between
/// them.
enum PathReader {
  /// A run of points with nothing but separators between them.
  private struct Run {
    var points: [ExactPoint] = []
    /// Whether a bracket opened right before the first point, as in a list.
    var isList = false
  }

  /// The last list of points of a place, or the last run of points where no list is.
  ///
  /// A single point is a path (a wrong one) inside a marker; in free text it is only a place that the
  /// text speaks of.
  static func path(
    in text: AnswerText, _ place: AnswerCandidate, by rules: ReadingRules = .standing
  ) -> [ExactPoint]? {
    let isText = place.rule == .text
    var best: Run?
    var current = Run()
    func close() {
      if current.points.count >= (isText ? 2 : 1), current.isList || best?.isList != true {
        best = current
      }
      current = Run()
    }
    var scanner = PlanScanner(text, place.range, rules)
    var isOpened = false
    while true {
      scanner.skipNoise()
      guard let byte = scanner.next else { break }
      if let point = isOpening(byte) ? point(&scanner) : namedPoint(&scanner) {
        if current.points.isEmpty { current.isList = isOpened }
        if current.points.count <= PlanLimits.steps { current.points.append(point) }
        isOpened = false
      } else if !current.points.isEmpty, takeSeparator(&scanner) {
        continue
      } else {
        if !current.points.isEmpty { close() }
        isOpened = isOpening(byte)
        scanner.advance()
      }
    }
    close()
    return best?.points
  }

  private static func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(")
  }

  /// Reads `x=1, y=2`, `x: 1, y: 2` or `{"x": 1, "y": 2}`; leaves the scanner where it was if there is
  /// none.
  private static func namedPoint(_ scanner: inout PlanScanner) -> ExactPoint? {
    if scanner.rules == .standing, scanner.next == UInt8(ascii: "|") { return row(&scanner) }
    guard scanner.rules == .standing, let byte = scanner.next,
      byte == UInt8(ascii: "{")
        || byte | 0x20 == UInt8(ascii: "x")
    else { return nil }
    let start = scanner.position
    let isObject = scanner.take(UInt8(ascii: "{"))
    if let x = coordinate("x", &scanner) {
      _ = scanner.take(UInt8(ascii: ",")) || scanner.take(UInt8(ascii: ";"))
      if let y = coordinate("y", &scanner), !isObject || scanner.take(UInt8(ascii: "}")) {
        return ExactPoint(x: x, y: y)
      }
    }
    scanner.position = start
    return nil
  }

  /// Reads a row of a table, `| 1 | 2 |`; leaves the scanner where it was if there is none.
  private static func row(_ scanner: inout PlanScanner) -> ExactPoint? {
    let start = scanner.position
    let bar = UInt8(ascii: "|")
    if scanner.take(bar), let x = scanner.millionths(), scanner.take(bar),
      let y = scanner.millionths(), scanner.take(bar)
    {
      return ExactPoint(x: x, y: y)
    }
    scanner.position = start
    return nil
  }

  private static func coordinate(_ name: StaticString, _ scanner: inout PlanScanner) -> Int? {
    guard scanner.take(word: name),
      scanner.take(UInt8(ascii: "=")) || scanner.take(UInt8(ascii: ":"))
    else { return nil }
    return scanner.millionths()
  }

  /// Reads a point; leaves the scanner where it was if there is none.
  private static func point(_ scanner: inout PlanScanner) -> ExactPoint? {
    let start = scanner.position
    if scanner.takeOpening(), let x = scanner.millionths(), scanner.take(UInt8(ascii: ",")),
      let y = scanner.millionths(), scanner.takeClosing()
    {
      return ExactPoint(x: x, y: y)
    }
    scanner.position = start
    // `(x=1, y=2)`
    if scanner.rules == .standing, scanner.takeOpening(), let point = namedPoint(&scanner),
      scanner.takeClosing()
    {
      return point
    }
    scanner.position = start
    return nil
  }

  /// Passes a comma, a semicolon, a dash, an arrow or a number as in `2. (3, 4)`.
  private static func takeSeparator(_ scanner: inout PlanScanner) -> Bool {
    if takePointLabel(&scanner) { return true }
    if let byte = scanner.next, ",;->=".utf8.contains(byte) {
      scanner.advance()
      return true
    }
    return scanner.take(prefix: "→") || takeListNumber(&scanner)
  }

  /// Passes `Waypoint 2:` and its like; leaves the scanner where it was otherwise.
  private static func takePointLabel(_ scanner: inout PlanScanner) -> Bool {
    guard scanner.rules == .standing else { return false }
    let start = scanner.position
    guard
      scanner.take(word: "waypoint") || scanner.take(word: "point") || scanner.take(word: "step")
        || scanner.take(word: "then") || scanner.take(word: "to")
    else { return false }
    scanner.skipNoise()
    if scanner.take(UInt8(ascii: ":")) { return true }
    if scanner.next.map(ASCII.isDigit) ?? false, let number = scanner.integer(),
      number > 1 || number == 0
    {
      if scanner.take(UInt8(ascii: ":")) || scanner.take(UInt8(ascii: ".")) { return true }
    } else if let byte = scanner.next, isOpening(byte) || byte == UInt8(ascii: "x") {
      return true
    }
    scanner.position = start
    return false
  }

  /// Passes up to four digits with a full stop or colon; leaves the scanner where it was otherwise.
  private static func takeListNumber(_ scanner: inout PlanScanner) -> Bool {
    let start = scanner.position
    while let byte = scanner.next, ASCII.isDigit(byte), scanner.position - start < 4 {
      scanner.advance()
    }
    if scanner.position > start, let byte = scanner.next, ".:".utf8.contains(byte) {
      scanner.advance()
      return true
    }
    scanner.position = start
    return false
  }
}

/// Drives a path through a room, in exact whole numbers.
enum PathSimulator {
  /// What is wrong with a path, without a trace; `nil` if it solves the problem.
  static func fault(of path: [ExactPoint], in problem: PathPlan.Problem) -> String? {
    var trace = GradingTrace.off
    return fault(of: path, in: problem, trace: &trace)
  }

  /// What is wrong with a path; `nil` if it solves the problem.
  static func fault(
    of path: [ExactPoint], in problem: PathPlan.Problem, trace: inout GradingTrace
  ) -> String? {
    let fault = firstFault(of: path, in: problem)
    trace.check(
      fault?.rule ?? "room and boxes", isKept: fault == nil,
      fault?.text ?? "\(path.count) waypoints")
    return fault?.text
  }

  private static func firstFault(
    of path: [ExactPoint], in problem: PathPlan.Problem
  ) -> WorldFault? {
    guard path.count >= 2, let first = path.first, let last = path.last else {
      return WorldFault("two waypoints", "a path needs two waypoints or more")
    }
    guard path.count <= PlanLimits.steps else {
      return WorldFault("waypoint limit", "the path has more than \(PlanLimits.steps) waypoints")
    }
    guard first == problem.start.millionths else {
      return WorldFault("starts at start", "the path does not begin at the start")
    }
    guard last == problem.end.millionths else {
      return WorldFault("stops at end", "the path does not stop at the end")
    }
    let (low, high) = problem.span
    // The room is convex: a path whose waypoints are all inside is inside.
    for point in path
    where point.x <= low || point.y <= low || point.x >= high || point.y >= high {
      return WorldFault(
        "inside the room", "the waypoint \(point.text) touches a wall or lies outside the room")
    }
    for box in problem.boxes(of: problem.avoid) {
      if let number = firstTouch(of: path, box) {
        return WorldFault(
          "avoided box", "segment \(number) touches the box \(box.color), which it must avoid")
      }
    }
    for box in problem.boxes(of: problem.visit) where firstTouch(of: path, box) == nil {
      return WorldFault("visited box", "the path does not visit the box \(box.color)")
    }
    return nil
  }

  /// Whether a segment has a point in common with a closed box.
  ///
  /// Two convex sets are apart exactly if they are apart along an edge's normal: the two axes, and
  /// across the segment. A segment of one point passes the third test and is decided by the axes.
  static func touches(_ start: ExactPoint, _ end: ExactPoint, _ box: PathPlan.Box) -> Bool {
    let x0 = Decimals.millionths(hundredths: box.x0)
    let x1 = Decimals.millionths(hundredths: box.x1)
    let y0 = Decimals.millionths(hundredths: box.y0)
    let y1 = Decimals.millionths(hundredths: box.y1)
    guard max(start.x, end.x) >= x0, min(start.x, end.x) <= x1, max(start.y, end.y) >= y0,
      min(start.y, end.y) <= y1
    else { return false }
    // Differences stay within 2e9 and their products within 4e18, so nothing overflows.
    func side(_ x: Int, _ y: Int) -> Int {
      ((end.x - start.x) * (y - start.y) - (end.y - start.y) * (x - start.x)).signum()
    }
    let sides = (side(x0, y0), side(x0, y1), side(x1, y0), side(x1, y1))
    let total = sides.0 + sides.1 + sides.2 + sides.3
    return total > -4 && total < 4
  }

  /// The number of the first segment that touches a box, from 1.
  private static func firstTouch(of path: [ExactPoint], _ box: PathPlan.Box) -> Int? {
    (1..<path.count).first { touches(path[$0 - 1], path[$0], box) }
  }
}
