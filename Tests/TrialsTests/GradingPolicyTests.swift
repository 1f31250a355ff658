import Analysis
import Basics
import BenchTestSupport
import CodeExecution
import Methods
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Testing
import Trials

@Suite("A sweep's grading")
struct GradingPolicyTests {
  private func sweep(_ more: String) throws -> Sweep {
    try SweepReader.sweep(
      from: """
        version: 1
        models:
          tiny:
            access: {base-url: "http://localhost:1/v1"}
        methods: [all-text]
        tasks: [number-multiplying]
        \(more)
        """, file: "sweep.yaml", folder: "small")
  }

  @Test("is strict unless the sweep says otherwise")
  func sweepNamesPolicy() throws {
    #expect(try sweep("").grading == .strict)
    #expect(try sweep("grading: strict").grading == .strict)
    #expect(try sweep("grading: paper").grading == .paper)
    let error = #expect(throws: SweepError.self) { try sweep("grading: papr") }
    #expect(error?.message.contains("paper") == true)
  }

  @Test("by the published code changes the score and the grade's layer, and nothing before it")
  func policyIsPartOfTheGradeLayer() async throws {
    func line(_ more: String) async throws -> TrialLine {
      let bench = try SmallBench(
        """
        version: 1
        models:
          tiny:
            access: {base-url: "http://localhost:1/v1"}
        methods: [all-text]
        tasks: [number-multiplying]
        \(more)
        """)
      let trial = bench.plan[0]
      // A digit too many: wrong strictly, a substring for the published code.
      let answer = trial.question.loaded.question.reference.split(separator: ">")[0] + "0>>>"
      return try await bench.run(trial, in: .scripted { _ in .says(String(answer)) }).line
    }
    let (strict, paper) = (try await line(""), try await line("grading: paper"))
    #expect(strict.score == 0 && paper.score == 1)
    for layer in [Layer.prompt, .parameters, .answer, .execution] {
      #expect(strict.layers[layer] == paper.layers[layer])
    }
    #expect(strict.layers[.grade] != paper.layers[.grade])
  }
}
