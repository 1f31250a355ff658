import Cassettes
import Files
public import Foundation
public import Methods
import RecordReplay
public import Tasks

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
  public init(_ url: URL, catalogue: SweepCatalogue = .shipped) throws(SweepError) {
    self.url = url
    let file = url.appending(path: Self.sweepFileName)
    let yaml = try Self.text(of: file, limit: SweepReader.byteLimit)
    var presetFile: String?
    sweep = try SweepReader.sweep(
      from: yaml, file: file.relativePath, folder: url.lastPathComponent, catalogue: catalogue,
      pinned: try Self.meaning(of: url, catalogue)
    ) { (path) throws(SweepError) in
      presetFile = path
      return try ModelPresets(contentsOf: url.appending(path: path))
    }
    self.presetFile = presetFile
    prompts = try Self.prompts(in: url.appending(path: sweep.promptFolder), of: sweep)
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
  ///
  /// - Parameters:
  ///   - needed: The prompts that must be there.
  ///   - optional: The prompts that are read if they are there.
  public static func prompts(
    in folder: URL, needing needed: [PromptName], orElse optional: [PromptName] = []
  ) throws(SweepError) -> PromptLibrary {
    var texts: [PromptName: String] = [:]
    for name in needed + optional {
      let file = folder.appending(path: name.fileName)
      guard needed.contains(name) || FileManager.default.fileExists(atPath: file.path) else {
        continue
      }
      texts[name] = try text(of: file, limit: 1 << 20)
    }
    do {
      return try PromptLibrary(texts, needing: needed)
    } catch {
      throw SweepError("\(folder.relativePath): \(error.message)")
    }
  }

  /// Reads the prompts of a sweep's own methods and of its extraction, and no others.
  private static func prompts(
    in folder: URL, of sweep: Sweep
  ) throws(SweepError) -> PromptLibrary {
    for method in sweep.methods {
      for name in method.prompts {
        let file = folder.appending(path: name.fileName)
        guard Path.exists(file.path) else {
          throw SweepError(
            "\(file.relativePath): there is no such file. Check the folder that is named for it. The "
              + "method \(method.name) uses this prompt; the shipped one lies in Tasks/prompts.")
        }
      }
    }
    return try prompts(
      in: folder, needing: sweep.prompts,
      orElse: sweep.extraction.byModel == nil ? [] : [.extraction])
  }

  /// The prompts that go with the sweep when it is shared: those that it uses, and of the ten that
  /// every bundle has carried those that lie beside them.
  public var sharedPrompts: [PromptName] {
    let carried: [PromptName] = [
      .allText, .allCode, .allCodeCoT, .autoGen, .selfEstimate, .summary, .turnWithCode,
      .turnWithoutCode, .pythonTool, .extraction,
    ]
    let folder = url.appending(path: sweep.promptFolder)
    return carried.filter { Path.exists(folder.appending(path: $0.fileName).path) }
      + sweep.prompts.filter { !carried.contains($0) }
  }

  static func text(of file: URL, limit: Int) throws(SweepError) -> String {
    guard let text = String(validating: try bytes(of: file, limit: limit), as: UTF8.self) else {
      throw SweepError("\(file.relativePath): the file is not UTF-8 text. Save it as UTF-8.")
    }
    return text
  }

  private static func bytes(of file: URL, limit: Int) throws(SweepError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(FileError) {
      bytes = try ReadableFile.bytes(of: file.standardizedFileURL.path, limit: limit)
    } catch  where error.isMissing {
      throw SweepError(
        "\(file.relativePath): there is no such file. Check the folder that is named for it.")
    } catch {
      throw SweepError(
        "\(file.relativePath): the file cannot be read. Check its permissions, and that it is a file."
      )
    }
    guard let bytes else {
      throw SweepError(
        "\(file.relativePath): the file is larger than \(limit) bytes. Check that it is the right one."
      )
    }
    return bytes
  }
}

// MARK: - What `all` means

extension SweepFolder {
  /// The folder below a sweep's own in which its shards are recorded.
  public static let shardShelf = "shards"

  /// Writes `pinned.yaml` if the sweep is about to be recorded for the first time: call it before the
  /// first exchange is kept.
  ///
  /// Nothing is written where the sweep's file says everything, where the file is there, or where
  /// something is recorded already: what was asked then is known without it.
  public func pinMeaning() throws(SweepError) {
    let file = url.appending(path: PinnedMeaning.fileName)
    guard !sweep.unsaid.isEmpty, !Path.exists(file.path), !Self.isRecorded(url) else { return }
    do throws(FileError) {
      // Shards begin at the same moment: each has a draft of its own, and all write the same.
      try WholeFile.write(
        Array(sweep.unsaid.yaml.utf8), to: file.path, .durable, suffix: DraftFile.ownSuffix)
    } catch {
      throw SweepError("\(file.relativePath): \(error.cause). \(error.nextStep).")
    }
  }

  /// What a sweep's file leaves open, as its folder tells it: by `pinned.yaml`; in a sweep that was
  /// recorded before there was such a file, by what `all` was then; else by nothing.
  private static func meaning(
    of url: URL, _ catalogue: SweepCatalogue
  ) throws(SweepError) -> PinnedMeaning {
    let file = url.appending(path: PinnedMeaning.fileName)
    // Asked first: another shard pins before it records, and may do both meanwhile.
    let isRecorded = isRecorded(url)
    guard Path.exists(file.path) else { return isRecorded ? .beforePinning : PinnedMeaning() }
    var pinned = try PinnedMeaning(
      yaml: try text(of: file, limit: PinnedMeaning.byteLimit), file: file.relativePath,
      catalogue: catalogue)
    // What its user has changed to `all` after it was recorded.
    pinned.tasks = pinned.tasks ?? PinnedMeaning.beforePinning.tasks
    pinned.methods = pinned.methods ?? PinnedMeaning.beforePinning.methods
    return pinned
  }

  /// Whether anything of a sweep was recorded: sealed, in a journal, or in a shard.
  private static func isRecorded(_ url: URL) -> Bool {
    [CassetteFolder.indexName, CassetteFolder.journalName, shardShelf].contains {
      Path.exists(url.appending(path: $0).path)
    }
  }
}

/// Why a sweep cannot be used as it is written.
public struct SweepError: Error, Hashable, Sendable {
  /// The longest message in bytes: a sweep may come from a stranger, and messages quote it.
  private static let byteLimit = 1_000

  /// What happened, where (file, line), and what to do; fit to be shown in a terminal.
  public let message: String

  /// Creates an error.
  public init(_ message: String) {
    self.message = Redaction.visible(Self.bounded(message))
  }

  /// The message with its middle left out if it is too long.
  private static func bounded(_ message: String) -> String {
    guard message.utf8.count > byteLimit else { return message }
    let half = byteLimit / 2
    return String(decoding: message.utf8.prefix(half), as: UTF8.self) + " … "
      + String(decoding: message.utf8.suffix(half), as: UTF8.self)
  }
}

extension SweepError: CustomStringConvertible {
  public var description: String { message }
}

/// A question ready for both sides of a trial: the text to send and the problem to grade.
public struct BenchQuestion: Sendable {
  /// The question as its file says it.
  public let loaded: LoadedQuestion
  /// What a method sees of it.
  public let asked: MethodQuestion

  /// Makes a question ready.
  public init(_ question: Question, of task: some BenchTask) throws(TaskError) {
    loaded = try LoadedQuestion(question, of: task)
    asked = MethodQuestion(id: question.id, text: question.prompt)
  }
}

/// The questions that a sweep asks.
public struct QuestionLibrary: Sendable {
  private let questions: [String: [BenchQuestion]]

  /// Makes a library of questions by task.
  public init(_ questions: [String: [BenchQuestion]]) {
    self.questions = questions
  }

  /// The questions of a task, in the order of their ids.
  ///
  /// The library holds every task of the sweep that it was read for: a task that it does not hold is a
  /// mistake of the program, and would otherwise be a table without its column.
  public subscript(task: String) -> [BenchQuestion] {
    guard let found = questions[task] else {
      preconditionFailure("the questions of \(task) were never read")
    }
    return found
  }

  /// Reads the question files of a sweep and keeps what the sweep selects.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - read: Gives the bytes of a question file by the name of its task; throws `SweepError` where
  ///     it cannot be read.
  public static func of(
    _ sweep: Sweep, reading read: (String) throws(SweepError) -> [UInt8]
  ) throws(SweepError) -> QuestionLibrary {
    var questions: [String: [BenchQuestion]] = [:]
    for task in sweep.tasks {
      let name = task.description.name
      let bytes = try read(name)
      do throws(TaskError) {
        let all = try QuestionFile.questions(in: bytes, named: "\(name)/questions.jsonl")
          .sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        let chosen = sweep.selection.indices(rungs: all.map(\.rung))
        questions[name] = try ready(chosen.map { all[$0] }, of: task)
      } catch {
        throw SweepError(error.description)
      }
    }
    return QuestionLibrary(questions)
  }

  private static func ready(
    _ questions: [Question], of task: some BenchTask
  ) throws(TaskError) -> [BenchQuestion] {
    var ready: [BenchQuestion] = []
    for question in questions {
      guard question.task == task.description.name else {
        throw TaskError(
          .badQuestion,
          "Question \(question.id) is of the task \(question.task), not \(task.description.name).")
      }
      ready.append(try BenchQuestion(question, of: task))
    }
    return ready
  }
}
