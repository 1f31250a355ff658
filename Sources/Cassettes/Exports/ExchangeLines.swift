public import Basics

/// The export as lines of JSON: a header, then one exchange a line, in the order of trials and slots.
///
/// The same exchanges give the same bytes, and reading them back seals to the very same cassette.
public enum ExchangeLines {
  /// Writes a listing.
  ///
  /// `cuts` says where a result falls into parts; see ``ExchangeLine/bytes(of:cuts:)``.
  public static func write(
    _ listing: ExchangeListing, to output: ExportOutput, cuts: (ExchangeKind, [UInt8]) -> [Int]
  ) throws(CassetteError) {
    let header = ExportHeader(entries: listing.count, root: try listing.root())
    try output.write(header.bytes + [0x0a])
    try listing.forEachExchange { (exchange) throws(CassetteError) in
      try output.write(
        ExchangeLine.bytes(of: exchange, cuts: cuts(exchange.kind, exchange.result)) + [0x0a])
    }
  }

  /// Reads an export whose first line is in hand.
  ///
  /// Blank lines are passed over.
  public static func read(
    _ first: [UInt8], _ lines: inout BoundedLines,
    actionDigest: @escaping (ExchangeKind, [UInt8]) -> Digest?
  ) throws(CassetteError) -> ExchangeImport {
    let header = try header(first, file: lines.path)
    var result = ExchangeImport(file: lines.path, header: header, actionDigest: actionDigest)
    while let line = try lines.next() {
      guard !line.isEmpty else { continue }
      try result.add(try exchange(line, number: lines.number, file: lines.path), line: lines.number)
    }
    return result
  }

  private static func header(
    _ line: [UInt8], file: String
  ) throws(CassetteError) -> ExportHeader {
    // A header is short; a long first line is another file's.
    let header = try line.prefix(4_096).withUnsafeBufferPointer {
      (buffer) throws(CassetteError) in
      var cursor = JSONCursor(buffer)
      return try ExportHeader.read(&cursor, file: file)
    }
    guard let header else { throw .notAnExport(file) }
    return header
  }

  private static func exchange(
    _ line: [UInt8], number: Int, file: String
  ) throws(CassetteError) -> Exchange {
    do throws(JSONError) {
      return try line.withUnsafeBufferPointer { (buffer) throws(JSONError) in
        var cursor = JSONCursor(buffer, options: ExchangeLine.options)
        let exchange = try ExchangeLine.read(&cursor, in: buffer)
        try cursor.finish()
        return exchange
      }
    } catch {
      throw .invalidExport(file, line: number, "is no exchange: \(error)")
    }
  }
}
