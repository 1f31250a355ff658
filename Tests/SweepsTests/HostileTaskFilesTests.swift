import Basics
import Foundation
import Sweeps
import Tasks
import TestSupport
import Testing

/// Files of a task that somebody made to hurt.
struct HostileTask: Sendable, CustomTestStringConvertible {
  var name: String
  var yaml = Self.yaml
  var file = "q.csv"
  var data = Array("id,question,answer\na,What?,1\nb,Why?,2\n".utf8)
  /// What is said of it, beside the name of the file.
  var message: String
  /// The file that is named.
  var named = "tank/q.csv, line "

  static let yaml = """
    version: 1
    data: {file: q.csv, id: id, truth: answer}
    prompt: "{{question}}"
    grade: integer

    """
  static let head = Array("id,question,answer\na,What?,1\n".utf8)

  var testDescription: String { name }

  static func yaml(_ name: String, _ yaml: String, _ message: String) -> HostileTask {
    HostileTask(name: name, yaml: yaml, message: message, named: "tank/task.yaml, line ")
  }

  static func csv(_ name: String, _ more: [UInt8], _ message: String) -> HostileTask {
    HostileTask(name: name, data: head + more, message: message)
  }

  /// A second row of JSON behind one that is well.
  static func json(_ name: String, _ row: String, _ message: String) -> HostileTask {
    HostileTask(
      name: name, yaml: yaml.replacing("q.csv", with: "q.jsonl"), file: "q.jsonl",
      data: Array("{\"id\":\"a\",\"question\":\"q\",\"answer\":1}\n\(row)\n".utf8),
      message: message,
      named: "tank/q.jsonl, line 2")
  }

  static func grade(_ name: String, _ grade: String, _ message: String) -> HostileTask {
    .yaml(name, yaml.replacing("grade: integer", with: "grade: \(grade)"), message)
  }

  static func pattern(_ name: String, _ pattern: String, _ message: String) -> HostileTask {
    .grade(name, "{kind: regex, pattern: '\(pattern)'}", message)
  }

  static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  private static let laughs =
    "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + (1...9).map { level in
      let before = String(UnicodeScalar(UInt8(96 + level)))
      let own = String(UnicodeScalar(UInt8(97 + level)))
      return
        "\(own): &\(own) [\(Array(repeating: "*\(before)", count: 9).joined(separator: ","))]\n"
    }.joined()

  static let all: [HostileTask] = [
    .yaml("aliases that unfold", laughs + yaml, "anchors"),
    .yaml("an alias", yaml.replacing("version: 1", with: "version: &v 1"), "anchors"),
    .yaml("a merge key", "b: &b {kind: integer}\n" + yaml, "anchors"),
    .yaml(
      "deep lists", yaml + "check: \(repeated("[", 100_000))\(repeated("]", 100_000))\n",
      "not valid YAML"),
    .yaml(
      "deep lists that never end", yaml + "check: \(repeated("[", 100_000))\n", "not valid YAML"),
    .yaml(
      "a deep mapping",
      yaml + "check:\n"
        + (1...400).map { repeated(" ", $0) + "a:\n" }.joined(), "unknown key"),
    .yaml("a key twice", yaml + "grade: text\n", "stands twice"),
    .yaml("a huge key", yaml + repeated("k", 200_000) + ": 1\n", "not valid YAML"),
    .yaml("a huge number", yaml.replacing("1", with: repeated("9", 50_000)), "whole number"),
    .yaml("a control character", yaml.replacing("integer", with: "inte\0ger"), "not valid YAML"),
    .yaml("two documents", yaml + "---\n" + yaml, "not valid YAML"),
    .yaml(
      "a deep schema",
      yaml.replacing("integer", with: "{kind: schema, schema: \(repeated("{items: ", 5_000))"),
      "not valid YAML"),
    .grade("a schema that means itself", "{kind: schema, schema: {$ref: \"#\"}}", "$ref"),
    .grade("a tolerance without end", "{kind: number, absolute: \"1e99999999\"}", "above 0"),
    .pattern("repetitions of repetitions", "((((a{1000}){1000}){1000}){1000})", "20000 steps"),
    .pattern("a back-reference", "(a)\\1", "back-references"),
    .pattern("a look ahead", "(?=a)", "looking ahead"),
    .pattern("deep brackets", repeated("(", 40_000), "longer than"),
    .pattern("a class without end", repeated("[", 9_000), "never closed"),
    .pattern("a range that runs back", "a{2,1}", "smaller number first"),
    .yaml(
      "a template without end", yaml.replacing("{{question}}", with: "{{question"), "never closed"),
    .yaml(
      "a template of sections in sections",
      yaml.replacing("{{question}}", with: repeated("{{#question}}", 20_000)), "too deeply"),
    HostileTask(
      name: "a template that multiplies a value",
      yaml: yaml.replacing("{{question}}", with: repeated("{{question}}", 1_000)),
      data: head + Array("b,\(repeated("x", 900_000)),1\n".utf8),
      message: "text would be larger than", named: "tank/q.csv, line 3"),
    HostileTask(
      name: "a template that goes through lists in lists",
      yaml: yaml.replacing("q.csv", with: "q.jsonl").replacing(
        "{{question}}", with: "{{question}}{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}"),
      file: "q.jsonl",
      data: Array(
        #"{"id":"a","question":"q","answer":1,"l":[\#(repeated("1,", 999))1]}"#.utf8),
      message: "long lists inside each other", named: "tank/q.jsonl, line 1"),
    .csv(
      "a quotation mark that is never closed", Array("b,\"Why?,2\nc,x,3\n".utf8), "never closed"),
    .csv("a NUL", Array("b,Wh\0y?,2\n".utf8), "NUL"),
    .csv("a row too short", Array("b,Why?\n".utf8), "2 values stand in this row"),
    .csv("a row too long", Array("b,Why?,2,3\n".utf8), "4 values stand in this row"),
    .csv("a million commas", Array(repeated(",", 1_000_000).utf8), "more than 500 values"),
    .csv("text behind a quotation mark", Array("b,\"Why\"?,2\n".utf8), "follows the closing"),
    .csv("a cell of two megabytes", Array("b,\(repeated("x", 2_000_000)),1\n".utf8), "larger than"),
    .csv("bytes that are no text", [0x62, 0x2c, 0xff, 0xfe, 0x2c, 0x31, 0x0a], "not UTF-8"),
    .csv("an id twice", Array("a,Why?,2\n".utf8), "stands in line 2 already"),
    HostileTask(
      name: "nothing but line ends",
      data: Array("id,question,answer\n".utf8)
        + [UInt8](repeating: 0x0a, count: 1_000_000), message: "no row", named: "tank/q.csv: "),
    HostileTask(
      name: "nothing but line ends in JSON", yaml: yaml.replacing("q.csv", with: "q.jsonl"),
      file: "q.jsonl", data: [UInt8](repeating: 0x0a, count: 1_000_000), message: "no row",
      named: "tank/q.jsonl: "),
    HostileTask(
      name: "carriage returns alone",
      data: Array("id,question,answer\ra,What?,1\r".utf8), message: "line feeds",
      named: "tank/q.csv: "),
    HostileTask(
      name: "a header of many columns",
      data: Array((0..<100_000).map { "c\($0)" }.joined(separator: ",").utf8),
      message: "more than 500", named: "tank/q.csv, line 1"),
    .json("deep lists", "{\"id\":\(repeated("[", 500_000))", "nested too deeply"),
    .json("deep objects", repeated("{\"a\":", 500_000), "nested too deeply"),
    .json(
      "a number of two megabytes",
      "{\"id\":\"b\",\"question\":\"x\",\"answer\":\(repeated("9", 2_000_000))}", "larger than"),
    .json(
      "a number beyond all", "{\"id\":\"b\",\"question\":\"x\",\"answer\":1e999999999}",
      "1e999999999"),
    .json("a name twice", "{\"id\":\"b\",\"id\":\"c\",\"question\":\"x\",\"answer\":1}", "twice"),
    .json("no object", "[1]", "no JSON object"),
    .json("half an object", "{\"id\":\"b\",", "ends in the middle"),
    .json("half a character", "{\"id\":\"\\ud800\"}", "not valid Unicode"),
    .json("no number", "{\"id\":NaN}", "does not allow"),
    .json(
      "many members", "{" + (0..<100_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
      "more than 500"),
    HostileTask(
      name: "a deep truth",
      yaml: yaml.replacing("q.csv", with: "q.jsonl")
        .replacing("integer", with: "json"), file: "q.jsonl",
      data: Array(
        "{\"id\":\"a\",\"question\":\"q\",\"answer\":\"\(repeated("[", 100_000))\"}\n".utf8),
      message: "no JSON", named: "tank/q.jsonl, line 1, column \"answer\""),
    HostileTask(
      name: "a fraction of half a million digits",
      yaml: yaml.replacing("integer", with: "number"),
      data: head + Array("b,Why?,1/\(repeated("9", 500_000))\n".utf8), message: "no number",
      named: "tank/q.csv, line 3, column \"answer\""),
    HostileTask(
      name: "a root of thousands of digits", yaml: yaml.replacing("integer", with: "math"),
      data: head + Array("b,Why?,\\sqrt{\(repeated("9", 5_000))}\n".utf8), message: "no number",
      named: "tank/q.csv, line 3, column \"answer\""),
  ]
}

@Suite("Files of a task that were made to hurt")
struct HostileTaskFilesTests {
  @Test(
    "are refused in less than a second of the processor, with the file and the line where there is one",
    arguments: HostileTask.all)
  func refused(task: HostileTask) {
    var message = ""
    let time = ThreadTime.measure {
      do {
        let declaration = try TaskFileReader.declaration(
          from: task.yaml, file: "tank/task.yaml", folder: "tank")
        _ = try DeclaredQuestions(declaration, files: [task.file: task.data])
      } catch {
        message = "\(error)"
      }
    }
    #expect(time < Self.limit)
    #expect(message.contains(task.message), "\(message.prefix(500))")
    #expect(message.contains(task.named), "\(message.prefix(500))")
    #expect(message.utf8.count < 2_000)
  }

  /// In a build for tests too.
  private static let limit = Duration.seconds(1)

  @Test("do no harm where they are well: a pattern that other engines take for ever to match")
  func evilPattern() throws {
    let declaration = try TaskFileReader.declaration(
      from: HostileTask.yaml.replacing(
        "grade: integer", with: "grade: {kind: regex, pattern: (a+)+b}"),
      file: "tank/task.yaml", folder: "tank")
    let question = try #require(
      try DeclaredQuestions(
        declaration, files: ["q.csv": HostileTask.head]
      ).questions.first)
    let loaded = try LoadedQuestion(question, of: DeclaredTask(declaration))
    let text = "<<<\(HostileTask.repeated("a", 10_000))>>>"
    let time = ThreadTime.measure {
      #expect(!loaded.judge([(.response, AnswerText(text))]).success)
    }
    #expect(time < Self.limit)
  }
}
