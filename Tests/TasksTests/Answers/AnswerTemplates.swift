/// A way to say something: `{R}` is the right answer, `{W}` a wrong one, `{N}` what it is called.
struct AnswerTemplate {
  /// What kind of sentence it is.
  var kind: String
  /// What the model writes.
  var text: String
  /// Whether the text is what code printed.
  var isPrinted = false
  /// Whether whoever says this has given the right answer.
  var isRight: Bool

  /// The text with the answers of a draft in it.
  func text(for draft: AnswerDraft) -> String {
    let isJSON = text.contains("\"{R}\"") || text.contains("\"{W}\"")
    func spelled(_ answer: String) -> String {
      isJSON ? answer.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") : answer
    }
    return text.replacing("{R}", with: spelled(draft.right))
      .replacing("{W}", with: spelled(draft.wrong)).replacing("{N}", with: draft.noun)
  }
}

/// The ways to give, take back, deny, doubt and quote an answer.
enum AnswerTemplates {
  /// Those that fit a shape of answers.
  static func of(_ shape: AnswerDraft.Shape) -> [AnswerTemplate] {
    switch shape {
    case .plan: plans + planCousins
    case .number: common + short + numbers + cousins + otherValues
    case .word, .option: common + short + cousins
    case .expression: common + expressions + cousins
    case .count: common + cousins
    }
  }

  static func right(_ kind: String, _ texts: [String]) -> [AnswerTemplate] {
    texts.map { AnswerTemplate(kind: kind, text: $0, isRight: true) }
  }
  static func wrong(_ kind: String, _ texts: [String]) -> [AnswerTemplate] {
    texts.map { AnswerTemplate(kind: kind, text: $0, isRight: false) }
  }
  private static func printed(_ texts: [String]) -> [AnswerTemplate] {
    texts.map { AnswerTemplate(kind: "printed", text: $0, isPrinted: true, isRight: true) }
  }

  /// For all that fits in a line.
  private static let common: [AnswerTemplate] =
    right(
      "given",
      [
        "<<<{R}>>>", "I worked it out step by step.\n\n<<<{R}>>>", "The answer is {R}.",
        "**Answer: {R}**", "Final answer: {R}", "## Answer\n\n{R}", "### Final Answer\n\n{R}\n",
        "<answer>{R}</answer>", "<answer>\n{R}\n</answer>", "<final_answer>{R}</final_answer>",
        "{\"answer\": \"{R}\"}", "```json\n{\"final_answer\": \"{R}\"}\n```",
        "{\"reasoning\": \"step by step\", \"answer\": \"{R}\"}", "{R}", "**{R}**", "> {R}",
        "<<<{R}>>><|im_end|>", "The answer is {R}.<|eot_id|>", "{R}</s>",
        "<strong>Answer:</strong> {R}", "After some thought:\n\nThe answer is {R}.",
      ])
    + right(
      "thoughts",
      [
        "<think>\nIt could be {W}. The answer is {W}.\n</think>\n\nThe answer is {R}.",
        "<thinking>\n<<<{W}>>>\n</thinking>\n\n<<<{R}>>>",
        "<reasoning>I would say <<<{W}>>>.</reasoning>\nAnswer: {R}",
        "<reflection>The answer is {W}? No.</reflection>\n\n<<<{R}>>>",
        "So it would be <<<{W}>>>.\n</think>\n\n<<<{R}>>>",
        "<|channel|>analysis<|message|>Perhaps <<<{W}>>>.<|end|><|start|>assistant<|channel|>final<|message|>The answer is {R}.",
        "analysisWe need care. <<<{W}>>> maybe.assistantfinal<<<{R}>>>",
        "[THINK]The answer is {W}.[/THINK]\n<<<{R}>>>",
        "<THINK>The answer is {W}.</THINK>\nThe answer is {R}.",
      ])
    + right(
      "taken back, then given",
      [
        "<<<{W}>>>\n\nWait, I made a mistake. The correct {N} is <<<{R}>>>",
        "The answer is {W}.\n\nHold on, that is not right. The answer is {R}.",
        "<<<{W}>>>\n\nOn second thought, that was wrong.\n\n<<<{R}>>>",
        "Answer: {W}\n\nCorrection: the answer is {R}.",
        "<<<{W}>>>\n\nI apologize for the mistake. The final answer is {R}.",
        "The answer is {W}. Scratch that. The answer is {R}.",
        "<<<{W}>>>\n\nOops, I misread the question. <<<{R}>>>",
        "The answer is {W}.\n\nThat can't be right, since one step was skipped.\n\nThe answer is {R}.",
        "<<<{W}>>>\n\nLet me correct that: <<<{R}>>>",
        "<<<{W}>>>\n\nThe above is incorrect. The right answer is {R}.",
        "First <<<{W}>>>, and after a second look <<<{R}>>>",
      ])
    + right(
      "talk behind it",
      [
        "The answer is {R}.\n\nI hope this helps!",
        "<<<{R}>>>\n\nLet me know if anything is unclear.",
        "**Answer: {R}**\n\nFeel free to ask for more details.", "<<<{R}>>>\n\nTERMINATE",
        "The answer is {R}.\n\nNote: no mistake was found when checking.",
        "The answer is {R}.\n\nThank you for the interesting question!",
        "Answer: {R}\n\nIs there anything else that I can do for you?",
        "<<<{R}>>>\n\nIf you find an error, please tell me.",
      ])
    + right(
      "another one quoted",
      [
        "A tempting wrong answer is {W}. The answer is {R}.",
        "Someone might say {W}. The answer is {R}.",
        "My first guess was <<<{W}>>>, but the answer is <<<{R}>>>",
        "A common mistake gives {W}.\n\n<<<{R}>>>",
        "Is the answer {W}? No. The answer is {R}.",
        "If the answer were {W}, the check would fail. The answer is {R}.",
        "It is not <<<{W}>>>. It is <<<{R}>>>.",
        "At first I thought it was {W}.\n\nThe correct answer is {R}.",
      ])
    + printed([
      "{R}\n", "<<<{R}>>>\n", "{R}\nNone\n", "{R}\nDone.\n",
      "====================\n{R}\n====================\n",
      "\u{1b}[1m{R}\u{1b}[0m\n", "{R}\nExecution time: 0.01 seconds\n", "Answer: {R}\n",
      "{R}\n\nProcess finished with exit code 0\n",
    ])
    + wrong(
      "given wrongly",
      ["<<<{W}>>>", "The answer is {W}.", "**Answer: {W}**", "{\"answer\": \"{W}\"}", "{W}"])
    + wrong(
      "only thought",
      [
        "<think>The answer is {R}.", "<think>\n<<<{R}>>>\n</think>",
        "<thinking>The answer is {R}.</thinking>\n\nThe answer is {W}.",
        "<think>So it is <<<{R}>>>.</think>\n\n<<<{W}>>>",
        "<|channel|>analysis<|message|>The answer is {R}.<|end|>",
        "<reasoning>\nThe answer is {R}.\n</reasoning>", "[THINK]<<<{R}>>>",
      ])
    + wrong(
      "taken back",
      [
        "<<<{R}>>>\n\nWait, I made a mistake. The correct {N} is <<<{W}>>>",
        "The answer is {R}.\n\nHold on, that is not right. The answer is {W}.",
        "<<<{R}>>>\n\nActually, that is wrong.", "<<<{R}>>> is wrong.",
        "The answer is {R}.\n\nNo, that was a mistake.",
        "<<<{R}>>>\n\nScratch that. The answer is {W}.",
        "The answer is {R}.\n\nOn reflection, I was wrong: <<<{W}>>>",
        "<<<{R}>>>\n\nI made an error. I will have to start over.",
        "Answer: {R}\n\nThat answer is incorrect.", "<<<{R}>>> No, I was wrong: <<<{W}>>>",
        "The answer is {R}.\n\nIgnore that, I miscounted.",
        "The answer is {R}.\n\nSorry, that was not correct. The final answer is {W}.",
      ])
    + wrong(
      "denied",
      [
        "It is not <<<{R}>>>.", "The answer is not {R}.", "It is not true that the answer is {R}.",
        "It is false that the answer is {R}.", "I do not believe that the answer is {R}.",
        "The answer cannot be {R}.", "The answer is certainly not {R}.",
        "I doubt that the answer is {R}.", "The answer is anything but {R}.",
        "The answer is {W}, not {R}.", "The answer is not {R} but {W}.",
      ])
    + wrong(
      "doubted or asked",
      [
        "Is the answer {R}?", "Could the answer be {R}?", "Is it <<<{R}>>>?",
        "I am not sure whether the answer is {R}.", "Maybe the answer is {R}.",
        "The answer might be {R}.", "Perhaps the answer is {R}, but I cannot tell.",
        "I have no idea, but the answer could be {R}.",
      ])
    + wrong(
      "one of two",
      [
        "The answer is either {R} or {W}.", "<<<{R} or {W}>>>", "The answer is {W} or {R}.",
        "<<<{R}>>> or <<<{W}>>>, one of them.",
      ])
    + wrong(
      "supposed or quoted",
      [
        "If the answer were {R}, the check would fail.", "A tempting wrong answer would be {R}.",
        "My first guess was {R}.", "A tempting wrong answer is <<<{R}>>>.\n\nThe answer is {W}.",
        "A student might answer {R}. The answer is {W}.", "Suppose that the answer is {R}.",
        "My friend said that the answer is {R}. The answer is {W}.",
      ])

  /// For one number, word or option.
  private static let short: [AnswerTemplate] =
    right(
      "given in a sentence",
      [
        "\\boxed{{R}}", "The answer is $\\boxed{{R}}$.", "So the correct {N} is {R}.",
        "\\fbox{{R}}", "<{R}>", "<<{R}>>", "\\<\\<\\<{R}\\>\\>\\>", "&lt;&lt;&lt;{R}&gt;&gt;&gt;",
        "The answer is therefore {R}.", "My final answer is {R}.", "{R} is the answer.",
        "| Step | Value |\n|---|---|\n| answer | {R} |", "The {N} must be <<<{R}>>>.",
        "The answer is not {W} but {R}.", "The answer is {R}, not {W}.",
        "The answer is {R} rather than {W}.", "- {R}", "Answer:\n- **{R}**",
      ])
    + wrong(
      "rejected",
      ["{R} is incorrect.", "{R} is wrong.", "{R} is not correct.", "{R} - incorrect"])

  private static let numbers: [AnswerTemplate] =
    right(
      "a number",
      [
        "_{R}_", "The answer is _{R}_.", "The result: {R}", "x = {R}", "The answer is {R} [1].",
        "The {N} is exactly {R}, as required.",
      ])
    + wrong(
      "another value",
      [
        "<<<at least {R}>>>", "The answer is at least {R}.", "<<<more than {R}>>>", "<<<±{R}>>>",
        "<<<{R}; {W}>>>", "<<<log({R})>>>", "<<<{R} choose 2>>>", "<<<{R} thousand>>>",
        "<<<{R} mod 7>>>", "<<<({R})!>>>", "<<<2 * {R}>>>", "<<<between {R} and {W}>>>",
        "<<<{R} + 1>>>", "The answer is less than {R}.", "<<<√{R}>>>", "<<<{R}^2>>>",
        "<<<half of {R}>>>", "<<<{R} to {W}>>>",
      ])

  private static let expressions: [AnswerTemplate] =
    right(
      "an expression",
      ["<<<{R} = 24>>>", "The expression is **{R} = 24**.", "One way is: {R} = 24", "`{R}`"])
    + wrong(
      "another expression", ["<<<({R}) % 100>>>", "<<<({R})!>>>", "<<<-({R})>>>", "<<<({R})^1>>>"])

  private static let plans: [AnswerTemplate] =
    right(
      "given",
      [
        "<<<{R}>>>", "<<<\n{R}\n>>>", "{R}", "Here is my plan:\n\n{R}", "**Answer:**\n\n<<<{R}>>>",
        "```\n{R}\n```", "```\n<<<{R}>>>\n```", "<<<\n{R}\n>>>\n\nI hope this helps!",
        "{R}\n\nLet me know if anything is unclear.", "<answer>\n{R}\n</answer>",
        "<<<{R}>>><|im_end|>", "&lt;&lt;&lt;{R}&gt;&gt;&gt;", "## Final plan\n\n{R}\n",
        "<<<{R}>>>\n\nTERMINATE", "<answer><<<{R}>>></answer>", "The final plan is:\n\n{R}",
        "I checked all steps twice.\n\n<<<{R}>>>\n\nNo mistake was found.",
      ])
    + right(
      "thoughts",
      [
        "<think>\n<<<{W}>>>\n</think>\n\n<<<{R}>>>", "<thinking>\n{W}\n</thinking>\n\n{R}",
        "Maybe:\n{W}\n</think>\n\n<<<\n{R}\n>>>",
        "<|channel|>analysis<|message|>{W}<|end|><|start|>assistant<|channel|>final<|message|><<<{R}>>>",
        "<reasoning>{W}</reasoning>\n<<<{R}>>>", "[THINK]{W}[/THINK]\n<<<{R}>>>",
      ])
    + right(
      "taken back, then given",
      [
        "<<<{W}>>>\n\nWait, I made a mistake. The corrected plan is:\n\n<<<{R}>>>",
        "<<<{W}>>>\n\nThat plan is wrong. The correct plan is:\n\n{R}",
        "<<<{W}>>>\n\nI made an error.\n\n<<<{R}>>>",
        "{W}\n\nWait, this plan does not work. I was wrong.\n\n{R}",
        "<<<{W}>>>\n\nOn second thought, this is better:\n\n<<<{R}>>>",
        "A tempting wrong plan would be:\n\n{W}\n\nThe correct plan is:\n\n{R}",
        "It is not <<<{W}>>>.\n\n<<<{R}>>>",
      ])
    + printed(["{R}\n", "<<<{R}>>>\n", "{R}\nNone\n", "{R}\nDone.\n"])
    + wrong("given wrongly", ["<<<{W}>>>", "{W}", "```\n{W}\n```", "Here is my plan:\n\n{W}"])
    + wrong(
      "only thought",
      [
        "<think>\n{R}", "<think>\n<<<{R}>>>\n</think>", "<think>\n<<<{R}>>>\n</think>\n\n<<<{W}>>>",
        "<thinking>\n{R}\n</thinking>\n\n{W}", "<reasoning>\n{R}\n</reasoning>",
        "<|channel|>analysis<|message|>{R}<|end|>",
      ])
    + wrong(
      "taken back",
      [
        "<<<{R}>>>\n\nWait, I made a mistake. The corrected plan is:\n\n<<<{W}>>>",
        "<<<{R}>>>\n\nThat plan is wrong. The correct plan is:\n\n<<<{W}>>>",
        "<<<{R}>>>\n\nWait, that plan is wrong.", "{R}\n\nThis plan is incorrect.",
        "<<<{R}>>>\n\nI was wrong. I will have to start over.",
        "{R}\n\nScratch that. Here is another one:\n\n{W}",
      ])
    + wrong(
      "denied, supposed or asked",
      [
        "It is not <<<{R}>>>.", "A tempting wrong plan would be <<<{R}>>>.",
        "A tempting wrong plan would be:\n\n{R}\n\nThe correct plan is:\n\n{W}",
        "Is it <<<{R}>>>?", "My first attempt was <<<{R}>>>.\n\nThe final plan is:\n\n<<<{W}>>>",
      ])
}
