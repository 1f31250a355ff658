import Basics
import Testing

@testable import Lab

@Suite struct NoLeakTests {
  /// What every built-in policy that can be played does at every question.
  private func decisions(_ book: LabBook) throws -> [String] {
    var decisions: [String] = []
    for name in BuiltInPolicies.names {
      guard let list = try BuiltInPolicies.policy(named: name),
        let policy = try? ResolvedPolicy(list, in: book, for: "model")
      else { continue }
      let runner = PolicyRunner(book: book, policy: policy)
      for setting in list.settings {
        for question in book.questions.indices {
          let end = try runner.run(question, 0, setting)
          decisions.append("\(name) \(setting) \(question) \(end.asked) \(end.stand ?? -1)")
        }
      }
    }
    return decisions
  }

  private static let methods = [
    "all-text", "all-code", "only-question", "code-interpreter", "self-estimate",
    "code-text-summary", "all-code-cot", "autogen-conca", "all-code@2", "all-code@4",
  ]

  private func scripted(
    seed: String, unasked: Bool = false, rung: @escaping (Int) -> Int = { $0 % 3 + 1 }
  ) -> LabBook {
    // The scores have a seed of their own; what is seen has not.
    var scores = SeededGenerator(seed: seed)
    return ScriptedBook(
      samples: 3, tasks: ["letters": 6, "navigate": 6], methods: Self.methods, rung: rung
    ) { method, task, number, sample in
      var seen = SeededGenerator(seed: "\(method) \(task) \(number) \(sample)")
      let answer = seen.chance(3, in: 4) ? "\(seen.integer(in: 1...2))" : nil
      let changed = unasked && method == "autogen-conca"
      return .init(
        answer: changed ? "changed" : answer,
        score: answer == nil ? 0 : scores.integer(in: 0...1_000_000),
        run: seen.chance(1, in: 3) ? .failed(.syntax) : .succeeded, printed: seen.chance(1, in: 2))
    }.book()
  }

  @Test func permutingScoresAndRungsChangesNoDecision() throws {
    let decisions = try decisions(scripted(seed: "one"))
    #expect(decisions.count > 300)
    #expect(try decisions == self.decisions(scripted(seed: "two")))
    #expect(try decisions == self.decisions(scripted(seed: "two") { 5 - $0 % 5 }))
  }

  @Test func changingARecordingThatIsNotAskedForChangesNoDecision() throws {
    // plurality-of-five is the only one that asks for it.
    func others(_ book: LabBook) throws -> [String] {
      try decisions(book).filter { !$0.hasPrefix("plurality-of-five") }
    }
    #expect(try others(scripted(seed: "one")) == others(scripted(seed: "one", unasked: true)))
  }

  @Test func aSeenReplyHasNoMemberThatTellsTheVerdict() {
    let names = Mirror(reflecting: SeenReply(ending: .answered)).children.compactMap(\.label)
    #expect(Set(names).isDisjoint(with: ConditionReader.hidden))
    for ending in ["correct", "partial", "wrong"] {
      #expect(SeenReply.Ending(rawValue: ending) == nil)
    }
  }
}
