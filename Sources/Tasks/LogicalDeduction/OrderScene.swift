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

extension OrderScene {
  /// All settings.
  static let all: [OrderScene] = [
    OrderScene(
      opening: "{List} stand side by side on a shelf, in an order to be found.",
      objects: [
        "the atlas", "the novel", "the cookbook", "the dictionary", "the thriller", "the diary",
        "the songbook", "the comic", "the biography",
      ],
      before: [
        "{X} stands somewhere to the left of {y}.", "{Y} stands somewhere to the right of {x}.",
      ],
      directlyBefore: "{X} stands directly to the left of {y}.",
      at: "{X} is {place}.", notAt: "{X} is not {place}.",
      front: End(ordinal: "{ordinal} from the left", first: "leftmost"),
      back: End(ordinal: "{ordinal} from the right", first: "rightmost"),
      question: "Which book is {place}?"),
    OrderScene(
      opening: "{List} run a race without ties; the order in which they finish is to be found.",
      objects: people,
      before: ["{X} finishes before {y}.", "{Y} finishes after {x}."],
      directlyBefore: "{X} finishes directly before {y}.",
      at: "{X} finishes {place}.", notAt: "{X} does not finish {place}.",
      front: End(ordinal: "{ordinal}", first: "first"),
      back: End(ordinal: "{ordinal} to last", first: "last"),
      question: "Who finishes {place}?"),
    OrderScene(
      opening: "{List} are cousins of different ages, to be put in order from oldest to youngest.",
      objects: people, before: ["{X} is older than {y}.", "{Y} is younger than {x}."],
      directlyBefore: "{Y} is the next younger after {x}.",
      at: "{X} is {place}.", notAt: "{X} is not {place}.",
      front: End(ordinal: "the {ordinal} oldest", first: "the oldest"),
      back: End(ordinal: "the {ordinal} youngest", first: "the youngest"),
      question: "Who is {place}?"),
    OrderScene(
      opening: "{List} have different prices, and are to be put in order from dearest to cheapest.",
      objects: [
        "the lamp", "the vase", "the mirror", "the carpet", "the clock", "the radio", "the chair",
        "the kettle", "the basket",
      ],
      before: ["{X} costs more than {y}.", "{Y} costs less than {x}."],
      directlyBefore: "{Y} is the next cheaper after {x}.",
      at: "{X} is {place}.", notAt: "{X} is not {place}.",
      front: End(ordinal: "the {ordinal} dearest", first: "the dearest"),
      back: End(ordinal: "the {ordinal} cheapest", first: "the cheapest"),
      question: "Which thing is {place}?"),
    OrderScene(
      opening: "{List} queue at a ticket booth, in an order to be found.", objects: people,
      before: ["{X} waits somewhere ahead of {y}.", "{Y} waits somewhere behind {x}."],
      directlyBefore: "{X} waits directly ahead of {y}.",
      at: "{X} waits {place}.", notAt: "{X} does not wait {place}.",
      front: End(ordinal: "{ordinal} from the front", first: "at the very front"),
      back: End(ordinal: "{ordinal} from the end", first: "at the very end"),
      question: "Who waits {place}?"),
    OrderScene(
      opening: "{List} work in a tower of {count} floors, one on each, in an order to be found.",
      objects: [
        "the baker", "the dentist", "the tailor", "the lawyer", "the painter", "the florist",
        "the jeweler", "the barber", "the notary",
      ],
      before: ["{X} works on a lower floor than {y}.", "{Y} works on a higher floor than {x}."],
      directlyBefore: "{X} works one floor below {y}.",
      at: "{X} works {place}.", notAt: "{X} does not work {place}.",
      front: End(ordinal: "on the {ordinal} floor from the bottom", first: "at the bottom"),
      back: End(ordinal: "on the {ordinal} floor from the top", first: "at the top"),
      question: "Who works {place}?"),
    OrderScene(
      opening: "{List} make up a train, in an order to be found.",
      objects: [
        "the coal wagon", "the grain wagon", "the timber wagon", "the salt wagon", "the oil wagon",
        "the cattle wagon", "the mail wagon", "the gravel wagon",
      ],
      before: [
        "{X} runs somewhere ahead of {y}.", "{Y} runs somewhere behind {x}.",
      ],
      directlyBefore: "{X} is coupled directly ahead of {y}.",
      at: "{X} is {place}.", notAt: "{X} is not {place}.",
      front: End(ordinal: "the {ordinal} wagon from the engine", first: "next to the engine"),
      back: End(ordinal: "the {ordinal} wagon from the rear", first: "at the rear"),
      question: "Which wagon is {place}?"),
    OrderScene(
      opening: "{List} fill a day, one talk at a time, in an order to be found.",
      objects: [
        "the talk on bees", "the talk on tides", "the talk on bridges", "the talk on moss",
        "the talk on comets", "the talk on glass", "the talk on maps", "the talk on yeast",
      ],
      before: ["{X} is given before {y}.", "{Y} is given after {x}."],
      directlyBefore: "Right after {x} follows {y}.",
      at: "{X} is {place}.", notAt: "{X} is not {place}.",
      front: End(ordinal: "the {ordinal} talk of the day", first: "the opening talk"),
      back: End(ordinal: "the {ordinal} to last talk", first: "the closing talk"),
      question: "Which is {place}?"),
    OrderScene(
      opening:
        "{List} have different weights, and are to be put in order from heaviest to lightest.",
      objects: [
        "the red parcel", "the blue parcel", "the green parcel", "the yellow parcel",
        "the white parcel", "the black parcel", "the brown parcel", "the gray parcel",
      ],
      before: ["{X} is heavier than {y}.", "{Y} is lighter than {x}."],
      directlyBefore: "{Y} is the next lighter after {x}.",
      at: "{X} is {place}.", notAt: "{X} is not {place}.",
      front: End(ordinal: "the {ordinal} heaviest", first: "the heaviest"),
      back: End(ordinal: "the {ordinal} lightest", first: "the lightest"),
      question: "Which parcel is {place}?"),
    OrderScene(
      opening: "{List} are villages along a road from west to east, in an order to be found.",
      objects: [
        "Aldbrook", "Birkham", "Corley", "Dunmoor", "Elmstead", "Farnwick", "Gorsefield",
        "Hollowby",
      ],
      before: ["{X} lies farther west than {y}.", "{Y} lies farther east than {x}."],
      directlyBefore: "Going east, the next village after {x} is {y}.",
      at: "{X} is {place}.", notAt: "{X} is not {place}.",
      front: End(ordinal: "the {ordinal} village from the west", first: "the westernmost"),
      back: End(ordinal: "the {ordinal} village from the east", first: "the easternmost"),
      question: "Which village is {place}?"),
  ]

  private static let people = [
    "Agnes", "Boris", "Clara", "Dario", "Edith", "Frida", "Goran", "Hilda", "Igor", "Jonas",
  ]
}
