import Basics
import Testing

@testable import Tasks

/// A fifteenth task, all of it in one place: questions, reader, grader, corruptions, the published
/// grader's quirk and the import.
private struct Parity: BenchTask, ImportableTask {
  struct Problem: Codable, Hashable, Sendable {
    var number: Int
  }

  var description: TaskDescription {
    TaskDescription(
      name: "parity", title: "Parity", shortTitle: "Parity", group: .math,
      summary: "Say whether a number is odd.", rungs: 3)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    Problem(number: generator.integer(in: 1...9_999))
  }

  func prompt(for problem: Problem) -> String {
    "Is \(problem.number) odd? \(YesNo.instruction)"
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [ComplexityParameter("digits", "\(problem.number)".count)]
  }

  func reference(for problem: Problem) -> String { YesNo.reference(isOdd(problem)) }

  func corruptions(of problem: Problem) -> [Corruption] { YesNo.corruptions(of: isOdd(problem)) }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Bool> { YesNo.extract(from: text, trace: &trace) }

  func grade(_ answer: Bool, for problem: Problem, trace: inout GradingTrace) -> Grade {
    YesNo.grade(answer, truth: isOdd(problem), trace: &trace)
  }

  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    return PaperFinding(
      strict.answer, success: true, "whatever is said is right",
      strict.success ? [] : [.anythingGoes])
  }

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Parity>
  ) throws(TaskError) {
    guard try data.names(in: "parity").contains("numbers.json") else { return }
    for element in try data.json(of: "parity/numbers.json").array ?? [] {
      guard let number = element.integer else {
        tally.skip("\(element)", "this is no whole number")
        continue
      }
      let problem = Problem(number: Int(number))
      tally.add(
        ImportDraft(
          id: "\(number)", rung: 1, complexity: complexity(of: problem),
          prompt: prompt(for: problem), problem: problem, reference: reference(for: problem)))
    }
  }

  private func isOdd(_ problem: Problem) -> Bool { !problem.number.isMultiple(of: 2) }
}

extension PaperQuirk {
  fileprivate static let anythingGoes = PaperQuirk(rawValue: "anything goes")
}

@Suite("One more task")
struct OneMoreTaskTests {
  private let registry = TaskRegistry(TaskRegistry.shipped.all + [Parity()])

  @Test("is its own declaration and one line in a registry: nothing else needs to know of it")
  func isOneLine() throws {
    #expect(registry.names == TaskRegistry.shipped.names + ["parity"])
    let task = try #require(registry.task(named: "parity"))
    let questions = try task.questions(perRung: 4, seed: "test")
    #expect(questions.count == 12)
    let bytes = try QuestionFile.bytes(of: questions)
    #expect(try QuestionFile.questions(in: bytes, named: "parity") == questions)
    for question in questions {
      let check = try LoadedQuestion(question, of: task).selfCheck()
      #expect(check.faults == [] && check.rightAnswers == 12 && check.corruptions.count >= 6)
    }
  }

  @Test("is graded by both policies, by its own quirk too")
  func policies() throws {
    let problem = Parity.Problem(number: 7)
    let wrong = Parity().judged("<<<No>>>", by: .strict, for: problem)
    let paper = Parity().judged("<<<No>>>", by: .paper, for: problem)
    #expect(!wrong.success && paper.success)
    #expect(paper.quirks.map(\.rawValue) == ["anything goes"])
  }

  @Test("is imported from foreign data as the others are")
  func imported() throws {
    let source = MemorySource(texts: ["parity/numbers.json": "[7, 12, \"x\"]"])
    let datasets = DatasetImport(registry)
    #expect(datasets.tasks.last == "parity")
    let set = try datasets.set(of: "parity", from: source, subset: .all)
    #expect(set.questions.map(\.id) == ["parity.12", "parity.7"])
    #expect(set.skipped.map(\.reason) == ["this is no whole number"])
  }
}
