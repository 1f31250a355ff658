import Basics
import PythonLiterals

/// The files of the layout: paths start in `dataset_gather`, whether that or the folder above was named.
struct DatasetFiles: Sendable {
  /// The folder of the data in the repository.
  static let folderName = "dataset_gather"
  /// The largest small file: one sample.
  private static let sampleLimit = 1 << 20

  private let source: any ImportSource
  private let prefix: String

  init(_ source: some ImportSource) throws(TaskError) {
    self.source = source
    let names = try source.names(in: "") ?? []
    prefix = names.contains(Self.folderName) ? Self.folderName + "/" : ""
  }

  /// The names in a folder; none where there is no folder.
  func names(in folder: String) throws(TaskError) -> [String] {
    try source.names(in: folder.isEmpty ? String(prefix.dropLast()) : prefix + folder) ?? []
  }

  /// The bytes of a file; `nil` if there is none.
  func bytes(of file: String, limit: Int = 64 << 20) throws(TaskError) -> [UInt8]? {
    try source.bytes(of: prefix + file, limit: limit)
  }

  /// The names in a folder beside the data.
  func codeNames(in folder: String) throws(TaskError) -> [String] {
    try source.names(in: folder) ?? []
  }

  /// The bytes of a file beside the data: of the repository's own code.
  func code(_ file: String) throws(TaskError) -> [UInt8]? {
    try source.bytes(of: file, limit: PythonAssignments.byteLimit)
  }

  /// The text of a sample's file, without white space around it.
  func text(of file: String) throws(TaskError) -> String {
    guard let bytes = try bytes(of: file, limit: Self.sampleLimit) else {
      throw TaskError(.unreadableData, "\(file) is missing")
    }
    let text = AnswerText(bytes)
    guard let string = String(validating: bytes[text.trimmed(bytes.indices)], as: UTF8.self) else {
      throw TaskError(.unreadableData, "\(file) is not UTF-8 text; a pickle is never read")
    }
    return string
  }

  /// The JSON value of a file.
  func json(of file: String, limit: Int = 1 << 20) throws(TaskError) -> JSONValue {
    guard let bytes = try bytes(of: file, limit: limit) else {
      throw TaskError(.unreadableData, "\(file) is missing")
    }
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw TaskError(.unreadableData, "\(file) is no JSON: \(error)")
    }
  }
}

/// Numbers in the names of files and folders.
enum DatasetName {
  /// The whole numbers of a name such as `BoxLift_10_3` behind its start; `nil` if it is built otherwise.
  static func numbers(in name: String, after start: String) -> [Int]? {
    guard name.hasPrefix(start) else { return nil }
    let parts = name.dropFirst(start.count).split(
      separator: "_", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { number(String($0)) }
    return numbers.count == parts.count ? numbers : nil
  }

  /// A number of at most nine digits, spelled as numbers are.
  static func number(_ text: String) -> Int? {
    guard text.utf8.count <= 9, let number = Int(text), "\(number)" == text, number >= 0 else {
      return nil
    }
    return number
  }

  /// A number with zeros before it, so that ids stand in the order of the numbers.
  static func padded(_ number: Int, to width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
  }
}

/// What imported prompts say about the form of an answer, where the data says nothing.
enum ImportedPrompt {
  /// The marker.
  static let marker = "Give the final answer in the format <<<answer>>>."
  /// The marker, with numbers in it.
  static let number =
    "Give the final answer in the format <<<answer>>>, such as <<<62.5>>> or <<<-48>>>."
}
