import Basics
import Sweeps
import Tasks
import Testing

@Suite("A task's file")
struct TaskFileReaderTests {
  static let yaml = """
    version: 1
    data: {file: q.csv, truth: answer}
    prompt: "{{question}}"
    grade: number

    """

  private func declaration(_ yaml: String) throws -> TaskDeclaration {
    try TaskFileReader.declaration(from: yaml, file: "tank/task.yaml", folder: "tank")
  }

  private func refusal(_ yaml: String) -> String {
    do throws(SweepError) {
      _ = try TaskFileReader.declaration(from: yaml, file: "tank/task.yaml", folder: "tank")
      return ""
    } catch {
      return error.message
    }
  }

  private func questions(
    _ yaml: String = yaml, data files: [String: String]
  ) throws -> [Question] {
    try DeclaredQuestions(
      try declaration(yaml), files: files.mapValues { Array($0.utf8) }
    ).questions
  }

  private func refusal(_ yaml: String = yaml, data files: [String: String]) -> String {
    do {
      _ = try questions(yaml, data: files)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("is as short as can be: a table, a template, a kind")
  func shortest() throws {
    let declaration = try declaration(Self.yaml)
    #expect(declaration.name == "tank" && declaration.title == "tank")
    #expect(declaration.files == ["q.csv"])
    let questions = try questions(data: ["q.csv": "question,answer\n1+1?,2\n2+2?,4\n"])
    #expect(questions.map(\.prompt) == ["1+1?", "2+2?"])
    #expect(questions[0].reference == "<<<2>>>")
    #expect(Set(questions.map(\.id)).count == 2)
    let others = try self.questions(data: ["q.csv": "question,answer\n2+2?,5\n1+1?,2\n"])
    #expect(
      Set(others.map(\.id)) == Set(questions.map(\.id)),
      "an id depends neither on truth nor on order")
  }

  @Test(
    "that is wrong is refused with line, what was meant, and what to write",
    arguments: [
      ("gradee: number", "line 5: unknown key \"gradee\" in the file. Did you mean grade?"),
      ("version: 2", "twice"),
      ("find: [markr]", "Did you mean marker"),
      ("find: []", "names no place"),
      ("name: a/b", "may have"),
      ("few-shot: {count: 2}", "\"template\" is missing"),
    ])
  func faults(line: String, message: String) {
    #expect(refusal(Self.yaml + line + "\n").contains(message), "\(refusal(Self.yaml + line))")
  }

  @Test(
    "names kinds and their keys: one that does nothing is refused",
    arguments: [
      ("nummber", "Did you mean number"),
      ("{kind: text, relative: 0.1}", "does nothing for the kind text"),
      ("{kind: number, relative: x}", "above 0"), ("{kind: number, relative: -1}", "above 0"),
      ("{kind: schema}", "\"grade.schema\" is missing"),
      ("{kind: schema, schema: {typ: object}}", "Did you mean type"),
      ("{kind: regex, pattern: \"(a\"}", "character 1"), ("{kind: set, of: words}", "\"words\""),
      ("{kind: list, partial: f1}", "does nothing for the kind list"),
      ("{kind: text, normalise: [case, trimm]}", "Did you mean trim"), ("[text]", "must be"),
    ])
  func kinds(grade: String, message: String) {
    let text = refusal(Self.yaml.replacing("grade: number", with: "grade: \(grade)"))
    #expect(text.contains("line 4") && text.contains(message), "\(text)")
  }

  @Test(
    "leads out of its folder nowhere",
    arguments: ["../q.csv", "/etc/passwd", "a/../../q.csv", "~/q.csv", "a//q.csv", ""])
  func paths(path: String) {
    let text = refusal(Self.yaml.replacing("q.csv", with: "\"\(path)\""))
    #expect(text.contains("line 2"), "\(text)")
  }

  @Test("names the line and column of its template where no column has a name")
  func templates() {
    let data = ["q.csv": "question,answer\na,1\nb,2\n"]
    func with(_ prompt: String) -> String {
      refusal(Self.yaml.replacing("\"{{question}}\"", with: prompt), data: data)
    }
    #expect(
      with("\"{{queston}}\"").contains(
        "line 3: \"prompt\", its line 1, column 1: there is no column \"queston\". Did you mean question?"
      ))
    #expect(
      with("\"{question} {{question}}\"").contains("column 1: {question} would be sent as it is"))
    #expect(
      with("\"Answer.\"").contains(
        "q.csv, line 3: the question is the very same text as that of line 2"))
    #expect(with("\"{{question\"").contains("never closed"))
    let file = Self.yaml.replacing("\"{{question}}\"", with: "{file: p.txt}")
    #expect(
      refusal(file, data: data.merging(["p.txt": "a\n {{x}}"]) { $1 }).contains(
        "tank/p.txt, line 2, column 2"))
  }

  @Test("names the row and column of a truth, an id or a rung that is none")
  func rows() {
    #expect(
      refusal(data: ["q.csv": "question,answer\na,1\nb,x\n"]).contains(
        "tank/q.csv, line 3, column \"answer\": the truth is \"x\", which is no number"))
    #expect(refusal(data: ["q.csv": "question,answr\na,1\n"]).contains("Did you mean answr"))
    let ids = Self.yaml.replacing("truth: answer", with: "truth: answer, id: id, rung: level")
    #expect(
      refusal(ids, data: ["q.csv": "id,question,answer,level\nx,a,1,1\nx,b,2,1\n"]).contains(
        "line 3: the id x stands in line 2 already"))
    #expect(
      refusal(ids, data: ["q.csv": "id,question,answer,level\nx y,a,1,1\n"]).contains(
        "cannot be an id"))
    #expect(
      refusal(ids, data: ["q.csv": "id,question,answer,level\nx,a,1,0\n"]).contains(
        "column \"level\""))
  }

  @Test("shows examples, and never the question itself")
  func fewShot() throws {
    let yaml =
      Self.yaml + """
        few-shot: {count: 2, template: "{{question}} {{answer}}\\n"}

        """
    let data = ["q.csv": "question,answer\na?,1\nb?,2\nc?,3\n"]
    let prompts = try questions(yaml, data: data).map(\.prompt)
    #expect(
      prompts == [
        "b? <<<2>>>\nc? <<<3>>>\na?", "a? <<<1>>>\nc? <<<3>>>\nb?", "a? <<<1>>>\nb? <<<2>>>\nc?",
      ])
    let shots = yaml.replacing("{count: 2", with: "{file: s.csv, count: 1")
      .replacing("\"{{question}}\"", with: "\"{{shots}}Now: {{question}}\"")
    let both = data.merging(["s.csv": "question,answer\na?,1\nz?,9\n"]) { $1 }
    #expect(
      try questions(shots, data: both).map(\.prompt) == [
        "z? <<<9>>>\nNow: a?", "a? <<<1>>>\nNow: b?", "a? <<<1>>>\nNow: c?",
      ])
    #expect(
      refusal(yaml, data: ["q.csv": "question,answer\na?,1\nb?,2\n"]).contains("few-shot.count"))
  }

  @Test("shows of an example the first of its answers, as the data separate them")
  func fewShotTruths() throws {
    let shots = "few-shot: {count: 1, template: \"{{question}} {{answer}} \"}\n"
    let several = Self.yaml.replacing("truth: answer", with: "truth: answer, any-of: \"|\"")
    let data = ["q.csv": "question,answer\na?,1|1.0\nb?,2\n"]
    #expect(
      try questions(several + shots, data: data).map(\.prompt) == [
        "b? <<<2>>> a?", "a? <<<1>>> b?",
      ])
    let list = Self.yaml.replacing("number", with: "{kind: list, of: text, separator: \";\"}")
      .replacing("q.csv", with: "q.jsonl")
    let rows = """
      {"question": "a?", "answer": ["x", "y"]}
      {"question": "b?", "answer": ["z"]}

      """
    #expect(
      try questions(list + shots, data: ["q.jsonl": rows]).map(\.prompt)
        == ["b? <<<z>>> a?", "a? <<<x;y>>> b?"])
  }

  @Test("shows options by their letters, in an order of its own where it has a seed")
  func options() throws {
    let yaml = """
      version: 1
      data: {file: q.csv, id: id, truth: right, options: [a, b, c]}
      prompt: "{{question}}\\n{{options}}"
      grade: choice

      """
    let data = ["q.csv": "id,question,a,b,c,right\n1,x?,p,q,r,B\n2,y?,p,q,,A\n"]
    let plain = try questions(yaml, data: data)
    #expect(plain[0].prompt == "x?\n(A) p\n(B) q\n(C) r")
    #expect(plain[1].prompt == "y?\n(A) p\n(B) q")
    #expect(plain[0].reference == "<<<(B)>>>")
    let shuffled = try questions(
      yaml.replacing("options: [", with: "shuffle: 3, options: ["), data: data)
    #expect(
      shuffled
        == (try questions(yaml.replacing("options: [", with: "shuffle: 3, options: ["), data: data))
    )
    let task = try declaration(yaml)
    for question in shuffled {
      let loaded = try LoadedQuestion(question, of: DeclaredTask(task))
      #expect(loaded.judge([(.response, AnswerText(question.reference))]).success)
      #expect(question.problem["truths"]?[0]?.string == (question.id == "1" ? "q" : "p"))
    }
    #expect(
      refusal(yaml.replacing("\\n{{options}}", with: ""), data: data).contains("shows no options"))
  }

  @Test("that is hostile is refused within a second", .timeLimit(.minutes(1)))
  func hostile() {
    let aliases = "a: &a [x]\n" + Self.yaml
    #expect(refusal(aliases).contains("anchors"))
    let deep = Self.yaml.replacing(
      "grade: number",
      with:
        "grade: {kind: schema, schema: \(String(repeating: "{items: ", count: 2_000))\(String(repeating: "}", count: 2_000))}"
    )
    let sections = Self.yaml.replacing(
      "\"{{question}}\"", with: "\"" + String(repeating: "{{#question}}", count: 20_000) + "\"")
    let clock = ContinuousClock()
    var texts: [String] = []
    let time = clock.measure {
      texts = [refusal(deep), refusal(sections, data: ["q.csv": "question,answer\na,1\n"])]
    }
    #expect(time < .seconds(1))
    #expect(!texts[0].isEmpty && texts[1].contains("too deeply"))
  }
}
