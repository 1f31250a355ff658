import Basics
import Testing

@testable import Tasks

@Suite struct QuestionIDTests {
  @Test("Ids that would break a trial's name are refused where a question file is read")
  func ids() throws {
    let question = try #require(try Navigate().questions(perRung: 1, seed: "ids").first)
    func read(_ id: String) throws -> [Question] {
      var question = question
      question.id = id
      return try QuestionFile.questions(in: QuestionFile.bytes(of: [question]), named: "file")
    }
    for id in [
      "a/b", "", ".", "..", "a b", "a\nb", "é", "a\u{202e}b", String(repeating: "a", count: 101),
    ] {
      #expect(throws: TaskError.self, "\(id)") { try read(id) }
    }
    for id in ["a", "game24.24_3.0001", "letters.10-15.a_1_0", "A-1_b.c"] {
      #expect(try read(id).map(\.id) == [id])
    }
  }
}
