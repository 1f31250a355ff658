/// Moments as an HTTP archive writes them.
///
/// A recording says, to the second, when its last byte was there; the start of each attempt is that,
/// less what the attempts took.
enum HARTime {
  /// The last second of the year 9999 and the first of 1970, in microseconds: no other year is written.
  private static let bounds = 0...253_402_300_799_000_000

  static func add(_ span: Int, to moment: Int) -> Int {
    let (sum, overflow) = moment.addingReportingOverflow(span)
    return overflow ? bounds.upperBound : min(max(sum, bounds.lowerBound), bounds.upperBound)
  }

  static func subtract(_ span: Int, from moment: Int) -> Int {
    let (difference, overflow) = moment.subtractingReportingOverflow(span)
    return overflow
      ? bounds.lowerBound : min(max(difference, bounds.lowerBound), bounds.upperBound)
  }

  /// Reads `2026-03-01T09:30:00Z`; `nil` for any other form.
  static func microseconds(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 20, bytes[19] == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int? {
      range.reduce(0) { sum, index in
        guard let sum, (0x30...0x39).contains(bytes[index]) else { return nil }
        return sum * 10 + Int(bytes[index] - 0x30)
      }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24,
      minute < 60, second < 61
    else { return nil }
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
    return min(seconds * 1_000_000, bounds.upperBound)
  }

  /// The moment as `2026-03-01T09:30:00.000Z`.
  static func text(_ microseconds: Int) -> String {
    let milliseconds = min(max(microseconds, bounds.lowerBound), bounds.upperBound) / 1_000
    let (day, time) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
    let (year, month, dayOfMonth) = date(day)
    func padded(_ number: Int, _ count: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }
    let clock = [time / 3_600_000, time / 60_000 % 60, time / 1_000 % 60].map { padded($0, 2) }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T"
      + clock.joined(separator: ":") + ".\(padded(time % 1_000, 3))Z"
  }

  /// Days from the first of 1970 in the Gregorian calendar; years begin in March.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }

  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let days = days + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = 400 * era + yearOfEra + (month >= 10 ? 1 : 0)
    return (year, month < 10 ? month + 3 : month - 9, day)
  }
}
