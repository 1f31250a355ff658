import Basics
import PythonLiterals

/// A room of the paper's Path Plan: black walls around the open square from -1.4 to 1.4, seven coloured
/// boxes that may overlap, a start and an end.
struct HouseWorld: Hashable, Sendable {
  /// What must be entered and what avoided.
  struct Instruction: Hashable, Sendable {
    var visit: [String]
    var avoid: [String]
  }

  /// The colours of the boxes.
  static let colors = ["red", "green", "blue", "yellow", "purple", "orange", "pink"]
  /// Where the walls end, in hundredths.
  static let wall = (inner: 140, outer: 150)

  /// The ten instructions (paper, 3.3); the fourth repeats the first.
  static let instructions = [
    Instruction(visit: ["green", "yellow"], avoid: []),
    Instruction(visit: ["yellow", "purple", "red", "green"], avoid: []),
    Instruction(visit: ["yellow", "purple", "red", "green"], avoid: ["blue"]),
    Instruction(visit: ["green", "yellow"], avoid: []),
    Instruction(
      visit: ["blue"], avoid: ["red", "green", "yellow", "purple", "orange", "pink"]),
    Instruction(visit: ["green", "yellow"], avoid: ["pink"]),
    Instruction(visit: ["yellow", "orange"], avoid: ["blue", "purple", "red"]),
    Instruction(visit: ["green", "yellow", "red"], avoid: ["blue"]),
    Instruction(
      visit: ["purple", "orange", "pink"], avoid: ["blue", "red", "green", "yellow"]),
    Instruction(visit: ["yellow", "red", "green"], avoid: ["blue"]),
  ]

  var boxes: [PathPlan.Box]
  var start: PathPlan.Point
  var end: PathPlan.Point

  /// The room with an instruction.
  func problem(_ instruction: Instruction) -> PathPlan.Problem {
    PathPlan.Problem(
      size: Self.wall.inner, low: -Self.wall.inner, boxes: boxes, start: start, end: end,
      visit: instruction.visit, avoid: instruction.avoid)
  }
}

// MARK: - Reading

extension HouseWorld {
  /// Reads a room: a dictionary from colours to `(x0, x1, y0, y1)`, and two pairs.
  ///
  /// It is `nil` if something is missing, lies outside of the walls, or is finer than a hundredth.
  init?(boxes: PythonLiteral?, start: PythonLiteral?, end: PythonLiteral?) {
    guard let entries = boxes?.entries, (1...20).contains(entries.count),
      let start = start.flatMap(Self.point), let end = end.flatMap(Self.point)
    else { return nil }
    var found: [PathPlan.Box] = []
    for entry in entries {
      guard let color = entry.key.string, color.utf8.allSatisfy(ASCII.isLetter), !color.isEmpty,
        color.utf8.count <= 20, !found.contains(where: { $0.color == color }),
        let edges = Self.hundredths(entry.value, count: 4), edges[0] < edges[1], edges[2] < edges[3]
      else { return nil }
      found.append(
        PathPlan.Box(color: color, x0: edges[0], x1: edges[1], y0: edges[2], y1: edges[3]))
    }
    self.init(boxes: found, start: start, end: end)
  }

  private static func point(_ literal: PythonLiteral) -> PathPlan.Point? {
    hundredths(literal, count: 2).map { PathPlan.Point(x: $0[0], y: $0[1]) }
  }

  private static func hundredths(_ literal: PythonLiteral, count: Int) -> [Int]? {
    let elements = literal.elements ?? []
    let numbers = elements.compactMap { $0.number.flatMap(hundredths) }
    return elements.count == count && numbers.count == count ? numbers : nil
  }

  /// A decimal of at most two places within the outer walls, in hundredths.
  private static func hundredths(_ text: String) -> Int? {
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(
      separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2, whole.utf8.count == 1,
      let units = Int(whole)
    else { return nil }
    let places = parts.count == 2 ? parts[1] : ""
    guard places.utf8.count <= 2, let part = places.isEmpty ? 0 : Int(places), part >= 0 else {
      return nil
    }
    let value = units * 100 + (places.utf8.count == 1 ? part * 10 : part)
    guard value <= wall.outer else { return nil }
    return isNegative ? -value : value
  }
}

// MARK: - Drawing

extension HouseWorld {
  /// Fourteen rooms, always the same: seven boxes each, start and end near the walls.
  static let drawn: [HouseWorld] = (1...14).map { number in
    var generator = SeededGenerator(seed: "steerbench path-plan house \(number)")
    while true {
      let world = draft(using: &generator)
      // A room is worth having where the hardest instructions can be followed.
      let hard = [instructions[4], instructions[8]]
      let isPossible = hard.allSatisfy { PathFinder(world.problem($0)).path() != nil }
      if isPossible { return world }
    }
  }

  private static func draft(using generator: inout SeededGenerator) -> HouseWorld {
    var boxes: [PathPlan.Box] = []
    for color in colors {
      let width = generator.integer(in: 6...18) * 5
      let height = generator.integer(in: 6...18) * 5
      let x = generator.integer(in: -26...((130 - width) / 5)) * 5
      let y = generator.integer(in: -26...((130 - height) / 5)) * 5
      boxes.append(PathPlan.Box(color: color, x0: x, x1: x + width, y0: y, y1: y + height))
    }
    let corners = generator.shuffled([(-135, -135), (-135, 135), (135, -135), (135, 135)])
    return HouseWorld(
      boxes: boxes, start: PathPlan.Point(x: corners[0].0, y: corners[0].1),
      end: PathPlan.Point(x: corners[1].0, y: corners[1].1))
  }
}

/// The question of a room: walls and boxes as (x0, x1, y0, y1), what to enter and what to avoid.
enum HouseWorldPrompt {
  static func text(for problem: PathPlan.Problem) -> String {
    let (inner, outer) = HouseWorld.wall
    let walls = [
      (-outer, -inner, -outer, outer), (inner, outer, -outer, outer),
      (-outer, outer, -outer, -inner), (-outer, outer, inner, outer),
    ].map { edges([$0.0, $0.1, $0.2, $0.3]) }
    let boxes = problem.boxes.map { "\($0.color): \(edges([$0.x0, $0.x1, $0.y0, $0.y1]))" }
    var instruction = "Enter these boxes, in any order: \(problem.visit.joined(separator: ", "))."
    if !problem.avoid.isEmpty {
      instruction += " Never enter these boxes: \(problem.avoid.joined(separator: ", "))."
    }
    return """
      Plan the trajectory of a robot among boxes. Each box and each wall is a rectangle, given as \
      (x_start, x_end, y_start, y_end).
      Black walls, which must never be touched: \(walls.joined(separator: ", ")).
      Coloured boxes:
      \(boxes.joined(separator: "\n"))
      The robot starts at \(problem.start.text) and must stop at \(problem.end.text).
      \(instruction)
      The trajectory consists of straight lines between waypoints that follow each other; the lines \
      count as well as the waypoints. Touching the edge of a box counts as entering it.
      Answer with the list of the waypoints, start and end included: [(x0, y0), (x1, y1), ...].
      """
  }

  private static func edges(_ hundredths: [Int]) -> String {
    "(\(hundredths.map(Decimals.text(hundredths:)).joined(separator: ", ")))"
  }
}
