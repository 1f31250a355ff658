import Basics
import BigInt

/// Exact counts.
enum Combinatorics {
  /// `n!`; 1 below 2.
  static func factorial(_ number: Int) -> BigInt {
    number < 2 ? 1 : (2...number).reduce(BigInt(1)) { $0 * BigInt($1) }
  }

  /// The number of ways to choose `count` of `all`; 0 if that is impossible.
  static func choose(_ all: Int, _ count: Int) -> BigInt {
    guard count >= 0, count <= all else { return 0 }
    return factorial(all) / (factorial(count) * factorial(all - count))
  }

  /// The number of arrangements of letters, equal ones being alike.
  static func arrangements(of word: String) -> BigInt {
    multiplicities(of: word).reduce(factorial(word.utf8.count)) { $0 / factorial($1) }
  }

  /// The number of arrangements of a word without two equal letters side by side, by inclusion and
  /// exclusion over the blocks of each letter; no letter may stand more than twice.
  static func arrangementsWithoutTwins(of word: String) -> BigInt {
    let length = word.utf8.count
    let pairs = multiplicities(of: word).filter { $0 == 2 }.count
    return (0...pairs).reduce(BigInt(0)) { sum, glued in
      let ways =
        choose(pairs, glued) * factorial(length - glued) / BigInt(2).power(pairs - glued)
      return glued % 2 == 0 ? sum + ways : sum - ways
    }
  }

  /// The number of permutations that leave none of `count` things in place.
  static func derangements(_ count: Int) -> BigInt {
    (0...count).reduce(BigInt(0)) { sum, fixed in
      let ways = choose(count, fixed) * factorial(count - fixed)
      return fixed % 2 == 0 ? sum + ways : sum - ways
    }
  }

  /// The number of ways to put different things into different boxes so that no box stays empty.
  static func surjections(from things: Int, onto boxes: Int) -> BigInt {
    (0...boxes).reduce(BigInt(0)) { sum, empty in
      let ways = choose(boxes, empty) * BigInt(boxes - empty).power(things)
      return empty % 2 == 0 ? sum + ways : sum - ways
    }
  }

  /// The number of solutions of `x1 + … + xk = sum` in whole numbers from 0 to `most`.
  static func boundedSolutions(variables: Int, sum: Int, most: Int) -> BigInt {
    (0...variables).reduce(BigInt(0)) { total, over in
      let rest = sum - over * (most + 1)
      guard rest >= 0 else { return total }
      let ways = choose(variables, over) * choose(rest + variables - 1, variables - 1)
      return over % 2 == 0 ? total + ways : total - ways
    }
  }

  /// The number of colourings of a ring of `beads` beads, those alike that a rotation joins.
  static func necklaces(beads: Int, colours: Int) -> BigInt {
    let fixed = (0..<beads).reduce(BigInt(0)) { sum, turn in
      sum + BigInt(colours).power(greatestCommonDivisor(beads, turn))
    }
    return fixed / BigInt(beads)
  }

  /// The number of strings of `length` symbols from `symbols` in which one named symbol never stands
  /// twice in a row.
  static func stringsWithoutDouble(length: Int, symbols: Int) -> BigInt {
    var (plain, ending) = (BigInt(symbols - 1), BigInt(1))
    for _ in 1..<max(length, 1) {
      (plain, ending) = ((plain + ending) * BigInt(symbols - 1), plain)
    }
    return plain + ending
  }

  /// The greatest common divisor of two numbers that are not negative.
  static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
  }

  private static func multiplicities(of word: String) -> [Int] {
    var counts: [UInt8: Int] = [:]
    for byte in word.utf8 { counts[byte, default: 0] += 1 }
    return counts.values.sorted()
  }
}

extension ExactNumber {
  /// A count.
  init(_ count: BigInt) {
    self.init(Rational(count))
  }

  /// A count over another, such as a probability; the second must not be zero.
  init(_ favourable: BigInt, of all: BigInt) {
    self.init(Rational(favourable, over: all) ?? Rational(favourable))
  }
}

/// Counting and probability of rung 3: restrictions, complements and cases.
enum Arrangements {
  typealias Frame = ProblemFrame<[ExactNumber]>

  static let rung3: [Frame] = [
    Frame(3) { draw in
      let people = draw.integer(in: 6...11)
      let names = draw.names(2)
      let together = 2 * Combinatorics.factorial(people - 2)
      return .init(
        """
        \(people) people, among them \(names[0]) and \(names[1]), sit down at a round table. \(names[0]) \
        and \(names[1]) refuse to sit side by side. How many seatings are there, if two that differ only \
        by a rotation count as one?
        """, [ExactNumber(Combinatorics.factorial(people - 1) - together)])
    },
    Frame(3) { draw in
      let (children, least) = (draw.integer(in: 3...6), draw.integer(in: 2...4))
      let sweets = children * least + draw.integer(in: 5...16)
      let spare = sweets - children * least
      return .init(
        """
        In how many ways can \(sweets) equal sweets be given to \(children) children so that every child \
        gets at least \(least) of them?
        """, [ExactNumber(Combinatorics.choose(spare + children - 1, children - 1))])
    },
    Frame(3) { draw in
      let (right, up) = (draw.integer(in: 5...9), draw.integer(in: 5...9))
      let (x, y) = (draw.integer(in: 2...4), draw.integer(in: 2...4))
      let through =
        Combinatorics.choose(x + y, x) * Combinatorics.choose(right + up - x - y, right - x)
      return .init(
        """
        Moving only right or up along the grid lines, how many shortest paths lead from $(0, 0)$ to \
        $(\(right), \(up))$ without passing through the point $(\(x), \(y))$?
        """, [ExactNumber(Combinatorics.choose(right + up, up) - through)])
    },
    Frame(3) { draw in
      let (first, second) = (draw.integer(in: 4...9), draw.integer(in: 4...9))
      let chosen = draw.integer(in: 3...4)
      let all = Combinatorics.choose(first + second, chosen)
      let one = Combinatorics.choose(first, chosen) + Combinatorics.choose(second, chosen)
      return .init(
        """
        From \(first) chemists and \(second) physicists, \(chosen) people are picked at random for a \
        panel. What is the probability that both professions are on the panel?
        """, [ExactNumber(all - one, of: all)])
    },
    Frame(3) { draw in
      let (length, symbols) = (draw.integer(in: 6...11), draw.integer(in: 2...4))
      let letters = ["A", "B", "C", "D"].prefix(symbols).joined(separator: ", ")
      return .init(
        """
        How many strings of \(length) letters, each taken from \(letters), never have two letters A in \
        a row?
        """, [ExactNumber(Combinatorics.stringsWithoutDouble(length: length, symbols: symbols))])
    },
    Frame(3) { draw in
      let powers = [draw.integer(in: 3...7), draw.integer(in: 2...5), draw.integer(in: 2...4)]
      // A divisor that is a perfect square takes an even power of each prime.
      let all = powers.map { $0 + 1 }.reduce(1, *)
      let squares = powers.map { $0 / 2 + 1 }.reduce(1, *)
      return .init(
        """
        How many positive divisors of $2^{\(powers[0])} \\cdot 3^{\(powers[1])} \\cdot \
        7^{\(powers[2])}$ are not perfect squares?
        """, [ExactNumber(all - squares)])
    },
    Frame(3) { draw in
      let dice = draw.integer(in: 3...5)
      let most = draw.integer(in: 3...5)
      let ways = BigInt(most).power(dice) - BigInt(most - 1).power(dice)
      return .init(
        """
        \(dice) fair six-sided dice are rolled. What is the probability that the highest number rolled \
        is exactly \(most)?
        """, [ExactNumber(ways, of: BigInt(6).power(dice))])
    },
  ]
}
