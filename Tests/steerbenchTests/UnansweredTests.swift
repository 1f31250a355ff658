import Basics
import Foundation
import Testing
import WorkbenchTestSupport

/// What servers say in trouble, and what becomes of it: from the server to the exit code.
@Suite("What a provider does not answer")
struct UnansweredTests {
  private static func whole(
    _ text: String, model: String = "scripted", finish: String = #""stop""#
  ) -> Answered {
    let content = (try? CanonicalJSON.text(of: .string(text))) ?? "null"
    return Answered(
      body: #"{"model":"\#(model)","choices":[{"index":0,"message":{"role":"assistant","content":"#
        + #"\#(content)},"finish_reason":\#(finish)}],"usage":{"prompt_tokens":10,"completion_tokens":5}}"#
    )
  }

  private static let tooLong = Answered(
    status: 400,
    body:
      #"{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}"#
  )

  private static func isCode(_ asked: Asked) -> Bool {
    String(decoding: asked.body, as: UTF8.self).contains("```python")
  }

  /// A server that knows its model, and answers calls by a function.
  private static func serving(
    _ answer: @escaping @Sendable (Asked) -> Answered
  ) -> @Sendable (Asked) -> Answered {
    { asked in
      asked.path.hasSuffix("/models")
        ? Answered(body: #"{"object":"list","data":[{"id":"scripted"}]}"#) : answer(asked)
    }
  }

  private static let good = serving { asked in
    whole(isCode(asked) ? "```python\nprint('<<<' + str(6 * 7) + '>>>')\n```" : "It is <<<42>>>.")
  }

  @Test(
    "is an outage where the reply is none: nothing of it is kept, and nothing is called complete",
    arguments: [
      "{}", #"{"detail":"gone"}"#, #"{"choices":null}"#, #"{"choices":[]}"#,
      #"{"choices":[{"message":{"content":"The product is 10"},"finish_reason":"abort"}]}"#,
      #"{"choices":[{"message":{"content":"The product is 10"},"finish_reason":null}]}"#,
      #"{"choices":[{"message":{"content":"The product is 10"},"finish_reason":"error"}]}"#,
    ])
  func outage(body: String) async throws {
    let workshop = try Workshop { $0.replacing("concurrency: 2", with: "concurrency: 1") }
    defer { workshop.remove() }
    let server = AnsweringServer()
    try await server.serving(Self.serving { _ in Answered(body: body) }) { url in
      let run = try await workshop.record(url, ["--attempts", "2"])
      #expect(run.status == 4, "\(run.errors)")
      #expect(!run.errors.contains("Complete"), "\(run.errors)")
      let says = run.errors.contains("no reply") || run.errors.contains("told of a failure")
      #expect(says, "\(run.errors)")
    }
    #expect(workshop.cassettes.isEmpty)
  }

  @Test("is kept where it is an error of the request: a hole that is asked for again alone")
  func holes() async throws {
    let workshop = try Workshop { text in
      text.replacing(
        "methods: [only-question, all-text, all-code, code-text-summary, ",
        with: "methods: [only-question, all-text, all-code, ")
    }
    defer { workshop.remove() }
    try await AnsweringServer().serving(
      Self.serving { Self.isCode($0) ? Self.tooLong : Self.whole("It is <<<42>>>.") }
    ) { url in
      let run = try await workshop.record(url)
      #expect(run.status == 4, "\(run.errors)")
      #expect(!run.errors.contains("Complete"), "\(run.errors)")
      #expect(
        run.errors.contains("with holes") && run.errors.contains("4 of 12 trials"), "\(run.errors)")
      #expect(run.errors.contains("--only unanswered"), "\(run.errors)")
    }
    let replayed = try await workshop.replay(["--update-baseline"])
    #expect(replayed.status == 0, "\(replayed.errors)")
    #expect(replayed.output.contains("All Code 4 of 4"), "\(replayed.output)")
    let sheet = try String(contentsOf: workshop.file("baseline.tsv"), encoding: .utf8)
    #expect(sheet.components(separatedBy: "provider-error\t-\t").count == 5)

    let server = AnsweringServer()
    try await server.serving(Self.good) { url in
      let again = try await Tool.run(
        ["record", "sweep", "--only", "unanswered", "--base-url", url], in: workshop.folder)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("Complete"), "\(again.errors)")
    }
    let calls = server.asked.filter { !$0.path.hasSuffix("/models") }
    #expect(calls.count == 4 && calls.allSatisfy(Self.isCode), "nothing but the holes is asked")
    #expect(!FileManager.default.fileExists(atPath: workshop.file("pending").path))
    let filled = try await workshop.replay(["--json"])
    #expect(filled.status == 1, "the baseline is of the holes")
    let report = try #require(try JSONValue(parsing: filled.output)["sweeps"]?[0])
    #expect(report["misses"]?.array?.isEmpty == true && report["unused"]?.array?.isEmpty == true)
    let causes = report["baseline"]?["causes"]?.array?.compactMap { $0["cause"]?.string }
    #expect(causes == ["unanswered"], "\(filled.output.prefix(2000))")
    #expect(try await workshop.replay(["--update-baseline"]).status == 0)

    let nobody = AnsweringServer()
    try await nobody.serving(Self.good) { url in
      let none = try await Tool.run(
        ["record", "sweep", "--only", "unanswered", "--base-url", url], in: workshop.folder)
      #expect(none.status == 0, "\(none.errors)")
      #expect(none.errors.contains("nothing was asked"), "\(none.errors)")
    }
    #expect(nobody.asked.isEmpty)
  }

  @Test("is asked for again where an outage left it out, by the same word")
  func missing() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try await AnsweringServer().serving(
      Self.serving { Self.isCode($0) ? Answered(body: "{}") : Self.whole("It is <<<42>>>.") }
    ) { url in
      let run = try await workshop.record(url, ["--attempts", "1"])
      #expect(run.status == 4 && !run.errors.contains("Complete"), "\(run.errors)")
    }
    let before = AnsweringServer()
    try await before.serving(Self.good) { url in
      let run = try await Tool.run(
        ["record", "sweep", "--only", "unanswered", "--base-url", url], in: workshop.folder)
      #expect(run.status == 0 && run.errors.contains("Complete"), "\(run.errors)")
    }
    #expect(try await workshop.replay().status == 0)
  }

  @Test("A reply that names another model is a warning, in a replay and on the page")
  func otherModel() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try await AnsweringServer().serving(
      Self.serving { asked in
        Self.whole("It is <<<42>>>.", model: Self.isCode(asked) ? "scripted" : "some-fallback-3b")
      }
    ) { url in
      let run = try await workshop.record(url)
      #expect(run.status == 0, "\(run.errors)")
    }
    let replayed = try await workshop.replay()
    #expect(replayed.status == 0)
    #expect(
      replayed.output.contains("WARNING  scripted: ")
        && replayed.output.contains("name another model than was asked for: some-fallback-3b ("),
      "\(replayed.output)")
    let json = try JSONValue(parsing: try await workshop.replay(["--json"]).output)
    #expect(json["sweeps"]?[0]?["otherModels"]?[0]?["named"]?.string == "some-fallback-3b")
    let sheet = workshop.folder.appending(path: "sheet.tsv")
    #expect(try await workshop.replay(["--sheet", sheet.path]).status == 0)
    let head = try String(contentsOf: sheet, encoding: .utf8).prefix { $0 != "\n" }
    #expect(head.hasSuffix("\t" + #"other-models=["scripted: some-fallback-3b"]"#), "\(head)")
    #expect(try await workshop.replay(["--update-baseline"]).status == 0)
    #expect(try await workshop.replay().status == 0)
    let page = workshop.folder.appending(path: "page.html")
    let written = try await Tool.run(
      ["report", "sweep", "--html", page.path], in: workshop.folder)
    #expect(written.status == 0, "\(written.errors)")
    #expect(try String(contentsOf: page, encoding: .utf8).contains("some-fallback-3b"))
  }

  @Test(
    "Two servers of one identity are refused before anything is asked, and replay with a warning")
  func twoServers() async throws {
    let workshop = try Workshop { text in
      text.replacing(
        "methods:",
        with: """
            quantized:
              model: scripted
              parameters:
                temperature: 0
                max_tokens: 64
              capabilities:
                tools: false
              access:
                base-url: http://127.0.0.1:10/v1
                concurrency: 2
          methods:
          """)
    }
    defer { workshop.remove() }
    let server = AnsweringServer()
    try await server.serving(Self.good) { url in
      let run = try await workshop.record(url)
      #expect(run.status == 2, "\(run.errors)")
      #expect(run.errors.contains("scripted and quantized") && run.errors.contains("label"))
    }
    #expect(server.asked.isEmpty && workshop.cassettes.isEmpty)
    // As an older version recorded it: one of the two alone, which answers for both.
    let text = try String(contentsOf: workshop.file("sweep.yaml"), encoding: .utf8)
    let labelled = text.replacing(
      "    model: scripted\n", with: "    model: scripted\n    label: q4\n")
    try Data(labelled.utf8).write(to: workshop.file("sweep.yaml"))
    try await server.serving(Self.good) { url in
      let run = try await workshop.record(url)
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(!(try await workshop.replay().output.contains("WARNING")))
    try Data(text.utf8).write(to: workshop.file("sweep.yaml"))
    let old = try await workshop.replay(["--allow-unused"])
    #expect(old.status == 0, "\(old.output)\(old.errors)")
    #expect(old.output.contains("WARNING  scripted and quantized"), "\(old.output)")
  }
}
