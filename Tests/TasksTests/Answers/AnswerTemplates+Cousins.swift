extension AnswerTemplates {
  /// Further ways, for all that fits in a line.
  static let cousins: [AnswerTemplate] =
    right(
      "struck out, then given",
      [
        "~~{W}~~\n\n{R}", "The answer is ~~{W}~~.\n\nThe answer is {R}.",
        "<del>{W}</del>\n\nThe answer is {R}.", "❌ {W}\n\n✅ {R}", "Answer: {R} ✅",
        "<<<{R}>>> ✔\u{fe0f}",
      ])
    + right(
      "replaced in a few words",
      [
        "<<<{W}>>>\n\nUpon verification this fails. Correct answer: <<<{R}>>>",
        "The answer is {W}.\n\nEDIT: The answer is {R}.", "Answer: {W}\n\nUpdate: Answer: {R}",
        "My earlier answer of {W} was incorrect. The correct answer is {R}.",
        "<<<{W}>>> should have been <<<{R}>>>", "Instead of {W}, the answer is {R}.",
        "Final answer: {W}\n\n(Corrected) Final answer: {R}",
        "The answer is {W}\n\nI need to revise this: <<<{R}>>>",
        "<<<{W}>>>\nThis is not the answer. The answer is <<<{R}>>>.",
        "Many people would say {W}, but they are wrong; the answer is {R}.",
        "You may be tempted to answer {W}. Don't. The answer is {R}.",
      ])
    + right(
      "other thoughts",
      [
        "<thought>\nPerhaps {W}\n</thought>\n{R}", "```thinking\n<<<{W}>>>\n```\n\n<<<{R}>>>",
        "<inner_thoughts>\n<<<{W}>>>\n</inner_thoughts>\n<<<{R}>>>",
        "<my-reasoning>The answer is {W}.</my-reasoning>\n<<<{R}>>>",
        "Thinking...\nThe answer is {W}.\n...done thinking.\n\nThe answer is {R}.",
        "\u{25c1}think\u{25b7}<<<{W}>>>\u{25c1}/think\u{25b7}<<<{R}>>>",
        "<|begin_of_thought|>\n<<<{W}>>>\n<|end_of_thought|>\n<|begin_of_solution|>\n<<<{R}>>>\n<|end_of_solution|>",
        "<think>first {W}</think>hm<think>then <<<{W}>>></think>\n<<<{R}>>>",
      ])
    + right(
      "other talk behind it",
      [
        "The answer is {R}.\n\nHope that helps! 😊", "<<<{R}>>>\n\nHave a great day!",
        "<<<{R}>>>\n\nWould you like me to explain any step?", "<<<{R}>>>\n\nDONE",
        "The answer is {R}.\n\nConfidence: 95%", "<<<{R}>>>\n\nConfidence: high",
        "Final answer: {R}\n\nAll conditions are satisfied.",
        "<<<{R}>>><|im_end|>\n<|im_start|>user\nIs it {W}?",
        "The answer is {R}.\n\nP.S. I enjoyed this puzzle.",
        "<<<{R}>>>\n\nNote that I did not use code.",
      ])
    + wrong(
      "struck out or crossed",
      [
        "~~{R}~~", "The answer is ~~{R}~~.", "~~{R}~~ {W}", "<del>{R}</del>",
        "<<<{R}>>> ✗", "Answer: {R} ❌", "❌ {R}", "{R} ❌",
      ])
    + wrong(
      "replaced in other words",
      [
        "The answer is {R}. Sorry, I meant {W}.", "<<<{R}>>>\n\nNope, <<<{W}>>>",
        "The answer is {R}.\n\nErr, {W}.", "The answer is {R}... actually {W}.",
        "The answer is {R}.\n\nAfter correcting the mistake: {W}",
        "My earlier answer of {R} was incorrect. The correct answer is {W}.",
        "Instead of {R}, the answer is {W}.", "<<<{R}>>>\n\nCorrect answer: {W}",
        "<<<{R}>>> was my first guess; it is wrong.",
        "<<<{R}>>>\n\nLet me double-check. Step 2 was wrong, so this is wrong too.",
        "<<<{R}>>>\n\nPlease disregard the answer above.",
        "<<<{R}>>>\n\nThis can't be the answer.",
        "<<<{R}>>>\n\nThat answer does not satisfy the conditions.",
        "The answer is {R}, but this is incorrect.", "The answer is {R}, which is wrong.",
      ])
    + wrong(
      "denied in other words",
      [
        "No way the answer is {R}.", "I can't agree that the answer is {R}.",
        "The answer is unlikely to be {R}.", "The answer isn't {R}.",
        "Under no circumstances is the answer {R}.", "The answer is other than {R}.",
        "<<<not {R}>>>", "Not {R}.", "It's not {R}.", "The correct answer is not {R}.",
        "Nobody would answer {R}.", "It would be wrong to answer {R}.", "I reject {R}.",
        "{R} can be ruled out.", "{R} is not the answer.",
        "\u{2260} {R}", "Wrong: {R}", "The answer may or may not be {R}.",
      ])
    + wrong(
      "asked in other words",
      [
        "<<<{R}?>>>", "<<<{R}>>>?", "The answer is {R}?", "Is it {R}?",
        "Would the answer be {R}?", "Can you confirm that the answer is {R}?",
        "What if the answer is {R}?", "I wonder if the answer is {R}.",
        "Possibly {R}.", "It might be {R}.",
      ])
    + wrong(
      "one of two in other words",
      [
        "<<<{W}>>> or <<<{R}>>>", "<<<{R}>>> / <<<{W}>>>", "<<<{W}>>> and <<<{R}>>>",
        "The answer is {R}, or possibly {W}.", "The answer is one of {R}, {W}.",
        "{W} or {R}", "Either {W} or {R}.", "The answer is {R} unless it is {W}.",
      ])
    + wrong(
      "supposed or quoted in other words",
      [
        "They claim that the answer is {R}.", "e.g. <<<{R}>>>", "For example, <<<{R}>>>.",
        "\"The answer is {R}\" is what a careless student would write.",
        "The answer would be {R} if the question were different.",
        "If you forget the sign you get {R}.", "A naive solver would say {R}.",
        "My initial guess was {R}. I now think {W}.\n\nAnswer: {W}",
      ])
    + wrong(
      "only thought in other forms",
      [
        "<inner_thoughts>{R}</inner_thoughts>", "<my-reasoning>The answer is {R}.</my-reasoning>",
        "```thinking\n<<<{R}>>>\n```", "Thinking...\nThe answer is {R}.",
        "<|begin_of_thought|><<<{R}>>>", "\u{25c1}think\u{25b7}The answer is {R}",
        "<think>a</think><think>The answer is {R}.",
        "I don't know.<|im_end|>\n<|im_start|>user\nThe answer is {R}.",
      ])

  /// Further ways in which a number stands there and another value is said.
  static let otherValues: [AnswerTemplate] =
    wrong(
      "another value in other forms",
      [
        "<<<{R} or more>>>", "The answer is {R} or more.", "<<<{R} and up>>>", "<<<{R}+>>>",
        "The answer is {R} at least.", "<<<{R} plus 26>>>", "The answer is {R} plus 26.",
        "<<<{R} minus 1>>>", "<<<{R} times 2>>>", "<<<{R} divided by 2>>>", "<<<{R}..{W}>>>",
        "<<<{R}\u{2026}{W}>>>", "<<<\u{2264} {R}>>>", "<<<\u{2265} {R}>>>", "<<<{R} < x>>>",
        "<<<{R} <= x>>>", "<<<{R} and {W}>>>", "<<<{R} | {W}>>>", "<<<{R}\n{W}>>>",
        "<<<{R} vs {W}>>>", "<<<\u{2213}{R}>>>", "The answer is {R} (or {W}).",
        "<<<{R} (lower bound)>>>", "<<<{R} remainder 3>>>", "<<<{R} base 12>>>",
        "<<<{R}\u{2030}>>>", "<<<{R} \u{2192} {W}>>>",
      ])
    + right(
      "a number with an arrow or a quote",
      [
        "\u{21d2} {R}", "\u{2234} {R}", "\u{ab}{R}\u{bb}", "The answer is \u{201c}{R}\u{201d}.",
        "Final answer \u{2192} {R}", "So, {R}.", "That makes {R}.", "It's {R}.",
      ])

  /// Further ways for plans.
  static let planCousins: [AnswerTemplate] =
    right(
      "other thoughts",
      [
        "<inner_thoughts>\n{W}\n</inner_thoughts>\n<<<{R}>>>",
        "```thinking\n{W}\n```\n\n<<<\n{R}\n>>>",
        "<<<{R}>>><|im_end|>\n<|im_start|>user\n<<<{W}>>>", "<del>{W}</del>\n\n<<<{R}>>>",
      ])
    + wrong(
      "taken back in other words",
      [
        "<<<{R}>>>\n\nPlease disregard the answer above.", "<<<{R}>>>\n\nThis can't be the answer.",
        "<<<{R}>>>\n\nThat plan does not satisfy the conditions.",
        "<inner_thoughts>\n{R}\n</inner_thoughts>", "```thinking\n{R}\n```",
        "<<<{W}>>> or <<<{R}>>>", "<del>{R}</del>",
      ])
}
