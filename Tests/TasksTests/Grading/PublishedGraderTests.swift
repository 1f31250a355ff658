import Testing

@testable import Tasks

@Suite("Published graders")
struct PublishedGraderTests {
  @Test(
    "Seven of the fourteen published graders were code, and of the others a model was the judge")
  func kinds() {
    let kinds = TaskRegistry.shipped.all.map { PublishedGrader.of($0.description.name) }
    #expect(kinds.count { $0 == .modelExtracts } == 7)
    #expect(kinds.count { $0 == .modelJudges } == 7)
    #expect(PublishedGrader.of("no-task-of-the-paper") == nil)
  }

  @Test("What the policy paper says of itself names every task, and what a model can be asked for")
  func disclosure() {
    for task in TaskRegistry.shipped.all {
      #expect(PublishedGrader.disclosure.contains(task.description.title))
    }
    #expect(PublishedGrader.disclosure.contains("GPT-4o"))
    #expect(PublishedGrader.disclosure.contains("extraction: model"))
  }
}
