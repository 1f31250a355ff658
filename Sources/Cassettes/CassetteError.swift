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
