import Basics

/// The word problems of rung 4: five or six steps, numbers of six or seven digits.
enum HardWordProblems {
  typealias Frame = ProblemFrame<Rational>

  static let rung4: [Frame] = [
    Frame(6) { draw in
      let names = draw.names(3)
      let things = draw.pick(WordStock.things)
      let (first, factor) = (draw.awkward(112_345...876_543), draw.integer(in: 17...38))
      let fewer = draw.awkward(12_345...98_765)
      let second = first * factor - fewer
      guard (first + second) % 2 == 0 else { return nil }
      let (third, given) = ((first + second) / 2, draw.awkward(10_123...99_876))
      return .init(
        """
        \(names[0]) has \(first) \(things). \(names[1]) has \(factor) times as many, less \(fewer). \
        \(names[2]) has half as many as the other two together, but gives \(given) of them to a \
        museum. How many \(things) do the three of them have after that?
        """, Rational(first + second + third - given))
    },
    Frame(6) { draw in
      let (hectares, yield) = (draw.awkward(1_123...9_876), draw.awkward(31...89))
      let (price, seed) = (draw.money(181...389), draw.money(112...298))
      let (workers, wage) = (draw.awkward(17...68), draw.awkward(2_123...4_567))
      let months = draw.integer(in: 4...11)
      let income = Rational(hectares * yield * price.cents, over: 1_000)
      let costs = Rational(hectares * seed.cents, over: 100) + Rational(workers * wage * months)
      return .init(
        """
        A farm near \(draw.town()) has \(hectares) hectares of wheat. Each hectare yields \
        \(yield / 10).\(yield % 10) tonnes, and a tonne sells for \(price.text). Seed costs \
        \(seed.text) a hectare, and \(workers) workers get \(wage) dollars a month each for \(months) \
        months. What is the farm's profit in dollars (negative for a loss)?
        """, income - costs)
    },
    Frame(6) { draw in
      let (containers, crates, grams) = (
        draw.awkward(312...987), draw.awkward(213...789), draw.awkward(11_234...48_765)
      )
      let (empty, price) = (draw.awkward(2_123...3_987), draw.awkward(112...289))
      let weight = Rational(crates * grams, over: 1_000) + Rational(empty)
      return .init(
        """
        A ship carries \(containers) containers with \(crates) crates each. A crate weighs \(grams) \
        grams and an empty container \(empty) kg. Freight costs \(price) dollars for every tonne \
        (1000 kg), containers included, with parts of a tonne in proportion. How many dollars is the \
        freight?
        """, weight * Rational(containers * price, over: 1_000))
    },
    Frame(5) { draw in
      let (amount, rate) = (draw.awkward(212_345...987_654), draw.awkward(1_123...1_987))
      let (fee, spent) = (draw.integer(in: 2...7), draw.awkward(101_234...187_654))
      let back = draw.pick([64, 80, 125])
      let foreign = Rational(amount * (100 - fee) * rate, over: 100_000)
      guard Rational(spent) < foreign else { return nil }
      return .init(
        """
        \(draw.name()) changes \(amount) dollars into crowns. The office first keeps \(fee)% of the \
        dollars and then pays \(rate / 1_000).\(String(rate % 1_000 + 1_000).dropFirst()) crowns for \
        each remaining dollar. Of the crowns, \(spent) are spent, and the rest is changed back into \
        dollars at \(back / 100).\(back % 100 < 10 ? "0" : "")\(back % 100) crowns for one dollar. \
        How many dollars come back?
        """, (foreign - Rational(spent)) * Rational(100, over: back))
    },
    Frame(5) { draw in
      let (rate, hours) = (draw.awkward(1_123...4_567), draw.awkward(31...98))
      let (bytes, cached) = (draw.awkward(312...987), draw.integer(in: 11...64))
      let extra = draw.awkward(1_234_567...9_876_543)
      let served = Rational(rate * hours * 3_600 * (100 - cached), over: 100)
      return .init(
        """
        A server gets \(rate) requests a second for \(hours) hours. A cache answers \(cached)% of \
        them; each of the others reads exactly \(bytes) bytes from a disk. Maintenance reads \(extra) \
        bytes more. How many bytes are read from the disk?
        """, served * Rational(bytes) + Rational(extra))
    },
    Frame(6) { draw in
      let (price, down) = (draw.awkward(312_345...876_543), draw.integer(in: 11...34))
      let (months, rate) = (draw.integer(in: 8...23) * 12, draw.awkward(2_131...4_876))
      let insurance = draw.money(112...389)
      let paid =
        Rational(price * down, over: 100) + Rational(rate * months)
        + Rational(insurance.cents * months, over: 100)
      guard Rational(price) < paid else { return nil }
      return .init(
        """
        A house in \(draw.town()) costs \(price) dollars. \(draw.name()) pays \(down)% at once and \
        then \(rate) dollars a month for \(months) months, and besides \(insurance.text) of insurance \
        in each of these months. How many dollars more than the house's price are paid in all?
        """, paid - Rational(price))
    },
    Frame(6) { draw in
      let (start, born) = (draw.awkward(1_123_456...7_654_321), draw.awkward(21_234...87_654))
      let (died, years) = (draw.awkward(11_234...20_987), draw.integer(in: 6...14))
      let (left, schools) = (draw.awkward(112_345...543_219), draw.awkward(1_113...3_987))
      let people = start + (born - died) * years - left
      return .init(
        """
        A province has \(start) inhabitants. In every one of the next \(years) years \(born) children \
        are born and \(died) people die; over the whole time \(left) people move away and nobody moves \
        in. How many inhabitants per school are there at the end, if there are \(schools) \
        schools?
        """, Rational(people, over: schools))
    },
  ]
}
