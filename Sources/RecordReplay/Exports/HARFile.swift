public import Basics
public import Cassettes

/// The export as an HTTP archive (HAR 1.2): one entry for each attempt of each model call.
///
/// Runs of code are no HTTP: they stand in a list of their own, `_exchanges`. The last attempt's
/// entry also holds the whole exchange, so that the file reads back to the very same cassette. It is
/// written one entry a line; only that form is read again.
public enum HARFile {
  /// How every HAR of ours begins.
  static let opening = Array(#"{"log":{"_steerbench":"#.utf8)
  private static let divider = Array(#"],"_exchanges":["#.utf8)
  private static let contentsDivider = Array(#"],"_contents":["#.utf8)
  private static let closing = Array(#"],"version":"1.2"}}"#.utf8)
  /// An entry shows request and response, and holds the exchange.
  static let lineLimit = 3 * ExchangeLine.maximumLength

  // MARK: Writing

  /// Writes a listing.
  ///
  /// - Parameters:
  ///   - listing: The exchanges.
  ///   - output: Where to.
  ///   - version: The version of the tool, which the archive names as its creator.
  public static func write(
    _ listing: ExchangeListing, to output: ExportOutput, version: String
  ) throws(CassetteError) {
    let header = try ExportHeader(of: listing)
    var start = opening + header.bytes
    start += #","creator":{"name":"steerbench","version":"#.utf8
    CanonicalJSON.appendString(version, to: &start)
    start += #"},"entries":["#.utf8
    try output.write(start)
    try write(listing, to: output) { HARCall($0)?.entries ?? [] }
    try output.write([0x0a] + divider)
    try write(listing, to: output) { exchange in
      guard HARCall(exchange) == nil else { return [] }
      let cuts = ResultParts.cuts(exchange.kind, exchange.result)
      return [ExchangeLine.bytes(of: exchange, cuts: cuts)]
    }
    if !listing.contents.isEmpty {
      try output.write([0x0a] + contentsDivider)
      var isFirst = true
      try listing.forEachContent { (digest, content) throws(CassetteError) in
        let separator = isFirst ? [0x0a] : [UInt8(ascii: ","), 0x0a]
        try output.write(separator + ExportedContent.bytes(of: content, digest))
        isFirst = false
      }
    }
    try output.write([0x0a] + closing + [0x0a])
  }

  private static func write(
    _ listing: ExchangeListing, to output: ExportOutput, lines: (Exchange) -> [[UInt8]]
  ) throws(CassetteError) {
    var isFirst = true
    try listing.forEachExchange { (exchange) throws(CassetteError) in
      for line in lines(exchange) {
        try output.write((isFirst ? [0x0a] : [UInt8(ascii: ","), 0x0a]) + line)
        isFirst = false
      }
    }
  }

  // MARK: Reading

  /// Reads an archive of ours whose first line is in hand.
  static func read(
    _ first: [UInt8], _ lines: inout BoundedLines,
    actionDigest: @escaping (ExchangeKind, [UInt8]) -> Digest?
  ) throws(CassetteError) -> ExchangeImport {
    let header = try header(first, file: lines.path)
    var result = ExchangeImport(file: lines.path, header: header, actionDigest: actionDigest)
    var isBehindEntries = false
    var isBehindExchanges = false
    while let line = try lines.next() {
      if line.starts(with: closing) {
        guard isBehindEntries, try lines.next() == nil else { break }
        return result
      }
      if line == divider, !isBehindEntries {
        isBehindEntries = true
        continue
      }
      if line == contentsDivider, isBehindEntries, header.version == .two, !isBehindExchanges {
        isBehindExchanges = true
        continue
      }
      if isBehindExchanges {
        let content = line.last == UInt8(ascii: ",") ? Array(line.dropLast()) : line
        guard let content = try ExportedContent(content, lines.number, lines.path) else { break }
        try result.add(content: content.bytes, line: lines.number)
        continue
      }
      guard let exchange = try exchange(line, isEntry: !isBehindEntries, lines) else { continue }
      try result.add(exchange, line: lines.number)
    }
    throw .invalidExport(lines.path, line: lines.number, "is not where the archive may end")
  }

  private static func header(
    _ line: [UInt8], file: String
  ) throws(CassetteError) -> ExportHeader {
    let header = try line.dropFirst(opening.count).prefix(4_096).withUnsafeBufferPointer {
      (buffer) throws(CassetteError) in
      var cursor = JSONCursor(buffer)
      return try ExportHeader.read(&cursor, file: file)
    }
    guard let header else { throw foreign(file) }
    return header
  }

  /// A HAR that somebody else wrote, or wrote anew.
  static func foreign(_ file: String) -> CassetteError {
    .invalidExport(
      file,
      "this is a HAR that steerbench did not write, or that another program wrote anew: it does not "
        + "hold the trials and slots that a cassette needs",
      next: "Import a file that `cassette export --format har` or `--format jsonl` wrote")
  }

  /// The exchange of a line; `nil` for an attempt that was not the last.
  private static func exchange(
    _ line: [UInt8], isEntry: Bool, _ lines: borrowing BoundedLines
  ) throws(CassetteError) -> Exchange? {
    let content = line.last == UInt8(ascii: ",") ? line.dropLast() : line[...]
    do throws(JSONError) {
      return try content.withUnsafeBufferPointer { (buffer) throws(JSONError) in
        var cursor = JSONCursor(
          buffer, options: JSONCursor.Options(maximumDepth: 72, repairsStrings: false))
        let exchange =
          isEntry
          ? try entry(&cursor, in: buffer) : try ExchangeLine.read(&cursor, in: buffer)
        try cursor.finish()
        return exchange
      }
    } catch {
      throw .invalidExport(lines.path, line: lines.number, "is no entry: \(error)")
    }
  }

  private static func entry(
    _ cursor: inout JSONCursor, in line: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> Exchange? {
    var exchange: Exchange?
    var first = true
    try cursor.enterObject()
    while let name = try cursor.nextName(first: &first) {
      guard name == "_steerbench", exchange == nil else {
        try cursor.skipValue()
        continue
      }
      var isFirst = true
      try cursor.enterObject()
      while let name = try cursor.nextName(first: &isFirst) {
        if name == "exchange" {
          exchange = try ExchangeLine.read(&cursor, in: line)
        } else {
          try cursor.skipValue()
        }
      }
    }
    return exchange
  }
}

extension ArraySlice<UInt8> {
  /// Lends the bytes, with an error of one type.
  func withUnsafeBufferPointer<Value, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try Array(self).withUnsafeBufferPointer(body)
  }
}

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

/// Reads an export of either form.
public enum ExportFile {
  /// A first line of ours is shorter.
  private static let headLimit = 1 << 16

  /// Reads the file as a whole, checked line by line; sealing is the next step.
  public static func read(_ path: String) throws(CassetteError) -> ExchangeImport {
    var probe = try BoundedLines(path: path, limit: headLimit)
    let first: [UInt8]?
    do throws(CassetteError) {
      first = try probe.next()
    } catch  where error.code == .invalidExport {
      throw isArchive(try BoundedLines.prefix(of: path, 1_024))
        ? HARFile.foreign(path) : .notAnExport(path)
    }
    guard let first else { throw .invalidExport(path, "the file is empty") }
    if first.starts(with: HARFile.opening) {
      var lines = try BoundedLines(path: path, limit: HARFile.lineLimit)
      _ = try lines.next()
      return try HARFile.read(first, &lines, actionDigest: actionDigest)
    }
    guard !isArchive(try BoundedLines.prefix(of: path, 1_024)) else { throw HARFile.foreign(path) }
    var lines = try BoundedLines(path: path)
    _ = try lines.next()
    return try ExchangeLines.read(first, &lines, actionDigest: actionDigest)
  }

  /// The digest of an action from its canonical bytes; `nil` for bytes that are none.
  public static func actionDigest(_ kind: ExchangeKind, _ request: [UInt8]) -> Digest? {
    (try? Action(kind: kind, request: request))?.digest
  }

  /// Whether a file begins as an HTTP archive does: an object whose first member is `log`.
  private static func isArchive(_ start: [UInt8]) -> Bool {
    start.filter { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }.starts(with: #"{"log":"#.utf8)
  }
}
