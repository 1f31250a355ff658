import Basics
import Sweeps
import Tasks

/// A task that is declared in a file, for each kind of answer that rules grade: they are to be graded as fast as
/// the shipped tasks.
struct DeclaredKind {
  /// The kind's name.
  let name: String
  /// What stands under `grade`.
  let grade: String
  /// The right answer to the question of a number, as JSON.
  let truth: @Sendable (Int) -> String

  static let all: [DeclaredKind] = [
    DeclaredKind(name: "integer", grade: "integer") { "\($0 * 7919)" },
    DeclaredKind(
      name: "number",
      grade: #"{kind: number, relative: "0.01", unit: {l: 1, ml: "0.001"}}"#
    ) { "\"\($0).25\"" },
    DeclaredKind(name: "text", grade: "{kind: text, normalise: [trim, spaces, case, nfc]}") {
      "\"the river number \($0)\""
    },
    DeclaredKind(name: "choice", grade: "choice") { "\"option \($0) of 2\"" },
    DeclaredKind(name: "yes-no", grade: "yes-no") { $0.isMultiple(of: 2) ? "\"yes\"" : "\"no\"" },
    DeclaredKind(name: "list", grade: "{kind: list, of: integer}") { "\"\($0), 2, 3\"" },
    DeclaredKind(name: "set", grade: "{kind: set, partial: f1}") { "\"red, green, \($0)\"" },
    DeclaredKind(name: "json", grade: "json") { "{\"x\": [\($0), 2], \"y\": \"z\"}" },
    DeclaredKind(
      name: "schema",
      grade: "{kind: schema, schema: {type: object, required: [x], properties: {x: {type: array}}}}"
    ) { "{\"x\": [\($0), 2]}" },
    DeclaredKind(name: "regex", grade: #"{kind: regex, pattern: "[0-9]+ (apples|pears)"}"#) {
      "\"\($0) apples\""
    },
    DeclaredKind(name: "math", grade: "math") { "\"\\\\frac{\($0 + 1)}{7}\"" },
  ]

  private static let count = 50

  /// The questions and their task, read as a sweep reads them.
  func questions() throws -> (task: DeclaredTask, questions: [Question]) {
    let declaration = try TaskFileReader.declaration(
      from: """
        version: 1
        data: {file: q.jsonl, id: id, truth: truth\(name == "choice" ? ", options: options" : "")}
        prompt: "{{question}}\(name == "choice" ? "\\n{{options}}" : "")"
        grade: \(grade)

        """, file: "\(name)/task.yaml", folder: name)
    let rows = (0..<Self.count).map { number in
      #"{"id": "q\#(number)", "question": "What of \#(number)?", "truth": \#(truth(number)), "#
        + #""options": ["option \#(number) of 1", "option \#(number) of 2", "none"]}"#
    }
    let made = try DeclaredQuestions(
      declaration, files: ["q.jsonl": Array(rows.joined(separator: "\n").utf8)])
    return (DeclaredTask(declaration), made.questions)
  }

  /// What a model would say that is right: the reference, or for kinds without one what they ask for.
  func answer(to question: Question, _ number: Int) -> String {
    switch name {
    case "schema": "<<<\(truth(number))>>>"
    case "regex": "<<<\(number) apples>>>"
    default: question.reference
    }
  }
}
