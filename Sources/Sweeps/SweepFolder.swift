public import Foundation
public import Methods
import Tasks

/// A sweep as it lies on disk: `sweep.yaml`, its cassettes, its baseline, and the prompts and
/// questions that it points at.
public struct SweepFolder: Sendable {
  /// The file that makes a folder a sweep.
  public static let sweepFileName = "sweep.yaml"
  /// The score sheet that a replay must equal.
  public static let baselineFileName = "baseline.tsv"

  /// The folder.
  public let url: URL
  /// The sweep.
  public var sweep: Sweep
  /// The folder of the tasks, with prices and published numbers beside the questions.
  public let tasks: URL
  /// The prompts.
  public let prompts: PromptLibrary
  /// The file of ready models that the sweep names some of, from its folder; `nil` where it names none.
  public let presetFile: String?
  /// The questions that the sweep selects.
  public let questions: QuestionLibrary

  /// Opens a sweep and reads everything that it points at, the cassettes excepted.
  public init(_ url: URL) throws(SweepError) {
    self.url = url
    let file = url.appending(path: Self.sweepFileName)
    let yaml = try Self.text(of: file, limit: SweepReader.byteLimit)
    var presetFile: String?
    sweep = try SweepReader.sweep(
      from: yaml, file: file.relativePath, folder: url.lastPathComponent
    ) { (path) throws(SweepError) in
      presetFile = path
      return try ModelPresets(contentsOf: url.appending(path: path))
    }
    self.presetFile = presetFile
    prompts = try Self.prompts(in: url.appending(path: sweep.promptFolder))
    let tasks = url.appending(path: sweep.taskFolder)
    self.tasks = tasks
    questions = try QuestionLibrary.of(sweep) { (name) throws(SweepError) in
      try Self.bytes(
        of: tasks.appending(path: name).appending(path: "questions.jsonl"),
        limit: QuestionFile.byteLimit)
    }
  }

  /// The path of the folder.
  public var path: String { url.path }

  /// The score sheet that a replay must equal; it need not exist.
  public var baseline: URL { url.appending(path: Self.baselineFileName) }

  /// Reads the prompts of a folder.
  public static func prompts(in folder: URL) throws(SweepError) -> PromptLibrary {
    var texts: [PromptName: String] = [:]
    for name in PromptName.allCases {
      let file = folder.appending(path: "\(name.rawValue).txt")
      guard name.isRequired || FileManager.default.fileExists(atPath: file.path) else { continue }
      texts[name] = try text(of: file, limit: 1 << 20)
    }
    do {
      return try PromptLibrary(texts)
    } catch {
      throw SweepError("\(folder.relativePath): \(error.message)")
    }
  }

  static func text(of file: URL, limit: Int) throws(SweepError) -> String {
    guard let text = String(validating: try bytes(of: file, limit: limit), as: UTF8.self) else {
      throw SweepError("\(file.relativePath): the file is not UTF-8 text.")
    }
    return text
  }

  private static func bytes(of file: URL, limit: Int) throws(SweepError) -> [UInt8] {
    let bytes: Data?
    do {
      // Not by the file's attributes: Foundation looks up the owner's name for them, and a replay
      // asks nobody anything.
      let handle = try FileHandle(forReadingFrom: file.standardizedFileURL)
      defer { try? handle.close() }
      bytes = try handle.read(upToCount: limit + 1)
    } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
      throw SweepError(
        "\(file.relativePath): there is no such file. Check the folder that is named for it.")
    } catch {
      throw SweepError(
        "\(file.relativePath): the file cannot be read. Check its permissions, and that it is a file."
      )
    }
    guard let bytes, bytes.count <= limit else {
      guard bytes == nil else {
        throw SweepError("\(file.relativePath): the file is larger than \(limit) bytes.")
      }
      return []
    }
    return Array(bytes)
  }
}
