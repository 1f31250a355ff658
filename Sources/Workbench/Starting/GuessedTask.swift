import Basics
import FoundationEssentials
package import Tasks

/// A task that was made of somebody's table: which column is what is guessed by its name and its values, and
/// said, so that a wrong guess is mended in a line.
package struct GuessedTask {
  /// The name of the task: that of the file, without its ending.
  package let name: String
  /// The text of `task.yaml`.
  package let yaml: String
  /// What was guessed, a sentence each.
  package let remarks: [String]
  /// The name of the data in the task's folder.
  package let dataName: String

  private static let questions = [
    "question", "prompt", "input", "problem", "query", "text", "instruction", "task",
  ]
  private static let truths = [
    "answer", "target", "truth", "label", "expected", "ideal", "solution", "output", "gold",
    "correct", "correct_answer", "right", "right_answer", "reference", "reference_answer",
    "answers", "expected_answer", "expected_output", "ground_truth", "gold_answer",
  ]
  private static let ids = ["id", "_id", "uid", "key", "question_id", "qid"]
  private static let optionLists = ["options", "choices"]

  /// Guesses.
  ///
  /// - Parameters:
  ///   - file: The path of the table: `.csv` or `.jsonl`.
  ///   - first: What is said before what was guessed.
  /// - Throws: `TaskError` where the table cannot be read, or has no column that could be a question or a
  ///   truth.
  package init(
    _ bytes: [UInt8], file: String, after first: [String] = []
  ) throws(TaskError) {
    let table = try DataTable(bytes, named: file)
    let ending = file.hasSuffix(".jsonl") ? "jsonl" : "csv"
    dataName = "questions.\(ending)"
    let stem = (file.split(separator: "/").last ?? "")
      .split(separator: ".").dropLast().joined(separator: ".")
    name = Self.plain(stem)

    var remarks = first
    var allowsDuplicates = false
    let options = Self.options(of: table)
    let truth = try Self.column(Self.truths, table, "the right answers", file)
    guard let question = Self.named(Self.questions, table) ?? Self.longest(table, except: [truth])
    else {
      throw TaskError(
        .badDeclaration,
        "\(file): there is no column beside \"\(truth)\" that could be the question.")
    }
    guard VisibleText.escape(question) == question else {
      throw TaskError(
        .badDeclaration,
        "\(file): the column \(JSONText.quoted(VisibleText.escape(question))) has characters in its name that "
          + "cannot be seen, and cannot stand in a prompt: rename it.")
    }
    remarks.append("The question is the column \"\(question)\", the right answer \"\(truth)\".")
    let id = Self.identifying(table)
    remarks.append(id.remark)
    if let (first, second) = Self.sameQuestions([question] + options, table) {
      guard id.column != nil else {
        throw TaskError(
          .badDeclaration,
          "\(file), line \(second): the question is the very same as that of line \(first). Take one of them out, "
            + "or give the rows a column \"id\".")
      }
      remarks.append(
        "Lines \(first) and \(second) ask the very same, and others may: \"duplicates: true\".")
      allowsDuplicates = true
    }
    let kind = Self.kind(of: truth, options, table)
    remarks.append("Answers are graded as \(kind.name)\(kind.why).")
    if !options.isEmpty {
      remarks.append("Options are \(options.map { "\"\($0)\"" }.joined(separator: ", ")).")
    }
    let used = [question, truth] + options + [id.column].compactMap(\.self)
    let unused = table.columns.filter { !used.contains($0) }
    if !unused.isEmpty {
      remarks.append("Nothing uses \(unused.map { "\"\($0)\"" }.joined(separator: ", ")) yet.")
    }
    self.remarks = remarks

    var data = ["  file: \(dataName)"]
    if let id = id.column { data.append("  id: \(Self.scalar(id))") }
    data.append("  truth: \(Self.scalar(truth))")
    if !options.isEmpty {
      data.append(
        options.count == 1
          ? "  options: \(Self.scalar(options[0]))"
          : "  options: [\(options.map(Self.scalar).joined(separator: ", "))]")
    }
    let shown = options.isEmpty ? [] : ["  {{options}}"]
    yaml =
      (["# Made of a table: which column is what was guessed. All keys: steerbench schema task"]
      + remarks.map { "# \(VisibleText.escape($0))" }
      + ["version: 1", "data:"] + data + ["prompt: |-", "  {{\(question)}}"] + shown
      + ["  \(kind.instruction)", "grade: \(kind.yaml)"]
      + (allowsDuplicates ? ["duplicates: true"] : [])).joined(separator: "\n") + "\n"
  }

  /// A name in small letters, digits, dots and dashes, made of any other; `own` where nothing is left of it.
  static func plain(_ name: String) -> String {
    let plain = String(
      decoding: name.lowercased().utf8.map { byte in
        let isPlain =
          byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
          || byte == UInt8(ascii: ".")
        return isPlain ? byte : UInt8(ascii: "-")
      }, as: UTF8.self)
    return plain.contains { $0 != "-" && $0 != "." } ? plain : "own"
  }

  private struct Kind {
    var name: String
    var yaml: String
    var why: String
    var instruction: String
  }

  private static func kind(of truth: String, _ options: [String], _ table: DataTable) -> Kind {
    let form = "in the format <<<answer>>>."
    if !options.isEmpty {
      return Kind(
        name: "choice", yaml: "choice", why: ", since there are options",
        instruction: "Give the letter of the right option as the final answer \(form)")
    }
    let column = table.column(truth) ?? 0
    let texts = table.rows.map { table.cell($0, column).text ?? "" }
    func all(_ kind: GradingRule.Kind) -> Bool {
      texts.allSatisfy { GradingRule(kind).fault(ofTruth: $0, options: []) == nil }
    }
    if all(.number(NumberRule(isWhole: true))) {
      return Kind(
        name: "integer", yaml: "integer", why: ", since all of them are whole numbers",
        instruction: "Give one whole number as the final answer \(form)")
    }
    if all(.yesNo) {
      return Kind(
        name: "yes-no", yaml: "yes-no", why: ", since all of them are",
        instruction: "Give Yes or No as the final answer \(form)")
    }
    if all(.number(NumberRule())) {
      return Kind(
        name: "number", yaml: "number", why: ", compared exactly, since all of them are numbers",
        instruction: "Give one number as the final answer \(form)")
    }
    var decimalComma = NumberRule()
    decimalComma.hasDecimalComma = true
    if all(.number(decimalComma)) {
      return Kind(
        name: "number", yaml: "{kind: number, decimal: \",\"}",
        why: ", compared exactly, since all of them are numbers with a comma before their decimals",
        instruction:
          "Give one number, with a comma before its decimals, as the final answer \(form)")
    }
    return Kind(
      name: "text", yaml: "{kind: text, normalise: [trim, spaces, case]}",
      why: ", small and capital letters alike",
      instruction: "Give the final answer \(form)")
  }

  private static func column(
    _ names: [String], _ table: DataTable, _ what: String, _ file: String
  ) throws(TaskError) -> String {
    guard let found = named(names, table) else {
      throw TaskError(
        .badDeclaration,
        "\(file): no column is named as \(what) are: \(names.joined(separator: ", ")). It has "
          + "\(table.columns.joined(separator: ", ")): rename one.")
    }
    return found
  }

  private static func named(_ names: [String], _ table: DataTable) -> String? {
    for name in names {
      if let found = table.columns.first(where: { simple($0) == name }) { return found }
    }
    return nil
  }

  private static func options(of table: DataTable) -> [String] {
    if let list = named(optionLists, table), let column = table.column(list),
      table.rows.allSatisfy({ if case .list = table.cell($0, column) { true } else { false } })
    {
      return [list]
    }
    let prefixes = ["", "option", "option_", "option-", "choice", "choice_", "opa", "op"]
    for prefix in prefixes {
      var found: [String] = []
      for letter in "abcdefgh" {
        guard let name = named(["\(prefix)\(letter)"], table) else { break }
        found.append(name)
      }
      if found.count >= 2 { return found }
    }
    return []
  }

  private static func longest(_ table: DataTable, except others: [String]) -> String? {
    let lengths = table.columns.indices.filter { !others.contains(table.columns[$0]) }.map {
      column in
      (
        column: column,
        length: table.rows.prefix(100).reduce(0) {
          $0 + (table.cell($1, column).text?.utf8.count ?? 0)
        }
      )
    }
    return lengths.max { $0.length < $1.length }.map { table.columns[$0.column] }
  }

  /// A column's name in small letters, its words joined as in `correct_answer`.
  private static func simple(_ column: String) -> String {
    column.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
  }

  /// The column of the ids, if one can be used, and what is said of it.
  private static func identifying(_ table: DataTable) -> (column: String?, remark: String) {
    let known = "a question is known by a digest of its text."
    guard let name = named(ids, table), let column = table.column(name) else {
      return (nil, "No column has ids that can be used: \(known)")
    }
    var lines: [String: Int] = [:]
    for row in table.rows {
      let id = table.cell(row, column).text ?? ""
      guard QuestionID.isValid(id) else {
        return (
          nil,
          "\"\(name)\" is no column of ids, since line \(row.line) has \(JSONText.quoted(id)): \(known)"
        )
      }
      if let line = lines.updateValue(row.line, forKey: id) {
        return (
          nil,
          "\"\(name)\" is no column of ids, since lines \(line) and \(row.line) have the same: \(known)"
        )
      }
    }
    return (name, "Ids are those of \"\(name)\".")
  }

  /// The lines of the first two rows that ask the very same.
  private static func sameQuestions(
    _ shown: [String], _ table: DataTable
  ) -> (first: Int, second: Int)? {
    let columns = shown.compactMap(table.column)
    var lines: [Digest: Int] = [:]
    for row in table.rows {
      let texts = columns.map { table.cell(row, $0).text ?? "" }
      let text = Digest.sha256(texts.joined(separator: "\0"))
      if let line = lines.updateValue(row.line, forKey: text) { return (line, row.line) }
    }
    return nil
  }

  /// A column's name as YAML reads it whole.
  private static func scalar(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy {
      $0 &- UInt8(ascii: "a") < 26 || ($0 | 0x20) &- UInt8(ascii: "a") < 26
        || $0 == UInt8(ascii: "_")
    }
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    return isPlain && !words.contains(name.lowercased()) ? name : JSONText.quoted(name)
  }
}

/// Text in quotation marks, as JSON and YAML both read it.
enum JSONText {
  static func quoted(_ text: String) -> String {
    String(decoding: CanonicalJSON.bytes(ofOwn: .string(text)), as: UTF8.self)
  }
}
