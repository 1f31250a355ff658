import Analysis
import BenchTestSupport
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

@Suite("The outcome of a trial")
struct OutcomeTests {
  static func yaml(methods: String, tasks: String, more: String = "") -> String {
    """
    version: 1
    models:
      tiny:
        parameters: {temperature: 0}
        access: {base-url: "http://localhost:1/v1"}
    methods: [\(methods)]
    tasks: [\(tasks)]
    \(more)
    """
  }

  /// The line of the first trial of a method and task, with answers in order.
  private func line(
    method: String = "only-question", task: String = "game24",
    run: ExecutionOutcome = .printing(""), _ answers: [@Sendable (Question) -> ChatAnswer]
  ) async throws -> TrialLine {
    let bench = try SmallBench(Self.yaml(methods: method, tasks: task))
    let trial = bench.plan[0]
    let question = trial.question.loaded.question
    let log = CallLog<Int>()
    return try await bench.run(
      trial,
      in: .scripted(run: run) { _ in
        answers[min(log.add(0), answers.count - 1)](question)
      }
    ).line
  }

  private static let right: @Sendable (Question) -> ChatAnswer = { .says($0.reference) }
  private static let code: @Sendable (Question) -> ChatAnswer = { _ in
    .says("```python\nsolve()\n```")
  }

  @Test("is correct where the answer solves the question")
  func correct() async throws {
    let line = try await line([Self.right])
    #expect(line.outcome == .correct && line.score == 1)
    #expect(!line.usedCode && line.turns == 1 && line.calls == 1 && line.executions == 0)
  }

  @Test("is partial where a part is solved, in a task with partial credit")
  func partial() async throws {
    let line = try await line(
      task: "boxlift",
      [
        { question in
          // The plan's first step alone lifts some of the boxes.
          let lines = question.reference.split(separator: "\n")
          return .says("<<<\n\(lines[1])\n>>>")
        }
      ])
    #expect(line.outcome == .partial)
    let score = try #require(line.score)
    #expect(score > 0 && score < 1)
  }

  @Test("is wrong where the answer does not solve it")
  func wrong() async throws {
    let line = try await line([{ _ in .says("<<<1 + 1>>>") }])
    #expect(line.outcome == .wrong && line.score == 0)
  }

  @Test("is unparsed where there is no answer in what was said and printed")
  func unparsed() async throws {
    #expect(try await line([{ _ in .says("I do not know.") }]).outcome == .unparsed)
    #expect(try await line(run: .printing("none"), [Self.code]).outcome == .unparsed)
  }

  @Test("is empty where the model said nothing, asked for nothing and ran nothing")
  func empty() async throws {
    #expect(try await line([{ _ in .says("") }]).outcome == .empty)
    #expect(try await line([{ _ in .says(" \n") }]).outcome == .empty)
  }

  @Test("is refused where the model refused, and content-filter where the provider's filter cut it")
  func refused() async throws {
    #expect(try await line([{ _ in .says(nil, refusal: "No, I will not.") }]).outcome == .refused)
    #expect(try await line([{ _ in .says(nil, finish: "content_filter") }]).outcome == .filtered)
  }

  @Test("is failed-answer where an answer with a good status, or a stream, tells of an error")
  func failedAnswer() async throws {
    let failed = ChatAnswer(
      body: Array(#"{"error":{"message":"no","code":"invalid_prompt"}}"#.utf8))
    #expect(try await line([{ _ in failed }]).outcome == .failedAnswer)
    let stream = #"data: {"choices":[{"index":0,"delta":{"content":"<<<1>>>"}}]}"#
    let cut = ChatAnswer(body: Array("\(stream)\n\n".utf8))
    #expect(try await line([{ _ in cut }]).outcome == .failedAnswer)
    let error = #"data: {"error":{"message":"overloaded","code":529}}"#
    let broken = ChatAnswer(body: Array("\(stream)\n\n\(error)\n\n".utf8))
    let line = try await line([{ _ in broken }])
    #expect(line.outcome == .failedAnswer && line.score == nil)
  }

  @Test(
    "is failed-answer where an old recording holds a reply that somebody broke off, and asks what it asked",
    arguments: ["abort", "error-later", "cancelled"])
  func brokenOff(word: String) async throws {
    let broken: @Sendable (Question) -> ChatAnswer = { .says($0.reference, finish: word) }
    let single = try await line([broken])
    #expect(single.outcome == .failedAnswer && single.score == nil)
    let turns = try await line(method: "only-question@2", [broken, Self.right])
    #expect(turns.outcome == .failedAnswer && turns.calls == 2, "its recording plays to the end")
  }

  @Test("is truncated where the token limit cut the reply off")
  func truncated() async throws {
    #expect(try await line([{ _ in .says("So far I", finish: "length") }]).outcome == .truncated)
  }

  @Test(
    "is execution-failed where the code failed and nothing else holds an answer",
    arguments: [ExecutionEnd.exited(1), .signaled(9), .limit(.wall), .limit(.cpu)])
  func executionFailed(end: ExecutionEnd) async throws {
    let line = try await line(run: .printing("", end: end), [Self.code])
    #expect(line.outcome == .executionFailed && line.usedCode)
  }

  @Test("is provider-error where the provider answered with an error, and then there is no score")
  func providerError() async throws {
    let failure: @Sendable (Question) -> ChatAnswer = { _ in .fails(400, code: "bad") }
    let single = try await line([failure])
    #expect(single.outcome == .providerError && single.score == nil && single.turns == 0)
    #expect(single.calls == 1)
    let unreadable = try await line([{ _ in ChatAnswer(body: Array("<html>".utf8)) }])
    #expect(unreadable.outcome == .providerError)
    let late = try await line(method: "only-question@2", [Self.right, failure])
    #expect(late.outcome == .providerError && late.score == nil && late.turns == 1)
    #expect(late.calls == 2)
    let summary = try await line(method: "code-text-summary", [Self.right, Self.right, failure])
    #expect(summary.outcome == .providerError && summary.score == nil)
  }

  @Test("is judged by the answer, be the reply cut, refused or its code killed")
  func answersCount() async throws {
    #expect(
      try await line([{ .says($0.reference, finish: "length") }]).outcome == .correct)
    #expect(
      try await line([{ .says($0.reference, finish: "content_filter") }]).outcome == .correct)
    let killed = try await line(
      run: .printing("<<<1 + 1>>>", end: .limit(.wall)), [Self.code])
    #expect(killed.outcome == .wrong)
  }

  @Test("comes from the printed output before the prose, but from a code interpreter's prose first")
  func readingOrder() async throws {
    let printed = try await line(
      run: .printing("<<<1 + 1>>>"),
      [
        { question in
          .says("```python\nsolve()\n```\n\(question.reference)")
        }
      ])
    #expect(printed.outcome == .wrong)
    let interpreted = try await line(
      method: "code-interpreter", run: .printing("<<<1 + 1>>>"),
      [
        { _ in .says(nil, finish: "tool_calls", calls: [.python("solve()")]) }, Self.right,
      ])
    #expect(interpreted.outcome == .correct && interpreted.executions == 1)
    let silent = try await line(
      method: "code-interpreter", run: .printing("<<<1 + 1>>>"),
      [
        { _ in .says(nil, finish: "tool_calls", calls: [.python("solve()")]) },
        { _ in .says("Done.") },
      ])
    #expect(silent.outcome == .wrong)
  }

  @Test("comes from the last turn that has an answer")
  func lastTurn() async throws {
    let wrong: @Sendable (Question) -> ChatAnswer = { _ in .says("<<<1 + 1>>>") }
    let nothing: @Sendable (Question) -> ChatAnswer = { _ in .says("Hm.") }
    #expect(try await line(method: "all-text@2", [wrong, Self.right]).outcome == .correct)
    #expect(try await line(method: "all-text@2", [Self.right, wrong]).outcome == .wrong)
    #expect(
      try await line(method: "all-text@4", [Self.right, nothing, nothing, nothing]).outcome
        == .correct)
  }

  @Test("has one of thirteen words; a provider that pauses to the end is tested with hosted tools")
  func words() {
    #expect(
      Outcome.allCases.map(\.rawValue) == [
        "correct", "partial", "wrong", "unparsed", "refused", "truncated", "execution-failed",
        "provider-error", "content-filter", "empty", "unfinished", "failed-answer", "grader-error",
      ])
  }
}

@Suite("The account of a trial")
struct TrialAccountTests {
  @Test("adds up tokens, times, calls and text of all exchanges, the system message left out")
  func sums() async throws {
    let bench = try SmallBench(OutcomeTests.yaml(methods: "autogen-system@2", tasks: "game24"))
    var answer = ChatAnswer.says("```python\nsolve()\n```", input: 100, output: 20)
    answer.attempts = [
      ModelAttempt(end: .status(500), waitMicroseconds: 0, serviceMicroseconds: 50),
      ModelAttempt(end: .status(200), waitMicroseconds: 7, serviceMicroseconds: 1_000),
    ]
    let given = answer
    let record = try await bench.run(
      bench.plan[0], in: .scripted(run: .printing("x")) { _ in given })
    let line = record.line
    #expect(line.usage.input == 200 && line.usage.output == 40)
    #expect(line.usage.cacheRead == 8 && line.usage.reasoningOutput == 6)
    #expect(line.serviceMicroseconds == 2_000 && line.waitMicroseconds == 2 * 57)
    #expect(line.executionMicroseconds == 20 && line.runtimeMicroseconds == 2_020)
    #expect(line.calls == 2 && line.turns == 2 && line.executions == 2 && line.usedCode)
    var bytes = 0
    for case .completion(let call, let result) in record.transcript.exchanges(in: .trial) {
      for message in call.request.messages where message.role != .system {
        bytes += message.text.utf8.count
      }
      if case .answer(let completion) = result.outcome { bytes += completion.text.utf8.count }
    }
    #expect(line.textTokens == (bytes + 3) / 4)
    #expect(line.rung == bench.plan[0].question.loaded.question.rung)
  }

  @Test("does not overflow, whatever times a recording claims")
  func saturates() async throws {
    let bench = try SmallBench(OutcomeTests.yaml(methods: "all-text@4", tasks: "game24"))
    var answer = ChatAnswer.says("again")
    answer.attempts = Array(
      repeating: ModelAttempt(
        end: .status(200), waitMicroseconds: .max, serviceMicroseconds: .max), count: 900)
    let given = answer
    let line = try await bench.run(bench.plan[0], in: .scripted { _ in given }).line
    #expect(line.serviceMicroseconds == 4 << 53)
    #expect(try #require(line.waitMicroseconds) > 1 << 60)
  }
}
