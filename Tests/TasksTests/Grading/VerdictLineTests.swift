import Testing

@testable import Tasks

/// What is said behind an answer, before it and around it: verdicts in a line of their own, later answers in
/// sentences that announce none, and labels of what is no answer.
@Suite("What is said of an answer")
struct VerdictLineTests {
  /// A right and a wrong answer of every shape that fits in a line.
  private struct Drafts {
    static let all: [AnswerDraft] = {
      var drafts: [AnswerDraft] = []
      for task in TaskRegistry.shipped.all {
        drafts += ((try? AnswerDrafts.of(task, perRung: 1)) ?? []).prefix(2)
      }
      return drafts
    }()
    static let lines = all.filter { $0.shape != .plan }
    static let plans = all.filter { $0.shape == .plan }
  }

  private static func check(_ texts: [String], of drafts: [AnswerDraft], isRight: Bool) {
    #expect(!drafts.isEmpty)
    for text in texts {
      for draft in drafts {
        let said = AnswerTemplate(kind: "", text: text, isRight: isRight).text(for: draft)
        #expect(
          draft.question.judge([(.response, AnswerText(said))]).success == isRight,
          "\(draft.question.question.id): \(said)")
      }
    }
  }

  @Test("A line that is only a verdict takes back the answer above it, in plans too")
  func verdicts() {
    let texts = [
      "<<<{R}>>>\n\nWrong!", "<<<{R}>>>\n\nNot correct.", "<<<{R}>>>\n\nINCORRECT",
      "<<<{R}>>>\n\n❌", "<<<{R}>>>\n\nNo, wrong.", "<<<{R}>>>\n\nNot quite right.",
      "<<<{R}>>>\n\nVerification failed.", "<<<{R}>>>\n\nThat can't be it.",
      "<<<{R}>>>\n\nI don't stand by that answer.", "<<<{R}>>>\n\nIt isn't.",
      "<<<{R}>>>\n\nSadly, that is invalid.", "<<<{R}>>>\n\nJust kidding, it isn't.",
      "<<<{R}>>>\n\nThere's a bug in my reasoning. I'd need to redo everything.",
    ]
    Self.check(texts, of: Drafts.lines + Drafts.plans, isRight: false)
    Self.check(
      [
        "<<<{R}>>>\n\nThis plan does not reach the goal.", "<<<{R}>>>\n\nThe last step is illegal.",
      ],
      of: Drafts.plans, isRight: false)
  }

  @Test("What is no verdict on the answer takes nothing back")
  func harmless() {
    let texts = [
      "<<<{R}>>>\n\nNo correction is necessary.", "<<<{R}>>>\n\nThat is correct.",
      "Wrong?\n\n<<<{R}>>>",
      "<<<{R}>>>\n\nCorrect!", "<<<{R}>>>\n\nNot wrong.", "Is it {W}? Wrong!\n\n<<<{R}>>>",
      "<<<{R}>>>\n\nI double-checked that no step is wrong.", "Wrong!\n\n<<<{R}>>>",
      "<<<{W}>>>\n\nWrong! The answer is {R}.",
    ]
    Self.check(texts, of: Drafts.lines, isRight: true)
  }

  /// Sentences by which a later answer takes the place of an earlier one.
  private static let revisions = [
    "<<<{1}>>>\n\nA second pass gives {2} instead.",
    "<<<{1}>>>\n\nHaving checked again, I now get {2}.",
    "<<<{1}>>>\n\nEdit: I left out one case, so it's {2}.",
    "<<<{1}>>>\n\nLet me replace this by {2}.",
    "<<<{1}>>>\n\nI'd like to change this to {2}.", "<<<{1}>>>\n\nSecond attempt: {2}",
    "The answer is {1}. Or rather, {2}.", "<<<{1}>>>\n\nRecalculating, I get {2}.",
    "<<<{1}>>>\n\nBetter: {2}", "<<<{1}>>>\n\nRedoing this carefully I obtain {2}.",
    "<<<{1}>>>\n\nPlease use {2} instead.", "<<<{1}>>>\n\nMy apologies, it should be {2}.",
    "<<<{1}>>>\n\nThis needs to be changed to {2}.", "Answer: {1}\nAnswer (fixed): {2}",
    "<<<{1}>>>\n\nStrike that: {2}.", "<<<{1}>>>\n\nOn a second try I get {2}.",
    "<<<{1}>>>\n\nAfter a recount I get {2} now.",
  ]

  @Test("A later answer in a sentence that announces none takes the earlier one's place")
  func revised() {
    let to = Self.revisions.map { $0.replacing("{1}", with: "{W}").replacing("{2}", with: "{R}") }
    let from = Self.revisions.map { $0.replacing("{1}", with: "{R}").replacing("{2}", with: "{W}") }
    Self.check(to, of: Drafts.lines, isRight: true)
    Self.check(from, of: Drafts.lines, isRight: false)
  }

  @Test("What a label rejects, quotes or shows as a format is no answer")
  func labels() {
    let texts = [
      "Wrong answers: {R}", "False: {R}", "Invalid answer: {R}", "Rejected: {R}", "Ruled out: {R}",
      "Common mistake: {R}", "Beware of {R}.",
      "<<<{W}>>>\n\nAlternative answers that I rejected: <<<{R}>>>",
      "The bot replied: \"The answer is {R}.\"",
      "Format: <<<{R}>>>\n\nI could not find the answer.",
      "Wrong answers:\n<<<{R}>>>", "Pitfall: <<<{R}>>>", "<<<{R}>>>: false.",
    ]
    Self.check(texts, of: Drafts.lines, isRight: false)
    Self.check(
      ["A bad plan is:\n<<<{R}>>>", "Rejected plan:\n\n<<<{R}>>>"], of: Drafts.plans, isRight: false
    )
    Self.check(
      [
        "Wrong answers: {W}\n\nThe answer is {R}.", "After correcting the mistake: {R}",
        "<<<{W}>>>\n\nI was wrong. The answer is <<<{R}>>>",
        "The answer in the required format: <<<{R}>>>",
      ], of: Drafts.lines, isRight: true)
  }

  @Test("A main clause that denies or supposes is heard")
  func clauses() {
    let texts = [
      "It is impossible that the answer is {R}.", "In a similar problem the answer was {R}.",
      "Were the answer {R}, everything would be easy.", "It is easy to fall for {R}.",
      "Without the last step, the answer would be {R}.",
      "At first sight it is {R}, but a closer look shows otherwise.", "{R} is the wrong answer.",
      "One is led to believe that the answer is {R}.", "For another question the answer is {R}.",
      "The answer used to be {R}, but no longer.",
      "It remains to be seen whether the answer is {R}.",
      "I am in two minds about {R}.", "People often answer {R}.",
    ]
    Self.check(texts, of: Drafts.lines, isRight: false)
  }

  @Test("A verdict may be spelled in two words, and say no before it")
  func spelledApart() {
    Self.check(
      ["<<<{R}>>>\n\nThis can not be right.", "<<<{R}>>>\n\nThat could not be correct."],
      of: Drafts.lines + Drafts.plans, isRight: false)
    Self.check(["The answer is {R}; no, that is wrong."], of: Drafts.lines, isRight: false)
    Self.check(
      ["<<<{R}>>>\n\nThis can not be wrong.", "{W}; no, that is wrong.\n\n<<<{R}>>>"],
      of: Drafts.lines, isRight: true)
  }

  @Test("A denial that breaks off denies what stands below it")
  func brokenOff() {
    Self.check(
      ["The answer is not\n\n{R}", "The answer is not:\n{R}", "It isn't\n{R}"],
      of: Drafts.lines.filter { $0.shape != .count }, isRight: false)
  }

  @Test("A choice that was only thought is none")
  func onlyThought() {
    let choices = Drafts.lines.filter { $0.shape == .option || $0.shape == .word }
    Self.check(["The answer is {R}, or so I thought."], of: choices, isRight: false)
  }

  @Test("A line of the work that names a number gives none")
  func unfinished() {
    let numbers = Drafts.lines.filter { $0.shape == .number }
    Self.check(
      [
        "Let me check {R}.", "Let us try {R} next.", "We know {R}.", "We need to check {R}.",
        "Step: {R}", "So far: {R}", "Estimate: {R}", "Hint: {R}", "It remains to add {R}.",
        "Now subtract 5 from {R}.", "I stopped at {R}.", "You asked about {R}.",
      ], of: numbers, isRight: false)
    Self.check(["We get {R}."], of: numbers, isRight: true)
  }
}
