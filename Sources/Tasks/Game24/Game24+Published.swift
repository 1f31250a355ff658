extension Game24 {
  /// The published checker: what Python evaluates, in floating point, with a second chance (paper, 3.2).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let marked = PaperExtraction.lastMatch(in: reply.text.bytes)
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    if let marked, marked.count >= 5, isValid(reply.text.bytes[marked], for: problem) {
      trace.place(.marker, marked, isAccepted: true, "Python evaluates it to \(problem.target)")
      return PaperFinding(
        reply.text.string(marked), success: true, "Python evaluates it to \(problem.target)",
        strict.success ? [] : [.pythonExpression])
    }
    // The second reading is verbatim: the place that strict extraction takes the answer from.
    var probe = GradingTrace()
    let response = reply.response ?? reply.text
    if case .found = extract(from: response, for: problem, trace: &probe),
      let place = probe.answerPlace?.range
    {
      let bytes = response.bytes[place]
      if isValid(bytes, for: problem) {
        return PaperFinding(
          response.string(place), success: true, "Python evaluates it to \(problem.target)",
          (marked == nil ? [] : [.secondChance]) + (strict.success ? [] : [.pythonExpression]))
      }
    }
    let shown = marked.map(reply.text.string) ?? strict.answer
    guard let shown else { return .nothing(strict.explanation) }
    return PaperFinding(
      shown, success: false, "Python does not evaluate it to \(problem.target)",
      strict.success ? [Self.fault(of: strict.answer ?? "", for: problem, self)] : [])
  }

  /// Why a right expression fails: its normal spelling is read by Python or is not.
  private static func fault(of spelling: String, for problem: Problem, _ task: Game24) -> PaperQuirk
  {
    task.isValid(Array(spelling.utf8)[...], for: problem) ? .pythonOnly : .floatEquality
  }

  /// The published validation: the numbers as a multiset of digit runs, both sides evaluated.
  func isValid(_ bytes: ArraySlice<UInt8>, for problem: Problem) -> Bool {
    guard bytes.count <= ArithmeticParser.byteLimit else { return false }
    let text = Self.withoutLaTeX(Array(bytes))
    let sides = text.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
    guard let left = sides.first, let right = sides.last else { return false }
    let target = Double(problem.target)
    // An equals sign and the target are added where there is none.
    if sides.count > 1, PythonArithmetic.value(of: Self.stripped(right))?.double != target {
      return false
    }
    return Self.digitRuns(in: left) == problem.numbers.sorted()
      && PythonArithmetic.value(of: Self.stripped(left))?.double == target
  }

  /// The runs of digits as numbers, sorted; a run that is too long is -1.
  private static func digitRuns(in bytes: ArraySlice<UInt8>) -> [Int] {
    bytes.split { !ASCII.isDigit($0) }
      .map { Int(String(decoding: $0.prefix(18), as: UTF8.self)) ?? -1 }.sorted()
  }

  private static func stripped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, ASCII.isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, ASCII.isSpace(last) { bytes.removeLast() }
    return bytes
  }

  /// The text with `\times`, `\div` and `\frac{a}{b}` without braces inside made plain.
  private static func withoutLaTeX(_ bytes: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...]
      if rest.starts(with: "\\times".utf8) {
        plain.append(UInt8(ascii: "*"))
        index += 6
      } else if rest.starts(with: "\\div".utf8) {
        plain.append(UInt8(ascii: "/"))
        index += 4
      } else if rest.starts(with: "\\frac{".utf8), let top = flatGroup(bytes, at: index + 5),
        let bottom = flatGroup(bytes, at: top.upperBound + 1)
      {
        plain += Array("(".utf8) + bytes[top] + Array("/".utf8) + bytes[bottom] + Array(")".utf8)
        index = bottom.upperBound + 1
      } else {
        plain.append(bytes[index])
        index += 1
      }
    }
    return plain
  }

  /// The inside of a group in braces that holds no braces.
  private static func flatGroup(_ bytes: [UInt8], at open: Int) -> Range<Int>? {
    guard open < bytes.count, bytes[open] == UInt8(ascii: "{") else { return nil }
    var index = open + 1
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "}") { return (open + 1)..<index }
      if bytes[index] == UInt8(ascii: "{") { return nil }
      index += 1
    }
    return nil
  }
}

extension PaperQuirk {
  /// The expression is whatever Python evaluates: powers, conditionals and signs pass (section 3.2).
  static let pythonExpression = PaperQuirk(rawValue: "python expression")
  /// The value is compared in binary floating point, where 8/(3-8/3) is not 24 (section 3.2).
  static let floatEquality = PaperQuirk(rawValue: "float equality")
  /// What Python cannot evaluate is wrong: `×`, nested fractions, a full stop (section 3.2).
  static let pythonOnly = PaperQuirk(rawValue: "python only")
  /// A wrong expression gets a second reading of the whole response (section 3.2).
  static let secondChance = PaperQuirk(rawValue: "second chance")
}

/// Game 24 (paper, 3.2): `game24_dataset/24/24.csv` with puzzles by rank, and `24_3_number.csv` and the
/// like with puzzles and solutions, for other targets in folders of their names too.
///
/// A puzzle without a solution in the data gets one from the solver; a puzzle that has none is left out.
extension Game24: ImportableTask {
  private static let folder = "game24_dataset"
  /// Every 30th row from the sixth, as the published code takes them.
  private static let publishedRows = (first: 5, step: 30)
  /// The largest puzzle that the solver is given, and the largest number and target in it: its
  /// fractions then stay within 64 bits, and its time within a second.
  private static let solvable = (terms: 5, number: 1_000)

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Game24>
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
      id: id, rung: numbers.count - 1, complexity: complexity(of: problem),
      prompt: Game24ImportedPrompt.text(for: problem), problem: problem,
      reference: reference(for: problem))
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
