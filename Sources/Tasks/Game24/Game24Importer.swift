/// Game 24 (paper, 3.2): `game24_dataset/24/24.csv` with puzzles by rank, and `24_3_number.csv` and the
/// like with puzzles and solutions, for other targets in folders of their names too.
///
/// A puzzle without a solution in the data gets one from the solver; a puzzle that has none is left out.
struct Game24Importer: DatasetImporter {
  private static let folder = "game24_dataset"
  /// Every 30th row from the sixth, as the published code takes them.
  private static let publishedRows = (first: 5, step: 30)
  /// The largest puzzle that the solver is given, and the largest number and target in it: its
  /// fractions then stay within 64 bits, and its time within a second.
  private static let solvable = (terms: 5, number: 1_000)

  let task = Game24()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Game24>
  ) throws(TaskError) {
    for folder in try data.names(in: Self.folder) {
      guard let target = DatasetName.number(folder), target > 0 else { continue }
      for file in try data.names(in: "\(Self.folder)/\(folder)") {
        guard let set = Self.set(of: file, target: target) else { continue }
        let isPublished = set == "24"
        guard subset == .all || isPublished,
          let bytes = try data.bytes(of: "\(Self.folder)/\(folder)/\(file)", limit: 16 << 20)
        else { continue }
        read(Self.rows(of: bytes), of: set, target: target, subset, into: &tally)
      }
    }
  }

  /// The name of a file's set: `24` for `24.csv`, `24_3` for `24_3_number.csv`.
  private static func set(of file: String, target: Int) -> String? {
    guard file.hasSuffix(".csv") else { return nil }
    let parts = file.dropLast(4).split(separator: "_", omittingEmptySubsequences: false)
    guard let first = parts.first, first == "\(target)" else { return nil }
    if parts.count == 1 { return "\(target)" }
    guard parts.count == 3, parts[2] == "number", let terms = DatasetName.number(String(parts[1]))
    else { return nil }
    return "\(target)_\(terms)"
  }

  private func read(
    _ rows: [[String]], of set: String, target: Int, _ subset: ImportSubset,
    into tally: inout ImportTally<Game24>
  ) {
    guard let header = rows.first, let ranks = header.firstIndex(of: "Rank"),
      let puzzles = header.firstIndex(of: "Puzzles")
    else { return }
    let solutions = header.firstIndex(of: "Solutions")
    for (index, row) in rows.dropFirst().enumerated() {
      let published = Self.publishedRows
      guard
        subset == .all
          || (index >= published.first && (index - published.first) % published.step == 0)
      else { continue }
      guard row.count == header.count, let rank = DatasetName.number(row[ranks]) else {
        tally.skip("\(set).row-\(index + 1)", "the row does not fit the header")
        continue
      }
      let id = "\(set).\(DatasetName.padded(rank, to: 4))"
      do throws(TaskError) {
        tally.add(
          try draft(id, puzzle: row[puzzles], solution: solutions.map { row[$0] }, target: target))
      } catch {
        tally.skip(id, error.message)
      }
    }
  }

  private func draft(
    _ id: String, puzzle: String, solution: String?, target: Int
  ) throws(TaskError) -> ImportDraft<Game24.Problem> {
    let numbers = puzzle.split(separator: " ").compactMap { DatasetName.number(String($0)) }
    guard numbers.count > 1, numbers.count <= 100,
      numbers.count == puzzle.split(separator: " ").count
    else { throw TaskError(.badQuestion, "the puzzle is not made of two numbers or more") }
    var found = solution
    if found == nil, numbers.count <= Self.solvable.terms, target <= Self.solvable.number,
      numbers.allSatisfy({ $0 <= Self.solvable.number })
    {
      found = Game24Solver.solution(of: numbers, target: target)
    }
    guard let found else { throw TaskError(.badQuestion, "no solution is known") }
    let problem = Game24.Problem(numbers: numbers, target: target, solution: found)
    return ImportDraft(
      id: id, rung: numbers.count - 1, complexity: task.complexity(of: problem),
      prompt: Game24ImportedPrompt.text(for: problem), problem: problem,
      reference: task.reference(for: problem))
  }

  /// The rows and fields of a table in CSV; quotes around a field are taken off.
  private static func rows(of bytes: [UInt8]) -> [[String]] {
    let text = AnswerText(bytes)
    return text.lines(in: bytes.indices).map { line in
      text.string(line).split(separator: ",", omittingEmptySubsequences: false).map { field in
        field.count >= 2 && field.first == "\"" && field.last == "\""
          ? String(field.dropFirst().dropLast()) : String(field)
      }
    }
  }
}

/// The question of an imported puzzle: the rules, five solved examples in one line, and the puzzle.
enum Game24ImportedPrompt {
  /// Puzzles of four numbers that make 24; one that is asked is never its own example.
  static let examples: [(numbers: [Int], solution: String)] = [
    ([2, 6, 8, 14], "14 + 2 * 8 - 6"), ([1, 2, 3, 4], "(1 + 2 + 3) * 4"),
    ([2, 2, 3, 8], "3 * 8 * (2 / 2)"), ([5, 5, 5, 9], "5 + 5 + 5 + 9"),
    ([1, 5, 7, 10], "5 * 7 - 10 - 1"), ([4, 6, 10, 10], "4 * 6 * (10 / 10)"),
  ]

  static func text(for problem: Game24.Problem) -> String {
    let rules = """
      Build an expression with the value \(problem.target) from numbers that are given, with the \
      operations + - * / and parentheses. Each number must be used exactly once.
      """
    let numbers = problem.numbers.map(String.init).joined(separator: " ")
    let question = "Input: \(numbers) Answer:\n\(ImportedPrompt.marker)"
    guard problem.target == 24 else { return "\(rules)\n\(question)" }
    let solved = examples.filter { $0.numbers != problem.numbers.sorted() }.prefix(5).map {
      "Input: \($0.numbers.map(String.init).joined(separator: " ")) Answer: \($0.solution)"
    }
    return "\(rules)\n\(solved.joined(separator: " "))\n\(question)"
  }
}
