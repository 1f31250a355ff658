import Basics
import Files
import Glibc

/// Why a cassette, a cassette folder or a recording journal could not be used.
///
/// It says what happened, to which file, and what to do next. A slot that is not there is not an
/// error: readers return `nil`.
public struct CassetteError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The file is of another kind.
    case notACassette
    /// The file was written by a version that this one cannot read.
    case unsupportedVersion
    /// The content is not what was sealed.
    case damaged
    /// The content is sound by itself, and is not what the Merkle root names.
    case corrupt
    /// Two different results claim one slot.
    case conflict
    /// Another process records into the folder.
    case locked
    /// A file or folder that is named does not exist.
    case missingFile
    /// The folder holds a cassette that its INDEX does not name.
    case unlistedFile
    /// The INDEX is not a sorted list of cassettes.
    case invalidIndex
    /// An export cannot be read back.
    case invalidExport
    /// The operating system refused to read.
    case unreadable
    /// The operating system refused to write.
    case unwritable
    /// The disk is full.
    case diskFull
    /// An exchange exceeds the bounds of the format.
    case tooLarge
    /// The journal was sealed or closed, or a write failed before.
    case closed
    /// A reader was used from within its own closure.
    case inUse
    /// There is something already where a new file or folder was to be written.
    case exists
  }

  /// The kind of fault.
  public let code: Code
  /// The file or folder concerned.
  public let file: String
  /// What happened, in one sentence, naming the exchange where there is one.
  public let message: String
  /// What to do next, in one sentence.
  public let nextStep: String
  /// What the operating system or a library said, if it was asked.
  public let cause: String?
  /// Every slot with different recordings, where cassettes were united; empty for other faults.
  public let conflicts: [ExchangeConflict]

  init(
    _ code: Code, file: String, _ message: String, next: String, cause: String? = nil,
    conflicts: [ExchangeConflict] = []
  ) {
    self.code = code
    self.file = file
    self.message = message
    self.nextStep = next
    self.cause = cause
    self.conflicts = conflicts
  }
}

extension CassetteError: CustomStringConvertible {
  public var description: String {
    let reason = cause.map { " (\($0))" } ?? ""
    return "\(file): \(message)\(reason). \(nextStep)."
  }
}

// MARK: - What the operating system refuses

extension CassetteError {
  /// The error of a file or a folder that the operating system, or somebody else, keeps from us.
  init(_ error: FileError) {
    let file = error.path
    switch (error.fault, error.act) {
    case (.locked(let process), _): self = .locked(file, by: process)
    case (.isFolder, _): self = .isFolder(file)
    case (.isNoFolder, _): self = .missing(file)
    case (.isNoRegularFile, _): self = .notACassette(file, "it is no regular file")
    case (.changed, _): self = .changedMeanwhile(file)
    case (.system(let number), .reading): self = .reading(file, number, cause: error.cause)
    case (.system(let number), .writing): self = .writing(file, number, cause: error.cause)
    }
  }

  private static func reading(_ file: String, _ number: Int32, cause: String) -> CassetteError {
    switch number {
    case ENOENT, ENOTDIR: .missing(file)
    case EACCES, EPERM: .forbidden(file, cause: cause)
    case ELOOP: .linkLoop(file, cause: cause)
    default: .unreadable(file, cause: cause)
    }
  }

  private static func writing(_ file: String, _ number: Int32, cause: String) -> CassetteError {
    switch number {
    case ENOSPC, EDQUOT: .diskFull(file, cause: cause)
    case EROFS: .readOnly(file, cause: cause)
    case EEXIST, ENOTEMPTY: .exists(file)
    default: .unwritable(file, cause: cause)
    }
  }
}

/// Does something with files; what the operating system refuses becomes an error of this room.
func files<Value>(
  _ act: @autoclosure () throws(FileError) -> Value
) throws(CassetteError) -> Value {
  do throws(FileError) {
    return try act()
  } catch { throw CassetteError(error) }
}

// MARK: - Every sentence that this room says to people

extension CassetteError {
  private static let restore =
    "Restore the file from version control or from whoever shared it; never edit a sealed cassette"

  // MARK: Files

  static func missing(_ file: String) -> CassetteError {
    CassetteError(
      .missingFile, file: file, "there is no such file", next: "Check the path")
  }

  static func missingFolder(_ folder: String) -> CassetteError {
    CassetteError(
      .missingFile, file: folder, "there is no such cassette folder",
      next: "Check the path, or record the sweep once to create it")
  }

  static func unreadable(_ file: String, cause: String) -> CassetteError {
    CassetteError(
      .unreadable, file: file, "the file cannot be read", next: "Check its permissions",
      cause: cause)
  }

  static func unwritable(_ file: String, cause: String) -> CassetteError {
    CassetteError(
      .unwritable, file: file, "the file cannot be written",
      next: "Check the permissions of its folder; nothing that was acknowledged is lost",
      cause: cause)
  }

  static func forbidden(_ file: String, cause: String) -> CassetteError {
    CassetteError(
      .unreadable, file: file, "you have no permission to read it",
      next: "Ask its owner, or change it with `chmod`; its folders need it too", cause: cause)
  }

  static func linkLoop(_ file: String, cause: String) -> CassetteError {
    CassetteError(
      .unreadable, file: file, "its symbolic links lead back to themselves",
      next: "Give the path of the file itself, or mend the links; `ls -l` shows where they lead",
      cause: cause)
  }

  static func readOnly(_ file: String, cause: String) -> CassetteError {
    CassetteError(
      .unwritable, file: file, "it lies on a file system that is read-only",
      next: "Copy the folder to where you can write, or write the output elsewhere", cause: cause)
  }

  static func isFolder(_ file: String) -> CassetteError {
    CassetteError(
      .notACassette, file: file, "this is a folder, and a cassette is a file",
      next: "Give the path of a .cas file in it, or of a folder with an INDEX")
  }

  static func emptyFile(_ file: String) -> CassetteError {
    CassetteError(
      .notACassette, file: file, "the file is empty, as a copy that broke off leaves it",
      next: "Fetch it again, or restore it from version control")
  }

  static func exists(_ path: String) -> CassetteError {
    CassetteError(
      .exists, file: path, "there is something by this name already",
      next: "Choose another name, or move it away: nothing is ever written over")
  }

  static func diskFull(_ file: String, cause: String) -> CassetteError {
    CassetteError(
      .diskFull, file: file, "the disk is full",
      next: "Free some space and run the same command again; nothing acknowledged is lost",
      cause: cause)
  }

  // MARK: Sealed cassettes

  static func notACassette(_ file: String, _ why: String, cause: String? = nil) -> CassetteError {
    CassetteError(
      .notACassette, file: file, "this is not a sealed cassette: \(why)",
      next: "Give the path of a .cas file", cause: cause)
  }

  static func unsupportedVersion(
    _ file: String, found: Int64, reads: String = "versions 1 and 2"
  ) -> CassetteError {
    CassetteError(
      .unsupportedVersion, file: file,
      "the format has version \(found), and this program reads \(reads)",
      next: "Use the version of steerbench that wrote the file")
  }

  static func unknownName(_ file: String, _ what: String, _ name: String) -> CassetteError {
    CassetteError(
      .unsupportedVersion, file: file,
      "it holds exchanges of the \(what) \"\(name)\", which this program does not know",
      next: "Use the version of steerbench that wrote the file")
  }

  static func damaged(_ file: String, _ what: String, cause: String? = nil) -> CassetteError {
    CassetteError(
      .damaged, file: file, "the cassette is damaged: \(what)", next: restore, cause: cause)
  }

  static func damaged(_ file: String, at slot: Slot, _ what: String) -> CassetteError {
    damaged(file, "\(what) of the exchange at \(slot)")
  }

  static func otherRoot(_ file: String, claimed: Digest, found: Digest) -> CassetteError {
    CassetteError(
      .corrupt, file: file,
      "it claims the root \(claimed.hex), and what it holds has the root \(found.hex): it was "
        + "changed after it was sealed",
      next:
        "Take nothing from it; fetch the cassette of the claimed root again, or restore it from "
        + "version control")
  }

  static func neighbour(_ file: String, name: String) -> CassetteError {
    CassetteError(
      .damaged, file: file, "a sealed cassette has no journal, but \(name) lies beside it",
      next: "Restore the cassette, then delete the neighbour: another program opened it to write")
  }

  static func inUse(_ file: String) -> CassetteError {
    CassetteError(
      .inUse, file: file, "the reader was asked again from within its own closure",
      next: "Copy the bytes out first, or open a second reader")
  }

  static func wrongFileDigest(_ file: String, expected: Digest, found: Digest) -> CassetteError {
    damaged(
      file,
      "its SHA-256 is \(found.short)… and should be \(expected.short)…")
  }

  // MARK: Exchanges

  static func conflict(
    at slot: Slot, _ first: (file: String, result: Digest), _ second: (file: String, result: Digest)
  ) -> CassetteError {
    CassetteError(
      .conflict, file: first.file,
      "two recordings of \(slot) differ: result \(first.result.short) in \(first.file) "
        + "and \(second.result.short) in \(second.file)",
      next: "Keep one of the two cassettes, or record the slot again in refresh mode")
  }

  static func conflictingExchange(at slot: Slot, in file: String, _ what: String) -> CassetteError {
    CassetteError(
      .conflict, file: file, "\(slot) is recorded already with another \(what)",
      next: "Give the exchange its own sample or ordinal; a recording is never overwritten")
  }

  static func conflicts(_ conflicts: [ExchangeConflict]) -> CassetteError {
    precondition(!conflicts.isEmpty, "Only cassettes that differ conflict.")
    let shown = conflicts.prefix(10).map { "\n\($0)" }.joined()
    let more = conflicts.count > 10 ? "\nand \(conflicts.count - 10) more" : ""
    let slots = conflicts.count == 1 ? "one slot" : "\(conflicts.count) slots"
    return CassetteError(
      .conflict, file: conflicts[0].sides[0].file,
      "two recordings differ at \(slots):\(shown)\(more)\n",
      next: "Leave one of the cassettes out, say which to prefer, or record the slots again",
      conflicts: conflicts)
  }

  static func changedMeanwhile(_ file: String) -> CassetteError {
    CassetteError(
      .damaged, file: file, "a cassette changed while it was read",
      next: "Run the same command again when nobody else writes there")
  }

  static func tooLarge(_ file: String, at slot: Slot, _ what: String, limit: Int) -> CassetteError {
    CassetteError(
      .tooLarge, file: file, "the \(what) of the exchange at \(slot) exceeds \(limit) bytes",
      next: "Lower the limit on output, or leave the exchange out")
  }

  static var noRoomForContents: CassetteError {
    CassetteError(
      .tooLarge, file: "cassette", "a request names a file, and format 1 has no room for files",
      next: "Seal it in format 2, as `steerbench cassette compact --format 2` does")
  }

  static func noRoom(for kind: ExchangeKind) -> CassetteError {
    CassetteError(
      .tooLarge, file: "cassette",
      "it holds exchanges of the kind \"\(kind.storedName)\", and format 1 has no room for them",
      next: "Seal it in format 2, as `steerbench cassette compact --format 2` does")
  }

  static func tooLargeContent(_ digest: Digest, limit: Int) -> CassetteError {
    CassetteError(
      .tooLarge, file: "cassette", "the content \(digest.short) exceeds \(limit) bytes",
      next: "Give a smaller file, or leave the exchange out")
  }

  static var tooManyContents: CassetteError {
    CassetteError(
      .tooLarge, file: "cassette",
      "its requests name more than \(CassetteFormat2.maximumContents) files",
      next: "Seal the exchanges into several cassettes")
  }

  static func tooManyCollisions(at slot: Slot) -> CassetteError {
    CassetteError(
      .tooLarge, file: "cassette", "\(slot) shares its row with too many other slots",
      next: "Seal it into a cassette of its own")
  }

  // MARK: Folders

  static func emptyFolder(_ folder: String) -> CassetteError {
    CassetteError(
      .missingFile, file: folder, "there is no cassette in this folder",
      next: "Give the path of a .cas file, or of a folder with an INDEX; or record a sweep first")
  }

  static func misplaced(_ folder: String, name: String) -> CassetteError {
    CassetteError(
      .invalidIndex, file: folder, "\(name) is no name of a cassette of this folder",
      next: "Delete the file if you did not write it; no cassette depends on it")
  }

  static func missingCassette(_ folder: String, name: String) -> CassetteError {
    CassetteError(
      .missingFile, file: folder, "INDEX names \(name), which is not in the folder",
      next: "Fetch the file by that name, or delete its line from INDEX to play without it")
  }

  static func unlisted(_ folder: String, name: String) -> CassetteError {
    CassetteError(
      .unlistedFile, file: folder, "\(name) is in the folder, but INDEX does not name it",
      next: "Mend the INDEX with `steerbench cassette index \(folder)`, or move the file away")
  }

  static func linked(_ folder: String, name: String) -> CassetteError {
    CassetteError(
      .notACassette, file: folder, "\(name) is a symbolic link, and links in it are not followed",
      next: "Put the file itself there")
  }

  static func invalidIndex(_ file: String, line: Int, _ what: String) -> CassetteError {
    CassetteError(
      .invalidIndex, file: file, "line \(line) \(what)",
      next: "Take both sides of a merge, or rebuild it with `steerbench cassette index`")
  }

  // MARK: Journals

  static func locked(_ file: String, by process: Int32?) -> CassetteError {
    let holder =
      process.map { $0 == getpid() ? "this process (\($0))" : "process \($0)" }
      ?? "another process"
    return CassetteError(
      .locked, file: file, "\(holder) is recording into this folder already",
      next: "Wait for it to end, or stop it, then run the same command again")
  }

  static func closed(_ file: String, _ why: String) -> CassetteError {
    CassetteError(
      .closed, file: file, "the journal takes no more exchanges: \(why)",
      next: "Open it again; everything acknowledged is there")
  }

  static func notAJournal(_ file: String, cause: String? = nil) -> CassetteError {
    CassetteError(
      .notACassette, file: file, "this is not a recording journal", next: "Move the file away",
      cause: cause)
  }

  static func damagedJournal(_ file: String, _ what: String) -> CassetteError {
    CassetteError(
      .damaged, file: file, "the recording journal is damaged: \(what)",
      next: "Keep a copy of the journal, then record what it held again")
  }

  // MARK: Exports

  static func unsupportedExport(_ file: String, found: Int) -> CassetteError {
    CassetteError(
      .unsupportedVersion, file: file,
      "the export has version \(found), and this program reads versions 1 to "
        + "\(CassetteVersion.current.rawValue)",
      next: "Import it with the version of steerbench that wrote it")
  }

  /// An export that cannot be read.
  public static func invalidExport(
    _ file: String, line: Int? = nil, _ what: String, next: String? = nil
  ) -> CassetteError {
    CassetteError(
      .invalidExport, file: file, line.map { "line \($0) \(what)" } ?? what,
      next: next ?? "Export the cassette again, or fetch the file again from whoever shared it")
  }

  /// A file that is no export at all.
  public static func notAnExport(_ file: String) -> CassetteError {
    .invalidExport(
      file, "it is no export of exchanges: its first line does not say so",
      next: "Give a file that `cassette export` wrote, with --format jsonl or har")
  }

  static func exportConflict(
    _ file: String, at slot: Slot, lines: (Int, Int), _ what: String
  ) -> CassetteError {
    CassetteError(
      .conflict, file: file,
      "lines \(lines.0) and \(lines.1) hold different \(what) for \(slot)",
      next: "Keep one of the two lines, and take entries and root out of the first line")
  }

  static func otherContent(_ file: String, _ what: String) -> CassetteError {
    .invalidExport(
      file, what,
      next: "Fetch it again; if it was edited on purpose, take entries and root out of its first "
        + "line and import it as what it is now")
  }
}
