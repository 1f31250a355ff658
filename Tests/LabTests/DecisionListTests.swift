import Sweeps
import Testing

@testable import Lab

@Suite struct DecisionListTests {
  private func fault(_ yaml: String) -> String {
    do {
      _ = try DecisionList(yaml: yaml, file: "p.yaml")
      return "none"
    } catch {
      return error.message
    }
  }

  @Test func everyBuiltInPolicyCanBeReadAndSaysWhatItDoes() throws {
    for (name, yaml) in BuiltInPolicies.texts {
      let policy = try DecisionList(yaml: yaml, file: name)
      #expect(policy.name == name)
      #expect(!policy.about.isEmpty)
    }
  }

  @Test(arguments: ["score", "all-code.score", "question.rung", "task", "last.correct", "truth"])
  func aPolicyThatDecidesOnWhatItMayNotSeeIsRefusedWithItsLine(_ word: String) {
    let text = fault(
      "policy: p\nsteps:\n  - ask: all-code\n  - if: \(word) == 1\n    stop: last\n  - stop: last\n"
    )
    #expect(text.contains("p.yaml, line 4"))
    #expect(text.contains("may not see"))
  }

  @Test func aPolicyThatDoesNotEndIsRefused() {
    #expect(
      fault("policy: p\nsteps:\n  - ask: all-code\n").contains("does not end"))
    #expect(
      fault("policy: p\nsteps:\n  - {ask: all-code, stop: last}\n  - stop: last\n")
        .contains("line 4"))
  }

  @Test func whatWasNotAskedForCannotBeDecidedOn() {
    let text = fault(
      "policy: p\nsteps:\n  - if: all-text.answered\n    ask: all-code\n  - stop: last\n")
    #expect(text.contains("line 3") && text.contains("Ask first"))
    #expect(fault("policy: p\nsteps:\n  - stop: last\n").contains("nothing was asked for"))
  }

  @Test func aGridIsReadInItsOrderAndBounded() throws {
    let policy = try DecisionList(
      yaml: """
        policy: p
        grid: { a: [1, 2], b: [0.5, 3] }
        steps:
          - if: question.digits > $a and question.length > $b
            ask: all-code
            stop: last
          - { ask: all-text, stop: last }
        """, file: "p.yaml")
    #expect(policy.settings == [[1, 0.5], [1, 3], [2, 0.5], [2, 3]])
    #expect(policy.words(of: [1, 0.5]) == "a=1, b=0.5")
    let values = (0..<17).map(String.init).joined(separator: ",")
    #expect(
      fault("policy: p\ngrid: {a: [\(values)], b: [\(values)]}\nsteps:\n- {ask: x, stop: last}\n")
        .contains("more than 256"))
    #expect(
      fault("policy: p\nsteps:\n- if: question.digits > $n\n  ask: x\n- stop: last\n")
        .contains("has no \"n\""))
  }

  @Test func wordsOfConditionsAreGuessedAt() {
    #expect(
      fault("policy: p\nsteps:\n- ask: all-code\n- if: last.answred\n  stop: last\n- stop: last\n")
        .contains("answered"))
    #expect(
      fault("policy: p\nsteps:\n- ask: all-code\n- if: (last.ran\n  stop: last\n- stop: last\n")
        .contains("\")\" is missing"))
    #expect(
      fault(
        "policy: p\nsteps:\n- ask: all-code\n- if: \(String(repeating: "not ", count: 90))last.ran\n"
          + "  stop: last\n- stop: last\n"
      ).contains("too deeply"))
  }
}
