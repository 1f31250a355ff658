import Basics
import BigInt
import Foundation
import Testing

@testable import Tasks

/// The public data itself: see ``RealData``.
///
/// Importing grades every ground truth, all of them each time. The spellings are graded for all
/// questions of the small sets and for every eleventh of the two large ones; `STEERBENCH_FULL_DATA=1`
/// grades all.
@Suite(.enabled(if: RealData.isHere)) struct RealDataTests {
  private static let isFull = ProcessInfo.processInfo.environment["STEERBENCH_FULL_DATA"] == "1"

  /// The questions of a task with their problems, in large sets a part of them.
  private func questions<T: BenchTask>(
    of task: T, sampling step: Int = 1
  ) throws -> [(question: Question, loaded: LoadedQuestion, problem: T.Problem)] {
    let set = try #require(RealData.all[task.description.name])
    let step = Self.isFull ? 1 : step
    return try set.questions.enumerated().filter { $0.offset % step == 0 }.map { _, question in
      let bytes = try CanonicalJSON.bytes(of: question.problem)
      return (
        question, try LoadedQuestion(question, of: task),
        try JSONDecoder().decode(T.Problem.self, from: Data(bytes))
      )
    }
  }

  private func expectRight(_ loaded: LoadedQuestion, _ spellings: [String]) {
    #expect(spellings.count >= 5)
    for spelling in spellings {
      let judgement = loaded.judge([(.response, AnswerText(spelling))])
      #expect(judgement.success, "\(loaded.question.id): \(spelling): \(judgement)")
    }
  }

  private func expectWrong(_ loaded: LoadedQuestion, _ answers: [String]) {
    for answer in answers {
      let judgement = loaded.judge([(.response, AnswerText(answer))])
      #expect(!judgement.success, "\(loaded.question.id): \(answer): \(judgement)")
    }
  }

  // MARK: - The sets

  @Test(
    "Everything is imported: each ground truth and each solution of the data is graded as right",
    arguments: [
      ("number-multiplying", 300), ("game24", 9_707), ("letters", 6_620), ("boxlift", 40),
      ("boxnet", 50), ("blocksworld", 120), ("date-understanding", 250), ("web-of-lies", 250),
      ("logical-deduction", 250), ("navigate", 250), ("gsm-hard", 1_319), ("path-plan", 140),
    ])
  func everything(_ task: String, _ count: Int) throws {
    let set = try #require(RealData.all[task])
    #expect(set.questions.count == count)
    #expect(set.skipped.isEmpty, "\(set.skipped)")
  }

  @Test("Of MATH only what is no number is left out, by name and with the reason")
  func mathematics() throws {
    let geometry = try #require(RealData.all["math-geometry"])
    let counting = try #require(RealData.all["math-counting"])
    #expect((geometry.read, counting.read) == (870, 771))
    #expect(
      geometry.skipped.map { $0.item.suffix(4) } == [
        "0125", "0290", "0325", "0510", "0705", "0739", "0909", "0923", "1075", "6188", "6190",
        "6202", "6210", "6212", "6216", "6217", "6218", "6220", "6225", "6228", "6229", "6230",
      ])
    #expect(
      counting.skipped.map { $0.item.suffix(4) } == [
        "0186", "0360", "0448", "0557", "0712", "1061",
      ])
    #expect(
      (geometry.skipped + counting.skipped).allSatisfy {
        $0.reason.hasSuffix("is no exact number or tuple of numbers")
      })
  }

  @Test(
    "The published subset has the documented size and the same questions",
    arguments: [
      ("number-multiplying", 60), ("game24", 46), ("letters", 75), ("boxlift", 20), ("boxnet", 30),
      ("blocksworld", 48), ("date-understanding", 63), ("web-of-lies", 63),
      ("logical-deduction", 63), ("navigate", 63), ("gsm-hard", 53), ("math-geometry", 50),
      ("math-counting", 50), ("path-plan", 140),
    ])
  func published(_ task: String, _ count: Int) throws {
    let paper = try #require(RealData.paper[task])
    let all = try #require(RealData.all[task])
    #expect(paper.read == count)
    #expect(paper.skipped.isEmpty)
    #expect(Set(paper.questions).isSubset(of: all.questions))
  }

  @Test("Every question has its parameters, an id that a trial can carry, and survives its file")
  func questions() throws {
    for (task, set) in RealData.all {
      #expect(set.questions.allSatisfy { !$0.complexity.isEmpty && $0.rung >= 1 }, "\(task)")
      #expect(set.questions.allSatisfy { $0.id.hasPrefix("\(task).") }, "\(task)")
      let bytes = try QuestionFile.bytes(of: set.questions)
      #expect(try QuestionFile.questions(in: bytes, named: task) == set.questions)
    }
  }

  @Test("The questions are the same whether the data or the folder above it is named")
  func layout() throws {
    let inside = try #require(RealData.source).moved(from: "dataset_gather/", to: "")
    for task in ["boxlift", "boxnet", "gsm-hard", "number-multiplying"] {
      let set = try DatasetImport().set(of: task, from: inside, subset: .paper)
      #expect(set == RealData.paper[task])
    }
  }

  // MARK: - Spellings

  @Test("Products in seven spellings are right, and near misses are wrong")
  func products() throws {
    for item in try questions(of: NumberMultiplying()) {
      let product = item.problem.product
      expectRight(item.loaded, Spellings.number("\(product)"))
      expectWrong(
        item.loaded,
        ["<<<\(-product)>>>", "<<<\(product)0>>>", "<<<\(product + 1)>>>", "<<<1\(product)>>>"])
    }
  }

  @Test("Solutions of Game 24 in seven spellings are right, 8/(3-8/3) included")
  func game24() throws {
    var hasHardest = false
    for item in try questions(of: Game24(), sampling: 11) {
      expectRight(item.loaded, Spellings.expression(item.problem.solution))
      expectWrong(item.loaded, ["<<<24>>>", "<<<\(item.problem.solution) + 1>>>"])
    }
    for question in try #require(RealData.all["game24"]).questions
    where question.prompt.contains("Input: 3 3 8 8 Answer:") {
      hasHardest = true
      expectRight(
        try LoadedQuestion(question, of: Game24()), Spellings.expression("8 / (3 - 8 / 3)"))
    }
    #expect(hasHardest)
  }

  @Test("Letters in six spellings are right, and near misses are wrong")
  func letters() throws {
    for item in try questions(of: Letters(), sampling: 11) {
      let (word, letter) = (item.problem.word, item.problem.letter)
      expectRight(item.loaded, Spellings.count(word, letter))
      expectWrong(item.loaded, ["<<<Count: 0, Positions: []>>>", "<<<Count: 1, Positions: [0]>>>"])
    }
  }

  @Test("Options in eight spellings are right, and every other option is wrong")
  func options() throws {
    let choices =
      try questions(of: DateUnderstanding()).map { ($0.loaded, $0.problem.choice) }
      + questions(of: LogicalDeduction()).map { ($0.loaded, $0.problem.choice) }
    for (loaded, choice) in choices {
      expectRight(loaded, Spellings.option(choice))
      for other in choice.options.indices where other != choice.answer {
        expectWrong(loaded, ["<<<\(Choice.name(of: other))>>>", "<<<\(choice.options[other])>>>"])
      }
    }
  }

  @Test("Yes and no in seven spellings are right, and the opposite is wrong")
  func truths() throws {
    let truths =
      try questions(of: WebOfLies()).map { ($0.loaded, $0.problem.answer) }
      + questions(of: Navigate()).map { ($0.loaded, $0.problem.answer) }
    for (loaded, truth) in truths {
      expectRight(loaded, Spellings.truth(truth))
      expectWrong(loaded, Spellings.truth(!truth))
    }
  }

  @Test("Targets of GSM-Hard in seven spellings are right, and near misses are wrong")
  func wordProblems() throws {
    for item in try questions(of: GSMHard()) {
      let answer = item.problem.answer
      let plain = try #require(answer.decimal)
      expectRight(item.loaded, Spellings.number(plain))
      expectWrong(item.loaded, ["<<<\(-answer + Rational(1))>>>", "<<<7\(plain)>>>"])
      if answer != Rational(0) { expectWrong(item.loaded, ["<<<0>>>", "<<<\(-answer)>>>"]) }
    }
  }

  @Test("Truths of MATH in seven spellings are right, and near misses are wrong")
  func exactNumbers() throws {
    let items =
      try questions(of: MathGeometry()).map { ($0.loaded, $0.problem) }
      + questions(of: MathCounting()).map { ($0.loaded, $0.problem) }
    for (loaded, problem) in items {
      expectRight(loaded, Spellings.exact(problem.answer))
      let wrong = problem.answer.map { ($0 + ExactNumber(1)).latex }
      expectWrong(loaded, ["<<<(\(wrong.joined(separator: ", ")))>>>", "<<<>>>"])
    }
  }

  @Test("The planners' plans are right, and no plan at all is wrong where something is to be done")
  func plans() throws {
    for name in ["boxlift", "boxnet", "blocksworld", "path-plan"] {
      let task = try #require(TaskRegistry.shipped.task(named: name))
      for question in try #require(RealData.all[name]).questions {
        let loaded = try LoadedQuestion(question, of: task)
        expectRight(
          loaded,
          [
            question.reference, "Let me plan.\n\n\(question.reference)\n\nDone.",
            "```\n\(question.reference)\n```",
            question.reference.replacing("\n", with: "\r\n"), "**\(question.reference)**",
          ])
        let isDone = name == "blocksworld" && question.reference == "<<<\n\n>>>"
        #expect(loaded.judge([(.response, AnswerText("<<<[]>>>"))]).success == isDone)
      }
    }
  }
}
