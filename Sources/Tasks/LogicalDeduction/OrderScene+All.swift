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
