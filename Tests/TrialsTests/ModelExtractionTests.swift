import Analysis
import BenchTestSupport
import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Testing
import Trials

@Suite("Extraction by a model")
struct ModelExtractionTests {
  private static func yaml(_ extraction: String, tasks: String = "navigate") -> String {
    """
    version: 1
    models:
      one: {parameters: {temperature: 0}, access: {base-url: "http://localhost:1/v1"}}
      two: {parameters: {temperature: 1}, access: {base-url: "http://localhost:1/v1"}}
    methods: [only-question, all-text, code-text-summary, all-code@2]
    tasks: [\(tasks)]
    questions: {per-task: 2}
    \(extraction)
    """
  }

  private static let fancy = "It walks in a circle, I should say."

  /// Trials say something that no rule reads; the extraction model copies `copied`.
  private static func world(
    _ copied: String = "<<<Yes>>>", says: String = fancy, log: CallLog<String> = CallLog()
  ) -> LiveWorld {
    .scripted { call in
      guard call.lane == .extraction else { return .says(says) }
      log.add("\(call.trial.model) \(call.encoder.endpoint.model)")
      return .says(copied, input: 1_000, output: 7)
    }
  }

  private func line(
    _ extraction: String, _ world: LiveWorld = world(), prompts: [PromptName: String] = [:]
  ) async throws -> TrialLine {
    let bench = try SmallBench(Self.yaml(extraction), prompts: prompts)
    return try await bench.run(bench.plan[0], in: world).line
  }

  @Test("asks only where the rules find nothing, unless it is told to ask always")
  func occasions() async throws {
    for (setting, says, calls) in [
      ("extraction: model", Self.fancy, 1), ("extraction: model", "<<<Yes>>>", 0),
      ("extraction: {by: model, when: always}", "<<<Yes>>>", 1),
      ("extraction: {by: model, when: always}", "", 0), ("extraction: model", "", 0),
    ] {
      let line = try await line(setting, Self.world(says: says))
      #expect(line.extraction?.calls == calls, "\(setting): \(says)")
    }
    #expect(try await line("").extraction == nil)
    #expect(try await line("extraction: rules").extraction == nil)
  }

  @Test("asks the same of the same trials under both grading policies")
  func policiesShareTheCalls() async throws {
    for says in [Self.fancy, "<<<Yes>>>", "<<<[x, Incorrect]>>>", "no", "<<<maybe>>>"] {
      let strict = try await line("extraction: model\ngrading: strict", Self.world(says: says))
      let paper = try await line("extraction: model\ngrading: paper", Self.world(says: says))
      #expect(strict.extraction == paper.extraction, "\(says)")
    }
  }

  @Test("judges what was copied, and nothing that is said around it")
  func reading() async throws {
    for (copied, outcomes) in [
      ("<<<Yes>>>", Set([Outcome.correct, .wrong])), ("<<<No>>>", [.correct, .wrong]),
      ("Yes", [.unparsed]), ("The answer is yes.", [.unparsed]), ("", [.unparsed]),
      ("<<<none>>>", [.unparsed]), ("<<<No answer>>>", [.unparsed]),
      ("<<<no answer is stated>>>", [.unparsed]), ("<<<None.>>> so: no", [.unparsed]),
      ("<<<N/A>>>", [.unparsed]), ("<<<answer>>>", [.unparsed]), ("<<<Yes", [.unparsed]),
    ] {
      let line = try await line("extraction: model", Self.world(copied))
      #expect(outcomes.contains(line.outcome), "\(copied): \(line.outcome)")
      #expect(line.extraction?.calls == 1)
    }
    let right = try await [
      line("extraction: model"), line("extraction: model", Self.world("<<<No>>>")),
    ]
    #expect(Set(right.map(\.outcome)) == [.correct, .wrong])
  }

  @Test("says why a trial has no answer, and who named the answer that it has")
  func explains() async throws {
    let bench = try SmallBench(Self.yaml("extraction: model"))
    let named = try await bench.run(bench.plan[0], in: Self.world()).judgement
    #expect(named.source == .extraction && named.rule == "marker")
    let none = try await bench.run(bench.plan[0], in: Self.world("<<<none>>>")).judgement
    #expect(none.explanation == "the extraction model says that there is no final answer")
    let unreadable = try await bench.run(bench.plan[0], in: Self.world("Yes")).judgement
    #expect(unreadable.explanation == "the reply of the extraction model holds no <<<...>>>")
  }

  @Test("keeps its tokens, time and calls out of the trial's own")
  func accounting() async throws {
    let (with, without) = (try await line("extraction: model"), try await line(""))
    #expect(with.extraction?.usage.total == 1_007)
    #expect(with.extraction?.serviceMicroseconds == 1_500)
    #expect(with.usage == without.usage && with.calls == without.calls)
    #expect(with.textTokens == without.textTokens && with.turns == without.turns)
    #expect(with.runtimeMicroseconds == without.runtimeMicroseconds)
    #expect(with.waitMicroseconds == without.waitMicroseconds)
    var cell = CellSums()
    cell.add(with)
    cell.add(with)
    cell.add(without)
    #expect(cell.costs.extraction?.calls == 2 && cell.costs.extraction?.usage.total == 2_014)
    #expect(cell.costs.usage.total == without.usage.total.map { $0 * 3 })
  }

  @Test("is a provider error where the extraction's provider answers with one")
  func providerError() async throws {
    let world = LiveWorld.scripted { call in
      call.lane == .extraction ? .fails(400, code: "context_length_exceeded") : .says("<<<Yes>>>")
    }
    let line = try await line("extraction: {by: model, when: always}", world)
    #expect(line.outcome == .providerError && line.score == nil)
    #expect(line.extraction?.calls == 1)
  }

  @Test("asks the trial's model, another one of the sweep, or one that the sweep does not test")
  func extractors() async throws {
    let access = "access: {base-url: \"http://localhost:2/v1\"}"
    for (setting, asked) in [
      ("extraction: model", ["one one", "two two"]),
      ("extraction: {by: model, model: two}", ["one two", "two two"]),
      ("extraction: {by: model, model: {model: big, \(access)}}", ["one big", "two big"]),
    ] {
      let bench = try SmallBench(Self.yaml(setting))
      let log = CallLog<String>()
      for trial in [bench.trials.first, bench.trials.last].compactMap(\.self) {
        _ = try await bench.run(trial, in: Self.world(log: log))
      }
      #expect(log.all == asked, "\(setting)")
    }
  }

  @Test("never shows the truth: the message is the prompt, the question and the trial's own texts")
  func truthIsNotShown() async throws {
    let tasks = TaskRegistry.shipped.all.map(\.description.name).joined(separator: ", ")
    let bench = try SmallBench(Self.yaml("extraction: model", tasks: tasks))
    for trial in bench.trials where trial.id.method == "only-question" && trial.id.model == "one" {
      let record = try await bench.run(trial, in: Self.world("<<<none>>>"))
      guard let request = record.transcript.completions(in: .extraction).first?.call.request else {
        continue
      }
      let text = "\n\n### The question\n\(trial.question.asked.text.text)\n\n### The reply\n"
      #expect(request.messages.map(\.role) == [.user] && request.tools.isEmpty)
      #expect(
        request.messages.map(\.text) == ["Do as extraction says." + text + Self.fancy])
    }
  }

  @Test("shows the newest text first, and of long ones the end")
  func longTexts() throws {
    let prompt = PromptText(authored: "Copy.", from: "prompt extraction")
    let question = MethodQuestion(id: "q", text: "What?")
    let long = String(repeating: "é", count: ExtractionRequest.byteLimit)
    let request = ExtractionRequest.request(
      prompt, question,
      [(.stdout, AnswerText("42")), (.response, AnswerText(long)), (.response, AnswerText("old"))])
    let text = try #require(request.messages.first?.text)
    #expect(
      text.hasPrefix(
        "Copy.\n\n### The question\nWhat?\n\n### What the code of the reply printed\n42\n"))
    #expect(text.contains("### The reply, its end\né"))
    #expect(!text.contains("old") && !text.contains("\u{fffd}"))
    #expect(text.utf8.count < ExtractionRequest.byteLimit + 200)
  }

  @Test("has a layer of its own: the extraction's", arguments: ["unread", "always"])
  func layers(occasion: String) async throws {
    let setting = "extraction: {by: model, when: \(occasion)}"
    let usual = try await line(setting).layers
    let others = [
      try await line(setting, Self.world("<<<No>>>")).layers,
      try await line(setting, Self.world("Surely: <<<Yes>>>")).layers,
      try await line(setting, prompts: [.extraction: "Copy it."]).layers,
      try await line("extraction: {by: model, when: \(occasion), model: two}").layers,
      try await line("").layers,
    ]
    for other in others { #expect(other.firstDifference(from: usual) == .extraction) }
    // The prompt counts for a trial too that came to need no help.
    let (read, edited) = (
      try await line(setting, Self.world(says: "<<<Yes>>>")).layers,
      try await line(setting, Self.world(says: "<<<Yes>>>"), prompts: [.extraction: "Copy!"]).layers
    )
    #expect(edited.firstDifference(from: read) == .extraction)
    #expect(try await line(setting).layers == usual)
    let answer = try await line(setting, Self.world(says: "Hm.")).layers
    #expect(answer.firstDifference(from: usual) == .answer)
  }

  @Test("is recorded, and replays to the same lines with every exchange used")
  func replays() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml("extraction: model", tasks: "navigate, game24"))
      let recorded = try await bench.record(into: path, from: Self.world())
      #expect(recorded.failures.isEmpty)
      let replayed = try await bench.replay(from: path, workers: 4)
      #expect(replayed.misses.isEmpty && replayed.failures.isEmpty)
      #expect(replayed.lines.count == bench.plan.count)
      for line in replayed.lines {
        #expect(line == recorded.lines[line.trial])
        #expect(line.extraction?.calls == 1)
      }
      #expect(replayed.used.usedCount == replayed.used.count)
      // By rules, the same cassettes give the same trials without the extraction.
      let rules = try SmallBench(Self.yaml("", tasks: "navigate, game24"))
      let plain = try await rules.replay(from: path)
      #expect(plain.misses.isEmpty && plain.used.usedCount < plain.used.count)
      #expect(plain.lines.map(\.usage) == replayed.lines.map(\.usage))
    }
  }

  @Test("a recording by rules misses the extraction calls and nothing else, and says so")
  func misses() async throws {
    try await withTemporaryFolder { path in
      _ = try await SmallBench(Self.yaml("")).record(into: path, from: Self.world())
      let bench = try SmallBench(Self.yaml("extraction: model"))
      let replayed = try await bench.replay(from: path)
      #expect(replayed.misses.count == bench.plan.count)
      #expect(replayed.misses.allSatisfy { $0.summary.contains("its extraction call") })
      let findings = try await bench.findings(from: path)
      #expect(findings.map(\.cause.lane) == [.extraction])
      #expect(findings.map(\.cause.title) == ["extraction call: never recorded"])

      let log = CallLog<String>()
      _ = try await bench.record(into: path, from: Self.world(log: log))
      #expect(try await bench.replay(from: path).misses.isEmpty)
      let edited = try SmallBench(
        Self.yaml("extraction: model"), prompts: [.extraction: "Do as extraction said."])
      let causes = try await edited.findings(from: path).map(\.cause)
      #expect(causes.map(\.source) == ["prompt extraction"])
      #expect(causes.map(\.lane) == [.extraction])
    }
  }

  @Test("counts in a plan apart from the trials' own calls")
  func planned() async throws {
    let (rules, model) = (
      try SmallBench(Self.yaml("")), try SmallBench(Self.yaml("extraction: model"))
    )
    let plain = try await PlanEstimate.of(rules.plan, rules.runner)
    var estimate = try await PlanEstimate.of(model.plan, model.runner)
    #expect(estimate.extractionCalls == model.plan.count && plain.extractionCalls == 0)
    #expect(estimate.text(named: "s").contains("extraction calls  at most \(model.plan.count)"))
    #expect(!plain.text(named: "s").contains("extraction"))
    estimate.extractionCalls = 0
    #expect(estimate == plain)
  }

  @Test("is a part of what a history teaches and of what a forecast counts")
  func forecast() async throws {
    let bench = try SmallBench(
      """
      version: 1
      models: {one: {access: {base-url: "http://localhost:1/v1"}}}
      methods: [only-question]
      tasks: [navigate]
      extraction: {by: model, when: always}
      """)
    try await withTemporaryFolder { path in
      let own = try await bench.record(into: path, from: Self.world()).lines.values
        .reduce(0) { $0 + ($1.usage.total ?? 0) }
      var history = TrialHistory()
      let missing = try await history.add(
        bench.plan, bench.runner, from: try CassetteUnion(CassetteFolder(path: path)))
      #expect(missing.isEmpty)
      let all = Array(0..<bench.plan.count)
      let learned = try await CostForecast(
        bench.plan, bench.runner, missing: all, history: history
      ) { _ in nil }
      #expect(Int(learned.tokens.p50.rounded()) == own + all.count * 1_007)
      // Where nothing was recorded, the call that reads the answer is assumed too.
      let rules = try SmallBench(Self.yaml("", tasks: "navigate"))
      let model = try SmallBench(Self.yaml("extraction: {by: model, when: always}"))
      let (without, with) = (
        try await Self.assumed(rules).tokens, try await Self.assumed(model).tokens
      )
      #expect(with.p50 > without.p50 && with.p95 > without.p95)
    }
  }

  private static func assumed(_ bench: SmallBench) async throws -> CostForecast {
    try await CostForecast(
      bench.plan, bench.runner, missing: Array(0..<bench.plan.count), history: TrialHistory()
    ) { _ in nil }
  }

  @Test("needs its prompt, and says so")
  func promptIsNeeded() throws {
    var texts = TestPrompts.texts
    texts[.extraction] = nil
    let prompts = try PromptLibrary(texts)
    let sweep = try SmallBench(Self.yaml("extraction: model")).sweep
    let error = #expect(throws: SweepError.self) { try TrialRunner(sweep, prompts: prompts) }
    #expect(error?.message.contains("extraction.txt") == true)
    let rules = try SmallBench(Self.yaml("")).sweep
    #expect(throws: Never.self) { try TrialRunner(rules, prompts: prompts) }
  }
}
