/// Reads dates out of what a model wrote or its code printed.
///
/// Spellings: `MM/DD/YYYY`, also with hyphens and one-digit numbers, as the options have it;
/// `YYYY-MM-DD`, also with slashes and with a time after it; `March 5, 2021`, `Mar. 5th 2021`;
/// `5 March 2021`, `5th of March, 2021`; `date(2021, 3, 5)`. A month after a day in numbers
/// (`25/12/2020`) is not read: half of such dates would mean another day.
enum DateReader {
  /// A date and where it stands.
  struct Found: Hashable, Sendable {
    /// The date.
    var date: CalendarDate
    /// The bytes of the text.
    var range: Range<Int>
  }

  /// The date that a short text spells, nothing else standing in it.
  static func date(spelled text: String) -> CalendarDate? {
    let text = AnswerText(text)
    let found = dates(in: text, text.bytes.indices)
    return found.count == 1 ? found[0].date : nil
  }

  /// The dates in a range, in order.
  static func dates(in text: AnswerText, _ range: Range<Int>) -> [Found] {
    let parts = DatePart.parts(in: text, range)
    var found: [Found] = []
    var index = 0
    while index < parts.count {
      if let (date, used) = date(parts[index...].prefix(3), in: text) {
        found.append(
          Found(
            date: date,
            range: parts[index].range.lowerBound..<parts[index + used - 1].range.upperBound))
        index += used
      } else {
        index += 1
      }
    }
    return found
  }

  private static func date(
    _ parts: ArraySlice<DatePart>, in text: AnswerText
  ) -> (CalendarDate, Int)? {
    let parts = Array(parts)
    guard parts.count == 3 else { return nil }
    let gaps = [
      text.bytes[parts[0].range.upperBound..<parts[1].range.lowerBound],
      text.bytes[parts[1].range.upperBound..<parts[2].range.lowerBound],
    ]
    let date: CalendarDate? =
      switch (parts[0].value, parts[1].value, parts[2].value) {
      case (.number(let first, let width), .number(let second, _), .number(let third, let last)):
        numeric(first, second, third, widths: (width, last), gaps: gaps)
      case (.month(let month), .number(let day, _), .number(let year, 4))
      where isLoose(gaps[0]) && isLoose(gaps[1]):
        CalendarDate(year: year, month: month, day: day)
      case (.number(let day, let width), .month(let month), .number(let year, 4))
      where width <= 2 && isLoose(gaps[0]) && isLoose(gaps[1]):
        CalendarDate(year: year, month: month, day: day)
      default: nil
      }
    return date.map { ($0, 3) }
  }

  private static func numeric(
    _ first: Int, _ second: Int, _ third: Int, widths: (Int, Int), gaps: [ArraySlice<UInt8>]
  ) -> CalendarDate? {
    let isList = gaps.allSatisfy { $0.first == UInt8(ascii: ",") && isLoose($0) }
    guard isList || (isTight(gaps[0]) && gaps[0].elementsEqual(gaps[1])) else { return nil }
    if widths.0 == 4 { return CalendarDate(year: first, month: second, day: third) }
    guard widths.1 == 4, widths.0 <= 2, !isList else { return nil }
    return CalendarDate(year: third, month: first, day: second)
  }

  /// A slash or a hyphen, also a typographic one.
  private static func isTight(_ gap: ArraySlice<UInt8>) -> Bool {
    gap.elementsEqual("/".utf8) || gap.elementsEqual("-".utf8)
      || (gap.count == 3 && gap.starts(with: [0xe2, 0x80]) && (0x90...0x95).contains(gap.last ?? 0))
  }

  /// Spaces, a comma, a dot, an ordinal's ending, `of`.
  private static func isLoose(_ gap: ArraySlice<UInt8>) -> Bool {
    gap.count <= 10
      && gap.allSatisfy { ASCII.isSpace($0) || ",.-".utf8.contains($0) || ASCII.isLetter($0) }
      && ["", "st", "nd", "rd", "th", "of", "thof", "stof", "ndof", "rdof"].contains(
        String(
          decoding: gap.filter(ASCII.isLetter).map(ASCII.lowercased), as: UTF8.self))
  }
}

/// A number or a month's name.
struct DatePart: Hashable, Sendable {
  /// What stands there.
  enum Value: Hashable, Sendable {
    /// A number of one to four digits, and how many digits it has.
    case number(Int, digits: Int)
    /// A month from 1, by its English name or its first three letters.
    case month(Int)
  }

  /// What stands there.
  var value: Value
  /// The bytes of the text.
  var range: Range<Int>

  private static let names = DateSpelling.months.map { Array($0.lowercased().utf8) }

  /// The parts of a range, in order; other words and longer numbers part what is around them by
  /// standing in the gap.
  static func parts(in text: AnswerText, _ range: Range<Int>) -> [DatePart] {
    let bytes = text.bytes
    var parts: [DatePart] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let isDigits = ASCII.isDigit(bytes[index])
      guard isDigits || ASCII.isLetter(bytes[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < range.upperBound,
        isDigits ? ASCII.isDigit(bytes[end]) : ASCII.isLetter(bytes[end])
      {
        end += 1
      }
      if let value = isDigits ? number(bytes[index..<end]) : month(bytes[index..<end]) {
        parts.append(DatePart(value: value, range: index..<end))
      }
      index = end
    }
    return parts
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Value? {
    guard digits.count <= 4 else { return nil }
    return .number(
      digits.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }, digits: digits.count)
  }

  private static func month(_ letters: ArraySlice<UInt8>) -> Value? {
    let lower = letters.map(ASCII.lowercased)
    let index = names.firstIndex { name in
      name == lower || (lower.count == 3 && name.starts(with: lower))
        || (lower == Array("sept".utf8) && name.starts(with: lower))
    }
    return index.map { .month($0 + 1) }
  }
}
