import Basics

/// Whether the last of a chain of truth-tellers and liars tells the truth (paper, 3.9).
struct WebOfLies: BenchTask {
  /// The story and its truth.
  struct Problem: Codable, Hashable, Sendable {
    /// The rule, the claims and the question.
    var text: String
    /// Whether the answer is yes.
    var answer: Bool
    /// The number of people in the chain.
    var people: Int
  }

  /// The people of a chain, rung by rung.
  private static let ladder = [2, 3, 5, 8, 11]
  /// From this length on the claims stand in no order.
  private static let shuffledLength = 5

  var description: TaskDescription {
    TaskDescription(
      name: "web-of-lies", title: "Web of Lies", shortTitle: "Web of Lies", group: .logic,
      summary: "Tell whether the last of a chain of two to eleven speakers tells the truth.",
      rungs: Self.ladder.count,
      resultNames: ["Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let length = Self.ladder[rung - 1]
    let chain = TruthChain.random(length: length, using: &generator)
    let scene = generator.pick(TruthScene.all)
    var sentences = TruthWording.sentences(of: chain, in: scene)
    if length >= Self.shuffledLength { sentences = generator.shuffled(sentences) }
    let question = scene.question.filled(["name": chain.people[length - 1]])
    return Problem(
      text: ([scene.rule] + sentences + [question]).joined(separator: " "),
      answer: chain.lastIsHonest, people: length)
  }

  func prompt(for problem: Problem) -> String {
    problem.text + "\n" + YesNo.instruction
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [ComplexityParameter("people", problem.people)]
  }

  func reference(for problem: Problem) -> String {
    YesNo.reference(problem.answer)
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Bool> {
    YesNo.extract(from: text, trace: &trace)
  }

  func grade(
    _ answer: Bool, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    YesNo.grade(answer, truth: problem.answer, trace: &trace)
  }
}
