public import Cassettes
import Basics

/// The export as an HTTP archive (HAR 1.2): one entry for each attempt of each model call.
///
/// Runs of code are no HTTP: they stand in a list of their own, `_exchanges`. The last attempt's
/// entry also holds the whole exchange, so that the file reads back to the very same cassette. It is
/// written one entry a line; only that form is read again.
public enum HARFile {
  /// How every HAR of ours begins.
  static let opening = Array(#"{"log":{"_steerbench":"#.utf8)
  private static let divider = Array(#"],"_exchanges":["#.utf8)
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
    let header = ExportHeader(entries: listing.count, root: try listing.root())
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
    var result = ExchangeImport(
      file: lines.path, header: try header(first, file: lines.path), actionDigest: actionDigest)
    var isBehindEntries = false
    while let line = try lines.next() {
      if line.starts(with: closing) {
        guard isBehindEntries, try lines.next() == nil else { break }
        return result
      }
      if line == divider, !isBehindEntries {
        isBehindEntries = true
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
