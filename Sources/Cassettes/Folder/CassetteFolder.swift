import Basics
import Files

/// A folder of sealed cassettes and the INDEX that names them.
///
/// The value is what the folder held when it was opened. No cassettes at all are fine: every slot is
/// then missing.
public struct CassetteFolder: Sendable {
  /// The name of the journal that lies beside the cassettes while recording.
  public static let journalName = "recording.journal"
  /// The name of the list of the folder's cassettes.
  public static let indexName = CassetteIndex.fileName

  /// The folder.
  public let path: String
  /// Its cassettes, in the order of their versions, then of their roots.
  public let lines: [CassetteIndexLine]
  /// The version in which what is added to it is sealed: the highest of its cassettes', and the
  /// current one where there is none.
  public var version: CassetteVersion { lines.map(\.version).max() ?? .current }

  /// Opens a folder: INDEX and files must name each other.
  ///
  /// Throws `missingFile` for a folder, or a file named by INDEX, that does not exist, `unlistedFile`
  /// for a cassette that INDEX does not name, and `invalidIndex`.
  public init(path: String) throws(CassetteError) {
    let directory = Folder(path)
    let names = try Self.cassetteNames(in: directory)
    // A folder may come from a stranger: what it holds is here, and is written here.
    for name in names + [Self.indexName, Self.journalName] {
      guard !Path.isLink(directory.path(of: name)) else { throw .linked(path, name: name) }
    }
    let index = try CassetteIndex(folder: directory)
    var known = Set(index.lines.map(\.fileName))
    known.formUnion(try FolderReplacement.unfinished(in: directory)?.fileNames ?? [])
    if let stray = names.first(where: { !known.contains($0) }) {
      throw .unlisted(path, name: stray)
    }
    let present = Set(names)
    if let line = index.lines.first(where: { !present.contains($0.fileName) }) {
      throw .missingCassette(path, name: line.fileName)
    }
    self.path = path
    lines = index.lines
  }

  /// Opens a folder for recording: creates it if it is not there, and mends its INDEX.
  ///
  /// A power cut between the two steps of sealing leaves a cassette that INDEX does not name yet. It
  /// is verified as a whole, then named; a file that was not yet in place is removed; a compaction
  /// that was cut short is completed or undone. A cassette whose file has another name than its root
  /// gives it throws `damaged`; a folder that somebody else records into or changes throws `locked`.
  public static func mending(path: String) throws(CassetteError) -> CassetteFolder {
    try files(Folder(path).create(isDurable: true))
    let lock = try files(FileLock(folder: path))
    defer { withExtendedLifetime(lock) {} }
    return try mended(path: path)
  }

  /// Mends a folder whose lock the caller holds.
  static func mended(path: String) throws(CassetteError) -> CassetteFolder {
    let directory = Folder(path)
    for name in [indexName, journalName] where Path.isLink(directory.path(of: name)) {
      throw .linked(path, name: name)
    }
    try FolderReplacement.conclude(in: directory)
    for name in try files(directory.names()) where name.hasSuffix(".cas" + DraftFile.suffix) {
      try files(directory.remove(name))
    }
    let names = try cassetteNames(in: directory)
    let index = try CassetteIndex(folder: directory)
    let listed = Set(index.lines.map(\.fileName))
    var strays: [CassetteIndexLine] = []
    for name in names where !listed.contains(name) {
      let cassette = try SealedCassette(unproven: directory.path(of: name))
      try cassette.verify(.full)
      let line = try CassetteIndexLine(cassette)
      guard line.fileName == name else {
        throw .damaged(cassette.path, "its content belongs into a file named \(line.fileName)")
      }
      strays.append(line)
    }
    if !strays.isEmpty { try CassetteIndex(index.lines + strays).write(to: directory) }
    return try CassetteFolder(path: path)
  }

  /// The text of the INDEX of a folder with some cassettes.
  public static func indexText(of lines: [CassetteIndexLine]) -> String {
    CassetteIndex(lines).text
  }

  /// The path of the journal that lies beside the cassettes while recording.
  public var journalPath: String { Folder(path).path(of: Self.journalName) }

  /// The path of a cassette.
  public func path(of line: CassetteIndexLine) -> String {
    Folder(path).path(of: line.fileName)
  }

  /// Verifies every cassette, each against its line in INDEX.
  public func verify(_ level: VerificationLevel) throws(CassetteError) {
    for line in lines {
      try CassetteExamination(path: path(of: line)).verify(level, line: line)
    }
  }

  /// Holds every cassette against its line in INDEX and its Merkle root, as reading it would.
  public func prove() throws(CassetteError) {
    for line in lines { _ = try SealedCassette(path: path(of: line), line: line) }
  }

  /// Seals what the folder does not have yet into one more cassette; `nil` if it has everything.
  ///
  /// The new file is read back and verified as a whole before INDEX names it. A slot that the folder
  /// holds with another result throws `conflict`, and nothing is written.
  ///
  /// - Parameters:
  ///   - exchanges: The exchanges, those that the folder has among them.
  ///   - version: The version of the format; without it the folder's, or the first that has room for
  ///     contents where their requests name any.
  ///   - contents: Images and files that their requests name.
  public func sealing(
    _ exchanges: [Exchange], as version: CassetteVersion? = nil, contents: [[UInt8]] = []
  ) throws(CassetteError) -> (folder: CassetteFolder, added: CassetteIndexLine?) {
    let reader = try reader()
    var missing: [Exchange] = []
    for exchange in exchanges {
      if try !reader.holds(exchange) { missing.append(exchange) }
    }
    guard !missing.isEmpty else { return (self, nil) }
    let named = NamedContents.named(by: missing.lazy.map(\.request), of: contents)
    let room = missing.map(\.kind.leastVersion).max() ?? self.version
    let least = max(self.version, named.isEmpty ? room : .two)
    let image = try CassetteSealer.seal(missing, as: version ?? least, contents: contents)
    let line = CassetteIndexLine(image)
    let directory = Folder(path)
    try image.write(to: directory.path(of: line.fileName))
    let index = try CassetteIndex(folder: directory)
    try CassetteIndex(index.lines + [line]).write(to: directory)
    return (try CassetteFolder(path: path), line)
  }

  /// The names of the sealed cassettes in a folder, sorted.
  private static func cassetteNames(in directory: Folder) throws(CassetteError) -> [String] {
    guard let names = try files(directory.namesIfThere()) else {
      throw .missingFolder(directory.path)
    }
    return names.filter { $0.hasSuffix(".cas") }
  }
}

extension SealedCassette {
  /// Throws unless the cassette is the one that a line of INDEX describes.
  public func check(against line: CassetteIndexLine) throws(CassetteError) {
    guard version == line.version, root == line.root, entryCount == line.entryCount,
      rawByteCount == line.rawByteCount
    else { throw .damaged(path, "it is not the cassette that INDEX describes") }
  }

  /// Throws unless the file has the SHA-256 that a line of INDEX gives it, and is what it describes.
  func check(_ file: Digest, against line: CassetteIndexLine) throws(CassetteError) {
    guard file == line.fileDigest else {
      throw .wrongFileDigest(path, expected: line.fileDigest, found: file)
    }
    try check(against: line)
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

  /// Sixteen lower-case hexadecimal digits and the suffix of a format; nothing that could lead
  /// elsewhere.
  private static func isCassetteName(_ name: String) -> Bool {
    CassetteVersion.allCases.contains { version in
      let digits = name.utf8.dropLast(version.fileSuffix.utf8.count)
      return name.hasSuffix(version.fileSuffix) && digits.count == 16
        && digits.allSatisfy { byte in
          (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
    }
  }
}
