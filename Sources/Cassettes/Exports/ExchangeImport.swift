public import Basics
import Files
import Glibc

/// Gathers the exchanges of an export, checks them, and seals them into a folder.
///
/// Nothing is written before everything was read and found to be what the header promises.
public struct ExchangeImport {
  /// The most bytes of requests, results and labels that one import takes.
  static let maximumBytes = 4 << 30
  /// The most exchanges that one import takes.
  static let maximumCount = 20_000_000

  private let file: String
  private let header: ExportHeader
  private let actionDigest: (ExchangeKind, [UInt8]) -> Digest?
  private var exchanges: [Exchange] = []
  private var seen: [Slot: (line: Int, place: Int)] = [:]
  private var contents: [[UInt8]] = []
  private var bytes = 0
  private var lines = 0

  /// Begins an import.
  ///
  /// - Parameters:
  ///   - file: What errors name.
  ///   - header: What the export says about itself.
  ///   - actionDigest: Computes the digest of an action from its canonical bytes; `nil` for bytes
  ///     that are no action.
  public init(
    file: String, header: ExportHeader, actionDigest: @escaping (ExchangeKind, [UInt8]) -> Digest?
  ) {
    self.file = file
    self.header = header
    self.actionDigest = actionDigest
  }

  /// The number of exchanges so far.
  public var count: Int { exchanges.count }

  /// Adds the exchange of a line.
  ///
  /// Throws `invalidExport` where the request does not give the action's digest, and `conflict`
  /// where a line before holds another result for the slot. The same again is fine.
  public mutating func add(_ exchange: Exchange, line: Int) throws(CassetteError) {
    lines += 1
    guard actionDigest(exchange.kind, exchange.request) == exchange.slot.action else {
      throw .invalidExport(
        file, line: line,
        "holds a request that does not give its action \(exchange.slot.action.short)")
    }
    if let known = seen[exchange.slot] {
      try checkAgain(exchange, known, line)
    } else {
      seen[exchange.slot] = (line, exchanges.count)
      bytes += exchange.request.count + exchange.result.count + exchange.provenance.count
      exchanges.append(exchange)
    }
    guard bytes <= Self.maximumBytes, lines <= Self.maximumCount else {
      throw .invalidExport(
        file, line: line,
        "exceeds what one import takes: \(Self.maximumBytes) bytes in "
          + "\(Self.maximumCount) exchanges", next: "Cut the export into several files")
    }
  }

  /// Adds an image or a file that requests may name.
  public mutating func add(content: [UInt8], line: Int) throws(CassetteError) {
    bytes += content.count
    contents.append(content)
    guard bytes <= Self.maximumBytes, contents.count <= CassetteFormat2.maximumContents else {
      throw .invalidExport(
        file, line: line,
        "exceeds what one import takes: \(Self.maximumBytes) bytes and "
          + "\(CassetteFormat2.maximumContents) contents", next: "Cut the export into several files"
      )
    }
  }

  private mutating func checkAgain(
    _ exchange: Exchange, _ known: (line: Int, place: Int), _ line: Int
  ) throws(CassetteError) {
    let other = exchanges[known.place]
    guard other.result == exchange.result else {
      throw .exportConflict(file, at: exchange.slot, lines: (known.line, line), "results")
    }
    guard other.kind == exchange.kind, other.request == exchange.request else {
      throw .exportConflict(file, at: exchange.slot, lines: (known.line, line), "requests")
    }
    if exchange.hasSmallerLabel(than: other) { exchanges[known.place] = exchange }
  }

  /// Checks the whole against the header, and seals what the folder does not have yet.
  ///
  /// Creates the folder where there is none. Gives the new cassette's line; `nil` where the folder
  /// had everything.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - version: The version of the format; without it the folder's, or where it has none the one
  ///     that was exported.
  public consuming func seal(
    into folder: String, as version: CassetteVersion? = nil
  ) throws(CassetteError) -> CassetteIndexLine? {
    if let entries = header.entries, entries != lines {
      throw .otherContent(file, "it holds \(lines) exchanges and promises \(entries)")
    }
    exchanges.sort { $0.slot < $1.slot }
    if let root = header.root {
      var tree = MerkleTree()
      for exchange in exchanges { tree.append(ExchangeLeaf(exchange).digest) }
      guard tree.root == root else {
        throw .otherContent(
          file,
          "its exchanges give the root \(tree.root.short) and not the \(root.short) that it promises"
        )
      }
    }
    let folder = try CassetteFolder.mending(path: folder)
    let version = version ?? (folder.lines.isEmpty ? header.version : nil)
    return try folder.sealing(exchanges, as: version, contents: contents).added
  }
}

/// The lines of a file, one after the other, none longer than a bound.
public struct BoundedLines: ~Copyable {
  /// The file, as it was named.
  public let path: String
  /// The number of the line that was read last, from 1.
  public private(set) var number = 0

  private let file: ReadableFile
  private let limit: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var offset = 0
  private var isAtEnd = false
  private static let chunk = 1 << 18

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - limit: The longest line, in bytes.
  public init(
    path: String, limit: Int = ExchangeLine.maximumLength
  ) throws(CassetteError) {
    self.path = path
    self.limit = limit
    guard !Path.isFolder(path) else {
      throw .invalidExport(
        path, "this is a folder", next: "Give the file that `cassette export` wrote")
    }
    file = try files(ReadableFile(path))
  }

  /// Up to `count` bytes from the start of a file.
  public static func prefix(
    of path: String, _ count: Int
  ) throws(CassetteError) -> [UInt8] {
    try files(ReadableFile(path).prefix(count))
  }

  /// The next line without its end; `nil` at the end of the file.
  ///
  /// A last line without an end is one too. A line beyond the bound throws `invalidExport`.
  public mutating func next() throws(CassetteError) -> [UInt8]? {
    var searched = start
    while true {
      if let end = Self.newline(in: buffer, from: searched) {
        number += 1
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      guard buffer.count - start <= limit else {
        throw .invalidExport(path, line: number + 1, "is longer than \(limit) bytes")
      }
      guard !isAtEnd else {
        guard start < buffer.count else { return nil }
        number += 1
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      let chunk = try files(file.read(Self.chunk, at: offset))
      buffer += chunk
      offset += chunk.count
      isAtEnd = chunk.isEmpty
    }
  }

  private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { raw in
      guard start < raw.count, let base = raw.baseAddress,
        let found = memchr(base + start, 0x0a, raw.count - start)
      else { return nil }
      return base.distance(to: UnsafeRawPointer(found))
    }
  }
}
