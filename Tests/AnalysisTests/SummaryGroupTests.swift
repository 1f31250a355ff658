import Analysis
import BenchTestSupport
import ScoreSheets
import Sweeps
import Testing
import Trials

@Suite("Sweeps in one table")
struct SummaryGroupTests {
  private func summary(
    _ model: String, methods: [String] = ["all-code"], tasks: [String] = ["game24"],
    correct: Int = 1
  ) -> ScoreSummary {
    var summary = ScoreSummary(
      axes: ScoreAxes(
        models: [.init(name: model, title: model)],
        methods: methods.map { .init(name: $0, title: $0) },
        tasks: tasks.map { .init(name: $0, title: $0) }))
    for number in 0..<correct {
      summary.add(
        Lines.line(model: model, method: methods[0], task: tasks[0], question: "q\(number)"))
    }
    return summary
  }

  private func groups(_ summaries: [(String, ScoreSummary)]) -> [[String]] {
    SummaryGroup.groups(of: summaries).map(\.sweeps)
  }

  @Test("stand side by side where they ask the same methods and tasks of different models")
  func together() {
    let groups = SummaryGroup.groups(of: [
      ("one", summary("a")), ("other", summary("b", tasks: ["letters"])), ("two", summary("c")),
    ])
    #expect(groups.map(\.sweeps) == [["one", "two"], ["other"]])
    #expect(groups[0].summary.axes.models.map(\.name) == ["a", "c"])
    #expect(groups[0].summary.trials == 2)
  }

  @Test("never hide one number of a model behind another")
  func sameModel() {
    #expect(
      groups([("one", summary("a")), ("two", summary("a", correct: 3))]) == [["one"], ["two"]])
  }

  @Test("are apart where their averages would be over other methods or other tasks")
  func apart() {
    #expect(
      groups([
        ("one", summary("a")), ("methods", summary("b", methods: ["all-code", "all-text"])),
        ("tasks", summary("c", tasks: ["game24", "letters"])), ("two", summary("d")),
      ]) == [["one", "two"], ["methods"], ["tasks"]])
  }
}
