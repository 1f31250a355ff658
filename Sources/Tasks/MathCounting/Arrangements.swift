import Basics
import BigInt

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
