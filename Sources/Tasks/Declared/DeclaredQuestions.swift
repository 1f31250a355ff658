import Basics

/// The questions of a declared task, made of its data and its template.
package struct DeclaredQuestions: Sendable {
  /// The questions, in the order of the data.
  package private(set) var questions: [Question] = []
  /// The line of each question in the data.
  package private(set) var lines: [Int] = []
  /// Columns that nothing uses.
  package private(set) var unusedColumns: [String] = []
  /// The values of each question's row by the names of the columns.
  package let table: DataTable
  /// The files of the images that the questions show, from the task's folder, sorted.
  package let imageFiles: [String]

  /// Makes the questions.
  ///
  /// - Parameters:
  ///   - declaration: What the task's file says.
  ///   - files: The bytes of ``TaskDeclaration/files``.
  ///   - image: Reads an image by its name in the task's folder; asked for each name once, and never for one
  ///     that leads out of it.
  /// - Throws: `TaskError` with file, line and column: names that no column has, truths that cannot be read,
  ///   ids that stand twice, and questions that are the same text.
  package init(
    _ declaration: TaskDeclaration, files: [String: [UInt8]],
    image: DeclaredImages.Reading = DeclaredImages.none
  ) throws(TaskError) {
    let maker = try QuestionMaker(declaration, files)
    var shown = try DeclaredImages(declaration, maker.table)
    table = maker.table
    unusedColumns = maker.unusedColumns
    questions.reserveCapacity(table.rows.count)
    var ids: [[UInt8]: Int] = [:]
    var prompts: [Digest: Int] = [:]
    for row in table.rows {
      var question = try maker.question(of: row)
      if let images = try shown?.images(of: row, in: question.id, image) {
        question.images = images
        // Without a column of ids a question is known by all that it is made of.
        if declaration.columns.id == nil { question.id = QuestionMaker.id(of: question) }
      }
      let text = QuestionMaker.digest(of: question)
      if let line = prompts.updateValue(row.line, forKey: text), !declaration.allowsDuplicates {
        throw maker.error(
          "the question is the very same text as that of line \(line): the template uses no column in "
            + "which they differ, or the row stands there twice. Where that is meant, write \"duplicates: "
            + "true\" in \(declaration.file).", row)
      }
      if let line = ids.updateValue(row.line, forKey: Array(question.id.utf8)) {
        throw maker.error(
          "the id \(question.id) stands in line \(line) already. Ids are of one question each.", row
        )
      }
      questions.append(question)
      lines.append(row.line)
    }
    imageFiles = shown?.files ?? []
  }
}

/// Makes questions of rows.
private struct QuestionMaker {
  let declaration: TaskDeclaration
  let table: DataTable
  private let prompt: TextTemplate
  private let shots: ShotMaker?
  private let places: [String: Int]
  private let id: Int?
  private let truths: [Int]
  private let options: [Int]
  private let tags: [(name: String, column: Int)]
  private let counts: [(name: String, column: Int)]
  private let rung: Int?
  /// Whether the prompt says where its examples stand; they stand before it where it does not.
  private let placesShots: Bool
  /// What those who grade by asking are given of a row.
  private let asked: AskedColumns
  /// The columns that the prompt is made of, by which a question without an id is known.
  private let promptColumns: [Int]
  /// Where words come from that many questions share; made once, since each question names them.
  private let sources: (template: String, examples: String)

  init(_ declaration: TaskDeclaration, _ files: [String: [UInt8]]) throws(TaskError) {
    self.declaration = declaration
    let loader = DeclaredFiles(declaration: declaration, files: files)
    let table = try loader.table(declaration.columns.file)
    self.table = table
    places = table.places
    let columns = declaration.columns
    func place(_ written: TaskDeclaration.Written) throws(TaskError) -> Int {
      guard let place = table.column(written.text) else {
        throw declaration.error(
          "\(table.file) has no column \"\(written.text)\". "
            + NearMatch.hint(for: written.text, among: table.columns), at: written)
      }
      return place
    }
    func named(_ all: [TaskDeclaration.Written]) throws(TaskError) -> [(name: String, column: Int)]
    {
      var found: [(name: String, column: Int)] = []
      for written in all { found.append((written.text, try place(written))) }
      return found
    }
    id = try columns.id.map(place)
    truths = try named(columns.truths).map(\.column)
    options = try named(columns.options).map(\.column)
    tags = try named(columns.tags)
    counts = try named(columns.counts)
    rung = try columns.rung.map(place)
    let hasOptions = !options.isEmpty
    let names = TemplateNames(
      columns: table.columns, hasOptions: hasOptions, hasShots: declaration.shots != nil)
    prompt = try loader.template(declaration.prompt, named: "prompt", names)
    shots = try declaration.shots.map { (shots) throws(TaskError) in
      try ShotMaker(shots, loader, data: table, names: names)
    }
    let uses = Set(prompt.uses.map(\.name))
    var shown = table.columns.indices.filter { uses.contains(table.columns[$0]) }
    if uses.contains("options") { shown += options }
    placesShots = uses.contains("shots")
    promptColumns = shown
    sources = ("template of \(declaration.name)", "examples of \(declaration.name)")
    asked = try AskedColumns(declaration, table)
    try check(uses, shots?.uses ?? [])
  }

  private func check(_ uses: Set<String>, _ shotUses: Set<String>) throws(TaskError) {
    guard !truths.isEmpty || !declaration.grading.needsTruth else {
      throw declaration.error(
        "\"data.truth\" is missing: the column with the right answers, such as truth: answer.",
        at: declaration.columns.file)
    }
    if case .choice = declaration.grading.kind, options.isEmpty {
      throw declaration.error(
        "\"data.options\" is missing: the columns with the options, such as options: [a, b, c, d], or one "
          + "column with a list.", at: declaration.columns.file)
    }
    if !options.isEmpty, !uses.contains("options"),
      !options.allSatisfy({ uses.contains(table.columns[$0]) })
    {
      throw declaration.error(
        "the prompt shows no options: write {{options}}, which is a line for each with its letter.",
        at: declaration.columns.options.first)
    }
  }

  /// What two questions that are the same have in common.
  static func digest(of question: Question) -> Digest {
    guard !question.images.isEmpty else { return Digest.sha256(question.prompt) }
    return Digest.sha256(
      question.images.reduce(Digest.sha256(question.prompt).hex) { $0 + $1.digest.hex })
  }

  /// The id of a question that shows images and has no other.
  static func id(of question: Question) -> String {
    let images = question.images.map(\.digest.hex).joined()
    return images.isEmpty
      ? question.id : "q-\(Digest.sha256(question.id + images).hex.prefix(12))"
  }

  /// Columns that nothing uses.
  var unusedColumns: [String] {
    let examples = declaration.examples.right + declaration.examples.wrong
    // A text that is no template is refused where the examples are graded.
    let checked = examples.flatMap { (try? TextTemplate($0.text))?.uses.map(\.name) ?? [] }
    let uses = Set(prompt.uses.map(\.name) + checked).union(shots?.uses ?? [])
    let image = declaration.columns.image.flatMap { table.column($0.text) }
    let named = Set(
      [id, rung, image].compactMap(\.self) + truths + options + tags.map(\.column)
        + counts.map(\.column) + asked.used)
    return table.columns.indices.filter {
      !named.contains($0) && !uses.contains(table.columns[$0])
    }.map { table.columns[$0] }
  }

  func error(
    _ message: String, _ row: DataTable.Row, column: Int? = nil
  ) -> TaskError {
    let place = column.map { ", column \"\(table.columns[$0])\"" } ?? ""
    return TaskError(.badDeclaration, "\(table.file), line \(row.line)\(place): \(message)")
  }

  // MARK: - One question

  func question(of row: DataTable.Row) throws(TaskError) -> Question {
    let options = try self.options(of: row)
    let truths = try self.truths(of: row, options)
    let id = try self.id(of: row)
    var problem = DeclaredProblem(
      truths: try order(truths, options, row), options: shuffled(options, id))
    if let fault = asked.add(row, to: &problem) {
      throw error(fault.message, row, column: fault.column)
    }
    var prompt = try text(of: row, problem)
    if let shots {
      let shown = try shots.text(before: prompt.text, of: row)
      if placesShots {
        prompt = try text(of: row, problem, shots: shown)
      } else {
        prompt.put(shown, from: sources.examples)
      }
    }
    var question = Question(
      task: declaration.name, id: id, rung: try rung(of: row),
      complexity: try counts.map { (name, column) throws(TaskError) in
        ComplexityParameter(name, try whole(row, column, in: -1_000_000_000...1_000_000_000))
      }, prompt: prompt.text, problem: problem.json,
      reference: DeclaredTask(declaration).reference(for: problem))
    question.pieces = prompt.pieces
    question.tags = tags.map { QuestionTag($0.name, table.cell(row, $0.column).text ?? "") }
    return question
  }

  private func text(
    of row: DataTable.Row, _ problem: DeclaredProblem, shots: String = ""
  ) throws(TaskError) -> QuestionText {
    let pieces = try TemplateValues(
      table: table, row: row, places: places, options: problem.options, shots: shots
    ).pieces(of: prompt, error)
    var text = QuestionText()
    for piece in pieces {
      switch piece {
      case .literal(let words): text.add(words, from: sources.template)
      case .value(name: "shots", let words) where places["shots"] == nil:
        text.add(words, from: sources.examples)
      case .value(_, let words): text.add(words, from: "")
      }
    }
    guard !text.text.utf8.allSatisfy(ASCII.isSpace) else {
      throw error("the question is empty.", row)
    }
    return text
  }

  private func id(of row: DataTable.Row) throws(TaskError) -> String {
    guard let id else {
      var bytes: [UInt8] = []
      for column in promptColumns {
        let value = table.cell(row, column).text ?? ""
        bytes += Array("\(table.columns[column].utf8.count):\(value.utf8.count):".utf8)
        bytes += Array(table.columns[column].utf8) + Array(value.utf8)
      }
      return "q-\(Digest.sha256(bytes).hex.prefix(12))"
    }
    let text = table.cell(row, id).text ?? ""
    guard QuestionID.isValid(text) else {
      throw error(
        "\"\(text.prefix(100))\" cannot be an id, which has 1 to \(QuestionID.byteLimit) letters, digits, "
          + "dots, dashes and underscores, such as cone-07.", row, column: id)
    }
    return text
  }

  private func rung(of row: DataTable.Row) throws(TaskError) -> Int {
    guard let rung else { return 1 }
    return try whole(row, rung, in: 1...100)
  }

  private func whole(
    _ row: DataTable.Row, _ column: Int, in range: ClosedRange<Int>
  ) throws(TaskError) -> Int {
    let text = table.cell(row, column).text ?? ""
    guard let number = Int(text), range.contains(number) else {
      throw error(
        "\"\(text.prefix(100))\" is no whole number from \(range.lowerBound) to \(range.upperBound).",
        row, column: column)
    }
    return number
  }

  private func options(of row: DataTable.Row) throws(TaskError) -> [String] {
    guard let first = options.first else { return [] }
    var found: [String] = []
    if options.count == 1, case .list(let list, _) = table.cell(row, first) {
      found = list
    } else {
      for column in options {
        // A question may have fewer options than others: the last columns are empty then.
        if let text = table.cell(row, column).text, !text.isEmpty { found.append(text) }
      }
    }
    guard (2...26).contains(found.count) else {
      throw error("\(found.count) options stand here: 2 to 26 have letters.", row, column: first)
    }
    guard Set(found.map { Array($0.utf8) }).count == found.count else {
      throw error("two options are the same text.", row, column: first)
    }
    return found
  }

  private func truths(
    of row: DataTable.Row, _ options: [String]
  ) throws(TaskError) -> [String] {
    var found: [String] = []
    for column in truths {
      let spelled = try spellings(of: row, column)
      for truth in spelled {
        if let fault = declaration.grading.fault(ofTruth: truth, options: options) {
          throw error("the truth is \"\(truth.prefix(100))\", \(fault).", row, column: column)
        }
      }
      found += spelled
    }
    return found
  }

  /// The truths of a column.
  private func spellings(of row: DataTable.Row, _ column: Int) throws(TaskError) -> [String] {
    do throws(TaskDeclaration.NoTruth) {
      return try declaration.truths(in: table.cell(row, column))
    } catch {
      throw self.error(error.message, row, column: column)
    }
  }

  // MARK: - Order of options

  private func shuffled(_ options: [String], _ id: String) -> [String] {
    guard let seed = declaration.columns.shuffleSeed else { return options }
    var generator = SeededGenerator(seed: "steerbench options \(seed) \(id)")
    return generator.shuffled(options)
  }

  /// The truths as texts of options where these are put in another order, since letters would change.
  private func order(
    _ truths: [String], _ options: [String], _ row: DataTable.Row
  ) throws(TaskError) -> [String] {
    guard declaration.columns.shuffleSeed != nil else { return truths }
    return truths.map { truth in
      ChoiceTruth.option(truth, among: options).map { options[$0] } ?? truth
    }
  }
}

/// The text of a question and where its parts came from.
private struct QuestionText {
  private(set) var text = ""
  private(set) var pieces: [TextPiece] = []

  /// Adds words behind the others.
  mutating func add(_ words: String, from source: String) {
    let count = words.utf8.count
    guard count > 0 else { return }
    text += words
    if pieces.last?.source == source {
      pieces[pieces.count - 1].byteCount += count
    } else {
      pieces.append(TextPiece(from: source, byteCount: count))
    }
  }

  /// Puts words before the others.
  mutating func put(_ words: String, from source: String) {
    guard !words.isEmpty else { return }
    text = words + text
    pieces.insert(TextPiece(from: source, byteCount: words.utf8.count), at: 0)
  }
}

extension DataTable {
  /// The places of the columns by their names.
  var places: [String: Int] {
    Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
