/// Makes one cassette of all cassettes of a folder.
struct FolderCompaction {
  private let directory: Directory
  private let replacement: FolderReplacement
  private let line: CassetteIndexLine
  /// `nil` if one of the old cassettes holds everything already.
  private let image: SealedImage?

  /// Seals the new cassette in memory; writes nothing.
  init(_ folder: CassetteFolder, actionDigest: ActionDigest?) throws(CassetteError) {
    let catalog = try ExchangeCatalog(CassetteSet(folder), actionDigest: actionDigest)
    let root = catalog.root
    if let whole = folder.lines.first(where: { $0.root == root }) {
      image = nil
      line = whole
    } else {
      let sealed = try catalog.seal()
      image = sealed
      line = CassetteIndexLine(sealed)
    }
    directory = Directory(path: folder.path)
    let name = line.fileName
    replacement = FolderReplacement(
      new: name, old: folder.lines.map(\.fileName).filter { $0 != name })
  }

  /// Replaces all cassettes of a folder by one that was sealed elsewhere.
  init(_ folder: CassetteFolder, by sealed: SealedImage) {
    line = CassetteIndexLine(sealed)
    image = folder.lines.contains(line) ? nil : sealed
    directory = Directory(path: folder.path)
    let name = line.fileName
    replacement = FolderReplacement(
      new: name, old: folder.lines.map(\.fileName).filter { $0 != name })
  }

  /// Takes one step; all of them in order are the compaction.
  func perform(_ step: FolderReplacement.Step) throws(CassetteError) {
    switch step {
    case .announce:
      try directory.place(Array(replacement.text.utf8), as: FolderReplacement.fileName)
    case .place:
      guard let image else { return }
      try directory.place(image.bytes, as: line.fileName) { (partial) throws(CassetteError) in
        try SealedCassette(path: partial).verify(.full, expecting: line.fileDigest)
      }
    case .list:
      try CassetteIndex([line]).write(to: directory)
    case .remove:
      for name in replacement.old { try directory.remove(name) }
      try directory.synchronize()
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
  public static func compacting(
    path: String, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) -> CompactionResult? {
    guard Directory.isFolder(path) else { throw .missingFolder(path) }
    let lock = try FolderLock(folder: path)
    defer { withExtendedLifetime(lock) {} }
    let folder = try mended(path: path)
    guard folder.lines.count > 1 else { return nil }
    let compaction = try FolderCompaction(folder, actionDigest: actionDigest)
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
    guard Directory.isFolder(path) else { throw CassetteError.missingFolder(path) }
    let lock = try FolderLock(folder: path)
    defer { withExtendedLifetime(lock) {} }
    let folder = try mended(path: path)
    let compaction = FolderCompaction(folder, by: try seal(folder))
    try compaction.perform()
    return CompactionResult(folder: try CassetteFolder(path: path), replaced: folder.lines)
  }
}
