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
