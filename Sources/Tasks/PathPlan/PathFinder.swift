import Basics

/// A planner on a grid: breadth first over (place, boxes visited so far).
///
/// The generator keeps boxes, walls, start and end on the grid of half units and half a unit or more
/// apart, so that grid always holds a path if the room does. For other rooms the grid's lines are those
/// of all edges, of start and end, and one in the middle between each two: whatever path there is can be
/// moved onto it, visits by the mere touch of an edge excepted. What is found is checked by the simulator.
struct PathFinder {
  /// The step of the generator's grid in hundredths.
  static let step = 50
  /// The most lines of a grid in one direction.
  private static let lineLimit = 200

  private let problem: PathPlan.Problem
  private let avoid: [PathPlan.Box]
  private let visit: [PathPlan.Box]
  /// Where the grid's lines are, in millionths; the walls hold none.
  private let columns: [Int]
  private let rows: [Int]
  /// Whether the room is one of the generator's.
  private let isUniform: Bool

  init(_ problem: PathPlan.Problem) {
    self.problem = problem
    avoid = problem.boxes(of: problem.avoid)
    visit = problem.boxes(of: problem.visit)
    isUniform = problem.low == nil
    if isUniform {
      let count = min(max(problem.size / Self.step - 1, 0), Self.lineLimit)
      columns = (0..<count).map { ($0 + 1) * Self.step * 10_000 }
      rows = columns
    } else {
      let boxes = avoid + visit
      columns = Self.lines(
        boxes.flatMap { [$0.x0, $0.x1] } + [problem.start.x, problem.end.x], in: problem)
      rows = Self.lines(
        boxes.flatMap { [$0.y0, $0.y1] } + [problem.start.y, problem.end.y], in: problem)
    }
  }

  /// Lines through some coordinates and through the middles between them and the walls.
  private static func lines(_ hundredths: [Int], in problem: PathPlan.Problem) -> [Int] {
    let (low, high) = problem.span
    let inside = Set(hundredths.map(Decimals.millionths)).filter { $0 > low && $0 < high }
    let edges = [low] + inside.sorted().prefix(lineLimit / 2) + [high]
    let middles = zip(edges, edges.dropFirst()).map { $0 + ($1 - $0) / 2 }
    return (inside + middles.filter { $0 > low && $0 < high }).sorted()
  }

  /// A path that solves the problem; `nil` if the grid holds none or more than eight visits are asked.
  func path() -> [ExactPoint]? {
    guard visit.count <= 8, let start = place(of: problem.start), let end = place(of: problem.end)
    else { return nil }
    let masks = (0..<(columns.count * rows.count)).map(mask(ofPlace:))
    guard let first = masks[start], masks[end] != nil else { return nil }
    let goal = end << visit.count | (1 << visit.count - 1)
    var cameFrom = [Int](repeating: -1, count: masks.count << visit.count)
    var queue = [start << visit.count | first]
    cameFrom[queue[0]] = queue[0]
    var head = 0
    while head < queue.count, cameFrom[goal] < 0 {
      let state = queue[head]
      head += 1
      for neighbour in neighbours(of: state >> visit.count) {
        guard let mask = masks[neighbour] else { continue }
        let next = neighbour << visit.count | (state & (1 << visit.count - 1)) | mask
        guard cameFrom[next] < 0 else { continue }
        cameFrom[next] = state
        queue.append(next)
      }
    }
    guard cameFrom[goal] >= 0 else { return nil }
    return straightened(states(to: goal, from: cameFrom))
  }

  /// The states on the way to a state, the first one first.
  private func states(to goal: Int, from cameFrom: [Int]) -> [Int] {
    var states = [goal]
    while let state = states.last, cameFrom[state] != state { states.append(cameFrom[state]) }
    return states.reversed()
  }

  /// The places of the states without those that a straight line can leave out.
  ///
  /// A place where a box is reached for the first time stays.
  private func straightened(_ states: [Int]) -> [ExactPoint] {
    let bits = 1 << visit.count - 1
    let places = states.map { $0 >> visit.count }
    var points = places.prefix(1).map(point(ofPlace:))
    var kept = 0
    while kept < states.count - 1 {
      var next = kept + 1
      while next + 1 < states.count, states[next] & bits == states[next - 1] & bits,
        isFree(places[kept], places[next + 1])
      {
        next += 1
      }
      points.append(point(ofPlace: places[next]))
      kept = next
    }
    return points
  }

  private func isFree(_ start: Int, _ end: Int) -> Bool {
    let start = point(ofPlace: start)
    let end = point(ofPlace: end)
    return !avoid.contains { PathSimulator.touches(start, end, $0) }
  }

  /// The boxes to visit that a place lies in, as bits; `nil` in a box to avoid.
  private func mask(ofPlace place: Int) -> Int? {
    let point = point(ofPlace: place)
    guard !avoid.contains(where: { PathSimulator.touches(point, point, $0) }) else { return nil }
    return visit.indices.reduce(0) { mask, index in
      isVisit(point, visit[index]) ? mask | 1 << index : mask
    }
  }

  /// Whether a path that comes to a point visits a box; off the generator's grid only inside of it, so
  /// that nobody's notion of touching matters.
  private func isVisit(_ point: ExactPoint, _ box: PathPlan.Box) -> Bool {
    if isUniform { return PathSimulator.touches(point, point, box) }
    return point.x > Decimals.millionths(hundredths: box.x0)
      && point.x < Decimals.millionths(hundredths: box.x1)
      && point.y > Decimals.millionths(hundredths: box.y0)
      && point.y < Decimals.millionths(hundredths: box.y1)
  }

  private func neighbours(of place: Int) -> [Int] {
    let (row, column) = place.quotientAndRemainder(dividingBy: columns.count)
    var neighbours: [Int] = []
    for (dx, dy) in [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]
    where columns.indices.contains(column + dx) && rows.indices.contains(row + dy) {
      let neighbour = (row + dy) * columns.count + column + dx
      // On the generator's grid a step along a line stays free between free places.
      if (isUniform && (dx == 0 || dy == 0)) || isFree(place, neighbour) {
        neighbours.append(neighbour)
      }
    }
    return neighbours
  }

  private func place(of point: PathPlan.Point) -> Int? {
    guard let column = columns.firstIndex(of: point.millionths.x),
      let row = rows.firstIndex(of: point.millionths.y)
    else { return nil }
    return row * columns.count + column
  }

  private func point(ofPlace place: Int) -> ExactPoint {
    ExactPoint(x: columns[place % columns.count], y: rows[place / columns.count])
  }
}

extension PathPlan {
  private static let colors = ["red", "green", "blue", "yellow", "purple", "orange", "pink"]
  private static let size = 1_000
  /// The least distance between boxes, and between a box and a wall, in hundredths.
  private static let gap = 100

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let rung = (Self.ladder + Self.added)[rung - 1]
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
