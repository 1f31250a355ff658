import Basics

/// Makes the examples before a question.
struct ShotMaker {
  private struct Shot {
    let line: Int
    /// The text of its own question, by which the same question is known under another id; `nil` where the
    /// row lacks a value that a question shows.
    let own: String?
    let text: String
  }

  /// Beyond those that are due, for questions that are examples themselves.
  private static let spare = 32

  private let shots: TaskDeclaration.Shots
  private let declaration: TaskDeclaration
  private let table: DataTable
  private let ready: [Shot]
  /// The names that the template uses.
  let uses: Set<String>

  init(
    _ shots: TaskDeclaration.Shots, _ loader: DeclaredFiles, data: DataTable, names: TemplateNames
  ) throws(TaskError) {
    self.shots = shots
    declaration = loader.declaration
    let table = try shots.file.map { (file) throws(TaskError) in try loader.table(file) } ?? data
    self.table = table
    var own = names
    own.columns = table.columns
    own.hasShots = false
    own.hasAnswer = true
    let template = try loader.template(shots.template, named: "few-shot.template", own)
    let prompt = try loader.template(loader.declaration.prompt, named: "prompt", names)
    uses = Set(template.uses.map(\.name))
    var order = Array(table.rows.indices)
    if let seed = shots.seed {
      var generator = SeededGenerator(seed: "steerbench shots \(seed)")
      order = generator.shuffled(order)
    }
    var ready: [Shot] = []
    for place in order.prefix(shots.count + Self.spare) {
      let row = table.rows[place]
      let problem = try Self.problem(of: row, in: table, loader.declaration)
      var values = TemplateValues(
        table: table, row: row, places: table.places, options: problem.options, shots: "")
      let fault = { Self.fault($0, table, $1, $2) }
      let question = try? values.rendered(prompt, fault)
      values.answer = DeclaredTask(loader.declaration).reference(for: problem)
      ready.append(
        Shot(line: row.line, own: question, text: try values.rendered(template, fault)))
    }
    self.ready = ready
  }

  /// The examples before a question: never the question itself.
  ///
  /// - Parameter own: The question's text without examples.
  func text(before own: String, of row: DataTable.Row) throws(TaskError) -> String {
    let others = ready.lazy.filter { shot in
      !(shots.file == nil && shot.line == row.line) && !(shot.own?.isSame(as: own) ?? false)
    }.prefix(shots.count)
    guard others.count == shots.count else {
      throw declaration.error(
        "\"few-shot.count\" is \(shots.count), and \(table.file) has \(others.count) examples that are "
          + "not the question itself.", at: shots.file ?? shots.template.written)
    }
    return others.map(\.text).joined()
  }

  private static func fault(
    _ message: String, _ table: DataTable, _ row: DataTable.Row, _ column: Int?
  ) -> TaskError {
    let place = column.map { ", column \"\(table.columns[$0])\"" } ?? ""
    return TaskError(.badDeclaration, "\(table.file), line \(row.line)\(place): \(message)")
  }

  private static func problem(
    of row: DataTable.Row, in table: DataTable, _ declaration: TaskDeclaration
  ) throws(TaskError) -> DeclaredProblem {
    func cells(_ names: [TaskDeclaration.Written]) throws(TaskError) -> [DataTable.Cell] {
      var found: [DataTable.Cell] = []
      for name in names {
        guard let column = table.column(name.text) else {
          throw declaration.error(
            "\(table.file) has no column \"\(name.text)\", which an example needs.", at: name)
        }
        found.append(table.cell(row, column))
      }
      return found
    }
    var options = try cells(declaration.columns.options).compactMap(\.text).filter { !$0.isEmpty }
    if case .list(let list, _)? = try cells(declaration.columns.options).first { options = list }
    var truths: [String] = []
    for (name, cell) in zip(declaration.columns.truths, try cells(declaration.columns.truths)) {
      // An example need not show an answer.
      if case .absent = cell { continue }
      if case .text("") = cell { continue }
      do throws(TaskDeclaration.NoTruth) {
        truths += try declaration.truths(in: cell)
      } catch {
        throw fault(error.message, table, row, table.column(name.text))
      }
    }
    return DeclaredProblem(truths: truths, options: options)
  }
}
