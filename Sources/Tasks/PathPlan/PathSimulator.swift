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
