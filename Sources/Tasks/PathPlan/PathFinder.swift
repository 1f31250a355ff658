/// A planner on the grid of half units: breadth first over (place, boxes visited so far).
///
/// The generator keeps boxes, walls, start and end on the grid and half a unit or more apart, so the
/// grid always holds a path if the room does; what it finds is checked by the simulator.
struct PathFinder {
  /// The grid's step in hundredths.
  static let step = 50

  private let problem: PathPlan.Problem
  private let avoid: [PathPlan.Box]
  private let visit: [PathPlan.Box]
  /// The number of grid places along one side; the walls hold none.
  private let side: Int

  init(_ problem: PathPlan.Problem) {
    self.problem = problem
    avoid = problem.boxes(of: problem.avoid)
    visit = problem.boxes(of: problem.visit)
    side = min(max(problem.size / Self.step - 1, 0), 200)
  }

  /// A path that solves the problem; `nil` if the grid holds none or more than eight visits are asked.
  func path() -> [PathPlan.Point]? {
    guard visit.count <= 8, let start = place(of: problem.start), let end = place(of: problem.end)
    else { return nil }
    let masks = (0..<(side * side)).map(mask(ofPlace:))
    guard let first = masks[start], masks[end] != nil else { return nil }
    let goal = end << visit.count | (1 << visit.count - 1)
    var cameFrom = [Int](repeating: -1, count: side * side << visit.count)
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
  private func straightened(_ states: [Int]) -> [PathPlan.Point] {
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
    let start = point(ofPlace: start).millionths
    let end = point(ofPlace: end).millionths
    return !avoid.contains { PathSimulator.touches(start, end, $0) }
  }

  /// The boxes to visit that a place lies in, as bits; `nil` in a box to avoid.
  private func mask(ofPlace place: Int) -> Int? {
    let point = point(ofPlace: place).millionths
    guard !avoid.contains(where: { PathSimulator.touches(point, point, $0) }) else { return nil }
    return visit.indices.reduce(0) { mask, index in
      PathSimulator.touches(point, point, visit[index]) ? mask | 1 << index : mask
    }
  }

  private func neighbours(of place: Int) -> [Int] {
    let (row, column) = place.quotientAndRemainder(dividingBy: side)
    var neighbours: [Int] = []
    for (dx, dy) in [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]
    where (0..<side).contains(column + dx) && (0..<side).contains(row + dy) {
      let neighbour = (row + dy) * side + column + dx
      if dx == 0 || dy == 0 || isFree(place, neighbour) { neighbours.append(neighbour) }
    }
    return neighbours
  }

  private func place(of point: PathPlan.Point) -> Int? {
    let (column, x) = point.x.quotientAndRemainder(dividingBy: Self.step)
    let (row, y) = point.y.quotientAndRemainder(dividingBy: Self.step)
    guard x == 0, y == 0, (1...max(side, 1)).contains(column), (1...max(side, 1)).contains(row),
      side > 0
    else { return nil }
    return (row - 1) * side + column - 1
  }

  private func point(ofPlace place: Int) -> PathPlan.Point {
    PathPlan.Point(
      x: (place % side + 1) * Self.step, y: (place / side + 1) * Self.step)
  }
}
