import Basics
import Files

/// Makes one cassette of all cassettes of a folder.
struct FolderCompaction {
  private let directory: Folder
  private let replacement: FolderReplacement
  private let line: CassetteIndexLine
  /// `nil` if one of the old cassettes holds everything already.
  private let image: SealedImage?

  /// Seals the new cassette in memory; writes nothing.
  init(
    _ folder: CassetteFolder, as version: CassetteVersion? = nil, actionDigest: ActionDigest?
  ) throws(CassetteError) {
    let version = version ?? folder.version
    let catalog = try ExchangeCatalog(CassetteSet(folder), actionDigest: actionDigest)
    let root = catalog.root
    if let whole = folder.lines.first(where: { $0.root == root && $0.version == version }) {
      image = nil
      line = whole
    } else {
      let sealed = try catalog.seal(as: version)
      image = sealed
      line = CassetteIndexLine(sealed)
    }
    directory = Folder(folder.path)
    let name = line.fileName
    replacement = FolderReplacement(
      new: name, old: folder.lines.map(\.fileName).filter { $0 != name })
  }

  /// Replaces all cassettes of a folder by one that was sealed elsewhere.
  init(_ folder: CassetteFolder, by sealed: SealedImage) {
    line = CassetteIndexLine(sealed)
    image = folder.lines.contains(line) ? nil : sealed
    directory = Folder(folder.path)
    let name = line.fileName
    replacement = FolderReplacement(
      new: name, old: folder.lines.map(\.fileName).filter { $0 != name })
  }

  /// Takes one step; all of them in order are the compaction.
  func perform(_ step: FolderReplacement.Step) throws(CassetteError) {
    switch step {
    case .announce:
      try replacement.write(to: directory)
    case .place:
      guard let image else { return }
      try image.write(to: directory.path(of: line.fileName))
    case .list:
      try CassetteIndex([line]).write(to: directory)
    case .remove:
      for name in replacement.old { try files(directory.remove(name)) }
      try files(directory.synchronize())
    case .conclude:
      try FolderReplacement.conclude(in: directory)
    }
  }
}

extension FolderCompaction {
  /// Takes all steps.
  func perform() throws(CassetteError) {
    do throws(CassetteError) {
      for step in FolderReplacement.Step.allCases { try perform(step) }
    } catch {
      // As after a crash; a folder that cannot be written now is mended by the next command.
      try? FolderReplacement.conclude(in: directory)
      throw error
    }
  }
}

/// What a compaction did.
public struct CompactionResult: Sendable {
  /// The folder as it is now.
  public let folder: CassetteFolder
  /// The cassettes that the one cassette stands for.
  public let replaced: [CassetteIndexLine]
}

extension CassetteFolder {
  /// Makes one cassette of all cassettes of a folder; `nil` if it holds one or none already.
  ///
  /// Every cassette is verified first, and the new one before anything refers to it. At every
  /// instant, whatever happens to the process or the machine, the folder plays: with its old INDEX
  /// until the new one is in place, with the new one from then on. Old files are removed last.
  ///
  /// Throws `conflict` and changes nothing if two cassettes differ at a slot; `locked` if somebody
  /// records into the folder.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - version: The version of the one cassette; a single cassette of another version is sealed
  ///     anew. Without it, the highest of the folder's.
  ///   - actionDigest: With it, each request is proven to belong to its slot.
  public static func compacting(
    path: String, as version: CassetteVersion? = nil, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) -> CompactionResult? {
    guard Path.isFolder(path) else { throw .missingFolder(path) }
    let lock = try files(FileLock(folder: path))
    defer { withExtendedLifetime(lock) {} }
    let folder = try mended(path: path)
    let isOther =
      version.map { version in folder.lines.contains { $0.version != version } } ?? false
    guard folder.lines.count > 1 || isOther else { return nil }
    let compaction = try FolderCompaction(folder, as: version, actionDigest: actionDigest)
    try compaction.perform()
    return CompactionResult(folder: try CassetteFolder(path: path), replaced: folder.lines)
  }

  /// Replaces all cassettes of a folder by one, as a whole or not at all.
  ///
  /// As with compacting, the folder plays at every instant, and what was cut short is completed or
  /// undone by the next command that writes into it.
  ///
  /// Throws `locked` if somebody records into the folder.
  ///
  /// - Parameter seal: Seals the one cassette, given the folder as it is while nobody else changes it.
  public static func replacing(
    path: String, by seal: (CassetteFolder) throws -> SealedImage
  ) throws -> CompactionResult {
    guard Path.isFolder(path) else { throw CassetteError.missingFolder(path) }
    let lock = try files(FileLock(folder: path))
    defer { withExtendedLifetime(lock) {} }
    let folder = try mended(path: path)
    let compaction = FolderCompaction(folder, by: try seal(folder))
    try compaction.perform()
    return CompactionResult(folder: try CassetteFolder(path: path), replaced: folder.lines)
  }
}

/// What adding cassettes to a folder did.
public struct FolderAddition: Sendable {
  /// The folder as it is now.
  public let folder: CassetteFolder
  /// The new cassette; `nil` if the folder held everything already.
  public let added: CassetteIndexLine?
}

extension CassetteFolder {
  /// Adds what some cassettes hold and a folder does not, as one more cassette: what one machine would
  /// have recorded, had it done the work of several.
  ///
  /// The cassettes are verified first and stay as they are. The folder is created if it is not there.
  ///
  /// Throws `conflict` and changes nothing if two recordings differ at a slot, unless `sameOutcome`
  /// says that only measurements do; `locked` if somebody records into the folder.
  public static func adding(
    _ set: CassetteSet, to path: String, sameOutcome: SameOutcome? = nil,
    actionDigest: ActionDigest? = nil
  ) throws(CassetteError) -> FolderAddition {
    try files(Folder(path).create(isDurable: true))
    let lock = try files(FileLock(folder: path))
    defer { withExtendedLifetime(lock) {} }
    let folder = try mended(path: path)
    let catalog = try ExchangeCatalog(set, sameOutcome: sameOutcome, actionDigest: actionDigest)
    let reader = try folder.reader()
    var missing: [CatalogEntry] = []
    for entry in catalog.entries {
      // What was measured first is what was paid for and perhaps shared: it stays.
      guard let kept = try reader.result(at: entry.slot) else {
        missing.append(entry)
        continue
      }
      let result = try catalog.exchanges(of: [entry])[0].result
      guard kept == result || sameOutcome?(entry.kind, kept, result) == true else {
        throw .conflict(
          at: entry.slot, (path, Digest.sha256(kept)),
          (catalog.path(of: entry), entry.resultDigest))
      }
    }
    let exchanges = try catalog.exchanges(of: missing)
    let sealed = try folder.sealing(exchanges, contents: try catalog.contents(of: exchanges))
    return FolderAddition(folder: sealed.folder, added: sealed.added)
  }
}

extension ExchangeCatalog {
  /// The file that an exchange is read from.
  fileprivate func path(of entry: CatalogEntry) -> String {
    set.members[entry.place.cassette].path
  }
}
