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
