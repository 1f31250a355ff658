import Basics
import BigInt

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

/// The word problems of rung 5: seven steps and more, numbers of up to eight digits.
enum HardestWordProblems {
  typealias Frame = ProblemFrame<Rational>

  static let rung5: [Frame] = [
    Frame(8) { draw in
      let towns = draw.sample(3, of: WordStock.towns)
      let (first, factor) = (draw.awkward(1_123_456...8_765_432), draw.integer(in: 3...9))
      let (more, percent) = (draw.awkward(112_345...987_654), draw.integer(in: 11...89))
      let (litres, saved) = (draw.awkward(112...187), draw.integer(in: 6...24))
      let second = first * factor + more
      let third = Rational(second * percent, over: 100)
      guard third.isInteger else { return nil }
      let people = Rational(first + second) + third
      return .init(
        """
        \(towns[0]) has \(first) inhabitants. \(towns[1]) has \(more) more than \(factor) times as \
        many. \(towns[2]) has \(percent)% of the number of \(towns[1]). Everyone in the three cities \
        used \(litres) litres of water a day; now the use per person falls by \(saved)%. How many \
        litres do the three cities use in a day now?
        """, people * Rational(litres * (100 - saved), over: 100))
    },
    Frame(9) { draw in
      let (lines, shifts, pieces) = (
        draw.awkward(12...48), draw.integer(in: 2...3), draw.awkward(11_234...48_765)
      )
      let (days, down) = (draw.awkward(231...349), draw.awkward(112_345...876_543))
      let (faulty, price) = (draw.integer(in: 2...9), draw.money(12...39))
      let (cost, fixed) = (draw.awkward(312...987), draw.awkward(1_123_456...9_876_543))
      let made = lines * shifts * pieces * days - down
      let sold = Rational(made * (100 - faulty), over: 100)
      return .init(
        """
        A factory has \(lines) lines. Each line makes \(pieces) parts in a shift, and there are \
        \(shifts) shifts on each of \(days) days; faults of the lines cost \(down) parts over the \
        year. Of the parts made, \(faulty)% are scrap and the others are sold at \(price.text) each. \
        Making a part, scrap or not, costs \(Money(cents: cost).text), and the factory has fixed costs \
        of \(fixed) dollars a year. What is the year's profit in dollars (negative for a loss; a \
        fraction of a part counts in proportion)?
        """,
        sold * Rational(price.cents, over: 100) - Rational(made * cost, over: 100)
          - Rational(fixed))
    },
    Frame(7) { draw in
      let unit = draw.awkward(12_345...98_765)
      let names = draw.names(4)
      let total = unit * 4 * 5 * 6
      let first = total / 4
      let second = (total - first) / 5 * 2
      let third = (total - first - second) / 6
      let tax = draw.integer(in: 11...38)
      let rest = total - first - second - third
      let debt = draw.awkward(10_234...98_765)
      return .init(
        """
        A fortune of \(total) dollars is divided. \(names[0]) gets a quarter of it, \(names[1]) gets \
        two fifths of what is then left, \(names[2]) gets a sixth of what is left after that, and \
        \(names[3]) gets the remainder. \(names[3]) pays a tax of \(tax)% on that share, then a debt \
        of \(debt) dollars, and gives half of what is left to \(names[0]). How many dollars does \
        \(names[0]) then have?
        """,
        Rational(first)
          + (Rational(rest * (100 - tax), over: 100) - Rational(debt)) * Rational(1, over: 2))
    },
    Frame(7) { draw in
      let (visitors, price) = (draw.awkward(1_123_456...4_876_543), draw.money(14...68))
      let (growth, rise) = (draw.integer(in: 3...14), draw.integer(in: 2...9))
      let drop = draw.integer(in: 4...19)
      let second = Rational(visitors * (100 + growth), over: 100)
      let third = second * Rational(100 - drop, over: 100)
      let newPrice = Rational(price.cents * (100 + rise), over: 10_000)
      return .init(
        """
        A park had \(visitors) visits in its first year. In the second year the number of visits grew \
        by \(growth)%, and in the third it fell by \(drop)% against the second. A visit cost \
        \(price.text) in the first two years and \(rise)% more in the third; nothing was rounded. How \
        many dollars did the park take in over the three years?
        """,
        (Rational(visitors) + second) * Rational(price.cents, over: 100) + third * newPrice)
    },
    Frame(8) { draw in
      let (first, second) = (draw.awkward(11_234...48_765), draw.awkward(51_234...98_765))
      let (out, start) = (draw.awkward(21_234...49_876), draw.awkward(1_123_456...9_876_543))
      let (hours, more) = (draw.integer(in: 13...39), draw.integer(in: 41...98))
      let evaporated = draw.integer(in: 3...12)
      let middle = start * 10 + (first + second) * hours
      let end = middle + (first + second - out) * more
      return .init(
        """
        A reservoir holds \(start) cubic metres of water. Two rivers bring \(first / 10).\
        \(first % 10) and \(second / 10).\(second % 10) cubic metres an hour. The outlet is shut for \
        the first \(hours) hours; then it lets out \(out / 10).\(out % 10) cubic metres an hour for \
        \(more) hours while the rivers flow on. At last \(evaporated)% of the water evaporates. How \
        many cubic metres are left?
        """, Rational(end * (100 - evaporated), over: 1_000))
    },
    Frame(9) { draw in
      let (hard, soft) = (draw.awkward(112_345...456_789), draw.awkward(1_123_456...5_678_912))
      let (hardPrice, softPrice) = (draw.money(21...38), draw.money(8...19))
      let (low, high) = (draw.integer(in: 6...9), draw.integer(in: 11...16))
      let (limit, advance) = (draw.awkward(101_234...111_987), draw.awkward(212_345...987_654))
      let limitPart = Rational(limit * hardPrice.cents * low, over: 10_000)
      let restPart = Rational((hard - limit) * hardPrice.cents * high, over: 10_000)
      let softPart = Rational(soft * softPrice.cents * low, over: 10_000)
      let due = limitPart + restPart + softPart - Rational(advance)
      guard due.numerator > 0 else { return nil }
      return .init(
        """
        A novel by \(draw.name()) sells \(hard) hardbacks at \(hardPrice.text) and \(soft) paperbacks \
        at \(softPrice.text). The author gets \(low)% of the price for the first \(limit) hardbacks, \
        \(high)% for every further hardback, and \(low)% for every paperback. An advance of \(advance) \
        dollars was paid before and is taken off. How many dollars are still due to the author?
        """, due)
    },
    Frame(8) { draw in
      let names = draw.names(2)
      let (start, step) = (draw.awkward(112_345...876_543), draw.awkward(1_234...9_876))
      let weeks = draw.integer(in: 52...117)
      let (fixed, bonus) = (draw.awkward(212_345...487_654), draw.awkward(1_123_456...9_876_543))
      let every = draw.integer(in: 7...12)
      let growing = weeks * start + step * (weeks * (weeks - 1) / 2)
      let steady = weeks * fixed + weeks / every * bonus
      return .init(
        """
        \(names[0]) mines \(start) tokens in the first week and, from then on, \(step) more in each \
        week than in the week before. \(names[1]) mines \(fixed) tokens every week and gets a bonus of \
        \(bonus) tokens at the end of every \(every)th week. After \(weeks) weeks, how many more \
        tokens does \(names[0]) have than \(names[1]) (negative if fewer)?
        """, Rational(growing - steady))
    },
  ]
}
