import Testing

@testable import Tasks

@Suite("Letters")
struct LettersTests {
  private let task = Letters()
  private let problem = Letters.Problem(word: "banana", letter: "a")

  @Test("the shipped set is sound and holds words without the letter")
  func shipped() throws {
    try QuestionSetClaims.check(task)
    let questions = try task.questions(perRung: 10, seed: "shipped")
    #expect(questions.contains { $0.reference == "<<<Count: 0, Positions: []>>>" })
  }

  @Test("a shifted, missing, added or repeated position and a wrong count are wrong")
  func corruptions() throws {
    for question in try task.questions(perRung: 10, seed: "shipped") {
      let loaded = try LoadedQuestion(question, of: task)
      guard
        case .found(let answer, _, _) = LetterCountReader.read(AnswerText(question.reference))
      else {
        Issue.record("\(question.id) has no readable reference")
        continue
      }
      let positions = answer.positions
      let last = positions.last ?? 1
      let wrongs = [
        LetterCount(count: answer.count + 1, positions: positions),
        LetterCount(count: answer.count, positions: positions + [last]),
        LetterCount(count: answer.count + 1, positions: positions + [last]),
        LetterCount(count: answer.count, positions: positions.map { $0 - 1 } + [40]),
        LetterCount(count: positions.count + 1, positions: positions + [41]),
      ]
      for wrong in wrongs {
        #expect(!loaded.judge([(.response, AnswerText("<<<\(wrong.text)>>>"))]).success, "\(wrong)")
      }
    }
  }

  @Test(
    "spellings of one answer are read alike",
    arguments: [
      "<<<Count: 3, Positions: [2, 4, 6]>>>", "<<<count: 3, positions: [2,4,6]>>>",
      "<<<Count: 3, Positions: [6, 4, 2]>>>", "<<<Count: 3, Positions: [2, 4, 6, ]>>>",
      "<<<**Count**: 3, **Positions**: [2, 4, 6]>>>", "<<<Count: 3, Positions: 2, 4, 6>>>",
      "<<<Count = 3; Positions = (2, 4, 6)>>>", "{'Count': 3, 'Positions': [2, 4, 6]}",
      "{\"count\": 3, \"positions\": [2, 4, 6]}", "(3, [2, 4, 6])", "3 [2, 4, 6]", "3\n[2, 4, 6]\n",
      "Count: 3\nPositions: [2, 4, 6]", "<<<Count: 3, Positions: \\[2, 4, 6\\]>>>",
      "Count: 3, Positions: [2, 4, 6]\nDone.", "<<<Count: 3, Positions: ['2', '4', '6']>>>",
      "<<<Count: 3, Positions: 2nd, 4th and 6th>>>", "\\boxed{Count: 3, Positions: [2, 4, 6]}",
      "<<<Count: 3\nPositions: [2, 4, 6]>>>",
    ])
  func spellings(text: String) {
    let judgement = QuestionSetClaims.judge(text, task, problem)
    #expect(judgement.success, "\(judgement)")
    #expect(judgement.answer == "Count: 3, Positions: [2, 4, 6]")
  }

  @Test(
    "duplicates, placeholders, wrong and broken lists are not right",
    arguments: [
      "<<<Count: 3, Positions: [2, 4, 4, 6]>>>", "<<<Count: 4, Positions: [2, 4, 6, 6]>>>",
      "<<<Count: X, Positions: [Y, Z]>>>", "<<<Count: 3, Positions: [1, 3, 5]>>>",
      "<<<Count: 3>>>", "<<<Positions: [2, 4, 6]>>>", "<<<Count: 3, Positions: [2, 4, ...]>>>",
      "<<<Count: 3, Positions: [2, 4, 6>>>", "<<<Count: 3.5, Positions: [2, 4, 6]>>>",
      "<<<Count: -3, Positions: [2, 4, 6]>>>", "<<<Count: 3, Positions: [2, 4, -6]>>>",
    ])
  func wrong(text: String) {
    let judgement = QuestionSetClaims.judge(text, task, problem)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test("no occurrence is an empty list", arguments: ["[]", "[ ]", "none", "None"])
  func none(list: String) {
    let empty = Letters.Problem(word: "banana", letter: "z")
    let judgement = QuestionSetClaims.judge("<<<Count: 0, Positions: \(list)>>>", task, empty)
    #expect(judgement.success, "\(judgement)")
  }
}
