import Basics

/// The word problems of rung 3: four or five steps with percentages, rates and remainders.
enum MiddleWordProblems {
  typealias Frame = ProblemFrame<Rational>

  static let rung3: [Frame] = [
    Frame(5) { draw in
      let (capital, years) = (draw.awkward(112_345...987_654), draw.integer(in: 3...9))
      let rate = draw.awkward(21...88)
      let (fee, deposit) = (draw.awkward(1_234...6_789), draw.awkward(10_123...65_432))
      let tenths = Rational(capital * rate * years, over: 1_000)
      return .init(
        """
        \(draw.name()) puts \(capital) dollars into a bond that pays simple interest of \(rate / 10).\
        \(rate % 10)% a year. After \(years) years the bank takes a single fee of \(fee) dollars and \
        \(deposit) dollars are added to the capital and the interest. How many dollars are there now?
        """, tenths + Rational(capital - fee + deposit))
    },
    Frame(5) { draw in
      let (count, price) = (draw.awkward(1_123...8_769), draw.money(112...489))
      let (off, tax) = (draw.integer(in: 11...38), draw.integer(in: 6...19))
      let coupon = draw.awkward(512...4_999)
      let goods = draw.pick(WordStock.goods)
      let full = Rational(count * price.cents, over: 100)
      let taxed = full * Rational((100 - off) * (100 + tax), over: 10_000)
      return .init(
        """
        A chain of shops orders \(count) \(goods) at a list price of \(price.text) each. The maker \
        grants a discount of \(off)% on the total, then a tax of \(tax)% is put on the reduced total, \
        and at last a coupon of \(coupon) dollars is taken off. How many dollars does the chain pay?
        """, taxed - Rational(coupon))
    },
    Frame(5) { draw in
      let (length, width) = (draw.awkward(213...987), draw.awkward(113...876))
      let (walls, coats) = (draw.integer(in: 3...9), draw.integer(in: 2...3))
      let windows = draw.awkward(1_111...9_999)
      let coverage = draw.pick([8, 16])
      let area = length * width * walls - windows
      return .init(
        """
        A shipyard has \(walls) identical hull sides to paint, each a rectangle of \(length) m by \
        \(width) m. Openings of \(windows) square metres in all are not painted. One litre of paint \
        covers \(coverage) square metres, and \(coats) coats are needed. How many litres of paint are \
        used?
        """, Rational(area * coats, over: coverage))
    },
    Frame(5) { draw in
      let (distance, trips) = (draw.awkward(312...1_987), draw.awkward(113...678))
      let (use, price) = (draw.awkward(213...387), draw.awkward(141...219))
      let litres = Rational(distance * 2 * trips * use, over: 1_000)
      return .init(
        """
        A lorry makes \(trips) round trips to \(draw.town()), which is \(distance) km away. It burns \
        \(use / 10).\(use % 10) litres of diesel per 100 km, and a litre costs \
        \(Money(cents: price).text). How many dollars does the diesel for all the trips cost?
        """, litres * Rational(price, over: 100))
    },
    Frame(4) { draw in
      let (rolls, metres) = (draw.awkward(1_213...6_789), draw.awkward(112...478))
      let (lost, piece) = (draw.awkward(1_123...9_876), draw.awkward(131...389))
      let total = rolls * metres - lost
      return .init(
        """
        A mill has \(rolls) rolls of \(metres) metres of cable each. After \(lost) metres are thrown \
        away, the rest is joined to one long cable and cut into as many pieces of exactly \(piece) \
        metres as possible. How many metres of cable are left over?
        """, Rational(total % piece))
    },
    Frame(5) { draw in
      let (small, large) = (draw.awkward(1_213...4_567), draw.awkward(213...987))
      let (cheap, dear) = (draw.money(131...298), draw.money(1_131...2_987))
      let (rate, base) = (draw.integer(in: 3...9), draw.awkward(11_234...48_765))
      let goods = draw.sample(2, of: WordStock.goods)
      let sales = Rational(small * cheap.cents + large * dear.cents, over: 100)
      return .init(
        """
        A seller gets a base salary of \(base) dollars a year and a commission of \(rate)% on sales. \
        This year the sales were \(small) \(goods[0]) at \(cheap.text) each and \(large) \(goods[1]) \
        at \(dear.text) each. How many dollars did the seller earn this year?
        """, sales * Rational(rate, over: 100) + Rational(base))
    },
    Frame(4) { draw in
      let (seats, rows) = (draw.awkward(312...986), draw.awkward(213...789))
      let percent = draw.pick([25, 50, 75])
      let (late, price) = (draw.awkward(123...987), draw.money(14...46))
      let filled = Rational(seats * rows * percent, over: 100)
      guard filled.isInteger else { return nil }
      return .init(
        """
        A stadium has \(rows) rows of \(seats) seats. At the start \(percent)% of the seats are taken, \
        and \(late) more visitors come late. Everyone pays \(price.text). What are the takings in \
        dollars?
        """, (filled + Rational(late)) * Rational(price.cents, over: 100))
    },
  ]
}
