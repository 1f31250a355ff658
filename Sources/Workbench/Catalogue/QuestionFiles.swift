package import Basics
import Files
import FoundationEssentials
import Sweeps
package import Tasks

/// What the checks of one task's grader found: right answers are right, corrupted ones wrong.
package struct GraderCheck: Sendable {
  /// Faults that are listed.
  private static let shownFaults = 20

  private let task: String
  private let questions: Int
  private let check: SelfCheck
  /// What does no harm and is perhaps not meant, a sentence each: columns of a declared task that nothing uses.
  package private(set) var remarks: [String] = []

  /// Grades what must be right about every question of a task, and what must be wrong; a task that is graded by
  /// a program or by tests has them run in the sandbox.
  init(of task: String, in folder: String, _ environment: [String: String]) async throws {
    let bench = try QuestionFinder.task(task)
    let questions = try QuestionFinder(folder: folder).questions(of: task)
    var check = SelfCheck()
    if (bench as? DeclaredTask)?.isSelfChecked ?? true {
      for question in questions { check.add(try LoadedQuestion(question, of: bench).selfCheck()) }
    }
    if TaskFolder.isFolder(task) {
      let folder = try TaskFolder(task)
      let examples = try folder.made.exampleReplies(of: folder.task)
      if examples.contains(where: { $0.question.asked != nil }) {
        let grader = try await SandboxedGrader(environment: environment)
        for example in examples {
          check.add(example, try await grader.judgement(of: example))
        }
      } else {
        check.add(try folder.made.examples(of: folder.task))
      }
      remarks = folder.made.remarks
    }
    self.task = task
    self.questions = questions.count
    self.check = check
  }

  /// Checks tasks one after the other.
  ///
  /// - Parameters:
  ///   - tasks: Their names; all where there is none.
  ///   - folder: The folder of the tasks.
  ///   - environment: Where the sandbox looks for what it needs, for tasks whose graders are run.
  ///   - observe: Told what was found of each.
  /// - Returns: The number of answers that were graded otherwise than they should be.
  package static func all(
    of tasks: [String], in folder: String, environment: [String: String] = [:],
    observe: (GraderCheck) -> Void
  ) async throws -> Int {
    var wrong = 0
    for task in tasks.isEmpty ? TaskRegistry.shipped.all.map(\.description.name) : tasks {
      let check = try await GraderCheck(of: task, in: folder, environment)
      wrong += check.check.faults.count
      observe(check)
    }
    return wrong
  }

  /// The first faults, a sentence each.
  package var faults: [String] { Array(check.faults.prefix(Self.shownFaults)) }

  /// The counts in one line.
  package var text: String {
    "\(task): \(questions) questions, \(check.rightAnswers) right answers, "
      + "\(check.corruptions.values.reduce(0, +)) corrupted of \(check.corruptions.count) kinds, "
      + "\(check.faults.count) graded wrongly"
  }

  /// What was found, for programs; only the first faults are quoted.
  package var json: JSONValue {
    let kinds = check.corruptions.sorted { $0.key < $1.key }
    return [
      "task": .string(task), "questions": .integer(Int64(questions)),
      "rightAnswers": .integer(Int64(check.rightAnswers)),
      "corrupted": .object(
        JSONObject(
          kinds.map { JSONMember(name: $0.key, value: .integer(Int64($0.value))) })),
      "wrong": .integer(Int64(check.faults.count)),
      "faults": .array(faults.map(JSONValue.string)),
      "remarks": .array(remarks.map(JSONValue.string)),
    ]
  }

  /// The kinds of corruptions with their counts, a line each.
  package var kinds: [String] {
    check.corruptions.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
  }
}

/// The question files of the tasks, made anew.
package struct QuestionFiles: Sendable {
  /// Questions on each rung of the complexity ladder.
  let perRung: Int
  /// The seed: any text.
  let seed: String
  /// The folder of the tasks.
  let folder: String
  private let edition: QuestionEdition
  private let tasks: [any BenchTask]

  /// Prepares files; the same seed and number give the same bytes on every machine.
  ///
  /// - Parameters:
  ///   - names: The names of the tasks; all where there is none.
  ///   - edition: The edition of the shipped questions; of the second are the tasks that have one, and
  ///     another set than the shipped has the first file alone.
  package init(
    of names: [String], perRung: Int, seed: String, edition: QuestionEdition = .first,
    in folder: String
  ) throws {
    let named = names.isEmpty ? TaskRegistry.shipped.all : try names.map(QuestionFinder.task)
    let isShipped = seed == QuestionEdition.shippedSeed
    tasks = edition == .first ? named : named.filter { isShipped && $0.hasSecondEdition }
    self.edition = edition
    self.perRung = perRung
    self.seed = seed
    self.folder = folder
  }

  /// Writes the files.
  ///
  /// - Parameter observe: Told the path of each, and how many questions it holds.
  package func write(observe: (_ path: String, _ questions: Int) -> Void) throws {
    for task in tasks {
      let (file, bytes, count) = try made(of: task)
      try OutputFile.replace(file, with: bytes)
      observe(file.relativePath, count)
    }
  }

  /// The paths of the files that are not what would be written.
  package func differing() throws -> [String] {
    try tasks.compactMap { task in
      let (file, bytes, _) = try made(of: task)
      // One that cannot be read is not what would be written.
      let present = try? ReadableFile.bytes(of: file.path, limit: bytes.count)
      return present == bytes ? nil : file.relativePath
    }
  }

  private func made(of task: any BenchTask) throws -> (file: URL, bytes: [UInt8], count: Int) {
    let isShipped = seed == QuestionEdition.shippedSeed
    let questions = try task.questions(
      perRung: perRung, seed: seed, edition: isShipped ? edition : .second)
    let name = QuestionFile.name(of: edition)
    let file = URL(filePath: "\(folder)/\(task.description.name)/\(name)")
    return (file, try QuestionFile.bytes(of: questions), questions.count)
  }
}

/// Question files that were made of the public data.
package struct ImportedQuestions: Sendable {
  private let folder: String
  private let subset: ImportSubset
  private let sets: [ImportedSet]

  /// Imports questions and writes their files into a new folder; each ground truth is graded first.
  ///
  /// - Parameters:
  ///   - source: The folder with `dataset_gather` in it, or that folder itself.
  ///   - tasks: The names of the tasks; all that the data has where there is none.
  ///   - subset: Which questions.
  ///   - folder: The folder to make: it must not exist, or be empty.
  ///   - observe: Told what was read of each task.
  package init(
    from source: String, tasks: [String], subset: ImportSubset, into folder: String,
    observe: (ImportedSet) -> Void
  ) throws {
    let target = NewFolder(path: folder)
    try target.check()
    let wanted = try tasks.map { try QuestionFinder.task($0).description.name }
    let data = ImportFolder(source)
    var sets: [ImportedSet] = []
    for name in DatasetImport().tasks where wanted.isEmpty || wanted.contains(name) {
      let set = try DatasetImport().set(of: name, from: data, subset: subset)
      if set.read > 0 { sets.append(set) }
      observe(set)
    }
    let missing = wanted.filter { name in !sets.contains { $0.task == name } }
    guard !sets.isEmpty, missing.isEmpty else {
      let what = missing.isEmpty ? "any of the tasks" : missing.joined(separator: ", ")
      throw WorkbenchError(
        .usage,
        "\(source): there is no data of \(what), and nothing was written. "
          + "--from wants the folder that holds dataset_gather.")
    }
    try target.write(
      sets.filter { !$0.questions.isEmpty }.map { set in
        ("\(set.task)/questions.jsonl", try QuestionFile.bytes(of: set.questions))
      })
    self.folder = folder
    self.subset = subset
    self.sets = sets
  }

  /// What was written, for programs.
  package var json: JSONValue {
    [
      "into": .string(folder), "subset": .string(subset.rawValue),
      "tasks": .array(sets.map(\.json)),
    ]
  }
}
