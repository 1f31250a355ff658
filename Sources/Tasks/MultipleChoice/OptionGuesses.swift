extension Choice {
  /// Every letter, and what the options alone suggest.
  ///
  /// The suggestions are those of people who pass tests that they have not read: the longest option, the
  /// one that has most in common with the others, the odd one out.
  ///
  /// - Parameter others: What the options suggest by what they say, name by name.
  func guesses(adding others: [(name: String, option: Int)] = []) -> [Guess] {
    let letters = options.indices.map { option in
      Guess.marked(
        .fixedLetter, "always \(Self.name(of: option))", Self.name(of: option))
    }
    return letters
      + (suggestions() + others).map { name, option in
        Guess.marked(.optionsOnly, name, Self.name(of: option))
      }
  }

  private func suggestions() -> [(name: String, option: Int)] {
    func first(_ name: String, _ rank: (Int) -> Int) -> (name: String, option: Int)? {
      // The first of equals: who guesses so has nothing else to go by.
      options.indices.max { (rank($0), -$0) < (rank($1), -$1) }.map { (name, $0) }
    }
    let parts = options.map(Self.parts)
    func alike(_ option: Int) -> Int {
      options.indices.filter { $0 != option }.reduce(0) { sum, other in
        sum + zip(parts[option], parts[other]).count { $0 == $1 }
      }
    }
    let found = [
      first("the longest", { options[$0].utf8.count }),
      first("the shortest", { -options[$0].utf8.count }),
      first("most like the others", alike),
      first("least like the others", { -alike($0) }),
    ].compactMap(\.self)
    return found
  }

  /// The words and numbers of an option, in order.
  private static func parts(_ option: String) -> [Substring] {
    option.split { !$0.isLetter && !$0.isNumber }
  }
}
