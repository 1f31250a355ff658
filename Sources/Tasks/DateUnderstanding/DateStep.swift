import Basics

/// The date from which a story starts, and the words that give it.
struct DateAnchor: Hashable, Sendable {
  /// The date.
  var date: CalendarDate
  /// The words after `on`, such as `March 5, 2021` or `the last day of May 2019`.
  var words: String

  /// A date that is simply named.
  static func named(using generator: inout SeededGenerator) -> DateAnchor {
    let date = randomDate(using: &generator)
    let words =
      generator.chance(1, in: 2) ? DateSpelling.monthFirst(date) : DateSpelling.dayFirst(date)
    return DateAnchor(date: date, words: words)
  }

  /// A date that must be found out: one step of reasoning.
  static func described(using generator: inout SeededGenerator) -> DateAnchor {
    let date = randomDate(using: &generator)
    let month = DateSpelling.monthAndYear(date)
    switch generator.integer(in: 1...6) {
    case 1:
      return DateAnchor(date: date.lastOfMonth, words: "the last day of \(month)")
    case 2:
      let weekday = generator.pick(Weekday.allCases)
      let number = generator.integer(in: 1...4)
      let first = (date.firstOfMonth - 1).next(weekday)
      return DateAnchor(
        date: first + 7 * (number - 1),
        words: "the \(NumberWord.ordinal(number)) \(weekday.name) of \(month)")
    case 3:
      let weekday = generator.pick(Weekday.allCases)
      return DateAnchor(
        date: (date.lastOfMonth + 1).previous(weekday),
        words: "the last \(weekday.name) of \(month)")
    case 4:
      return yearDay(of: date.year, number: generator.integer(in: 32...365))
    case 5:
      return DateAnchor(
        date: date.lastOfMonth - 1, words: "the last day but one of \(month)")
    default:
      return feast(of: date.year, using: &generator)
    }
  }

  private static func yearDay(of year: Int, number: Int) -> DateAnchor {
    let before = CalendarDate(dayNumber: CalendarDate.yearStart(year).dayNumber - 1)
    return DateAnchor(
      date: before + number, words: "the \(NumberWord.ordinal(number)) day of the year \(year)")
  }

  private static func feast(of year: Int, using generator: inout SeededGenerator) -> DateAnchor {
    let start = CalendarDate.yearStart(year)
    let next = CalendarDate.yearStart(year + 1)
    return generator.pick([
      DateAnchor(date: start, words: "New Year's Day of \(year)"),
      DateAnchor(date: next - 1, words: "New Year's Eve of \(year)"),
      DateAnchor(date: next - 7, words: "Christmas Day of \(year)"),
      DateAnchor(date: next - 8, words: "Christmas Eve of \(year)"),
    ])
  }

  /// Mostly years that people write today, and some around the century years without a leap day.
  private static func randomDate(using generator: inout SeededGenerator) -> CalendarDate {
    let year =
      generator.chance(5, in: 6)
      ? generator.integer(in: 1_988...2_036) : generator.pick([1_896, 1_899, 1_900, 2_096, 2_100])
    return CalendarDate.yearStart(year)
      + generator.integer(in: 0...(CalendarDate.isLeap(year) ? 365 : 364))
  }
}

extension CalendarDate {
  /// 1 January of a year from 1 to 9999.
  static func yearStart(_ year: Int) -> CalendarDate {
    let before = year - 1
    return CalendarDate(dayNumber: 365 * before + before / 4 - before / 100 + before / 400 + 1)
  }
}

/// One step of reasoning from a date to the next.
enum DateStep: Hashable, Sendable {
  /// A number of days; negative is earlier.
  case days(Int)
  /// A number of weeks; negative is earlier.
  case weeks(Int)
  /// A number of calendar months; negative is earlier.
  case months(Int)
  /// A number of calendar years; negative is earlier.
  case years(Int)
  /// The first such weekday after.
  case next(Weekday)
  /// The last such weekday before.
  case previous(Weekday)
  /// The last day of the same month.
  case monthEnd
  /// The first day of the month after.
  case nextMonthStart

  /// The date after the step; `nil` where the calendar has no such day.
  func applied(to date: CalendarDate) -> CalendarDate? {
    switch self {
    case .days(let count): date + count
    case .weeks(let count): date + 7 * count
    case .months(let count): date.addingMonths(count)
    case .years(let count): date.addingYears(count)
    case .next(let weekday): date.next(weekday)
    case .previous(let weekday): date.previous(weekday)
    case .monthEnd: date.lastOfMonth
    case .nextMonthStart: date.lastOfMonth + 1
    }
  }

  /// The step in the wrong direction, or a weekday or month too far: a slip that people make.
  var slip: DateStep {
    switch self {
    case .days(let count): .days(-count)
    case .weeks(let count): .weeks(-count)
    case .months(let count): .months(-count)
    case .years(let count): .years(-count)
    case .next(let weekday): .previous(weekday)
    case .previous(let weekday): .next(weekday)
    case .monthEnd: .nextMonthStart
    case .nextMonthStart: .monthEnd
    }
  }

  /// Whether the step goes back in time.
  var isBackward: Bool {
    switch self {
    case .days(let count), .weeks(let count), .months(let count), .years(let count): count < 0
    case .previous: true
    case .next, .monthEnd, .nextMonthStart: false
    }
  }

  /// The distance in words, such as `three weeks`; `nil` for a step that is not a distance.
  func distance(inDigits: Bool) -> String? {
    func counted(_ count: Int, _ unit: String) -> String {
      let count = abs(count)
      let number = inDigits ? String(count) : NumberWord.cardinal(count)
      return count == 1 ? "\(number) \(unit)" : "\(number) \(unit)s"
    }
    return switch self {
    case .days(let count) where abs(count) == 14 && !inDigits: "a fortnight"
    case .days(let count) where abs(count) <= 4 && abs(count) > 1 && inDigits:
      counted(24 * count, "hour")
    case .days(let count): counted(count, "day")
    case .weeks(let count): counted(count, "week")
    case .months(let count): counted(count, "month")
    case .years(let count): counted(count, "year")
    default: nil
    }
  }

  /// A step that is possible from a date and is not the day itself.
  static func random(
    from date: CalendarDate, using generator: inout SeededGenerator
  ) -> DateStep {
    while true {
      let step = candidate(using: &generator)
      if let target = step.applied(to: date), target != date { return step }
    }
  }

  /// A step that is a plain distance of days or weeks, always possible.
  static func shortDistance(using generator: inout SeededGenerator) -> DateStep {
    let sign = generator.chance(1, in: 2) ? 1 : -1
    return generator.chance(2, in: 3)
      ? .days(sign * generator.integer(in: 1...12)) : .weeks(sign * generator.integer(in: 1...3))
  }

  private static func candidate(using generator: inout SeededGenerator) -> DateStep {
    let sign = generator.chance(2, in: 3) ? 1 : -1
    switch generator.integer(in: 1...12) {
    case 1...4: return .days(sign * generator.integer(in: 1...45))
    case 5...6: return .weeks(sign * generator.integer(in: 1...9))
    case 7...8: return .months(sign * generator.integer(in: 1...11))
    case 9: return .years(sign * generator.integer(in: 1...4))
    case 10: return .next(generator.pick(Weekday.allCases))
    case 11: return .previous(generator.pick(Weekday.allCases))
    default: return generator.chance(1, in: 2) ? .monthEnd : .nextMonthStart
    }
  }
}
