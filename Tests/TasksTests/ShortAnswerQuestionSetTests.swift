import Basics
import Testing

@testable import Tasks

@Suite("Question sets of the choice and yes/no tasks")
struct ShortAnswerQuestionSetTests {
  private static let tasks: [any BenchTask] = [
    DateUnderstanding(), WebOfLies(), LogicalDeduction(), Navigate(),
  ]

  @Test("the reference of every shipped question grades as right", arguments: tasks)
  func references(task: any BenchTask) throws {
    func check(_ task: some BenchTask) throws {
      for problem in problems(of: task, perRung: 10, seed: "references") {
        let grade = grade(of: task.reference(for: problem), by: task, for: problem)
        #expect(grade == .right())
      }
    }
    try check(task)
  }

  @Test("a set has ten questions a rung, five rungs or more, and no prompt twice", arguments: tasks)
  func distinct(task: any BenchTask) throws {
    let questions = try task.questions(perRung: 10, seed: "shipped")
    #expect(task.description.rungs >= 5)
    #expect(questions.count == 10 * task.description.rungs)
    #expect(Set(questions.map(\.prompt)).count == questions.count)
  }

  @Test("no two questions of a set share a sentence frame and numbers", arguments: tasks)
  func frames(task: any BenchTask) throws {
    for seed in ["shipped", "other"] {
      let prompts = try task.questions(perRung: 10, seed: seed).map(\.prompt)
      #expect(Set(prompts.map(SentenceFrame.init)).count == prompts.count)
    }
  }

  @Test("the same seed gives the same questions, and another seed others", arguments: tasks)
  func deterministic(task: any BenchTask) throws {
    func file(seed: String) throws -> [UInt8] {
      try QuestionFile.bytes(of: task.questions(perRung: 3, seed: seed))
    }
    let shipped = try file(seed: "shipped")
    #expect(try file(seed: "shipped") == shipped)
    #expect(try file(seed: "other") != shipped)
  }

  @Test("a larger set begins with the smaller one's questions on every rung", arguments: tasks)
  func prefix(task: any BenchTask) throws {
    let small = try task.questions(perRung: 2, seed: "s")
    let ids = Set(small.map(\.id))
    let large = try task.questions(perRung: 4, seed: "s").filter { ids.contains($0.id) }
    #expect(try QuestionFile.bytes(of: large) == QuestionFile.bytes(of: small))
  }

  @Test("prompts are short and ask for the marker", arguments: tasks)
  func short(task: any BenchTask) throws {
    for question in try task.questions(perRung: 10, seed: "shipped") {
      #expect(question.prompt.utf8.count < 1_400)
      #expect(question.prompt.hasSuffix("in the format <<<answer>>>."))
      #expect(!question.prompt.contains("{"))
      #expect(!question.prompt.contains("  "))
    }
  }

  @Test("the complexity grows along the ladder", arguments: tasks)
  func ladder(task: any BenchTask) throws {
    let questions = try task.questions(perRung: 5, seed: "shipped")
    let sizes = questions.map { $0.complexity.first?.value ?? 0 }
    #expect(sizes == sizes.sorted())
    #expect(Set(sizes).count == task.description.rungs)
  }

  @Test("yes and no are balanced in each set", arguments: ["shipped", "a", "b"])
  func balanced(seed: String) throws {
    for task in [WebOfLies(), Navigate()] as [any BenchTask] {
      let questions = try task.questions(perRung: 10, seed: seed)
      let yes = questions.filter { $0.reference == "<<<Yes>>>" }.count
      #expect((17...33).contains(yes), "\(task.description.name) \(seed): \(yes) of 50")
    }
  }

  @Test("the right letters are spread over the options")
  func letters() throws {
    let questions = try DateUnderstanding().questions(perRung: 40, seed: "letters")
    let counts = Dictionary(grouping: questions, by: \.reference).mapValues(\.count)
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { (15...55).contains($0) }, "\(counts)")
  }

  @Test("hostile texts give a verdict or none, and no crash", arguments: tasks)
  func hostile(task: any BenchTask) {
    func check(_ task: some BenchTask) {
      let problem = problems(of: task, perRung: 1)[0]
      for bytes in HostileTexts.all {
        let text = AnswerText(bytes)
        if case .found(let answer, _, _) = task.extract(from: text, for: problem) {
          _ = task.grade(answer, for: problem)
        }
      }
    }
    check(task)
  }

  @Test("every cut of an answer gives a verdict or none, and no crash", arguments: tasks)
  func truncated(task: any BenchTask) {
    func check(_ task: some BenchTask) {
      let problem = problems(of: task, perRung: 1)[0]
      let answers = [
        "So the answer is **(B)** \\boxed{\\text{(B)}} <<<05/06/2020>>> “Yes”, don’t _know_ ```",
        "```python\nprint('A')\n```\n`datetime.date(2020, 5, 6)` 6th of May, 2020 is True",
      ]
      for answer in answers.map({ Array($0.utf8) }) {
        for end in 0...answer.count {
          for text in [AnswerText(Array(answer[..<end])), AnswerText(Array(answer[end...]))] {
            if case .found(let answer, _, _) = task.extract(from: text, for: problem) {
              _ = task.grade(answer, for: problem)
            }
          }
        }
      }
    }
    check(task)
  }
}
