import Basics

/// A setting in which things stand in an order, and the words for it.
struct OrderScene: Hashable, Sendable {
  /// The words for places counted from one end.
  struct End: Hashable, Sendable {
    /// A place, with `{ordinal}`.
    var ordinal: Template
    /// The end itself.
    var first: String
  }

  /// The first sentence, with `{count}` and `{list}`.
  var opening: Template
  /// The objects, of which a puzzle uses some.
  var objects: [String]
  /// `{x}` is somewhere before `{y}`, in two ways.
  var before: [Template]
  /// `{x}` is directly before `{y}`.
  var directlyBefore: Template
  /// What follows an object that is at a `{place}`.
  var at: Template
  /// What follows an object that is not at a `{place}`.
  var notAt: Template
  /// Places counted from the front.
  var front: End
  /// Places counted from the back.
  var back: End
  /// Asks what is at `{place}`.
  var question: Template

  /// The words for a place, from 0, among some, counted from either end.
  ///
  /// The ends themselves are never counted from the far end: nobody says "fifth to last" of five.
  func words(place: Int, of count: Int, using generator: inout SeededGenerator) -> String {
    if place == 0 { return front.first }
    if place == count - 1 { return back.first }
    let (end, number) =
      generator.chance(1, in: 2) ? (front, place + 1) : (back, count - place)
    return end.ordinal.filled(["ordinal": NumberWord.ordinal(number)])
  }

  /// The sentence for a clue, in one of its ways.
  func sentence(
    for clue: OrderClue, objects names: [String], using generator: inout SeededGenerator
  ) -> String {
    let count = names.count
    func words(_ place: Int, _ generator: inout SeededGenerator) -> String {
      self.words(place: place, of: count, using: &generator)
    }
    switch clue {
    case .before(let one, let two):
      return generator.pick(before).filled(["x": names[one], "y": names[two]])
    case .directlyBefore(let one, let two):
      return directlyBefore.filled(["x": names[one], "y": names[two]])
    case .at(let object, let place):
      return at.filled(["x": names[object], "place": words(place, &generator)])
    case .notAt(let object, let place):
      return notAt.filled(["x": names[object], "place": words(place, &generator)])
    case .neighbors(let one, let two):
      return generator.pick(Self.neighbors).filled(["x": names[one], "y": names[two]])
    case .between(let middle, let one, let other):
      return generator.pick(Self.between).filled([
        "x": names[middle], "y": names[one], "z": names[other],
      ])
    case .gap(let one, let two, let objects):
      return (objects == 1 ? Self.gapOfOne : Self.gap).filled([
        "count": NumberWord.cardinal(objects), "x": names[one], "y": names[two],
      ])
    case .either(let object, let place, let other):
      let places = "either \(words(place, &generator)) or \(words(other, &generator))"
      return at.filled(["x": names[object], "place": places])
    case .inside(let object):
      return at.filled(["x": names[object], "place": "neither \(front.first) nor \(back.first)"])
    }
  }

  private static let neighbors: [Template] = [
    "{X} and {y} are direct neighbors in the order.",
    "In the order, nothing separates {x} from {y}.",
  ]
  private static let between: [Template] = [
    "In the order, {x} comes somewhere between {y} and {z}.",
    "{Y} and {z} are on different sides of {x} in the order.",
  ]
  private static let gapOfOne: Template =
    "In the order, exactly one place lies between {x} and {y}."
  private static let gap: Template =
    "In the order, exactly {count} places lie between {x} and {y}."
}
