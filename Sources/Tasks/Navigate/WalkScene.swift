import Basics

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
