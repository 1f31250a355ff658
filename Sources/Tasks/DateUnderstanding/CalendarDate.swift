/// A day of the proleptic Gregorian calendar, from year 1 to year 9999.
///
/// All arithmetic is on whole days, without clock, time zone or locale.
struct CalendarDate: Hashable, Comparable, Sendable {
  /// The year, from 1 to 9999.
  let year: Int
  /// The month, from 1 to 12.
  let month: Int
  /// The day of the month, from 1.
  let day: Int

  /// Creates a date; `nil` if the calendar has no such day.
  init?(year: Int, month: Int, day: Int) {
    guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDate.days(inMonth: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Creates the date of a day number, kept between the first and the last day of the calendar.
  init(dayNumber: Int) {
    let number = min(max(dayNumber, 1), 3_652_059)
    // Whole cycles of 400, 100, 4 and 1 years; the last day of a long cycle belongs to it still.
    var rest = number - 1
    let fours = rest / 146_097
    rest %= 146_097
    let centuries = min(rest / 36_524, 3)
    rest -= centuries * 36_524
    let quads = rest / 1_461
    rest %= 1_461
    let years = min(rest / 365, 3)
    rest -= years * 365
    let year = 1 + 400 * fours + 100 * centuries + 4 * quads + years
    var month = 1
    while rest >= CalendarDate.days(inMonth: month, of: year) {
      rest -= CalendarDate.days(inMonth: month, of: year)
      month += 1
    }
    self.year = year
    self.month = month
    self.day = rest + 1
  }

  /// The number of the day; 1 January of year 1, a Monday, is 1.
  var dayNumber: Int {
    let before = year - 1
    var days = 365 * before + before / 4 - before / 100 + before / 400
    for month in 1..<self.month { days += CalendarDate.days(inMonth: month, of: year) }
    return days + day
  }

  /// The day of the week.
  var weekday: Weekday {
    Weekday(afterMonday: (dayNumber - 1) % 7)
  }

  /// The first day of the month.
  var firstOfMonth: CalendarDate { self + (1 - day) }

  /// The last day of the month.
  var lastOfMonth: CalendarDate {
    self + (CalendarDate.days(inMonth: month, of: year) - day)
  }

  /// The same day of the month some months later, or earlier with a negative number; `nil` where
  /// that month has no such day.
  func addingMonths(_ months: Int) -> CalendarDate? {
    let index = year * 12 + month - 1 + months
    guard index >= 12 else { return nil }
    return CalendarDate(year: index / 12, month: index % 12 + 1, day: day)
  }

  /// The same day of another year; `nil` for 29 February where that year has none.
  func addingYears(_ years: Int) -> CalendarDate? {
    CalendarDate(year: year + years, month: month, day: day)
  }

  /// The first day after this one that falls on a weekday.
  func next(_ weekday: Weekday) -> CalendarDate {
    self + ((weekday.rawValue - self.weekday.rawValue + 6) % 7 + 1)
  }

  /// The last day before this one that fell on a weekday.
  func previous(_ weekday: Weekday) -> CalendarDate {
    self - ((self.weekday.rawValue - weekday.rawValue + 6) % 7 + 1)
  }

  /// The date some days later.
  static func + (date: CalendarDate, days: Int) -> CalendarDate {
    CalendarDate(dayNumber: date.dayNumber + days)
  }

  /// The date some days earlier.
  static func - (date: CalendarDate, days: Int) -> CalendarDate {
    date + -days
  }

  static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// Whether a year has 366 days.
  static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  /// The number of days of a month from 1 to 12.
  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A day of the week.
enum Weekday: Int, CaseIterable, Hashable, Sendable {
  case monday
  case tuesday
  case wednesday
  case thursday
  case friday
  case saturday
  case sunday

  /// The weekday some days after a Monday.
  init(afterMonday days: Int) {
    self = Weekday.allCases[(days % 7 + 7) % 7]
  }

  /// The English name.
  var name: String {
    switch self {
    case .monday: "Monday"
    case .tuesday: "Tuesday"
    case .wednesday: "Wednesday"
    case .thursday: "Thursday"
    case .friday: "Friday"
    case .saturday: "Saturday"
    case .sunday: "Sunday"
    }
  }
}

/// How questions spell dates.
enum DateSpelling {
  /// The English month names, January first.
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `MM/DD/YYYY`, the spelling of the options.
  static func numeric(_ date: CalendarDate) -> String {
    "\(padded(date.month, 2))/\(padded(date.day, 2))/\(padded(date.year, 4))"
  }

  /// `March 5, 2021`.
  static func monthFirst(_ date: CalendarDate) -> String {
    "\(months[date.month - 1]) \(date.day), \(date.year)"
  }

  /// `5 March 2021`.
  static func dayFirst(_ date: CalendarDate) -> String {
    "\(date.day) \(months[date.month - 1]) \(date.year)"
  }

  /// `March 2021`.
  static func monthAndYear(_ date: CalendarDate) -> String {
    "\(months[date.month - 1]) \(date.year)"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
  }
}
