import Analysis
import Basics
import Cassettes
import CodingSets
import Files
import FoundationEssentials
import HTTP
import ModelAPI
import RecordReplay
import Sweeps
import Tasks
import Trials

/// A project to start from: a task, a sweep, what was recorded of it, and a baseline, so that it replays at once.
package struct Starter {
  /// The folder.
  package let folder: String
  /// What was guessed of a table, a sentence each.
  package let remarks: [String]
  /// The number of trials that were recorded.
  package let trials: Int

  private static let shelf = "cassettes/first"

  /// Makes the folder.
  ///
  /// - Parameters:
  ///   - folder: It must not exist, or be empty.
  ///   - table: The path of a table to make the task of, or of coding problems in the shape of HumanEval, MBPP or
  ///     QuixBugs; a task of three questions where it is `nil`.
  ///   - timestamp: The date and time in UTC, such as `2026-03-01T09:30:00Z`.
  package init(
    folder: String, table: String? = nil, timestamp: @escaping @Sendable () -> String
  ) async throws {
    self.folder = folder
    let place = NewFolder(path: folder)
    try place.check()
    let task = try table.map { try Self.task(of: $0) } ?? Self.ownTask
    try Self.check(task, of: table)
    remarks = task.remarks
    try place.write(Self.files(of: task))
    let url = URL(filePath: folder, directoryHint: .isDirectory)
    trials = try await Self.record(
      url.appending(path: Self.shelf, directoryHint: .isDirectory), isOfCode: task.isOfCode,
      timestamp)
  }

  /// What was made, and what to do next.
  package var text: String {
    (remarks + [
      "Made \(folder): \(trials) trials are recorded, with answers that are made up.",
      "Next: cd \(folder) && steerbench replay, and README.md there.",
    ]).joined(separator: "\n")
  }

  // MARK: - Files

  private struct Task {
    var name: String
    var yaml: [UInt8]
    var data: (name: String, bytes: [UInt8])
    var remarks: [String] = []
    /// Whether answers are code that is run: none is made up then, since nothing is run here.
    var isOfCode = false
    var others: [(name: String, bytes: [UInt8])] = []

    /// The name of a task made of a file or folder: that of the file without its ending, in plain letters.
    static func name(of path: String) -> String {
      let file = path.split(separator: "/").last.map(String.init) ?? ""
      let parts = file.split(separator: ".")
      let stem = parts.count > 1 ? parts.dropLast().joined(separator: ".") : file
      return GuessedTask.plain(stem)
    }
  }

  private static var ownTask: Task {
    Task(
      name: "tank", yaml: PackageResources.starter_task_yaml,
      data: ("questions.csv", PackageResources.starter_questions_csv))
  }

  private static func task(of path: String) throws -> Task {
    guard !Path.isFolder(path) else {
      do throws(TaskError) {
        return task(
          of: try CodingSet(quixBugs: ImportFolder(path), named: path), named: Task.name(of: path))
      } catch {
        throw WorkbenchError(.usage, error.message)
      }
    }
    let bytes: [UInt8]?
    do throws(FileError) {
      bytes = try ReadableFile.bytes(of: path, limit: DataTable.byteLimit)
    } catch {
      throw WorkbenchError(
        .usage, "\(path): the table cannot be read (\(error.cause)). Check the path.")
    }
    guard let bytes else {
      throw WorkbenchError(
        .usage, "\(path): the table is larger than \(DataTable.byteLimit) bytes.")
    }
    guard !bytes.starts(with: [0x1f, 0x8b]) else {
      throw WorkbenchError(.usage, "\(path): the file is packed. Unpack it first: gunzip \(path)")
    }
    guard !bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) else {
      throw WorkbenchError(
        .usage, "\(path): this is a spreadsheet or an archive. Save the sheet as CSV in UTF-8.")
    }
    let table = TableText(bytes, path: path)
    do throws(TaskError) {
      if let set = try CodingSet(lines: table.bytes, file: path) {
        return task(of: set, named: Task.name(of: path))
      }
      let guess = try GuessedTask(table.bytes, file: table.name, after: table.remarks)
      return Task(
        name: guess.name, yaml: Array(guess.yaml.utf8), data: (guess.dataName, table.bytes),
        remarks: guess.remarks)
    } catch {
      throw WorkbenchError(.usage, error.message.replacing(table.name, with: path))
    }
  }

  /// Reads the questions as a sweep will, before anything is written: what is wrong is said of the user's own file.
  private static func check(_ task: Task, of table: String?) throws {
    let message: String
    do {
      let declaration = try TaskFileReader.declaration(
        from: String(decoding: task.yaml, as: UTF8.self), file: TaskDeclaration.fileName,
        folder: task.name)
      _ = try DeclaredQuestions(declaration, files: [task.data.name: task.data.bytes])
      return
    } catch let error as SweepError {
      message = error.message
    } catch let error as TaskError {
      message = error.message
    }
    throw WorkbenchError(
      .usage, message.replacing("\(task.name)/\(task.data.name)", with: table ?? task.data.name))
  }

  private static func task(of set: CodingSet, named name: String) -> Task {
    var task = Task(
      name: name, yaml: Array(set.yaml.utf8), data: (CodingSet.dataName, set.rows),
      remarks: set.remarks, isOfCode: true)
    if !set.leftOut.isEmpty {
      task.others = [(CodingSet.leftOutName, Array(set.leftOutText.utf8))]
    }
    task.remarks.append(
      "No answer that is made up is right, since nothing is run here: record a model for more.")
    return task
  }

  private static func files(of task: Task) -> [(path: String, bytes: [UInt8])] {
    let prompts: [(String, [UInt8])] = [
      ("all-code-cot", PackageResources.starter_prompt_all_code_cot_txt),
      ("all-code", PackageResources.starter_prompt_all_code_txt),
      ("all-text", PackageResources.starter_prompt_all_text_txt),
      ("autogen", PackageResources.starter_prompt_autogen_txt),
      ("extraction", PackageResources.starter_prompt_extraction_txt),
      ("prompted-tool", PackageResources.starter_prompt_prompted_tool_txt),
      ("python-tool", PackageResources.starter_prompt_python_tool_txt),
      ("self-estimate", PackageResources.starter_prompt_self_estimate_txt),
      ("summary", PackageResources.starter_prompt_summary_txt),
      ("turn-with-code", PackageResources.starter_prompt_turn_with_code_txt),
      ("turn-without-code", PackageResources.starter_prompt_turn_without_code_txt),
    ]
    return [
      ("README.md", filled(PackageResources.starter_readme_md, task)),
      (".gitignore", PackageResources.starter_gitignore),
      (".github/workflows/replay.yml", PackageResources.starter_workflow_yml),
      ("Tasks/\(task.name)/task.yaml", Array(schemaLine.utf8) + task.yaml),
      ("Tasks/task.schema.json", CanonicalJSON.bytes(ofOwn: FileSchema.task.json)),
      ("Tasks/sweep.schema.json", CanonicalJSON.bytes(ofOwn: FileSchema.sweep.json)),
      ("Tasks/method.schema.json", CanonicalJSON.bytes(ofOwn: FileSchema.method.json)),
      ("Tasks/\(task.name)/\(task.data.name)", task.data.bytes),
      ("\(shelf)/sweep.yaml", filled(PackageResources.starter_sweep_yaml, task)),
      (
        "\(shelf)/prompts/terse/\(task.isOfCode ? "all-code" : "all-text").txt",
        task.isOfCode
          ? PackageResources.starter_terse_all_code_txt
          : PackageResources.starter_terse_all_text_txt
      ),
    ] + task.others.map { ("Tasks/\(task.name)/\($0.name)", $0.bytes) }
      + prompts.map { ("Tasks/prompts/\($0.0).txt", $0.1) }
  }

  /// What an editor reads to know the keys of a task's file.
  private static let schemaLine = "# yaml-language-server: $schema=../task.schema.json\n"

  private static func filled(_ bytes: [UInt8], _ task: Task) -> [UInt8] {
    Array(
      String(decoding: bytes, as: UTF8.self)
        .replacing("Tasks/TASK", with: "Tasks/\(task.name)")
        .replacing("questions.csv", with: task.data.name)
        .replacing("all-text]", with: task.isOfCode ? "all-code]" : "all-text]").utf8)
  }

  // MARK: - Recording

  /// Records the sweep of a folder with answers that are made up, and writes its baseline.
  private static func record(
    _ url: URL, isOfCode: Bool, _ timestamp: @escaping @Sendable () -> String
  ) async throws -> Int {
    let sweep = try OpenSweep(url)
    try sweep.folder.pinMeaning()
    let place = try RecordingPlace(sweep.folder, shard: nil)
    let journal = try RecordingJournal(path: place.folder.journalPath)
    let recorder = Recorder(tapes: try place.tapes(), journal: journal, secrets: SecretGuard())
    let provenance = RecordingProvenance(
      toolVersion: ToolVersion.current, sandbox: .null, timestamp: timestamp)
    let answers = MadeUpAnswers(sweep, isOfCode: isOfCode)
    let stream = TrialStream(sweep.plan, runner: sweep.runner) {
      RecordingSource(recorder, world: answers.world, provenance: provenance)
    }
    try await stream.run { _, end in
      _ = try end.get()
    } emit: { _ in
    }
    _ = try await journal.seal(into: place.folder)
    let replay = try await SweepReplay(
      sweep: try OpenSweep(url), workers: 1, sheet: .write(path: sweep.folder.baseline.path)
    ).run()
    try replay.checkPassed()
    return replay.summary.trials
  }
}

/// Answers to the questions of a starter: right ones, but for the last question, where the first method is wrong.
private struct MadeUpAnswers: Sendable {
  private let references: [String: String]
  private let last: String?
  private let isOfCode: Bool

  init(_ sweep: OpenSweep, isOfCode: Bool) {
    self.isOfCode = isOfCode
    var references: [String: String] = [:]
    for place in 0..<sweep.plan.count {
      let question = sweep.plan[place].question.loaded.question
      references[question.id] = question.reference
    }
    self.references = references
    last = references.keys.max { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  var world: LiveWorld {
    LiveWorld(
      complete: { (call) throws(DeckError) in reply(to: call) },
      execute: { (_) throws(DeckError) in
        throw DeckError(.execution, "A starter runs no code.")
      })
  }

  private func reply(to call: ModelCall) -> ModelReply {
    let question = call.trial.question
    let isWrong =
      isOfCode || question == last && call.trial.method == "only-question"
    let text =
      isWrong
      ? "I am not sure how to work this out."
      : "Going step by step, I find \(references[question] ?? "").\n"
    let body: JSONValue = [
      "choices": [
        [
          "finish_reason": "stop", "index": 0,
          "message": ["role": "assistant", "content": .string(text)],
        ]
      ],
      "created": 1, "id": .string("chatcmpl-\(call.slot.action.short)"), "model": "made-up",
      "object": "chat.completion",
      "usage": ["prompt_tokens": 40, "completion_tokens": 12, "total_tokens": 52],
    ]
    return ModelReply(
      status: 200, headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: CanonicalJSON.bytes(ofOwn: body),
      attempts: [
        ModelAttempt(end: .status(200), waitMicroseconds: 0, serviceMicroseconds: 250_000)
      ])
  }
}
