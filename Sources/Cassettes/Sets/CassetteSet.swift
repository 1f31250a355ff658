public import Basics

/// Some sealed cassettes that are taken together as one set of exchanges.
///
/// The value only names files; ``ExchangeCatalog`` reads them.
public struct CassetteSet: Hashable, Sendable {
  /// One cassette.
  public struct Member: Hashable, Sendable {
    /// The file.
    public let path: String
    /// What an INDEX says of it; `nil` for a file that was named by itself.
    public let line: CassetteIndexLine?
  }

  /// The cassettes, in the order in which they were named.
  public private(set) var members: [Member]

  /// Names some files.
  public init(files: [String]) {
    members = files.map { Member(path: $0, line: nil) }
  }

  /// Names the cassettes of a folder.
  public init(_ folder: CassetteFolder) {
    members = folder.lines.map { Member(path: folder.path(of: $0), line: $0) }
  }

  /// Names what a path means: one cassette, or all cassettes of a folder.
  ///
  /// Throws what opening a folder throws, and `notACassette` for a folder without any cassette.
  public init(path: String) throws(CassetteError) {
    guard Directory.isFolder(path) else {
      self.init(files: [path])
      return
    }
    let folder = try CassetteFolder(path: path)
    guard !folder.lines.isEmpty else { throw .emptyFolder(path) }
    self.init(folder)
  }

  /// Names the cassettes of several sets, each path once.
  public init(joining sets: [CassetteSet]) {
    var seen: Set<String> = []
    members = sets.flatMap(\.members).filter { seen.insert($0.path).inserted }
  }
}

/// Whether two results of one action are the same but for what was measured, such as times; results
/// that cannot be read are not.
public typealias SameOutcome = (ExchangeKind, [UInt8], [UInt8]) -> Bool

/// Computes the digest of an action from its kind and canonical bytes; `nil` for bytes that are none.
///
/// Cassettes know slots by the digests of actions, and the room above knows how these are made.
public typealias ActionDigest = (ExchangeKind, [UInt8]) -> Digest?
