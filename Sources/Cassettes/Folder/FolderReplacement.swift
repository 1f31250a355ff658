import Files

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
