import Basics
import Testing

@testable import Tasks

@Suite("Self-check")
struct SelfCheckTests {
  @Test("all fourteen tasks are checked")
  func allTasksAreThere() {
    #expect(GradedSet.all.count == 14)
  }

  @Test("references and solutions are right, corruptions are wrong", arguments: GradedSet.all)
  func checkFindsNoFault(set: GradedSet) {
    var check = SelfCheck()
    for question in set.loaded { check.add(question.selfCheck()) }
    #expect(check.faults == [])
    #expect(check.rightAnswers == set.questions.count * 12)
    // Two kinds are common to all tasks.
    #expect(check.corruptions.count >= 8, "\(check.corruptions.keys.sorted())")
    #expect(check.corruptions.values.reduce(0, +) >= set.questions.count * 8)
  }

  @Test("a wrong reference in a question file is a fault")
  func wrongReferenceIsFound() throws {
    let task = NumberMultiplying()
    var question = try task.questions(perRung: 1, seed: "x")[0]
    question.reference = "<<<1>>>"
    let check = try LoadedQuestion(question, of: task).selfCheck()
    #expect(check.faults.count == 6)
    #expect(check.faults.allSatisfy { $0.hasPrefix("\(question.id): the reference") })
  }

  @Test(
    "a problem without a solution is a fault", arguments: ["boxlift", "blocksworld", "path-plan"])
  func unsolvableProblemIsFound(name: String) throws {
    let problems: [String: any BenchTask] = [
      "boxlift": BoxLift(), "blocksworld": Blocksworld(), "path-plan": PathPlan(),
    ]
    let json: [String: String] = [
      "boxlift": #"{"boxes":[100],"lifters":[1],"steps":3}"#,
      "blocksworld": #"{"initial":[["A"],[]],"goal":[["B"],[]]}"#,
      "path-plan": #"""
      {"size":1000,"boxes":[],"start":{"x":100,"y":100},"end":{"x":2000,"y":2000},"visit":[],
      "avoid":[]}
      """#,
    ]
    let task = try #require(problems[name])
    let text = try #require(json[name])
    let question = Question(
      task: name, id: "\(name)-0", rung: 1, complexity: [], prompt: "?",
      problem: try JSONValue(parsing: Array(text.utf8)), reference: "<<<>>>")
    let check = try LoadedQuestion(question, of: task).selfCheck()
    #expect(check.faults.contains { $0.contains("the solution") })
  }
}
