import Basics

extension PathPlan {
  private static let colors = ["red", "green", "blue", "yellow", "purple", "orange", "pink"]
  private static let size = 1_000
  /// The least distance between boxes, and between a box and a wall, in hundredths.
  private static let gap = 100

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let rung = Self.ladder[rung - 1]
    var attempt = 0
    while true {
      attempt += 1
      guard let problem = Self.draft(rung, using: &generator) else { continue }
      // Where something is to be avoided it should be in the way, if chance allows.
      guard rung.avoids == 0 || attempt > 500 || !Self.isSolvedNaively(problem) else { continue }
      guard let path = PathFinder(problem).path(),
        PathSimulator.fault(of: path, in: problem) == nil
      else { continue }
      return problem
    }
  }

  /// A random room; `nil` if the boxes do not fit or start and end are too close.
  private static func draft(_ rung: Rung, using generator: inout SeededGenerator) -> Problem? {
    let colors = generator.sample(rung.boxes, of: colors)
    var boxes: [Box] = []
    for color in colors {
      guard let box = box(color, besides: boxes, using: &generator) else { return nil }
      boxes.append(box)
    }
    guard let start = freePoint(among: boxes, using: &generator),
      let end = freePoint(among: boxes, using: &generator),
      abs(start.x - end.x) + abs(start.y - end.y) >= 500
    else { return nil }
    let roles = generator.shuffled(colors)
    return Problem(
      size: size, boxes: boxes, start: start, end: end, visit: Array(roles.prefix(rung.visits)),
      avoid: Array(roles.dropFirst(rung.visits).prefix(rung.avoids)))
  }

  private static func box(
    _ color: String, besides boxes: [Box], using generator: inout SeededGenerator
  ) -> Box? {
    for _ in 1...50 {
      let width = generator.integer(in: 2...5) * PathFinder.step
      let height = generator.integer(in: 2...5) * PathFinder.step
      let x = coordinate(upTo: size - gap - width, using: &generator)
      let y = coordinate(upTo: size - gap - height, using: &generator)
      let box = Box(color: color, x0: x, x1: x + width, y0: y, y1: y + height)
      if boxes.allSatisfy({ isApart($0, box) }) { return box }
    }
    return nil
  }

  private static func coordinate(upTo limit: Int, using generator: inout SeededGenerator) -> Int {
    generator.integer(in: (gap / PathFinder.step)...(limit / PathFinder.step)) * PathFinder.step
  }

  private static func isApart(_ box: Box, _ other: Box) -> Bool {
    box.x1 + gap <= other.x0 || other.x1 + gap <= box.x0 || box.y1 + gap <= other.y0
      || other.y1 + gap <= box.y0
  }

  private static func freePoint(
    among boxes: [Box], using generator: inout SeededGenerator
  ) -> Point? {
    for _ in 1...50 {
      let point = Point(
        x: generator.integer(in: 1...(size / PathFinder.step - 1)) * PathFinder.step,
        y: generator.integer(in: 1...(size / PathFinder.step - 1)) * PathFinder.step)
      let exact = point.millionths
      if !boxes.contains(where: { PathSimulator.touches(exact, exact, $0) }) { return point }
    }
    return nil
  }

  /// Whether the straight lines from the start through the middles of the boxes to the end, in the
  /// order in which the prompt names them, solve the problem.
  private static func isSolvedNaively(_ problem: Problem) -> Bool {
    let middles = problem.visit.flatMap { problem.boxes(of: [$0]) }.map { box in
      Point(x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2)
    }
    let path = [problem.start] + middles + [problem.end]
    return PathSimulator.fault(of: path.map(\.millionths), in: problem) == nil
  }
}
