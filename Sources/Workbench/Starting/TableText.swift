import FoundationEssentials

/// A table as spreadsheets save it, made into what the data of a task may be: UTF-8, with commas.
///
/// In many countries a comma is the decimal mark, so that semicolons or tabs stand between the values of a file that
/// is called CSV all the same.
struct TableText {
  /// The table.
  private(set) var bytes: [UInt8]
  /// The name by which its format is known.
  let name: String
  /// What was changed, a sentence each.
  private(set) var remarks: [String] = []

  private static let (comma, semicolon, tab, quote, newline, carriage) = (
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "\""),
    UInt8(ascii: "\n"), UInt8(ascii: "\r")
  )

  /// Reads a table that is not yet taken apart.
  ///
  /// - Parameter path: Its path: what ends in `.tsv`, `.tab` or `.txt` is a table as well.
  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let ending = parts.count > 1 ? parts.removeLast().lowercased() : ""
    let isTable = ["csv", "tsv", "tab", "txt"].contains(ending)
    name = isTable ? "\(parts.joined(separator: ".")).csv" : path
    takeSixteenBits()
    guard isTable else { return }
    let named = takeNamedSeparator()
    let separator = named ?? usualSeparator(ending)
    guard separator != Self.comma else { return }
    self.bytes = withCommas(separator)
    let what = separator == Self.tab ? "tabs" : "semicolons"
    remarks.append("Its values were separated by \(what), and are by commas now.")
  }

  /// Text of two bytes a sign, which some programs write, begins with a mark that says so.
  private mutating func takeSixteenBits() {
    let isBig = bytes.starts(with: [0xfe, 0xff])
    guard isBig || bytes.starts(with: [0xff, 0xfe]), bytes.count.isMultiple(of: 2) else { return }
    let units = stride(from: 2, to: bytes.count, by: 2).map { index in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isBig ? first << 8 | second : second << 8 | first
    }
    bytes = Array(String(decoding: units, as: UTF16.self).utf8)
    remarks.append("It was UTF-16, and is UTF-8 now.")
  }

  /// The separator that the first line names, as in `sep=;`: a line that some programs write, and that is no header.
  private mutating func takeNamedSeparator() -> UInt8? {
    let line = bytes.prefix { $0 != Self.newline }
    let text = line.last == Self.carriage ? line.dropLast() : line
    guard text.count == 5, text.starts(with: Array("sep=".utf8)), let separator = text.last,
      [Self.comma, Self.semicolon, Self.tab].contains(separator)
    else { return nil }
    bytes.removeFirst(min(line.count + 1, bytes.count))
    return separator
  }

  /// What stands most often between the names of the columns; the comma where none does.
  private func usualSeparator(_ ending: String) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == Self.quote { isQuoted.toggle() }
      guard !isQuoted else { continue }
      if byte == Self.newline { break }
      counts[byte, default: 0] += 1
    }
    func count(_ separator: UInt8) -> Int { counts[separator] ?? 0 }
    if ending == "tsv", count(Self.tab) > 0 { return Self.tab }
    return [Self.semicolon, Self.tab].first {
      count($0) > count(Self.comma) && count($0) >= count(Self.tab)
    } ?? Self.comma
  }

  private func withCommas(_ separator: UInt8) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    var index = 0
    while index < bytes.count {
      let start = index
      if bytes[index] == Self.quote {
        index = endOfQuoted(from: index)
        result += bytes[start..<index]
      }
      let rest = index
      while index < bytes.count, bytes[index] != separator, bytes[index] != Self.newline {
        index += 1
      }
      result += rest == start ? plain(bytes[rest..<index]) : bytes[rest..<index][...]
      guard index < bytes.count else { break }
      result.append(bytes[index] == separator ? Self.comma : Self.newline)
      index += 1
    }
    return result
  }

  /// The index behind a closing quotation mark; the end where it is never closed.
  private func endOfQuoted(from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == Self.quote {
        guard index + 1 < bytes.count, bytes[index + 1] == Self.quote else { return index + 1 }
        index += 1
      }
      index += 1
    }
    return index
  }

  /// A value without quotation marks around it, with such where it holds what would end it now.
  private func plain(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let hasEnd = value.last == Self.carriage
    let text = hasEnd ? value.dropLast() : value
    guard text.contains(Self.comma) else { return value }
    var quoted = [Self.quote]
    for byte in text { quoted += byte == Self.quote ? [byte, byte] : [byte] }
    quoted.append(Self.quote)
    if hasEnd { quoted.append(Self.carriage) }
    return quoted[...]
  }
}
