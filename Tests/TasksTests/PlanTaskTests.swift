import Basics
import Testing

@testable import Tasks

@Suite("Planning tasks")
struct PlanTaskTests {
  static let sets: [PlanTaskSet] = {
    do {
      return [
        try PlanTaskSet(PathPlan()), try PlanTaskSet(BoxLift()), try PlanTaskSet(BoxNet()),
        try PlanTaskSet(Blocksworld()),
      ]
    } catch {
      Issue.record(error)
      return []
    }
  }()

  @Test("all four tasks make their sets")
  func allSetsAreMade() {
    #expect(Self.sets.map(\.name) == ["path-plan", "boxlift", "boxnet", "blocksworld"])
  }

  @Test("every shipped question's reference is right", arguments: sets)
  func referencesAreRight(set: PlanTaskSet) {
    #expect(set.rungs >= 5)
    #expect(set.questions.count == set.rungs * 10)
    for (question, judgement) in set.judgements({ $0.reference }) {
      #expect(judgement.success, "\(question.id): \(judgement.explanation)")
      #expect(judgement.score == 1)
      #expect(judgement.rule == "marker")
    }
  }

  @Test("all prompts of a set differ, and none is long", arguments: sets)
  func promptsDiffer(set: PlanTaskSet) {
    #expect(Set(set.questions.map(\.prompt)).count == set.questions.count)
    #expect(Set(set.questions.map(\.id)).count == set.questions.count)
    for question in set.questions { #expect(question.prompt.utf8.count < 1_500) }
  }

  @Test("the shipped questions are those that recordings were made with")
  func shippedQuestionsAreFrozen() throws {
    var digests: [String: String] = [:]
    for set in Self.sets {
      digests[set.name] = Digest.sha256(try QuestionFile.bytes(of: set.questions)).hex
    }
    #expect(
      digests == [
        "path-plan": "d2bd1390f0e5861c561c62151b2d3d66ba1ba2daaebf1e2d9d42a9f6ccb175b0",
        "boxlift": "251cb756c6f526344003c8d265158631c8cec8b97a651567a57068429b8b26b1",
        "boxnet": "bafa9afbfeabd6d61b9f70c62aa98440a9a7160cfabf34a2417bcd293c6dd674",
        "blocksworld": "1569f76bbd2bee20609d3603aec96ed31ea6d580eb7afa798fc59383b178c35e",
      ])
  }

  @Test("a smaller set holds the same questions")
  func generationIsRepeatable() throws {
    let again = try [
      PathPlan().questions(perRung: 2, seed: "shipped"),
      BoxLift().questions(perRung: 2, seed: "shipped"),
      BoxNet().questions(perRung: 2, seed: "shipped"),
      Blocksworld().questions(perRung: 2, seed: "shipped"),
    ]
    for (set, questions) in zip(Self.sets, again) {
      let ids = Set(questions.map(\.id))
      let shipped = set.questions.filter { ids.contains($0.id) }
      #expect(ids.count == set.rungs * 2)
      #expect(try QuestionFile.bytes(of: shipped) == QuestionFile.bytes(of: questions))
    }
    #expect(try BoxLift().questions(perRung: 2, seed: "other") != again[1])
  }

  @Test("the rungs grow harder", arguments: sets)
  func rungsGrowHarder(set: PlanTaskSet) {
    let firsts = set.questions.filter { $0.id.hasSuffix("-01") }
    let sizes = firsts.map { $0.complexity.reduce(0) { $0 + $1.value } }
    #expect(sizes == sizes.sorted())
  }

  @Test("harmless rewritings of a right answer stay right", arguments: sets)
  func rewritingsStayRight(set: PlanTaskSet) {
    let rewritings: [(String, (String) -> String)] = [
      ("prose around", { "Let me think about <<<this>>> first.\n\n\($0)\n\nI hope this helps!" }),
      ("a fence in the marker", { "<<<\n```json\n\($0.insideMarker)\n```\n>>>" }),
      ("a fence around", { "Here it is:\n```\n\($0)\n```\nThe plan is complete." }),
      ("bold", { "**Final answer:** **\($0)**" }),
      ("CRLF", { $0.replacing("\n", by: "\r\n") }),
      ("no space after commas", { $0.replacing(", ", by: ",") }),
      ("python quotes", { $0.replacing("\"", by: "'") }),
      ("curly quotes", { $0.replacing("\"", by: "\u{201d}") }),
      ("the format repeated first", { "Format: <<<answer>>>, <<<...>>>\n\($0)" }),
      ("a draft in an earlier marker", { "<<<Move Z from 1 to 2, [(9, 9)]>>> no:\n\($0)" }),
      ("no marker", { "The result is:\n\n\($0.insideMarker)\n" }),
      ("no marker, a fence", { "Result:\n```\n\($0.insideMarker)\n```" }),
      ("marker left open", { "I answer <<<\($0.insideMarker)" }),
      ("spaces", { $0.replacing("[", by: "[ ").replacing(")", by: " )") }),
      ("no-break spaces", { $0.replacing(" ", by: "\u{a0}") }),
    ]
    for (name, rewrite) in rewritings {
      for (question, judgement) in set.judgements({ rewrite($0.reference) }) {
        #expect(
          judgement.success, "\(question.id), \(name): \(judgement.rule), \(judgement.explanation)")
      }
    }
  }

  @Test("rewritings of one answer have one normal spelling", arguments: sets)
  func normalSpellingIsOne(set: PlanTaskSet) {
    let plain = set.judgements { $0.reference }.map(\.judgement.answer)
    let loose = set.judgements { $0.reference.replacing(", ", by: ",") }.map(\.judgement.answer)
    #expect(plain == loose)
    for (question, spelling) in zip(set.questions, plain) {
      let again = set.judgements { $0.id == question.id ? "<<<\(spelling ?? "")>>>" : "" }
      #expect(again.contains { $0.question.id == question.id && $0.judgement.answer == spelling })
    }
  }

  @Test("the question itself, an empty plan and no plan are not right", arguments: sets)
  func nothingIsNotRight(set: PlanTaskSet) {
    for answer in [{ $0.prompt }, { _ in "<<<>>>" }, { _ in "[]" }, { _ in "" }, { _ in "<<<" }]
      as [(Question) -> String]
    {
      for (question, judgement) in set.judgements(answer) {
        #expect(!judgement.success, "\(question.id): \(judgement.answer ?? "")")
        #expect(judgement.score == 0)
      }
    }
  }

  @Test("an answer cut off at any byte never has a better score", arguments: sets)
  func cutAnswersAreJudged(set: PlanTaskSet) {
    for cut in [1, 4, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377] {
      for (question, judgement) in set.judgements({ question -> [UInt8] in
        Array(question.reference.utf8.dropLast(cut))
      }) {
        // The end of the marker may be missing, and brackets that only close the list.
        let isWhole = cut <= 5
        #expect(isWhole || !judgement.success, "\(question.id) without \(cut) bytes")
        #expect(judgement.score >= 0 && judgement.score <= 1)
      }
    }
  }

  @Test("hostile text is judged, never right, and never a crash", arguments: sets)
  func hostileTextIsHarmless(set: PlanTaskSet) {
    let pieces = [
      "[", "(", "{", "<<<", ">>>", "<<<>>>", "[(", "[(1,[", "{\"Agent[", "Step 1: [(1,[0]),",
      "Step ",
      "Move ", "Move B from ", "move(", "9", "-", "1e999,", "(1e999, -1e999), ", "[[0, 1], ", "\\",
      "\"", "\u{201c}", "step 1: ", "Move A from 1 to 9999999999999999999999\n",
      "(99999999999999999999999999, 1),", "{}",
      "{\"Agent[-0.5, 0.5]\": \"move(box_red, square[1, 1])\"},",
    ]
    var texts: [[UInt8]] = pieces.flatMap { piece -> [[UInt8]] in
      let many = Array(String(repeating: piece, count: 3_000).utf8)
      return [many, Array("<<<".utf8) + many + Array(">>>".utf8)]
    }
    texts.append([UInt8](repeating: 0xff, count: 10_000))
    texts.append(Array("<<<[(0, 0), ".utf8) + [0xe2, 0x80] + Array(">>>".utf8) + [0xe2])
    texts.append((0...255).map { UInt8($0) })
    texts.append([0xc2])
    let question = set.questions[set.questions.count - 1]
    for text in texts {
      for (id, judgement) in set.judgements({ $0.id == question.id ? text : [] }) {
        #expect(!judgement.success, "\(id.id)")
      }
    }
  }
}
