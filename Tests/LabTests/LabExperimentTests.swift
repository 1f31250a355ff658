import Basics
import RecordReplay
import Testing

@testable import Lab

@Suite struct LabExperimentTests {
  private static let choose = """
    policy: choose
    grid: { n: [2, 4, 6, 8] }
    steps:
      - if: question.length > $n
        ask: a
        stop: last
      - { ask: b, stop: last }
    """

  private static let threshold = """
    policy: threshold
    grid: { n: [2, 5, 8] }
    steps:
      - if: question.length > $n
        ask: a
        stop: last
      - { ask: b, stop: last }
    """

  /// Methods that are right by the throw of one coin, whatever is asked.
  private func noise(
    seed: Int, methods: [String], tasks: Int, each: Int, rate: Int = 4
  ) -> LabBook {
    var generator = SeededGenerator(seed: "noise \(seed)")
    var builder = LabBookBuilder()
    for method in methods { builder.add(LabArm(model: "model", method: method), price: nil) }
    for task in 0..<tasks {
      for number in 0..<each {
        let id = "t\(task)-1-\(number)"
        let length = generator.integer(in: 1...10)
        builder.addQuestion(
          task: "t\(task)", id: id, rung: 1, text: String(repeating: "x", count: length))
        for method in methods {
          builder.add(
            LabTrial(
              id: .init(model: "model", method: method, task: "t\(task)", question: id, sample: 0),
              seen: SeenReply(ending: .answered, answer: "1", tokens: 1),
              scoreMillionths: generator.chance(rate, in: 10) ? 1_000_000 : 0, rung: 1,
              exchanges: []))
        }
      }
    }
    return builder.book()
  }

  @Test(.timeLimit(.minutes(10)))
  func onPureNoiseTheHeldOutDifferenceOfATunedPolicyCoversZero() async throws {
    let policy = try DecisionList(yaml: Self.threshold, file: "p")
    let claims = try await withThrowingTaskGroup(of: Claim.self) { group in
      for seed in 0..<500 {
        let book = noise(seed: seed, methods: ["a", "b", "c"], tasks: 12, each: 8)
        group.addTask {
          let findings = try await LabExperiment(
            book, policies: [policy], passesOver: false, units: [.task], resamples: 60
          ).findings(workers: 1)
          return try #require(findings.models[0].policies[0].claim)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let covered = claims.count { $0.lower <= 0 && $0.upper >= 0 }
    #expect((465...485).contains(covered), "\(covered) of 500")
    #expect(claims.count { $0.verdict != .unsettled } == 500 - covered)
  }

  @Test func numberOfWorkersChangesNothing() async throws {
    let book = noise(seed: 1, methods: ["a", "b", "c"], tasks: 5, each: 6)
    let policy = try DecisionList(yaml: Self.choose, file: "p")
    let experiment = LabExperiment(book, policies: [policy], passesOver: false, resamples: 200)
    let one = try CanonicalJSON.text(of: LabJSON(try await experiment.findings(workers: 1)).value)
    let five = try CanonicalJSON.text(of: LabJSON(try await experiment.findings(workers: 5)).value)
    #expect(one == five)
  }

  @Test func aRuleThatIsRightIsFoundAndItsSettingIsChosenOnOtherTasks() async throws {
    let book = ScriptedBook(
      tasks: ["a": 20, "b": 20, "c": 20, "d": 20], methods: ["all-text", "all-code"]
    ) { method, _, number, _ in
      // Text is right on the even numbers, and cannot be read on the odd ones, on which code is right.
      let isEven = number % 2 == 0
      if method == "all-text" {
        return .init(answer: isEven ? "1" : nil, score: isEven ? 1_000_000 : 0)
      }
      return .init(answer: "1", score: isEven ? 0 : 1_000_000)
    }.book()
    let policy = try #require(try BuiltInPolicies.policy(named: "text-then-code"))
    let findings = try await LabExperiment(
      book, policies: [policy], passesOver: false, resamples: 200
    ).findings(workers: 2)
    let found = findings.models[0].policies[0]
    let claim = try #require(found.claim)
    #expect(claim.verdict == .better && claim.difference == 0.5)
    #expect(claim.questions == 80 && claim.folds.count == 4 && claim.tried == 1)
    #expect(found.heldOut.map(\.score) == [1, 1])
    #expect(findings.models[0].references.oracle.score == 1)
    #expect(findings.models[0].references.random.score == 0.5)
    #expect(found.flow.map(\.asked) == [80, 40])
    #expect(found.flow.map(\.stood) == [40, 40])
  }

  @Test func theBestSingleMethodIsChosenInsideTheFoldsAndTiesAreExpectations() async throws {
    // Each method is right on one task alone: chosen on the other task, it is always wrong.
    let book = ScriptedBook(
      tasks: ["a": 4, "b": 4], methods: ["all-text", "all-code"]
    ) { method, task, _, _ in
      .init(answer: "1", score: (method == "all-text") == (task == "a") ? 1_000_000 : 0)
    }.book()
    let findings = try await LabExperiment(
      book, policies: [], passesOver: false, resamples: 100
    ).findings(workers: 1)
    let best = findings.models[0].bestSingle
    #expect(best[0].score == 0)
    // Leaving one question out makes the method that is right on it the worse one of two equals.
    #expect(best[1].score == 0)
    #expect(findings.models[0].references.bestPerTask.score == 1)
    #expect(findings.models[0].references.bestPerTaskHeldOut == 1)
  }

  @Test func oneQuestionAndOneTaskAreTooLittleAndSaySo() async throws {
    let one = ScriptedBook(tasks: ["a": 1]) { _, _, _, _ in .init(answer: "1") }.book()
    let error = await #expect(throws: LabError.self) {
      try await LabExperiment(one, policies: [], passesOver: true).findings(workers: 1)
    }
    #expect(error?.code == .tooLittle)
    let task = ScriptedBook(tasks: ["a": 5]) { _, _, _, _ in .init(answer: "1") }.book()
    let folds = await #expect(throws: LabError.self) {
      try await LabExperiment(task, policies: [], passesOver: true).findings(workers: 1)
    }
    #expect(folds?.message.contains("--folds question") == true)
    let findings = try await LabExperiment(
      task, policies: [], passesOver: true, units: [.question], resamples: 100
    ).findings(workers: 1)
    #expect(findings.models[0].bestSingle.count == 1)
  }

  @Test func aClaimCannotBeMadeWithoutWhatItNeeds() throws {
    func claim(
      questions: Int = 28, folds: Folds? = Folds(.task, count: 14), tried: Int = 3,
      lower: Double = -0.1, upper: Double = 0.2, adjusted: Double = 0.4
    ) -> Claim? {
      Claim(
        policy: "p", against: "q", difference: 0.1, lower: lower, upper: upper,
        questions: questions, folds: folds, discordant: 5, tried: tried, adjusted: adjusted,
        resamples: 1_000)
    }
    let whole = try #require(claim())
    #expect(claim(questions: 1) == nil)
    #expect(claim(folds: nil) == nil)
    #expect(Folds(.task, count: 1) == nil)
    #expect(claim(tried: 0) == nil)
    #expect(claim(lower: .nan) == nil)
    #expect(claim(lower: 0.3) == nil)
    #expect(claim(adjusted: 1.5) == nil)
    #expect(Claim(json: whole.json) == whole)
    let members = try #require(whole.json.object?.members.map(\.name))
    for name in members where name != "verdict" {
      var object = try #require(whole.json.object)
      object[name] = nil
      #expect(Claim(json: .object(object)) == nil, "\(name)")
    }
    #expect(whole.sentence.contains("28 questions"))
    #expect(whole.sentence.contains("3 policies tried"))
    // MDE = 2.80 sqrt(d/n), d the share that differs.
    #expect(abs(whole.detectable - 2.8015852181 * (5.0 / 28 / 28).squareRoot()) < 1e-6)
  }

  @Test func elementaryFunctionsAreRightToTheLastBits() {
    for place in -60...60 {
      let x = Double(place) * 0.37
      #expect(abs(Elementary.log(Elementary.exp(x)) - x) < 1e-13 * max(1, abs(x)))
    }
    #expect(abs(Elementary.exp(1) - 2.718281828459045) < 1e-15)
    #expect(abs(NormalTail.twoSided(1.959963984540054) - 0.05) < 1e-12)
    #expect(abs(NormalTail.twoSided(3.290526731491926) - 0.001) < 1e-12)
    #expect(NormalTail.twoSided(0) == 1)
  }
}
