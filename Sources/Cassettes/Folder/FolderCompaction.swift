import Files

/// Makes one cassette of all cassettes of a folder.
struct FolderCompaction {
  private let directory: Folder
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
  public static func compacting(
    path: String, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) -> CompactionResult? {
    guard Path.isFolder(path) else { throw .missingFolder(path) }
    let lock = try files(FileLock(folder: path))
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
    guard Path.isFolder(path) else { throw CassetteError.missingFolder(path) }
    let lock = try files(FileLock(folder: path))
    defer { withExtendedLifetime(lock) {} }
    let folder = try mended(path: path)
    let compaction = FolderCompaction(folder, by: try seal(folder))
    try compaction.perform()
    return CompactionResult(folder: try CassetteFolder(path: path), replaced: folder.lines)
  }
}

/// The replacement of a folder's cassettes by one that holds the same: a note of what is under way.
///
/// INDEX and files change one after the other, and a power cut may come between any two steps. The
/// note is there before the first of them and goes after the last. While it lies in the folder, the
/// files that it names may be there without a line in INDEX, so that INDEX as it stands plays at
/// every instant: the old cassettes until it is replaced, the new one from then on.
struct FolderReplacement: Equatable {
  /// The note; version control leaves journals out.
  static let fileName = "compaction.journal"
  private static let maximumSize = 1 << 20

  /// One step; each leaves a folder that plays.
  enum Step: CaseIterable {
    /// Writes the note.
    case announce
    /// Puts the new cassette beside the old ones.
    case place
    /// Names the new cassette in INDEX, and the old ones no longer.
    case list
    /// Removes the old cassettes.
    case remove
    /// Removes the note.
    case conclude
  }

  /// The file that comes.
  let new: String
  /// The files that go.
  let old: [String]

  /// All files that may lie in the folder unlisted meanwhile.
  var fileNames: [String] { [new] + old }

  /// The note of a folder; `nil` if nothing is under way.
  static func unfinished(in folder: Folder) throws(CassetteError) -> FolderReplacement? {
    let path = folder.path(of: fileName)
    guard Path.exists(path) else { return nil }
    guard let bytes = try files(ReadableFile.bytes(of: path, limit: maximumSize)) else {
      throw .misplaced(folder.path, name: fileName)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let names = text.split(separator: "\n").map(String.init)
    guard let new = names.first, names.allSatisfy(isCassetteName) else {
      throw .misplaced(folder.path, name: fileName)
    }
    return FolderReplacement(new: new, old: Array(names.dropFirst()))
  }

  /// Completes what is under way if INDEX names the new cassette already; otherwise undoes it.
  static func conclude(in folder: Folder) throws(CassetteError) {
    guard let replacement = try unfinished(in: folder) else { return }
    let listed = Set(try CassetteIndex(folder: folder).lines.map(\.fileName))
    let leftovers = listed.contains(replacement.new) ? replacement.old : [replacement.new]
    for name in leftovers where !listed.contains(name) { try files(folder.remove(name)) }
    try files(folder.synchronize())
    try files(folder.remove(fileName))
    try files(folder.synchronize())
  }

  /// The note as text: the name of the new file, then those of the old ones.
  var text: String { fileNames.map { $0 + "\n" }.joined() }

  /// Puts the note into a folder.
  func write(to folder: Folder) throws(CassetteError) {
    try files(
      WholeFile.write(Array(text.utf8), to: folder.path(of: Self.fileName), .durable))
  }

  /// Sixteen lower-case hexadecimal digits and the suffix; nothing that could lead elsewhere.
  private static func isCassetteName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    return bytes.count == 20 && name.hasSuffix(".cas")
      && bytes.prefix(16).allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}
