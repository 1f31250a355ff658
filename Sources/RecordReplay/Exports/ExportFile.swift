public import Cassettes
public import Basics

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
