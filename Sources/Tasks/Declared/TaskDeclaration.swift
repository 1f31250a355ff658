package import Basics

/// What the file of a declared task says.
package struct TaskDeclaration: Sendable {
  /// A name or text in the file, and its line.
  package struct Written: Hashable, Sendable {
    /// The text.
    package var text: String
    /// The line of the task's file.
    package var line: Int?

    /// Creates it.
    package init(_ text: String, line: Int? = nil) {
      self.text = text
      self.line = line
    }
  }

  /// Where a template stands.
  package enum Source: Hashable, Sendable {
    /// In the task's file itself.
    case here(Written)
    /// In a file beside it.
    case file(Written)

    /// What the task's file says: the text, or the name of the file.
    package var written: Written {
      switch self {
      case .here(let written), .file(let written): written
      }
    }
  }

  /// Which column of the data is what.
  package struct Columns: Sendable {
    /// The file of the data, from the task's folder.
    package var file: Written
    /// The column of the ids; digests of the questions where it is `nil`.
    package var id: Written?
    /// The columns of the truth, any of which is right.
    package var truths: [Written] = []
    /// What stands between several truths in one column.
    package var truthSeparator: String?
    /// The columns of the options, or one column with the list of them.
    package var options: [Written] = []
    /// What orders the options; they stay as they are where it is `nil`.
    package var shuffleSeed: Int?
    /// Columns by which questions are told apart.
    package var tags: [Written] = []
    /// Columns with whole numbers that say how hard a question is.
    package var counts: [Written] = []
    /// The column of the rungs, whole numbers from 1.
    package var rung: Written?
    /// The column with the names of the images that questions show, files in the task's folder.
    package var image: Written?
    /// How closely a model is asked to look at them; its provider's usual way where it is `nil`.
    package var imageDetail: ImageFile.Detail?

    /// Creates it.
    package init(file: Written) { self.file = file }
  }

  /// Examples that stand before the question.
  package struct Shots: Sendable {
    /// The file of the examples, with columns as the data has them; the data itself where it is `nil`.
    package var file: Written?
    /// How many.
    package var count: Int
    /// The text of one of them: the columns of its row, and `{{answer}}`, the right answer as the task wants
    /// it put.
    package var template: Source
    /// Chooses among them and orders them; the first ones of the file, in its order, where it is `nil`.
    package var seed: Int?

    /// Creates it.
    package init(file: Written?, count: Int, template: Source, seed: Int? = nil) {
      self.file = file
      self.count = count
      self.template = template
      self.seed = seed
    }
  }

  /// Texts that must be graded as right or as wrong, with the columns of each question in them.
  package struct Examples: Sendable {
    /// Texts that are right.
    package var right: [Written] = []
    /// Texts that are wrong, or hold no answer.
    package var wrong: [Written] = []

    /// Creates none.
    package init() {}
  }

  /// The name of the file that makes a folder a task.
  package static let fileName = "task.yaml"

  /// The task's file, for errors.
  package var file: String
  /// The task's folder, as the sweep's file or the user names it.
  package var folder: String
  /// The name in trial ids.
  package var name: String
  /// The name in tables.
  package var title: String
  /// The name in narrow tables.
  package var shortTitle: String
  /// One sentence on what is asked.
  package var summary: String
  /// The data.
  package var columns: Columns
  /// The text of a question.
  package var prompt: Source
  /// Examples before it.
  package var shots: Shots?
  /// How answers are graded.
  package var grading: GradingRule
  /// What the grading must say.
  package var examples = Examples()
  /// Whether two questions may be the very same text.
  package var allowsDuplicates = false
  /// The variables in which code tends to leave an answer that it forgets to print.
  package var resultNames = ["result", "answer"]

  /// Creates a declaration.
  package init(
    file: String, folder: String, name: String, columns: Columns, prompt: Source,
    grading: GradingRule
  ) {
    self.file = file
    self.folder = folder
    self.name = name
    title = name
    shortTitle = name
    summary = ""
    self.columns = columns
    self.prompt = prompt
    self.grading = grading
  }

  /// The files that reading it opens beside its own, from its folder: the same list serves the loader, a
  /// bundle and a signature.
  package var files: [String] { namedFiles.map(\.text) }

  /// The same, each with the line that names it first.
  package var namedFiles: [Written] {
    var files = [columns.file]
    if let file = shots?.file { files.append(file) }
    for case .file(let file)? in [prompt, shots?.template] { files.append(file) }
    if let grader { files.append(grader) }
    var seen: Set<String> = []
    return files.filter { seen.insert($0.text).inserted }
  }

  /// The file that grades: a program, or what judges are told.
  package var grader: Written? {
    switch grading.kind {
    case .program(let program): return Written(program.file, line: program.line)
    case .judge(let rule):
      if case .file(let file)? = rule.prompt { return file }
      return nil
    default: return nil
    }
  }

  /// Takes down the text of ``grader``, once it was read.
  package mutating func take(grader text: String) {
    switch grading.kind {
    case .program(var program):
      program.source = text
      grading.kind = .program(program)
    case .judge(var rule):
      rule.promptText = JudgeRule.trimmed(text)
      grading.kind = .judge(rule)
    default: preconditionFailure("the kind of grading has no file")
    }
  }

  /// A fault of the task's file.
  package func error(_ message: String, at written: Written? = nil) -> TaskError {
    let place = written?.line.map { "\(file), line \($0)" } ?? file
    return TaskError(.badDeclaration, "\(place): \(message)")
  }
}
