import Basics

/// The word problems of rungs 1 and 2: two to four steps, numbers of three to five digits.
enum EasyWordProblems {
  typealias Frame = ProblemFrame<Rational>

  static let rung1: [Frame] = [
    Frame(3) { draw in
      let (rows, trees) = (draw.awkward(112...389), draw.awkward(213...876))
      let (lost, planted) = (draw.awkward(1_100...9_800), draw.awkward(1_100...9_800))
      return .init(
        """
        The orchard of \(draw.name()) has \(rows) rows with \(trees) trees in each. A storm knocks \
        down \(lost) trees, and in spring \(planted) saplings are planted. How many trees stand in \
        the orchard now?
        """, Rational(rows * trees - lost + planted))
    },
    Frame(2) { draw in
      let (boxes, books) = (draw.awkward(231...978), draw.awkward(112...467))
      let damaged = draw.awkward(1_011...8_989)
      return .init(
        """
        A library in \(draw.town()) receives \(boxes) boxes with \(books) books in each box. It sends \
        \(damaged) damaged books back and keeps the others. How many books does it keep?
        """, Rational(boxes * books - damaged))
    },
    Frame(2) { draw in
      let (tickets, price) = (draw.awkward(104...399), draw.money(11...48))
      let start = Money(cents: tickets * price.cents + draw.awkward(10_000...900_000))
      return .init(
        """
        \(draw.name()) has \(start.text) in the club's account and buys \(tickets) train tickets at \
        \(price.text) each for the club. How many dollars are left in the account?
        """, Rational(start.cents - tickets * price.cents, over: 100))
    },
    Frame(3) { draw in
      let (rolls, loaves) = (draw.awkward(1_013...6_789), draw.awkward(211...989))
      let (rollPrice, loafPrice) = (draw.awkward(31...99), draw.money(3...9))
      return .init(
        """
        In one month the bakery of \(draw.name()) sells \(rolls) rolls at \(rollPrice) cents each and \
        \(loaves) loaves at \(loafPrice.text) each. How many dollars does the bakery take in?
        """, Rational(rolls * rollPrice + loaves * loafPrice.cents, over: 100))
    },
    Frame(3) { draw in
      let (days, distance) = (draw.awkward(12...48), draw.awkward(213...987))
      let last = draw.awkward(111...899)
      return .init(
        """
        A cargo ship sails \(distance) km on each of its first \(days) days at sea and \(last) km on \
        the day after that, when it reaches \(draw.town()). How many metres is the voyage in all?
        """, Rational((days * distance + last) * 1_000))
    },
    Frame(3) { draw in
      let names = draw.names(2)
      let things = draw.pick(WordStock.things)
      let (first, factor) = (draw.awkward(1_231...8_765), draw.integer(in: 13...29))
      let fewer = draw.awkward(312...1_199)
      return .init(
        """
        \(names[0]) owns \(first) \(things). \(names[1]) owns \(fewer) fewer than \(factor) times as \
        many. How many \(things) do they own together?
        """, Rational(first + first * factor - fewer))
    },
    Frame(3) { draw in
      let (hours, leak) = (draw.awkward(16...74), draw.awkward(131...467))
      let start = hours * leak + draw.awkward(2_000...9_000)
      let added = draw.awkward(1_001...7_999)
      return .init(
        """
        A tank holds \(start) litres of water. It loses \(leak) litres an hour through a crack for \
        \(hours) hours; then the crack is closed and \(added) litres are pumped in. How many litres \
        are in the tank?
        """, Rational(start - hours * leak + added))
    },
  ]

  static let rung2: [Frame] = [
    Frame(4) { draw in
      let (old, new) = (draw.awkward(1_013...3_987), draw.awkward(4_011...9_876))
      let (oldHours, newHours) = (draw.awkward(16...89), draw.awkward(21...97))
      let faulty = draw.awkward(1_213...9_876)
      let thing = draw.pick(WordStock.things)
      return .init(
        """
        An old machine makes \(old) \(thing) an hour and a new one makes \(new) an hour. This week \
        the old machine ran for \(oldHours) hours and the new one for \(newHours) hours. The inspector \
        threw away \(faulty) faulty \(thing). How many good \(thing) were made?
        """, Rational(old * oldHours + new * newHours - faulty))
    },
    Frame(5) { draw in
      let (hens, eggs) = (draw.awkward(1_234...7_891), draw.integer(in: 3...6))
      let (used, price) = (draw.awkward(113...987), draw.awkward(17...48))
      let weeks = draw.integer(in: 3...11)
      return .init(
        """
        Each of the \(hens) hens on a farm lays exactly \(eggs) eggs a week. The farm's kitchen uses \
        \(used) eggs a week, and \(draw.name()) sells all the others at \(price) cents apiece. How \
        many dollars do the sales bring in \(weeks) weeks?
        """, Rational((hens * eggs - used) * price * weeks, over: 100))
    },
    Frame(4) { draw in
      let (front, back) = (draw.awkward(1_123...4_567), draw.awkward(5_678...9_871))
      let (dear, cheap) = (draw.money(71...148), draw.money(21...59))
      let hall = draw.money(30_000...89_000)
      return .init(
        """
        A concert in \(draw.town()) sold \(front) front seats at \(dear.text) each and \(back) back \
        seats at \(cheap.text) each. Hiring the hall cost \(hall.text). What was the profit in dollars?
        """, Rational(front * dear.cents + back * cheap.cents - hall.cents, over: 100))
    },
    Frame(5) { draw in
      let (regular, extra) = (draw.awkward(1_211...1_979), draw.integer(in: 56...198) * 2)
      let (wage, fee) = (draw.money(17...46), draw.money(1_100...3_900))
      return .init(
        """
        Last year \(draw.name()) worked \(regular) regular hours at \(wage.text) an hour and \
        \(extra) overtime hours at one and a half times that wage. Union fees of \(fee.text) were taken \
        off. How many dollars were paid out?
        """,
        Rational(regular * wage.cents + extra / 2 * 3 * wage.cents - fee.cents, over: 100))
    },
    Frame(4) { draw in
      let (pallets, boxes, pieces) = (
        draw.awkward(43...187), draw.awkward(21...64), draw.awkward(18...96)
      )
      let (trucks, load) = (draw.integer(in: 3...9), draw.awkward(1_017...4_321))
      let goods = draw.pick(WordStock.goods)
      guard pallets * boxes * pieces > trucks * load else { return nil }
      return .init(
        """
        A warehouse holds \(pallets) pallets. There are \(boxes) boxes on every pallet and \(pieces) \
        \(goods) in every box. Then \(trucks) trucks leave with \(load) \(goods) each. How many \
        \(goods) remain in the warehouse?
        """, Rational(pallets * boxes * pieces - trucks * load))
    },
    Frame(3) { draw in
      let names = draw.names(2)
      let (others, extra) = (draw.integer(in: 6...17), draw.awkward(1_234...9_876))
      let share = draw.awkward(11_234...98_765)
      return .init(
        """
        \(names[0]) leaves \(share * (others + 1) + extra) dollars to \(others + 1) grandchildren. \
        All are to get the same sum, except that \(names[1]) is to get \(extra) dollars more than each \
        of the others. How many dollars does \(names[1]) get?
        """, Rational(share + extra))
    },
    Frame(5) { draw in
      let (morning, evening) = (draw.awkward(41...68), draw.awkward(71...98))
      let (hours1, hours2) = (draw.integer(in: 112...389), draw.integer(in: 113...278))
      let service = draw.awkward(1_011...7_989)
      guard morning * hours1 + evening * hours2 > 2 * service else { return nil }
      return .init(
        """
        A delivery van drove \(hours1) hours in town at an average of \(morning) km/h and \(hours2) \
        hours on motorways at an average of \(evening) km/h. Of the distance, \(service) km were test \
        drives by the garage. How many more kilometres than the garage did the regular driver cover?
        """, Rational(morning * hours1 + evening * hours2 - 2 * service))
    },
  ]
}

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
