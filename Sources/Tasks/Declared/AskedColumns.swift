import Basics

/// What those who grade by asking are given of a row, beside its truth: the inputs of tests, and the columns that the
/// prompts of judges show.
struct AskedColumns {
  /// Why a row cannot be asked about.
  struct Fault {
    var message: String
    var column: Int?
  }

  private let table: DataTable
  private let isTested: Bool
  /// The column of the function's name; `nil` where the task's file names it.
  private var function: Int?
  private var functionName = ""
  private var inputs: Int?
  private var shown: [Int]?

  init(_ declaration: TaskDeclaration, _ table: DataTable) throws(TaskError) {
    self.table = table
    switch declaration.grading.kind {
    case .tests(let rule):
      isTested = true
      function = table.column(rule.function)
      functionName = rule.function
      guard let inputs = table.column(rule.inputs) else {
        throw declaration.error(
          "\(table.file) has no column \"\(rule.inputs)\", which \"grade.inputs\" names. "
            + NearMatch.hint(for: rule.inputs, among: table.columns),
          at: TaskDeclaration.Written(rule.inputs, line: rule.line))
      }
      self.inputs = inputs
    case .judge(let rule):
      isTested = false
      shown = try Self.shown(by: rule, declaration, table)
    default: isTested = false
    }
  }

  /// The columns that the prompts show; a name that nobody knows is refused.
  private static func shown(
    by rule: JudgeRule, _ declaration: TaskDeclaration, _ table: DataTable
  ) throws(TaskError) -> [Int] {
    var shown: Set<Int> = []
    let names = TemplateNames(
      columns: table.columns + JudgeGrading.ownNames, hasOptions: false, hasShots: false)
    for judge in try judges(of: rule, declaration) {
      for use in judge.prompt.uses {
        guard names.knows(use) else {
          throw declaration.error(
            "the prompt of the judge \(judge.name), line \(use.place.line), column \(use.place.column): "
              + "there is no column \"\(use.name)\". \(NearMatch.hint(for: use.name, among: names.all))",
            at: rule.names.first)
        }
        if !["answer", "text", "code"].contains(use.name), let column = table.column(use.name) {
          shown.insert(column)
        }
      }
      if let literal = judge.prompt.literal(of: Set(names.all)) {
        throw declaration.error(
          "the prompt of the judge \(judge.name), line \(literal.place.line): {\(literal.name)} would be "
            + "sent as it is: a value is written {{\(literal.name)}}.", at: rule.names.first)
      }
    }
    return shown.sorted()
  }

  /// The judges; outside of a sweep, whoever will be told what the task's own prompt says.
  private static func judges(
    of rule: JudgeRule, _ declaration: TaskDeclaration
  ) throws(TaskError) -> [JudgeGrading.Judge] {
    guard rule.judges.isEmpty, !rule.promptText.isEmpty else { return rule.judges }
    do {
      return [
        try JudgeGrading.Judge(
          name: rule.names.first?.text ?? "", prompt: rule.promptText, verdicts: rule.verdicts,
          model: nil, place: nil)
      ]
    } catch {
      throw declaration.error(
        "the prompt of the judges, line \(error.place.line), column \(error.place.column): \(error.message)",
        at: rule.names.first)
    }
  }

  /// The columns that are used so.
  var used: [Int] { [function, inputs].compactMap(\.self) + (shown ?? []) }

  /// Adds to a problem what its row holds of them.
  func add(_ row: DataTable.Row, to problem: inout DeclaredProblem) -> Fault? {
    problem.shown = shown?.map { column in
      let name = table.columns[column]
      return switch table.cell(row, column) {
      case .text(let text), .json(let text): ShownColumn(name: name, text: text, list: nil)
      case .list(let list, _): ShownColumn(name: name, text: nil, list: list)
      case .absent: ShownColumn(name: name, text: nil, list: nil)
      }
    }
    guard isTested, let inputs else { return nil }
    let name = function.map { table.cell(row, $0).text ?? "" } ?? functionName
    guard Self.isIdentifier(name) else {
      return Fault(
        message: "\"\(name.prefix(100))\" is no name of a function, such as median.",
        column: function)
    }
    let json: String
    switch table.cell(row, inputs) {
    case .list(_, let text), .json(let text), .text(let text): json = text
    case .absent: return Fault(message: "there are no inputs in this row.", column: inputs)
    }
    guard problem.truths.count == 1 else {
      return Fault(message: "tests have one column of expected values.", column: inputs)
    }
    if let fault = TestGrading.fault(inputs: json, expected: problem.truths[0]) {
      return Fault(message: "\(fault).", column: inputs)
    }
    problem.cases = TestGrading.Cases(function: name, inputs: json)
    return nil
  }

  private static func isIdentifier(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100
      && name.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }
      && !(name.utf8.first.map(ASCII.isDigit) ?? true)
  }
}
