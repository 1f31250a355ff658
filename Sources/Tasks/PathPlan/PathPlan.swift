/// A path through coloured boxes (paper, 3.3).
///
/// Decided here, where the paper is silent: boxes and walls are closed, so touching one counts. A path
/// visits a box if one of its segments has a point in common with it, edges and corners included; a
/// path that lies inside a box or along its edge visits it. The order of visits is free.
struct PathPlan: BenchTask {
  /// What a rung's problems look like.
  struct Rung {
    var boxes: Int
    var visits: Int
    var avoids: Int
  }

  static let ladder = [
    Rung(boxes: 2, visits: 1, avoids: 0), Rung(boxes: 3, visits: 1, avoids: 1),
    Rung(boxes: 4, visits: 2, avoids: 1), Rung(boxes: 5, visits: 3, avoids: 1),
    Rung(boxes: 6, visits: 3, avoids: 2), Rung(boxes: 7, visits: 4, avoids: 3),
  ]
  /// As many boxes as the public data have, with as much to keep clear of.
  static let added = [Rung(boxes: 7, visits: 3, avoids: 4)]

  var description: TaskDescription {
    TaskDescription(
      name: "path-plan", title: "Path Plan", shortTitle: "Path plan", group: .planning,
      summary: "Find waypoints that visit some coloured boxes and stay clear of others.",
      rungs: Self.ladder.count, addedRungs: Self.added.count,
      resultNames: ["result", "Waypoints", "waypoints", "trajectory"])
  }

  func prompt(for problem: Problem) -> String {
    let low = Decimals.text(hundredths: problem.low ?? 0)
    let size = Decimals.text(hundredths: problem.size)
    let boxes = problem.boxes.map { box in
      "\(box.color): x \(range(box.x0, box.x1)), y \(range(box.y0, box.y1))"
    }
    let visits = "Visit these boxes, in any order: \(problem.visit.joined(separator: ", "))."
    let avoids = "Never touch these boxes: \(problem.avoid.joined(separator: ", "))."
    let hasOthers = problem.boxes.count > problem.visit.count + problem.avoid.count
    var tasks = [visits]
    if !problem.avoid.isEmpty { tasks.append(avoids) }
    if hasOthers { tasks.append("All other boxes may be crossed.") }
    return """
      A robot drives in straight lines from waypoint to waypoint in a square room with \
      \(low) < x < \(size) and \(low) < y < \(size). It must not touch the walls. Coloured boxes lie on the floor:
      \(boxes.joined(separator: "\n"))
      Start: \(problem.start.text). End: \(problem.end.text).
      \(tasks.joined(separator: " ")) The robot visits a box when its path touches or enters it.
      List the waypoints, the start first and the end last, in the format \
      <<<[(x0, y0), (x1, y1), ...]>>>.
      """
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [
      ComplexityParameter("boxes", problem.boxes.count),
      ComplexityParameter("visit", problem.visit.count),
      ComplexityParameter("avoid", problem.avoid.count),
    ]
  }

  func reference(for problem: Problem) -> String {
    let path = PathFinder(problem).path() ?? []
    return "<<<\(Self.text(of: path))>>>"
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<[ExactPoint]> {
    trace.plan(
      in: text, expecting: "list of waypoints", orElse: "no list of waypoints was found"
    ) {
      PathReader.path(in: $0, $1, by: $2).map { ($0, Self.text(of: $0)) }
    }
  }

  func grade(
    _ answer: [ExactPoint], for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    if let fault = PathSimulator.fault(of: answer, in: problem, trace: &trace) {
      return .wrong(fault)
    }
    return .right("the path visits what it must and touches nothing that it must not")
  }

  private func range(_ low: Int, _ high: Int) -> String {
    "\(Decimals.text(hundredths: low)) to \(Decimals.text(hundredths: high))"
  }

  private static func text(of path: [ExactPoint]) -> String {
    "[\(path.map(\.text).joined(separator: ", "))]"
  }
}

extension PathPlan {
  /// A place of the room, in hundredths.
  struct Point: Codable, Hashable, Sendable {
    var x: Int
    var y: Int

    /// The point as prompts write it.
    var text: String { "(\(Decimals.text(hundredths: x)), \(Decimals.text(hundredths: y)))" }

    /// The point in the answer's unit.
    ///
    /// Coordinates are cut off at ±1000, so that the products of the simulator cannot overflow
    /// whatever a question file holds.
    var millionths: ExactPoint {
      ExactPoint(x: Decimals.millionths(hundredths: x), y: Decimals.millionths(hundredths: y))
    }
  }

  /// A closed box, its edges parallel to the room's, in hundredths.
  struct Box: Codable, Hashable, Sendable {
    var color: String
    var x0: Int
    var x1: Int
    var y0: Int
    var y1: Int
  }

  /// A room with boxes, and what the path must do in it.
  struct Problem: Codable, Hashable, Sendable {
    /// The room is the open square from 0, or from ``low``, to this, in hundredths.
    var size: Int
    /// Where the room begins, in hundredths, if not at 0.
    var low: Int?
    var boxes: [Box]
    var start: Point
    var end: Point
    /// The colours of the boxes to visit.
    var visit: [String]
    /// The colours of the boxes that no segment may touch.
    var avoid: [String]

    /// Where the room begins and ends, in millionths.
    var span: (low: Int, high: Int) {
      (Decimals.millionths(hundredths: low ?? 0), Decimals.millionths(hundredths: size))
    }

    /// The boxes of some colours.
    func boxes(of colors: [String]) -> [Box] {
      boxes.filter { colors.contains($0.color) }
    }
  }
}

/// A point of a path, in millionths: what a decimal text says, exactly, after rounding there.
///
/// Rounding makes the noise of printed binary fractions (`0.30000000000000004`) harmless and moves a
/// point by no more than half a millionth. Magnitudes end at 1000 (``PlanScanner/magnitudeLimit``).
struct ExactPoint: Hashable, Sendable {
  var x: Int
  var y: Int

  /// The point in the normal spelling, such as `(0.5, 3)`.
  var text: String { "(\(Decimals.text(millionths: x)), \(Decimals.text(millionths: y)))" }
}

/// The shortest decimal text of scaled whole numbers.
enum Decimals {
  /// Hundredths as millionths, cut off at the largest magnitude that is simulated.
  static func millionths(hundredths: Int) -> Int {
    let limit = PlanScanner.magnitudeLimit / 10_000
    return min(max(hundredths, -limit), limit) * 10_000
  }

  /// Such as `2.5` for 250.
  static func text(hundredths: Int) -> String {
    text(millionths: millionths(hundredths: hundredths))
  }

  /// Such as `-0.000001` for -1.
  static func text(millionths: Int) -> String {
    let (whole, part) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let sign = millionths < 0 ? "-" : ""
    guard part > 0 else { return "\(sign)\(whole)" }
    var digits = Array(String(1_000_000 + part).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return "\(sign)\(whole).\(String(decoding: digits, as: UTF8.self))"
  }
}

extension PathPlan {
  func corruptions(of problem: Problem) -> [Corruption] {
    let path = PathFinder(problem).path() ?? []
    guard path.count >= 2 else { return [] }
    func plan(_ kind: String, _ path: [ExactPoint]) -> Corruption {
      .marked(kind, "[\(path.map(\.text).joined(separator: ", "))]")
    }
    let outside = ExactPoint(x: problem.span.low - 500_000, y: path[0].y)
    let start = ExactPoint(x: path[0].x + 1, y: path[0].y)
    var found = [
      plan("another start", [start] + path.dropFirst()),
      plan("no start", Array(path.dropFirst())),
      plan("no end", Array(path.dropLast())),
      plan("backwards", path.reversed()),
      plan("outside the room", path.dropLast() + [outside, path[path.count - 1]]),
      plan("one waypoint", [path[0]]),
      .marked("no waypoints", "[]"),
      .marked("pairs of three", "[(1, 2, 3), (4, 5, 6)]"),
    ]
    let avoided = problem.boxes(of: problem.avoid)
    for box in avoided.prefix(1) {
      let inside = Point(x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2).millionths
      found.append(
        plan("through an avoided box", path.dropLast() + [inside, path[path.count - 1]]))
    }
    let direct = [path[0], path[path.count - 1]]
    if PathSimulator.fault(of: direct, in: problem) != nil {
      found.append(plan("straight to the end", direct))
    }
    return found
  }

  /// Straight to the end, and straight from middle to middle of the boxes to visit.
  func guesses(at problem: Problem) -> [Guess] {
    let ends = (problem.start.millionths, problem.end.millionths)
    let middles = problem.boxes(of: problem.visit).map {
      Point(x: ($0.x0 + $0.x1) / 2, y: ($0.y0 + $0.y1) / 2).millionths
    }
    return [
      .marked(.emptyPlan, "straight to the end", Self.text(of: [ends.0, ends.1])),
      .marked(
        .greedyPlan, "straight from middle to middle",
        Self.text(of: [ends.0] + middles + [ends.1])),
    ]
  }
}
