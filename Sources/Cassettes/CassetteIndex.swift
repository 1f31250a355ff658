public import Basics
import Files

/// One line of an INDEX: one sealed cassette.
///
/// A line of format 1 ends with the name of the format. From format 2 on it begins with it: programs
/// that know format 1 only show the beginning of a line that they refuse, and so the reason.
public struct CassetteIndexLine: Hashable, Sendable {
  /// The version of the file's format.
  public let version: CassetteVersion
  /// The Merkle root over the exchanges, which names the file.
  public let root: Digest
  /// The SHA-256 of the file.
  public let fileDigest: Digest
  /// The number of exchanges.
  public let entryCount: Int
  /// The bytes of all requests and results together, before compression.
  public let rawByteCount: Int

  /// The name of the file in the folder.
  public var fileName: String {
    Hexadecimal.encode(root.bytes.prefix(8)) + version.fileSuffix
  }

  /// Describes a cassette as somebody else did; what is said must be checked against the file.
  public init(
    version: CassetteVersion, root: Digest, fileDigest: Digest, entryCount: Int,
    rawByteCount: Int
  ) {
    self.version = version
    self.root = root
    self.fileDigest = fileDigest
    self.entryCount = entryCount
    self.rawByteCount = rawByteCount
  }

  init(_ image: SealedImage) {
    version = image.version
    root = image.root
    fileDigest = image.fileDigest
    entryCount = image.entryCount
    rawByteCount = image.rawByteCount
  }

  init(_ cassette: SealedCassette) throws(CassetteError) {
    version = cassette.version
    root = cassette.root
    fileDigest = try cassette.fileDigest()
    entryCount = cassette.entryCount
    rawByteCount = cassette.rawByteCount
  }

  /// Reads the fields of a line; `nil` if one is missing or malformed.
  init?(_ text: Substring) {
    var fields = text.split(separator: " ", omittingEmptySubsequences: false)
    guard fields.count == 5 else { return nil }
    // The name stands last in format 1 and first in later ones.
    let isOld = fields[4] == CassetteVersion.one.name
    let name = isOld ? fields.removeLast() : fields.removeFirst()
    guard let version = CassetteVersion.allCases.first(where: { name == $0.name }),
      isOld == (version == .one), let root = Digest(hex: fields[0]),
      let fileDigest = Digest(hex: fields[1]), let entryCount = Self.decimal(fields[2]),
      let rawByteCount = Self.decimal(fields[3])
    else { return nil }
    self.version = version
    self.root = root
    self.fileDigest = fileDigest
    self.entryCount = entryCount
    self.rawByteCount = rawByteCount
  }

  /// The line as text, without its end.
  var text: String {
    let facts = "\(root.hex) \(fileDigest.hex) \(entryCount) \(rawByteCount)"
    return version == .one ? "\(facts) \(version.name)" : "\(version.name) \(facts)"
  }

  /// A number in its one spelling.
  private static func decimal(_ text: Substring) -> Int? {
    guard let number = Int(text), number >= 0, String(number) == text else { return nil }
    return number
  }
}

/// The list of a folder's cassettes: sorted lines of text, which git merges by itself.
struct CassetteIndex: Equatable {
  static let fileName = "INDEX"
  /// More than any folder needs, and little enough to read at once.
  private static let maximumSize = 16 << 20

  /// The cassettes in the order of their versions, then of their roots.
  private(set) var lines: [CassetteIndexLine]

  /// Lists some cassettes.
  init(_ lines: [CassetteIndexLine] = []) {
    self.lines = Set(lines).sorted { left, right in
      left.version == right.version ? left.root < right.root : left.version < right.version
    }
  }

  /// Reads an INDEX.
  ///
  /// A line that comes twice, as after a merge, counts once.
  init(text: String, file: String) throws(CassetteError) {
    var byName: [String: CassetteIndexLine] = [:]
    for (number, text) in text.split(separator: "\n").enumerated() {
      guard let line = CassetteIndexLine(text) else {
        throw .invalidIndex(file, line: number + 1, "is no cassette: \(text.prefix(40))")
      }
      if let other = byName.updateValue(line, forKey: line.fileName), other != line {
        throw .invalidIndex(
          file, line: number + 1, "names \(line.fileName) with other digests than a line before")
      }
    }
    self.init(Array(byName.values))
  }

  /// Reads the INDEX of a folder; none is an empty one.
  init(folder: Folder) throws(CassetteError) {
    let path = folder.path(of: Self.fileName)
    guard Path.exists(path) else {
      self.init()
      return
    }
    guard let bytes = try files(ReadableFile.bytes(of: path, limit: Self.maximumSize)) else {
      throw .invalidIndex(path, line: 1, "begins a file that is too large for an INDEX")
    }
    try self.init(text: String(decoding: bytes, as: UTF8.self), file: path)
  }

  /// The whole INDEX as text.
  var text: String { lines.map { $0.text + "\n" }.joined() }

  /// Puts the INDEX in place, as a whole or not at all.
  func write(to folder: Folder) throws(CassetteError) {
    try files(
      WholeFile.write(Array(text.utf8), to: folder.path(of: Self.fileName), .durable))
  }
}
