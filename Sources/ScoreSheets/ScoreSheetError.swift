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
  /// What the system says about a file that cannot be read.
  static func unreadable(_ path: String, _ number: Int32) -> ScoreSheetError {
    guard number != ENOENT else {
      return ScoreSheetError(
        .missing, file: path, "there is no such file",
        next: "Check the path, or write a first baseline with a replay")
    }
    return ScoreSheetError(
      .unreadable, file: path, "it cannot be read (\(text(of: number)))",
      next: "Check the file's permissions")
  }

  /// What the system says about a file that cannot be written.
  static func unwritable(_ path: String, _ number: Int32) -> ScoreSheetError {
    ScoreSheetError(
      .unwritable, file: path, "it cannot be written (\(text(of: number)))",
      next: "Check that the folder exists, can be written and has space left")
  }

  private static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
