import Basics

/// English words for small numbers.
enum NumberWord {
  private static let cardinals = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
  ]
  private static let ordinals = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth",
  ]

  /// The word for a number up to twelve, digits above.
  static func cardinal(_ number: Int) -> String {
    cardinals.indices.contains(number) ? cardinals[number] : String(number)
  }

  /// The ordinal word up to twelfth, digits with an ending above.
  static func ordinal(_ number: Int) -> String {
    if ordinals.indices.contains(number) { return ordinals[number] }
    return switch (number % 10, number % 100) {
    case (1, let rest) where rest != 11: "\(number)st"
    case (2, let rest) where rest != 12: "\(number)nd"
    case (3, let rest) where rest != 13: "\(number)rd"
    default: "\(number)th"
    }
  }
}

/// First names for the people of generated stories.
enum PersonNames {
  /// Names that differ in more than a letter, from many places.
  static let all = [
    "Amara", "Anselm", "Beatriz", "Bram", "Callum", "Chidi", "Dalia", "Dmitri", "Elif", "Emeka",
    "Farid", "Fiona", "Gideon", "Greta", "Hanako", "Hugo", "Imani", "Ivan", "Jasper", "Joana",
    "Kaito", "Katya", "Lars", "Leila", "Mateo", "Mirela", "Nadia", "Niall", "Odette", "Oskar",
    "Paloma", "Pavel", "Quentin", "Ramona", "Rashid", "Sanjay", "Solveig", "Tamar", "Tobias",
    "Ulrike", "Umar", "Valeria", "Viktor", "Wanda", "Wesley", "Ximena", "Yusuf", "Yvette", "Zainab",
    "Zoltan",
  ]
}

/// Names, places and awkward numbers for problems in words.
enum WordStock {
  /// First names.
  static let names = [
    "Amara", "Bruno", "Chidi", "Daria", "Emeka", "Farid", "Greta", "Hana", "Ivo", "Jolanda", "Kofi",
    "Leila", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tove", "Ulrich",
    "Valeria", "Wanda", "Ximena", "Yusuf", "Zofia",
  ]
  /// Towns, all invented.
  static let towns = [
    "Ashgrove", "Bellhaven", "Corvale", "Dunmere", "Eastwick", "Fernhollow", "Granby", "Highmoor",
    "Ironbridge", "Juniper Falls", "Kestrel Bay", "Larkfield",
  ]
  /// Small things that are counted, in the plural.
  static let things = [
    "beads", "bolts", "bricks", "buttons", "candles", "coins", "marbles", "pencils", "shells",
    "stamps", "tiles", "tokens",
  ]
  /// Goods that are sold, in the plural.
  static let goods = [
    "backpacks", "blankets", "clocks", "helmets", "jackets", "kettles", "lamps", "mirrors",
    "radios", "sleeping bags", "tents", "toolkits",
  ]
}

extension SeededGenerator {
  /// A first name.
  mutating func name() -> String { pick(WordStock.names) }

  /// Different first names.
  mutating func names(_ count: Int) -> [String] { sample(count, of: WordStock.names) }

  /// A town.
  mutating func town() -> String { pick(WordStock.towns) }

  /// A number that does not end in 0 or 5: nothing to round by.
  mutating func awkward(_ range: ClosedRange<Int>) -> Int {
    while true {
      let number = integer(in: range)
      if number % 5 != 0 { return number }
    }
  }
}

/// An amount of money in cents.
struct Money: Hashable, Sendable {
  /// The amount.
  var cents: Int

  /// The amount as `$12.34`.
  var text: String {
    let rest = cents % 100
    return "$\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension SeededGenerator {
  /// An amount between two numbers of whole dollars, with odd cents.
  mutating func money(_ dollars: ClosedRange<Int>) -> Money {
    Money(cents: integer(in: dollars) * 100 + awkward(1...99))
  }
}

/// A sentence with named gaps such as `{name}`.
struct Template: Hashable, Sendable, ExpressibleByStringLiteral {
  private let pattern: String

  init(stringLiteral pattern: String) {
    self.pattern = pattern
  }

  /// The sentence with its gaps filled; a gap written with a capital, `{Name}`, gets a capital.
  func filled(_ values: KeyValuePairs<String, String>) -> String {
    var output = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      output += rest[..<open]
      let gap = rest[rest.index(after: open)..<close]
      if let value = values.first(where: { $0.key == gap })?.value {
        output += value
      } else if let value = values.first(where: { Template.capitalized($0.key) == gap })?.value {
        output += Template.capitalized(value)
      } else {
        output += rest[open...close]
      }
      rest = rest[rest.index(after: close)...]
    }
    return output + rest
  }

  /// The text with a capital at its start.
  static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// A list as prose writes it: `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}

/// A sentence frame: the words of a problem around numbers that are drawn for it.
struct ProblemFrame<Truth: Sendable>: Sendable {
  /// A filled frame with its answer.
  struct Draft: Sendable {
    /// The problem, as a person would state it.
    var text: String
    /// The exact answer, computed forward from the numbers drawn.
    var truth: Truth

    /// Creates a draft.
    init(_ text: String, _ truth: Truth) {
      self.text = text
      self.truth = truth
    }
  }

  /// The number of steps that a solution takes: operations in a word problem, ideas in others.
  var steps: Int
  /// Fills the frame; `nil` if the numbers drawn give no sound problem, and others must be drawn.
  var fill: @Sendable (inout SeededGenerator) -> Draft?

  /// Creates a frame.
  init(_ steps: Int, _ fill: @escaping @Sendable (inout SeededGenerator) -> Draft?) {
    self.steps = steps
    self.fill = fill
  }
}

extension ProblemFrame {
  /// Fills one of some frames; every frame must be fillable.
  static func draw(
    from frames: [ProblemFrame], using generator: inout SeededGenerator
  ) -> (draft: Draft, steps: Int) {
    while true {
      let frame = generator.pick(frames)
      if let draft = frame.fill(&generator) { return (draft, frame.steps) }
    }
  }
}
