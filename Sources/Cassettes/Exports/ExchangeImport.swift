public import Basics

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
  public consuming func seal(
    into folder: String
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
    return try CassetteFolder.mending(path: folder).sealing(exchanges).added
  }
}
