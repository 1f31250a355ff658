import Basics
import Tasks

/// The keys of a task's file.
package enum TaskKeys {
  /// The newest version of the file that is read.
  package static let formatVersion = 1

  static let template = FileKey.Value.either([
    .text, .mapping([FileKey("file", .text, isRequired: true, "A file beside the task's.")]),
  ])
  private static let columns = FileKey.Value.either([.text, .list(of: .text)])

  /// The keys of the file.
  package static let root = [
    FileKey(
      "version", .whole(1...formatVersion), isRequired: true, "The version of the file: 1."),
    FileKey("name", .text, "The name in trial ids. Default: the folder's."),
    FileKey("title", .text, "The name in tables. Default: the name."),
    FileKey("short-title", .text, "The name in narrow tables. Default: the title."),
    FileKey("summary", .text, "What is asked, in a sentence."),
    FileKey(
      "data", .either([.text, .mapping(data)]), isRequired: true,
      "The questions: a file (.csv, .jsonl, or .json of BIG-bench) and what its columns are."),
    FileKey(
      "prompt", template, isRequired: true,
      "The text of a question, with {{column}} for the values of its row."),
    FileKey(
      "few-shot", .mapping(shots), "Examples before the question; never the question itself."),
    FileKey(
      "grade", .either([.word(kinds), .mapping(grade)]), isRequired: true,
      "How an answer is read and judged: a kind, or a mapping with one."),
    FileKey(
      "find", .list(of: .word(FindPlace.allCases.map(\.rawValue))),
      "The places where an answer counts. Default: all of them."),
    FileKey("check", .mapping(check), "Texts that must be graded as right and as wrong."),
    FileKey(
      "duplicates", .flag, "Whether two questions may be the very same text. Default: false."),
    FileKey(
      "result-names", .list(of: .text),
      "The variables in which code tends to leave an answer that it forgets to print."),
  ]

  /// The keys of `data`.
  static let data = [
    FileKey("file", .text, isRequired: true, "The file, in the task's folder."),
    FileKey(
      "id", .text, "The column of the ids. Default: a digest of what the question is made of."),
    FileKey("truth", columns, "The column of the right answer, or several: any of them is right."),
    FileKey(
      "any-of", .text,
      "What stands between several right answers in one column; any of them is right."),
    FileKey(
      "options", columns,
      "The columns of the options, or one with a list of them; (A) is the first."),
    FileKey(
      "shuffle", .whole(0...1_000_000_000), "A seed: the options are put in an order of their own."),
    FileKey("tags", .list(of: .text), "Columns with words by which questions are told apart."),
    FileKey(
      "counts", .list(of: .text), "Columns with whole numbers that say how hard a question is."),
    FileKey("rung", .text, "The column of the rungs: whole numbers from 1, the easiest."),
    FileKey(
      "image", .either([.text, .mapping(image)]),
      "The column with the images that questions show: PNG, JPEG, WebP or GIF files in the task's folder."
    ),
  ]

  /// The keys of `image`.
  static let image = [
    FileKey("column", .text, isRequired: true, "The column."),
    FileKey(
      "detail", .word(ImageFile.Detail.allCases.map(\.rawValue)),
      "How closely a model is asked to look, where its provider knows such a word."),
  ]

  /// The keys of `few-shot`.
  static let shots = [
    FileKey("file", .text, "A file with the columns of the data. Default: the data itself."),
    FileKey("count", .whole(1...100), isRequired: true, "How many examples."),
    FileKey(
      "template", template, isRequired: true,
      "The text of one: columns, and {{answer}} for the right answer as it is to be put."),
    FileKey(
      "seed", .whole(0...1_000_000_000), "Chooses and orders them. Default: the first of the file."),
  ]

  /// The keys of `check`.
  static let check = [
    FileKey(
      "right", .list(of: .text), "Texts that are right, with {{column}} and {{truth}} in them."),
    FileKey("wrong", .list(of: .text), "Texts that are wrong or hold no answer."),
  ]

  /// The kinds of grading.
  package static let kinds = [
    "integer", "number", "text", "choice", "yes-no", "list", "set", "json", "schema", "regex",
    "math", "program", "tests", "judge",
  ]

  /// The keys of `grade`.
  static let grade =
    [
      FileKey("kind", .word(kinds), isRequired: true, "The kind of answer.")
    ] + number + text + list + [
      FileKey("schema", .anything, "schema: the JSON Schema that the answer keeps."),
      FileKey("pattern", .text, "regex: the pattern. Default: each question's truth."),
    ] + program + tests + judge

  static let program = [
    FileKey("file", .text, "program: the grader, a program in Python in the task's folder."),
    FileKey(
      "batch", .flag,
      "program: whether one start may grade several answers, a line for each. Default: false."),
  ]

  static let tests = [
    FileKey(
      "function", .text, "tests: the column of the function's name, or the name itself."),
    FileKey(
      "inputs", .text, "tests: the column of the inputs, a list with a list of arguments a case."),
    FileKey(
      "tolerance", .number,
      "tests: how far a float may be: as it is up to 1, as a part above. Default: not at all."),
    FileKey(
      "score", .word(["all", "share"]),
      "tests: whether all cases must pass, or each is worth its share. Default: all."),
  ]

  static let judge = [
    FileKey(
      "judge", .either([.text, .list(of: .text)]),
      "judge: who judges, by the names under \"judges\" of the sweep; several decide by majority."),
    FileKey(
      "prompt", template, "judge: what those are told that the sweep gives no prompt."),
    FileKey(
      "verdicts", .names(.number),
      "judge: the words that a judge may say, and what each is worth from 0 to 1."),
  ]

  static let number = [
    FileKey("absolute", .number, "number: how far an answer may be from the truth."),
    FileKey("relative", .number, "number: how far, as a part of the truth."),
    FileKey("round", .whole(0...100), "number: to how many decimals both are rounded first."),
    FileKey(
      "percent", .word(NumberRule.Percent.allCases.map(\.rawValue)),
      "number, math: what a percent sign means: 50% is no answer, 50, or 0.5. Default: refused."),
    FileKey(
      "unit", .names(.number),
      "number: units, and how many of the truth's unit each is, such as {l: 1, ml: \"0.001\"}."),
    FileKey("decimal", .word([".", ","]), "number: the mark of decimals. Default: a point."),
  ]

  static let text = [
    FileKey(
      "normalise", .list(of: .word(TextForm.Step.allCases.map(\.rawValue))),
      "text, regex, list, set: what two texts may differ in. Default: [trim, spaces].")
  ]

  static let list = [
    FileKey(
      "of", .word(["text", "number", "integer"]), "list, set: what an element is. Default: text."),
    FileKey("separator", .text, "list, set: what stands between two elements. Default: a comma."),
    FileKey(
      "partial", .word(ListRule.Partial.allCases.map(\.rawValue)),
      "set: what a part of the elements is worth. Default: none."),
  ]

  /// The keys that a kind obeys, beside `kind`.
  static func keys(of kind: String) -> [String] {
    let keys: [FileKey] =
      switch kind {
      case "integer", "number": number
      case "text", "regex": text
      case "list": text + list.filter { $0.name != "partial" }
      case "set": text + list
      case "program": program
      case "tests": tests
      case "judge": judge
      default: []
      }
    let own =
      switch kind {
      case "schema": ["schema"]
      case "regex": ["pattern"]
      case "math": ["percent"]
      default: [String]()
      }
    return keys.map(\.name) + own
  }
}
