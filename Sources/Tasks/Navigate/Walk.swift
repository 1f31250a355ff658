import Basics

/// An instruction of a walk on a grid.
enum WalkMove: Hashable, Sendable {
  /// Steps in a direction as seen from the walker: 0 ahead, 1 right, 2 back, 3 left.
  case steps(Int, direction: Int)
  /// A turn by quarters to the right: 1 right, 2 around, 3 left.
  case turn(Int)
}

/// A walk on a grid, and where it ends.
struct Walk: Hashable, Sendable {
  /// The instructions in order.
  var moves: [WalkMove]

  /// Whether the walk ends where it began.
  var returns: Bool {
    end == (0, 0)
  }

  /// The place after all moves, in steps to the right and ahead of the start.
  private var end: (x: Int, y: Int) {
    var place = (x: 0, y: 0)
    var heading = 0
    for move in moves {
      switch move {
      case .turn(let quarters): heading = (heading + quarters) % 4
      case .steps(let count, let direction):
        switch (heading + direction) % 4 {
        case 0: place.y += count
        case 1: place.x += count
        case 2: place.y -= count
        default: place.x -= count
        }
      }
    }
    return place
  }

  /// A walk of some instructions, at least 3, that returns or does not, as asked.
  ///
  /// A walk that does not return is, as often as not, one that would but for a single slip.
  static func random(
    count: Int, turning: Bool, returning: Bool, using generator: inout SeededGenerator
  ) -> Walk {
    while true {
      var walk = Walk(moves: moves(count, turning: turning, using: &generator))
      if returning || generator.chance(1, in: 2) {
        guard walk.close(using: &generator) else { continue }
      }
      if !returning, walk.returns { walk.slip(using: &generator) }
      if walk.returns == returning { return walk }
    }
  }

  private static func moves(
    _ count: Int, turning: Bool, using generator: inout SeededGenerator
  ) -> [WalkMove] {
    var moves: [WalkMove] = []
    var lastDirection: Int?
    for index in 0..<count {
      // Turns and steps alternate, so that no turn is idle; a walk of turns begins with either.
      if turning, index % 2 == (count.isMultiple(of: 2) ? 0 : 1) {
        moves.append(.turn(generator.pick([1, 1, 2, 3, 3])))
        continue
      }
      var direction = turning ? 0 : generator.integer(in: 0...3)
      if !turning, direction == lastDirection {
        direction = (direction + generator.integer(in: 1...3)) % 4
      }
      lastDirection = direction
      moves.append(.steps(generator.integer(in: 1...9), direction: direction))
    }
    return moves
  }

  /// Changes the last fitting number of steps on each axis so that the walk returns; `false` if no
  /// number from 1 to 9 would do.
  private mutating func close(using generator: inout SeededGenerator) -> Bool {
    for _ in 0..<2 {
      let order = generator.shuffled(Array(moves.indices))
      for index in order where !returns {
        guard case .steps(let count, let direction) = moves[index] else { continue }
        let before = abs(end.x) + abs(end.y)
        var best = (distance: before, count: count)
        for other in 1...9 {
          moves[index] = .steps(other, direction: direction)
          let distance = abs(end.x) + abs(end.y)
          if distance < best.distance { best = (distance, other) }
        }
        moves[index] = .steps(best.count, direction: direction)
      }
    }
    return returns
  }

  /// Changes one instruction: another number of steps, or another direction.
  private mutating func slip(using generator: inout SeededGenerator) {
    let index = generator.integer(in: 0...(moves.count - 1))
    switch moves[index] {
    case .turn(let quarters): moves[index] = .turn(quarters == 3 ? 1 : 3)
    case .steps(let count, let direction):
      moves[index] = .steps(count > 2 ? count - 2 : count + 2, direction: direction)
    }
  }
}

/// A setting of walks: who moves on what, and the words for it.
struct WalkScene: Hashable, Sendable {
  /// The opening where the walker always faces the same way.
  var fixedOpening: String
  /// The opening where the walker turns.
  var turningOpening: String
  /// An instruction to move, with `{count}` such as `3 steps` and `{direction}` such as `left`.
  var step: Template
  /// One unit of the way.
  var unit: String
  /// The question; yes means that the walk returns.
  var question: String

  /// All settings.
  static let all: [WalkScene] = [
    WalkScene(
      fixedOpening: "You stand on a tiled square and look north the whole time.",
      turningOpening: "You stand on a tiled square and look north.",
      step: "Go {count} {direction}.", unit: "tile",
      question: "Are you on the tile where you began?"),
    WalkScene(
      fixedOpening:
        "A cleaning robot rolls over a floor grid; its front always points to the door.",
      turningOpening: "A cleaning robot rolls over a floor grid; its front points to the door.",
      step: "Roll {count} {direction}.", unit: "cell",
      question: "Is the robot on its first cell after the last command?"),
    WalkScene(
      fixedOpening: "A drone hovers over a field. It never turns and obeys these commands.",
      turningOpening: "A drone hovers over a field and obeys these commands.",
      step: "Fly {count} {direction}.", unit: "meter",
      question: "Does the drone end up above its starting point?"),
    WalkScene(
      fixedOpening: "In a treasure hunt you begin at an oak and face the lake all along.",
      turningOpening: "In a treasure hunt you begin at an oak and face the lake.",
      step: "Walk {count} {direction}.", unit: "pace",
      question: "Do these directions lead back to the oak?"),
    WalkScene(
      fixedOpening: "A game piece stands on an endless board and keeps its orientation.",
      turningOpening:
        "A game piece stands on an endless board, with an arrow that shows its front.",
      step: "Move it {count} {direction}.", unit: "field",
      question: "Is the piece on its original field now?"),
    WalkScene(
      fixedOpening: "A diver starts at an anchor on the flat sea floor and always faces the reef.",
      turningOpening: "A diver starts at an anchor on the flat sea floor, facing the reef.",
      step: "Swim {count} {direction}.", unit: "stroke",
      question: "Is the diver at the anchor again in the end?"),
    WalkScene(
      fixedOpening: "You guide a blindfolded friend, whose face stays towards the stage.",
      turningOpening: "You guide a blindfolded friend, who first faces the stage.",
      step: "Take {count} {direction}.", unit: "step",
      question: "Is your friend back at the first spot?"),
    WalkScene(
      fixedOpening: "An ant on squared paper crawls about without ever turning its head.",
      turningOpening: "An ant on squared paper crawls about as follows.",
      step: "Crawl {count} {direction}.", unit: "square",
      question: "Does the ant finish on the square where it started?"),
    WalkScene(
      fixedOpening: "A plotter's pen is lowered at a point; its directions are fixed.",
      turningOpening: "A turtle pen is lowered at a point and heads up the page.",
      step: "Draw {count} {direction}.", unit: "unit",
      question: "Does the line close at the point where the pen was lowered?"),
    WalkScene(
      fixedOpening: "A forklift slides through a warehouse and faces the ramp at all times.",
      turningOpening: "A forklift in a warehouse faces the ramp.",
      step: "Drive {count} {direction}.", unit: "bay",
      question: "Does the forklift stop in the bay it came from?"),
  ]

  /// The opening, the instructions and the question of a walk.
  func text(of walk: Walk, turning: Bool, using generator: inout SeededGenerator) -> String {
    let inWords = generator.chance(1, in: 2)
    let sentences = walk.moves.map { sentence(of: $0, inWords: inWords) }
    return ([turning ? turningOpening : fixedOpening] + sentences + [question])
      .joined(separator: " ")
  }

  private func sentence(of move: WalkMove, inWords: Bool) -> String {
    switch move {
    case .turn(1): return "Turn right."
    case .turn(3): return "Turn left."
    case .turn: return "Turn around."
    case .steps(let count, let direction):
      let number = inWords ? NumberWord.cardinal(count) : String(count)
      return step.filled([
        "count": count == 1 ? "\(number) \(unit)" : "\(number) \(unit)s",
        "direction": ["forward", "to the right", "backward", "to the left"][direction % 4],
      ])
    }
  }
}
