import Basics
import BigInt

/// Counting and probability of rungs 1 and 2: one rule or two.
enum BasicCounting {
  typealias Frame = ProblemFrame<[ExactNumber]>

  static let rung1: [Frame] = [
    Frame(1) { draw in
      let word = draw.pick([
        "BANANA", "LETTER", "COFFEE", "PEPPER", "BALLOON", "SUCCESS", "PARALLEL", "MAMMAL",
        "ADDRESS", "KETTLE", "TATTOO", "SEVENTEEN", "ARRANGE", "GIGGLE",
      ])
      return .init(
        "In how many different ways can the letters of the word \(word) be arranged in a row?",
        [ExactNumber(Combinatorics.arrangements(of: word))])
    },
    Frame(1) { draw in
      let all = draw.integer(in: 9...24)
      let chosen = draw.integer(in: 3...6)
      return .init(
        """
        A club in \(draw.town()) has \(all) members. How many different committees of \(chosen) members \
        can it form?
        """, [ExactNumber(Combinatorics.choose(all, chosen))])
    },
    Frame(2) { draw in
      let (shirts, trousers) = (draw.integer(in: 4...13), draw.integer(in: 3...9))
      let (hats, shoes) = (draw.integer(in: 2...6), draw.integer(in: 2...7))
      return .init(
        """
        \(draw.name()) owns \(shirts) shirts, \(trousers) pairs of trousers, \(shoes) pairs of shoes \
        and \(hats) hats. An outfit has one shirt, one pair of trousers and one pair of shoes, and at \
        most one hat. How many outfits are possible?
        """, [ExactNumber(shirts * trousers * shoes * (hats + 1))])
    },
    Frame(2) { draw in
      let (red, blue) = (draw.integer(in: 3...12), draw.integer(in: 3...12))
      return .init(
        """
        A bag holds \(red) red and \(blue) blue balls. Two balls are drawn at random without putting \
        the first one back. What is the probability that they have the same colour?
        """,
        [
          ExactNumber(
            red * (red - 1) + blue * (blue - 1), over: (red + blue) * (red + blue - 1))
        ])
    },
    Frame(2) { draw in
      let sides = draw.pick([6, 8, 10, 12])
      let sum = draw.integer(in: 4...(2 * sides - 2))
      let ways = sum <= sides + 1 ? sum - 1 : 2 * sides + 1 - sum
      return .init(
        """
        Two fair dice have \(sides) faces each, numbered from 1 to \(sides). What is the probability \
        that the two numbers rolled add up to \(sum)?
        """, [ExactNumber(ways, over: sides * sides)])
    },
    Frame(2) { draw in
      let (low, divisor) = (draw.integer(in: 101...499), draw.integer(in: 7...29))
      let high = low + draw.integer(in: 300...900)
      return .init(
        "How many multiples of \(divisor) are there from \(low) to \(high), both included?",
        [ExactNumber(high / divisor - (low - 1) / divisor)])
    },
    Frame(2) { draw in
      let (people, prizes) = (draw.integer(in: 7...19), draw.integer(in: 3...4))
      let kinds = prizes == 3 ? "gold, a silver and a bronze" : "gold, a silver, a bronze and a tin"
      return .init(
        """
        In a contest with \(people) entrants, a \(kinds) medal are given to different people. In how \
        many ways can that happen?
        """,
        [ExactNumber(Combinatorics.factorial(people) / Combinatorics.factorial(people - prizes))])
    },
  ]

  static let rung2: [Frame] = [
    Frame(2) { draw in
      let (teams, members) = (draw.integer(in: 3...8), draw.integer(in: 3...9))
      let all = teams * members
      let hands = all * (all - 1) / 2 - teams * (members * (members - 1) / 2)
      return .init(
        """
        At a tournament there are \(teams) teams of \(members) players each. Everyone shakes hands \
        exactly once with every player of the other teams. How many handshakes take place?
        """, [ExactNumber(hands)])
    },
    Frame(2) { draw in
      let (women, men) = (draw.integer(in: 5...11), draw.integer(in: 5...11))
      let (first, second) = (draw.integer(in: 2...4), draw.integer(in: 2...4))
      return .init(
        """
        A choir has \(women) women and \(men) men. In how many ways can a group of \(first) women and \
        \(second) men be sent to \(draw.town())?
        """,
        [ExactNumber(Combinatorics.choose(women, first) * Combinatorics.choose(men, second))])
    },
    Frame(2) { draw in
      let (right, up) = (draw.integer(in: 4...9), draw.integer(in: 3...8))
      return .init(
        """
        A robot walks on grid points from $(0, 0)$ to $(\(right), \(up))$. Each step goes one unit to \
        the right or one unit up. How many different routes are there?
        """, [ExactNumber(Combinatorics.choose(right + up, up))])
    },
    Frame(3) { draw in
      let digits = draw.integer(in: 6...9)
      // Numbers with 0 as the last digit, and those with another even last digit and no leading 0.
      let evens = digits / 2
      let count = digits * (digits - 1) + evens * (digits - 1) * (digits - 1)
      return .init(
        """
        How many even three-digit numbers with three different digits can be made from the digits 0 to \
        \(digits)?
        """, [ExactNumber(count)])
    },
    Frame(3) { draw in
      let (first, second) = (draw.integer(in: 4...9), draw.integer(in: 10...15))
      let most = draw.integer(in: 300...999)
      let common = first * second / Combinatorics.greatestCommonDivisor(first, second)
      guard second % first != 0 else { return nil }
      return .init(
        """
        How many whole numbers from 1 to \(most) are divisible by \(first) or by \(second), but not by \
        both?
        """, [ExactNumber(most / first + most / second - 2 * (most / common))])
    },
    Frame(2) { draw in
      let flips = draw.integer(in: 6...12)
      let heads = draw.integer(in: 2...(flips - 2))
      return .init(
        """
        A fair coin is flipped \(flips) times. What is the probability of getting heads exactly \
        \(heads) times?
        """, [ExactNumber(Combinatorics.choose(flips, heads), of: BigInt(2).power(flips))])
    },
    Frame(3) { draw in
      let cards = draw.integer(in: 12...40)
      let (first, second) = (draw.integer(in: 2...5), draw.integer(in: 6...9))
      let common = first * second / Combinatorics.greatestCommonDivisor(first, second)
      guard second % first != 0 else { return nil }
      return .init(
        """
        Cards numbered from 1 to \(cards) lie in a hat, and one is drawn at random. What is the \
        probability that its number is a multiple of neither \(first) nor \(second)?
        """,
        [ExactNumber(cards - cards / first - cards / second + cards / common, over: cards)])
    },
  ]
}
