import Testing

@testable import Tasks

@Suite("Yes or no")
struct YesNoReaderTests {
  private func read(_ text: String) -> String? {
    if case .found(_, let answer, _) = YesNo.extract(from: AnswerText(text)) { return answer }
    return nil
  }

  @Test(
    "spellings of yes",
    arguments: [
      "<<<Yes>>>", "<<<yes>>>", "<<<YES.>>>", "<<<**Yes**>>>", "<<<\"Yes\">>>", "<<<Y>>>",
      "<<<True>>>",
      "\\boxed{Yes}", "\\boxed{\\text{Yes}}", "$\\boxed{\\textbf{Yes}}$", "The answer is Yes.",
      "Answer: yes", "**Answer:** Yes", "Yes, she does.", "Yes, because there is no way out.",
      "Yes", "yes\n", "True", "true\n", "```\nYes\n```", "['Yes']", "{'answer': True}",
      "Result: True", "Back at the start? True", "So Ida tells the truth, hence yes.", "**Yes**",
      "There is no doubt that the answer is yes.", "I know that it is not far: Yes",
      "<<<No>>> wait <<<Yes>>>", "`Yes`", "\u{201c}Yes\u{201d}",
      "Yes - all steps cancel", "Therefore: Yes!", "is_back = True", "The answer is: **Yes**",
    ])
  func yes(text: String) {
    #expect(read(text) == "Yes", "\(text)")
  }

  @Test(
    "spellings of no",
    arguments: [
      "<<<No>>>", "<<<no>>>", "<<<NO>>>", "<<<N>>>", "<<<False>>>", "\\boxed{\\text{No}}",
      "The answer is No.", "No, the robot does not return.", "No because it ends 2 steps away.",
      "No", "False", "false", "```\nNo\n```", "Does it return? No.", "So, no.", "**No**.",
      "The answer is **no**, it does not.", "returns: False", "<<<Yes>>> wait <<<No>>>", "['No']",
      "No. It ends elsewhere.",
    ])
  func no(text: String) {
    #expect(read(text) == "No", "\(text)")
  }

  @Test(
    "texts without an answer give none",
    arguments: [
      "", "I do not know", "know", "not", "Nothing", "Notably, it is north.", "Incorrect",
      "Correct",
      "No one lies here", "There is no way to tell", "Yes or No", "Yes/No", "<<<Yes or No>>>",
      "It is true that Ida lies", "eyes", "yesterday", "none", "nope-like", "untrue", "falsehood",
      "```python\nprint('Yes' if x else 'No')\n```", "```python\nprint(\"No\")\n```",
      "```python\nprint(\"No\")", "<<<{answer}>>>", "N/A or so", "1", "0", "No-one knows",
      "Yes and no.", "Truth", "He denies that it is true.",
      "It is not true that the answer is yes.",
      "I do not believe that the answer is no",
    ])
  func none(text: String) {
    #expect(read(text) == nil, "\(text)")
  }

  @Test("the wrong one of the two grades as wrong")
  func grades() {
    #expect(YesNo.grade(true, truth: true).success)
    #expect(YesNo.grade(false, truth: false).success)
    #expect(!YesNo.grade(true, truth: false).success)
    #expect(!YesNo.grade(false, truth: true).success)
  }
}
