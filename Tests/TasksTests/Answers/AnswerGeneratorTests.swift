import Basics
import Testing

@testable import Tasks

/// Answers that are built of a right and a wrong one, so that their verdict is known, in every way in
/// which people and models give, take back, deny, doubt and quote.
@Suite("Generated answers")
struct AnswerGeneratorTests {
  /// One answer, and what became of it.
  private struct Case {
    var task: String
    var kind: String
    var text: String
    var isRight: Bool
    var verdict: Bool
  }

  @Test(
    "Of ten thousand generated answers none passes wrongly, and at most three in a hundred fail")
  func verdicts() throws {
    var cases: [Case] = []
    for task in TaskRegistry.shipped.all { cases += try Self.judged(task) }
    #expect(cases.count >= 10_000, "\(cases.count)")
    let passes = cases.filter { $0.verdict && !$0.isRight }
    let fails = cases.filter { !$0.verdict && $0.isRight }
    #expect(passes.isEmpty, "\(Self.summary(passes))")
    let right = cases.count(where: \.isRight)
    #expect(fails.count * 100 <= right * 3, "\(fails.count) of \(right): \(Self.summary(fails))")
    let unknown = fails.filter { Self.allowed[$0.kind] == nil }
    #expect(unknown.isEmpty, "\(Self.summary(unknown))")
  }

  /// The kinds of right answers that may fail, and why.
  private static let allowed: [String: String] = [
    "a number":
      "a root or a fraction in the middle of a sentence, words before and behind it, is not cut out"
  ]

  private static func judged<T: BenchTask>(_ task: T) throws -> [Case] {
    try AnswerDrafts.of(task, perRung: 2).flatMap { draft in
      AnswerTemplates.of(draft.shape).map { template in
        let text = template.text(for: draft)
        var texts: [(source: AnswerSource, text: AnswerText)] = [(.response, AnswerText(text))]
        if template.isPrinted {
          let reply = "```python\nprint(solve())\n```"
          texts = [(.stdout, AnswerText(text)), (.response, AnswerText(reply))]
        }
        return Case(
          task: task.description.name, kind: template.kind, text: text,
          isRight: template.isRight, verdict: draft.question.judge(texts).success)
      }
    }
  }

  @Test(
    "An answer of an earlier turn stands, unless a later turn gives another one or takes it back",
    arguments: TaskRegistry.shipped.all.map(\.description.name))
  func turns(name: String) throws {
    let task = try #require(TaskRegistry.shipped.task(named: name))
    for draft in try Self.drafts(of: task) {
      func verdict(_ turns: [String]) -> Bool {
        // The last turn is read first.
        draft.question.judge(turns.reversed().map { (.response, AnswerText($0)) }).success
      }
      let (right, wrong) = ("<<<\(draft.right)>>>", "<<<\(draft.wrong)>>>")
      #expect(verdict([right, "TERMINATE"]))
      #expect(verdict([wrong, right]))
      #expect(verdict([wrong, "I was wrong.", right]))
      #expect(!verdict([right, wrong]))
      #expect(!verdict([right, "I made a mistake. Let me start over."]))
    }
  }

  private static func drafts<T: BenchTask>(of task: T) throws -> [AnswerDraft] {
    try AnswerDrafts.of(task, perRung: 1)
  }

  @Test("An explanation tells the verdict that is given without one")
  func explained() throws {
    for set in GradedSet.all {
      for (question, loaded) in zip(set.questions, set.loaded) {
        let inside = question.reference.dropFirst(3).dropLast(3)
        for text in [
          question.reference, "**Final answer:** \(question.reference)\n",
          "Some steps.\n\nSo the answer is \(question.reference).", "<<<\(inside)",
        ] {
          var trace = GradingTrace()
          let texts: [(source: AnswerSource, text: AnswerText)] = [(.response, AnswerText(text))]
          let explained = loaded.judge(texts, by: .strict, trace: &trace)
          #expect(explained == loaded.judge(texts), "\(question.id): \(text)")
        }
      }
    }
  }

  @Test(
    "What the last words settle is what the whole text says",
    arguments: TaskRegistry.shipped.all.map(\.description.name))
  func settled(name: String) throws {
    let task = try #require(TaskRegistry.shipped.task(named: name))
    for draft in try Self.drafts(of: task) {
      for template in AnswerTemplates.of(draft.shape) {
        // An explanation reads all of a text; a verdict stops where the rest has no say.
        let text = "17 things are left, (see above).\n\n" + template.text(for: draft)
        let texts: [(source: AnswerSource, text: AnswerText)] = [(.response, AnswerText(text))]
        var trace = GradingTrace()
        let whole = draft.question.judge(texts, by: .strict, trace: &trace)
        #expect(whole == draft.question.judge(texts), "\(text)")
      }
    }
  }

  /// Up to sixty cases in lines.
  private static func summary(_ cases: [Case]) -> String {
    cases.prefix(60).map { "\($0.task), \($0.kind): \($0.text.debugDescription)" }
      .joined(separator: "\n")
  }
}
