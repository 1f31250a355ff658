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

  var description: TaskDescription {
    TaskDescription(
      name: "path-plan", title: "Path Plan", shortTitle: "Path plan", group: .planning,
      summary: "Find waypoints that visit some coloured boxes and stay clear of others.",
      rungs: Self.ladder.count,
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
    trace.first(
      of: PlanPlaces.of(text), expecting: "list of waypoints",
      orElse: "no list of waypoints was found"
    ) { place in
      PathReader.path(in: text, place).map { ($0, Self.text(of: $0)) }
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
