import Files
import Glibc

/// Why a score sheet cannot be read or written.
public struct ScoreSheetError: Error, Hashable, Sendable {
  /// What kind of thing went wrong.
  public enum Code: String, Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The file cannot be read.
    case unreadable
    /// The file cannot be written.
    case unwritable
    /// The file is not a score sheet.
    case notASheet
    /// A newer version of the tool wrote it.
    case version
    /// The columns are not those of this version.
    case columns
    /// A line is longer than any trial's.
    case lineTooLong
    /// The last line has no end.
    case truncated
    /// A value is not what its column holds.
    case value
    /// A trial stands before or beside one that must come first.
    case order
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// The file, or what else the bytes are called.
  public let file: String
  /// The line, from 1; `nil` where the fault is not in a line.
  public let line: Int?
  /// The column's name; `nil` where the fault is not in a column.
  public let column: String?
  /// What happened.
  public let message: String
  /// What to do about it.
  public let next: String

  /// Creates an error.
  public init(
    _ code: Code, file: String, line: Int? = nil, column: String? = nil, _ message: String,
    next: String
  ) {
    self.code = code
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.next = next
  }
}

extension ScoreSheetError: CustomStringConvertible {
  public var description: String {
    let place = [line.map { "line \($0)" }, column.map { "column \($0)" }].compactMap(\.self)
    let location = ([file] + place).joined(separator: ", ")
    return "\(location): \(message). \(next)."
  }
}

extension ScoreSheetError {
  /// The same error at a place that its thrower did not know.
  func located(file: String, line: Int?) -> ScoreSheetError {
    ScoreSheetError(code, file: file, line: line, column: column, message, next: next)
  }

  /// A value that does not belong into its column.
  static func value(_ column: ScoreColumn, _ message: String) -> ScoreSheetError {
    ScoreSheetError(
      .value, file: "", column: column.rawValue, message,
      next: "Write the sheet again with a replay, and do not edit it by hand")
  }
}

extension ScoreSheetError {
  /// The error of a sheet's file that the operating system keeps from us.
  init(_ error: FileError) {
    let path = error.path
    switch (error.fault, error.act) {
    case (.isFolder, .reading), (.isNoRegularFile, .reading):
      self.init(.notASheet, file: path, "it is no regular file", next: "Name a baseline.tsv")
    case (.system(ENOENT), .reading):
      self.init(
        .missing, file: path, "there is no such file",
        next: "Check the path, or write a first baseline with a replay")
    case (_, .reading):
      self.init(
        .unreadable, file: path, "it cannot be read (\(error.cause))",
        next: "Check the file's permissions")
    case (_, .writing):
      self.init(
        .unwritable, file: path, "it cannot be written (\(error.cause))",
        next: "Check that the folder exists, can be written and has space left")
    }
  }
}

/// Does something with a sheet's file, which errors name by its path and not by its draft's.
func files<Value>(
  at path: String, _ act: @autoclosure () throws(FileError) -> Value
) throws(ScoreSheetError) -> Value {
  do throws(FileError) {
    return try act()
  } catch { throw ScoreSheetError(error.at(path)) }
}
