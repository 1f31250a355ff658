import Testing

@testable import Lab

@Suite struct QuestionFactsTests {
  @Test func factsAreOfTheTextThatIsSent() {
    let facts = QuestionFacts(of: "What is 12 * 3456?\n(A) 7 (B) 41472")
    #expect(facts[.digits] == 5)
    #expect(facts[.numbers] == 4)
    #expect(facts[.options] == 2)
    #expect(facts[.lines] == 2)
    #expect(facts[.words] == 9)
    #expect(facts[.signs] == 1)
    #expect(QuestionFacts(of: "").all == Array(repeating: 0, count: 12))
  }
}
