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
