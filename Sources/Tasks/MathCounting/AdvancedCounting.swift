import Basics
import BigInt

/// Counting and probability of rungs 4 and 5: inclusion and exclusion, recurrences, symmetry.
enum AdvancedCounting {
  typealias Frame = ProblemFrame<[ExactNumber]>

  static let rung4: [Frame] = [
    Frame(4) { draw in
      let letters = draw.integer(in: 6...9)
      let right = draw.integer(in: 1...3)
      let ways = Combinatorics.choose(letters, right) * Combinatorics.derangements(letters - right)
      return .init(
        """
        \(letters) different letters are put into \(letters) addressed envelopes, one in each. In how \
        many ways can exactly \(right) of them be in the right envelope?
        """, [ExactNumber(ways)])
    },
    Frame(4) { draw in
      let (things, boxes) = (draw.integer(in: 6...9), draw.integer(in: 3...5))
      return .init(
        """
        In how many ways can \(things) different books be handed out to \(boxes) different people so \
        that nobody goes away without a book?
        """, [ExactNumber(Combinatorics.surjections(from: things, onto: boxes))])
    },
    Frame(4) { draw in
      let sides = draw.pick([6, 8, 10, 12, 20])
      let limit = draw.integer(in: 3...(sides - 2))
      // At or below the limit the die is rolled once more: limit/sides times the mean, plus the rest.
      let kept = (limit + 1...sides).reduce(0, +)
      return .init(
        """
        A fair die with faces numbered from 1 to \(sides) is rolled. If it shows more than \(limit), the \
        score is the number shown; otherwise the die is rolled once more, and the second number is the \
        score. What is the expected score?
        """, [ExactNumber(2 * kept + limit * (sides + 1), over: 2 * sides)])
    },
    Frame(4) { draw in
      let (chairs, people) = (draw.integer(in: 9...15), draw.integer(in: 3...5))
      let ways = Combinatorics.choose(chairs - people + 1, people) * Combinatorics.factorial(people)
      return .init(
        """
        \(people) different people sit down in a row of \(chairs) chairs so that no two of them are on \
        neighbouring chairs. In how many ways can they do it?
        """, [ExactNumber(ways)])
    },
    Frame(4) { draw in
      let (variables, most) = (draw.integer(in: 3...5), draw.integer(in: 5...9))
      let sum = draw.integer(in: (most + 2)...(variables * most - 3))
      let names = ["a", "b", "c", "d", "e"].prefix(variables).joined(separator: " + ")
      return .init(
        """
        How many solutions has the equation $\(names) = \(sum)$, if every variable is a whole number \
        from 0 to \(most)?
        """,
        [
          ExactNumber(
            Combinatorics.boundedSolutions(variables: variables, sum: sum, most: most))
        ])
    },
    Frame(4) { draw in
      let (good, bad) = (draw.integer(in: 3...7), draw.integer(in: 3...7))
      let all = good + bad
      // The second bad one comes at draw `turn`: one bad among the draws before it.
      let turn = draw.integer(in: 3...5)
      let ways = (turn - 1) * bad * (bad - 1)
      let before = (0..<(turn - 2)).map { good - $0 }.reduce(1, *)
      let total = (0..<turn).map { all - $0 }.reduce(1, *)
      guard before > 0 else { return nil }
      return .init(
        """
        A box holds \(good) working and \(bad) broken fuses. They are tested one after another in random \
        order. What is the probability that the second broken fuse is found in test number \(turn)?
        """, [ExactNumber(ways * before, over: total)])
    },
    Frame(4) { draw in
      let (people, groups) = (draw.integer(in: 3...5), draw.integer(in: 2...3))
      let names = draw.names(2)
      let all = people * groups
      let rest = (0..<groups).reduce(Combinatorics.factorial(all)) { ways, _ in
        ways / Combinatorics.factorial(people)
      }
      let ways = rest / Combinatorics.factorial(groups)
      // Among the places beside the first friend, all - 1 are equally likely and people - 1 fit.
      let apart = ways * BigInt(all - people) / BigInt(all - 1)
      return .init(
        """
        \(all) pupils are split into \(groups) groups of \(people); the groups have no names. In how \
        many ways can this be done, if the pupils \(names[0]) and \(names[1]) must not be in the same \
        group?
        """, [ExactNumber(apart)])
    },
  ]

  static let rung5: [Frame] = [
    Frame(5) { draw in
      let (beads, colours) = (draw.integer(in: 5...9), draw.integer(in: 3...5))
      return .init(
        """
        A ring of \(beads) beads is made, every bead in one of \(colours) colours. The ring may be turned \
        but not flipped over. How many different rings are possible?
        """, [ExactNumber(Combinatorics.necklaces(beads: beads, colours: colours))])
    },
    Frame(5) { draw in
      let (fair, double) = (draw.integer(in: 3...9), draw.integer(in: 2...6))
      let flips = draw.integer(in: 3...6)
      // The double-headed coins weigh 2^flips for each fair coin's one.
      let weight = double * (1 << flips)
      return .init(
        """
        A purse holds \(fair) fair coins and \(double) coins with heads on both sides. One coin is drawn \
        at random and flipped \(flips) times, and shows heads every time. What is the probability that \
        the same coin shows heads when it is flipped once more?
        """, [ExactNumber(fair + 2 * weight, over: 2 * (fair + weight))])
    },
    Frame(5) { draw in
      // No letter stands more than twice in these words, and two letters or more stand twice.
      let word = draw.pick([
        "TOMATO", "COCONUT", "CASCADE", "INSTINCT", "PIONEERING", "HOTSHOTS", "MURMUR", "REAPPEAR",
        "SIGNINGS", "CHURCH", "INTESTINES", "TESTER", "GARAGE", "HORSESHOE", "PEOPLE", "LETTUCE",
        "ONION", "TEXTURE",
      ])
      return .init(
        """
        How many arrangements of the letters of the word \(word) have no two equal letters next to each \
        other?
        """, [ExactNumber(Combinatorics.arrangementsWithoutTwins(of: word))])
    },
    Frame(5) { draw in
      let (length, singles, doubles) = (
        draw.integer(in: 7...12), draw.integer(in: 1...3), draw.integer(in: 1...3)
      )
      guard singles + doubles > 2 else { return nil }
      var (before, count) = (BigInt(1), BigInt(singles))
      for _ in 1..<length {
        (before, count) = (count, count * BigInt(singles) + before * BigInt(doubles))
      }
      let ones = singles == 1 ? "1 colour" : "\(singles) colours"
      let twos = doubles == 1 ? "1 colour" : "\(doubles) colours"
      return .init(
        """
        A path of $1 \\times \(length)$ squares is paved with tiles of $1 \\times 1$, which come in \
        \(ones), and tiles of $1 \\times 2$, which come in \(twos). How many different ways are there to \
        pave it?
        """, [ExactNumber(count)])
    },
    Frame(5) { draw in
      let steps = draw.integer(in: 3...6) * 2
      let ways = Combinatorics.choose(steps, steps / 2)
      // Of the walks that return after `steps`, those that were never back before: the ballot number.
      let first = 2 * Combinatorics.choose(steps - 2, steps / 2 - 1) / BigInt(steps / 2)
      let returning = draw.chance(1, in: 2)
      let claim =
        returning
        ? "is at its start again (not necessarily for the first time)"
        : "returns to its start for the first time"
      return .init(
        """
        A flea on a number line jumps one unit to the left or to the right with equal chances. What is \
        the probability that with jump number \(steps) it \(claim)?
        """, [ExactNumber(returning ? ways : first, of: BigInt(2).power(steps))])
    },
    Frame(5) { draw in
      let (rolls, faces) = (draw.integer(in: 5...8), draw.pick([4, 5]))
      let shape = faces == 4 ? "a fair four-sided die" : "a fair spinner with five equal fields"
      return .init(
        """
        \(draw.name()) uses \(shape) \(rolls) times. What is the probability that every one of the \
        \(faces) possible results comes up at least once?
        """,
        [
          ExactNumber(
            Combinatorics.surjections(from: rolls, onto: faces), of: BigInt(faces).power(rolls))
        ])
    },
    Frame(5) { draw in
      let couples = draw.integer(in: 3...6)
      // Inclusion and exclusion over the couples that sit together, in a row of 2n seats.
      let ways = (0...couples).reduce(BigInt(0)) { sum, glued in
        let term =
          Combinatorics.choose(couples, glued) * BigInt(2).power(glued)
          * Combinatorics.factorial(2 * couples - glued)
        return glued % 2 == 0 ? sum + term : sum - term
      }
      let all = Combinatorics.factorial(2 * couples)
      let asksChance = draw.chance(1, in: 2)
      return .init(
        asksChance
          ? """
          \(couples) married couples sit down at random in a row of \(2 * couples) chairs. What is the \
          probability that at least one couple sits side by side?
          """
          : """
          In how many ways can \(couples) married couples sit in a row of \(2 * couples) chairs so that \
          nobody sits beside his or her own partner?
          """, [asksChance ? ExactNumber(all - ways, of: all) : ExactNumber(ways)])
    },
  ]
}
