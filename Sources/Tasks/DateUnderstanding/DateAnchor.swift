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
