import Tasks
import Testing

@Suite("The answer that an extraction model names")
struct NamedAnswerTests {
  @Test(
    "is the last marker alone",
    arguments: [
      ("<<<42>>>", "<<<42>>>"), ("I copy: <<< 42 >>> as asked", "<<<42>>>"),
      ("<<<1>>> or <<<2>>>", "<<<2>>>"), ("<<<a\nb>>>", "<<<a\nb>>>"),
      ("Put it in <<<answer>>>: <<<No>>>", "<<<No>>>"),
      ("<<<No, it does not return>>>", "<<<No, it does not return>>>"),
      ("<<<3 unknowns>>>", "<<<3 unknowns>>>"),
      ("<<<None of them is true>>>", "<<<None of them is true>>>"),
    ])
  func answers(reply: String, marker: String) {
    #expect(NamedAnswer(in: reply) == .answer(AnswerText(marker)))
  }

  @Test(
    "is none where the model says so",
    arguments: [
      "<<<none>>>", "<<<NONE>>>", "<<< None. >>>", "<<<**none**>>>", "<<<(none)>>>", "<<<N/A>>>",
      "<<<no answer>>>", "<<<No answer was given.>>>", "<<<No final answer>>>", "<<<unknown>>>",
      "<<<Not stated.>>>", "The first is <<<12>>>, but then: <<<none>>>",
    ])
  func none(reply: String) {
    #expect(NamedAnswer(in: reply) == NamedAnswer.none)
  }

  @Test(
    "cannot be read without a closed marker",
    arguments: [
      "", "42", "The answer is 42.", "<<<42", "42>>>", "<<<>>>", "<< 42 >>", "<<<answer>>>",
    ])
  func unreadable(reply: String) {
    #expect(NamedAnswer(in: reply) == .unreadable)
  }
}
