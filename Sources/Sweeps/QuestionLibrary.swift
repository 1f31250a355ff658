public import Methods
public import Tasks

/// A question ready for both sides of a trial: the text to send and the problem to grade.
public struct BenchQuestion: Sendable {
  /// The question as its file says it.
  public let loaded: LoadedQuestion
  /// What a method sees of it.
  public let asked: MethodQuestion

  /// Makes a question ready.
  public init(_ question: Question, of task: some BenchTask) throws(TaskError) {
    loaded = try LoadedQuestion(question, of: task)
    asked = MethodQuestion(
      id: question.id, text: question.prompt, images: question.images, pieces: question.pieces)
  }
}

/// The questions that a sweep asks.
public struct QuestionLibrary: Sendable {
  private let questions: [String: [BenchQuestion]]
  /// The ids by task, in the order in which they were taken.
  private let order: [String: [String]]
  /// The questions by task that came into its file since the sweep was recorded, and that it would ask
  /// otherwise; tasks without any are left out.
  public let newcomers: [String: Int]
  /// The images that questions of declared tasks may show, from the sweep's folder.
  private(set) var imageFiles: [String] = []

  /// Makes a library of questions by task.
  public init(_ questions: [String: [BenchQuestion]]) {
    self.init(questions, order: [:], newcomers: [:])
  }

  private init(
    _ questions: [String: [BenchQuestion]], order: [String: [String]], newcomers: [String: Int]
  ) {
    self.questions = questions
    self.order = order
    self.newcomers = newcomers
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
  ///   - data: Gives the bytes of a file of a declared task by its path from the sweep's folder, unless it
  ///     is larger than a limit.
  ///   - read: Gives the bytes of a question file by the name of its task and its edition; `nil` where a
  ///     task has no second one. Throws `SweepError` where it cannot be read.
  package static func of(
    _ sweep: Sweep,
    data: (_ path: String, _ limit: Int) throws(SweepError) -> [UInt8] = TaskDeclaration.noData,
    reading read: (String, QuestionEdition) throws(SweepError) -> [UInt8]?
  ) throws(SweepError) -> QuestionLibrary {
    var questions: [String: [BenchQuestion]] = [:]
    var choices: [String: ChosenQuestions] = [:]
    var names = SelectionNames(sweep.selection)
    var images: [String] = []
    for task in sweep.tasks {
      let name = task.description.name
      if let declared = task as? DeclaredTask {
        let (all, shown) = try declared.declaration.questions(reading: data)
        images += shown
        names.meet(all)
        let choice = sweep.selection.choose(
          among: all, of: name, by: sweep.rules.choice, pinned: sweep.unsaid.choice)
        do throws(TaskError) {
          questions[name] = try ready(choice.places.map { all[$0] }, of: declared)
        } catch {
          throw SweepError(error.description)
        }
        choices[name] = choice
        continue
      }
      var files: [(edition: QuestionEdition, bytes: [UInt8])] = []
      for edition in sweep.rules.editions {
        if let bytes = try read(name, edition) { files.append((edition, bytes)) }
      }
      do throws(TaskError) {
        var all: [Question] = []
        var retired: Set<String> = []
        for (edition, bytes) in files {
          let known = Set(all.map(\.id))
          if edition == .second, task.description.isRenewed { retired = known }
          all += try QuestionFile.questions(
            in: bytes, named: "\(name)/\(QuestionFile.name(of: edition))"
          ).filter { !known.contains($0.id) }
        }
        all.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        names.meet(all)
        let choice = sweep.selection.choose(
          among: all, of: name, by: sweep.rules.choice, pinned: sweep.unsaid.choice,
          retired: retired)
        questions[name] = try ready(choice.places.map { all[$0] }, of: task)
        choices[name] = choice
      } catch {
        throw SweepError(error.description)
      }
    }
    try names.check()
    let files = sweep.tasks.compactMap { ($0 as? DeclaredTask)?.declaration }.map {
      ($0.name, "\($0.folder)/\($0.columns.file.text)")
    }
    var library = try QuestionLibrary(
      questions, choices, files: Dictionary(files, uniquingKeysWith: { first, _ in first }))
    library.imageFiles = images
    return library
  }

  private init(
    _ questions: [String: [BenchQuestion]], _ choices: [String: ChosenQuestions],
    files: [String: String]
  ) throws(SweepError) {
    for (task, choice) in choices.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    {
      guard let id = choice.lost.first else { continue }
      throw SweepError(
        "\(files[task] ?? "\(task)/questions.jsonl") has no question \(id) any more, which the sweep was recorded with. "
          + "Put it back, or take its name out of \(PinnedMeaning.fileName).")
    }
    self.init(
      questions, order: choices.mapValues(\.order),
      newcomers: choices.mapValues(\.newcomers).filter { $0.value > 0 })
  }

  /// What a recording of the sweep is to pin; `nil` where its file says it all.
  func choice(of sweep: Sweep) -> PinnedChoice? {
    guard sweep.rules.choice == .nested, sweep.selection.ids == nil, !order.isEmpty else {
      return nil
    }
    return PinnedChoice(
      selection: sweep.selection.text, seed: sweep.selection.seed, questions: order)
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
