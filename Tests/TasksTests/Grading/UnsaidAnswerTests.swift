import Testing

@testable import Tasks

/// Answers that stand in a reply and were not given by it: in thoughts of any spelling, in a program that nobody ran, in
/// members of an object that are no answer; and what other languages and printed output say around an answer.
@Suite("Answers that were not given")
struct UnsaidAnswerTests {
  private static let drafts: [AnswerDraft] = {
    var drafts: [AnswerDraft] = []
    for task in TaskRegistry.shipped.all {
      drafts += ((try? AnswerDrafts.of(task, perRung: 1)) ?? []).prefix(2)
    }
    return drafts.filter { $0.shape != .plan }
  }()

  /// Judges texts that hold the drafts' answers.
  private static func check(
    _ texts: [String], of drafts: [AnswerDraft] = Self.drafts, printed: Bool = false, isRight: Bool
  ) {
    #expect(!drafts.isEmpty)
    for text in texts {
      for draft in drafts {
        let said = AnswerTemplate(kind: "", text: text, isRight: isRight).text(for: draft)
        var texts: [(source: AnswerSource, text: AnswerText)] = [(.response, AnswerText(said))]
        if printed {
          texts = [
            (.stdout, AnswerText(said)), (.response, AnswerText("```python\nprint(solve())\n```")),
          ]
        }
        #expect(
          draft.question.judge(texts).success == isRight, "\(draft.question.question.id): \(said)")
      }
    }
  }

  @Test("A thought is told by its name, in tags, tokens and escapes of any spelling")
  func thoughts() {
    let texts = [
      "&lt;think&gt;The answer is {1}.&lt;/think&gt;", "\\<think\\>The answer is {1}.\\</think\\>",
      "[thinking]The answer is {1}.[/thinking]", "<mm:think>The answer is {1}.</mm:think>",
      "<|START_THINKING|>The answer is {1}.<|END_THINKING|>",
      "<|start_think|><<<{1}>>><|end_think|>",
      "<details><summary>Thinking</summary>\nThe answer is {1}.\n</details>",
      "<|inner_prefix|>The answer is {1}.<|inner_suffix|>",
      "<\u{ff5c}begin\u{2581}of\u{2581}thinking\u{ff5c}><<<{1}>>><\u{ff5c}end\u{2581}of\u{2581}thinking\u{ff5c}>",
      "<think >The answer is {1}.</think >", "<unused94>thought\nThe answer is {1}.<unused95>",
      "<|begin_reasoning|><<<{1}>>><|end_reasoning|>",
      "\u{25c1}think\u{25b7}\n<<<{1}>>>\u{25c1}/think\u{25b7}",
    ]
    Self.check(texts.map { $0.replacing("{1}", with: "{R}") }, isRight: false)
    Self.check(texts.map { $0.replacing("{1}", with: "{W}") + "\n<<<{R}>>>" }, isRight: true)
  }

  @Test("A tag that is only spoken of opens no thought")
  func mentions() {
    Self.check(
      [
        "The <think> tag is not needed here. The answer is {R}.",
        "I will think inside <think> tags.\n\n<<<{R}>>>", "No \"<think>\" is needed.\n\n<<<{R}>>>",
      ], isRight: true)
  }

  @Test("A string of a program that nobody ran is no answer")
  func programs() {
    Self.check(
      [
        "```python\nx = solve()\nif x:\n    print(\"<<<{W}>>>\")\nelse:\n    print(\"<<<{R}>>>\")\n```",
        "```python\nx = solve()\nprint(\"<<<{W}>>>\" if x else \"<<<{R}>>>\")\n```",
        "```python\nif solve():\n    print(\"<<<{R}>>>\")\n",
      ], isRight: false)
    Self.check(
      [
        "```python\nprint(\"<<<{W}>>>\")\n```\n\n<<<{R}>>>", "```\n<<<{R}>>>\n```",
        "```text\nThe answer is {R}\n```",
      ], isRight: true)
  }

  @Test("An object's reasoning is none, nor is what it says itself to be no answer")
  func objects() {
    Self.check(
      [
        "{\"is_answer\": false, \"value\": \"{R}\"}",
        "{\"answer\": \"{R}\", \"is_correct\": false}",
        "{\"reasoning\": \"The answer is {R}.\"}", "{\"thoughts\": \"<<<{R}>>>\"}",
      ], isRight: false)
    Self.check(
      [
        "{\"answer\": \"{R}\", \"is_correct\": true}",
        "{\"answer\": \"{R}\", \"reasoning\": \"It is not {W}.\"}", "[answer]{R}[/answer]",
      ], isRight: true)
  }

  @Test("Other languages deny and take back too")
  func languages() {
    let drafts = Self.drafts.filter { [.number, .word, .option].contains($0.shape) }
    Self.check(
      [
        "Die Antwort ist nicht {R}.", "Nicht {R}.", "La respuesta no es {R}.",
        "A resposta não é {R}.",
        "La réponse n'est pas {R}.", "La risposta non è {R}.", "Ответ не {R}.", "Ответ: не {R}",
        "答案不是{R}。", "答えは{R}ではありません。", "정답은 {R}이 아닙니다.",
        "<<<{R}>>>\n\nMoment, das ist falsch. Die Antwort ist {W}.",
        "<<<{R}>>>\n\nEspera, me equivoqué. La respuesta es {W}.",
        "<<<{R}>>>\n\nAttendez, je me suis trompé. La réponse est {W}.",
        "<<<{R}>>>\n\n等等，我算错了。答案是{W}。", "<<<{R}>>>\n\nПодождите, это неверно. Ответ: {W}",
        "<<<{R} oder {W}>>>", "<<<{R} ou {W}>>>", "<<<{R} 或 {W}>>>", "<<<{W} или {R}>>>",
      ], of: drafts, isRight: false)
    Self.check(
      [
        "Die Antwort ist {R}.", "La respuesta es {R}.", "La réponse est {R}.", "答案是{R}。",
        "答えは{R}です。", "정답은 {R}입니다.", "Ответ: {R}",
        "<<<{W}>>>\n\nMoment, das ist falsch. Die Antwort ist {R}.",
        "<<<{W}>>>\n\nEspera, me equivoqué. La respuesta es {R}.",
        "<<<{W}>>>\n\n等等，我算错了。答案是{R}。",
      ], of: drafts.filter { !$0.right.contains("\\") }, isRight: true)
  }

  @Test("Printed lines about a run are passed over, and what was only expected is no answer")
  func printed() {
    let drafts = Self.drafts.filter { $0.shape != .count }
    Self.check(
      [
        "{R}\nMemory: 12 MB\n", "{R}\nreal    0m0.031s\nuser    0m0.020s\nsys     0m0.008s\n",
        "DEBUG: start\n{R}\nDEBUG: end\n", "────────\n{R}\n────────\n",
      ], of: drafts, printed: true, isRight: true)
    Self.check(
      ["{W}\n(expected {R})\n", "Got {W}, expected {R}\n", "Trying {R}... failed\n"], of: drafts,
      printed: true, isRight: false)
  }
}
