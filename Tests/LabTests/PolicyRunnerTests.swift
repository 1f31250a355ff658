import ModelAPI
import Testing

@testable import Lab

@Suite struct PolicyRunnerTests {
  private static let agree = """
    policy: agree
    steps:
      - ask: [all-text, all-code]
      - if: same(answers)
        stop: all-text
      - { ask: summary, stop: last }
    """

  /// Text and code differ at odd questions; the summary repeats both calls and adds one.
  private func book(summary: Bool = true) -> LabBook {
    ScriptedBook(methods: ["all-text", "all-code", "summary"]) { method, task, number, _ in
      let calls = ["text \(task) \(number)", "code \(task) \(number)"]
      switch method {
      case "all-text": return .init(answer: "1", score: 0, asks: [calls[0]])
      case "all-code":
        return .init(answer: number % 2 == 0 ? "1" : "2", score: 0, asks: [calls[1]])
      default:
        return summary
          ? .init(answer: "2", score: 1_000_000, asks: calls + ["sum \(task) \(number)"]) : nil
      }
    }.book()
  }

  @Test func eachDistinctExchangeIsPaidOnce() throws {
    let outcomes = try ModelBench.scripted(book()).outcomes(Self.agree)[0]
    // Eight questions with two calls, and a third at the four that differ.
    #expect(outcomes.total.calls == 20)
    #expect(outcomes.total.usage.total == 200)
    #expect(outcomes.mean == 0.5)
    #expect(outcomes.stands == [0: 4, 2: 4])
    // Side by side counts as long as one of them.
    #expect(outcomes.total.critical == 12_000)
    #expect(outcomes.total.service == 20_000)
  }

  @Test func moneyIsThePriceOfWhatWasPaidForAndAMissingPriceIsUnknown() throws {
    let price = TokenPrice(freshInput: Money(picodollars: 7), output: Money(picodollars: 11))
    func money(_ price: TokenPrice?) throws -> PolicyCost {
      let book = ScriptedBook(price: price) { _, _, _, _ in .init(answer: "1") }.book()
      return try ModelBench.scripted(book).outcomes(
        "policy: p\nsteps:\n- {ask: all-code, stop: last}\n")[0].total
    }
    let paid = try money(price)
    #expect(paid.money == price.cost(of: paid.usage))
    #expect(paid.money == Money(picodollars: 8 * 10 * 7))
    #expect(paid.cacheFreeMoney == paid.money)
    #expect(try money(nil).money == nil)
  }

  @Test func whatWasNotRecordedIsNeverGuessed() throws {
    let outcomes = try ModelBench.scripted(book(summary: false)).outcomes(Self.agree)[0]
    #expect(outcomes.holes == [2: 4])
    #expect(outcomes.scored == 4 && outcomes.trials == 8)
    #expect(outcomes.mean == 0)
    #expect(outcomes.bounds == (0, 0.5))
  }

  @Test func noAnswerIsNeverTheSame() throws {
    let bench = ModelBench.scripted(
      ScriptedBook(methods: ["all-text", "all-code", "summary"]) { method, _, _, _ in
        .init(answer: nil, score: method == "summary" ? 1_000_000 : 0)
      }.book())
    #expect(try bench.outcomes(Self.agree)[0].mean == 1)
  }

  @Test func methodsThatShareAReplyHaveOneVote() throws {
    let yaml = """
      policy: vote
      steps:
        - ask: [all-text, again, all-code]
        - stop: plurality
      """
    func score(shared: Bool) throws -> Double? {
      let bench = ModelBench.scripted(
        ScriptedBook(methods: ["all-text", "again", "all-code"]) { method, task, number, _ in
          method == "all-code"
            ? .init(answer: "2", score: 1_000_000)
            : .init(
              answer: "1", score: 0,
              asks: shared ? ["same \(task) \(number)"] : ["\(method) \(task) \(number)"])
        }.book())
      return try bench.outcomes(yaml)[0].mean
    }
    // With one vote each the first stands; two votes of one reply would be the same answer anyway, so the
    // count is what tells them apart.
    #expect(try score(shared: false) == 0)
    #expect(try score(shared: true) == 0)
    let counted = ModelBench.scripted(
      ScriptedBook(methods: ["all-text", "again", "all-code"]) { method, task, number, _ in
        method == "all-code"
          ? .init(answer: "2", score: 1_000_000)
          : .init(answer: "1", score: 0, asks: ["same \(task) \(number)"])
      }.book())
    let two = """
      policy: two
      steps:
        - ask: [all-text, again]
        - if: votes >= 2
          stop: all-text
        - { ask: all-code, stop: last }
      """
    #expect(try counted.outcomes(two)[0].mean == 1)
  }

  @Test func theNextSampleIsAnotherReplyOfTheSameQuestion() throws {
    let bench = ModelBench.scripted(
      ScriptedBook(samples: 3, methods: ["all-code"]) { _, _, _, sample in
        .init(answer: sample == 2 ? "2" : "1", score: sample == 2 ? 1_000_000 : 0)
      }.book())
    let settings = try bench.outcomes(
      """
      policy: s
      steps:
        - ask: [all-code, all-code+1]
        - if: same(answers)
          stop: last
        - { ask: all-code+2, stop: plurality }
      """)
    #expect(settings[0].mean == 0)
    #expect(settings[0].trials == 24)
    #expect(throws: LabError.self) {
      try bench.outcomes("policy: s\nsteps:\n- {ask: all-code+3, stop: last}\n")
    }
  }

  @Test func aPolicyThatStandsByWhatItDidNotAskForIsRefusedWithItsLine() throws {
    let bench = ModelBench.scripted(book())
    let error = #expect(throws: LabError.self) {
      try bench.outcomes(
        """
        policy: p
        steps:
          - if: question.length > 1000
            ask: all-code
          - ask: all-text
          - stop: all-code
        """)
    }
    #expect(error?.message.contains("line 6") == true)
  }

  @Test func anUnknownMethodIsNamedWithThoseThatThereAre() throws {
    let error = #expect(throws: LabError.self) {
      try ModelBench.scripted(book()).outcomes("policy: p\nsteps:\n- {ask: al-code, stop: last}\n")
    }
    #expect(error?.code == .unknownArm)
    #expect(error?.message.contains("line 3") == true)
    #expect(error?.message.contains("all-code") == true)
  }

  @Test func anUnansweredTrialHasNoScoreAndIsCounted() throws {
    let book = ScriptedBook { method, _, number, _ in
      number == 0
        ? .init(answer: nil, score: nil, tokens: 0, ending: .providerError)
        : .init(answer: "1", score: 1_000_000)
    }.book()
    let yaml = "policy: p\nsteps:\n- {ask: all-code, stop: last}\n"
    let holes = try ModelBench.scripted(book).outcomes(yaml)[0]
    #expect(holes.mean == 1 && holes.unanswered == 2 && holes.bounds.lower == 0.75)
    let failures = try ModelBench.scripted(book, unanswered: .asFailures).outcomes(yaml)[0]
    #expect(failures.mean == 0.75)
  }
}
