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

  @Test("stands in the header of a sheet where it is not the default")
  func headerNamesPolicy() throws {
    let strict = ScoreSheetHeader(sweep: "s", cassettes: [])
    let paper = ScoreSheetHeader(sweep: "s", cassettes: [], grading: .paper)
    let (plain, marked) = (
      try Lines.bytes([Lines.line()], header: strict),
      try Lines.bytes([Lines.line()], header: paper)
    )
    #expect(!String(decoding: plain, as: UTF8.self).contains("grading"))
    #expect(String(decoding: marked, as: UTF8.self).contains("\tgrading=paper\n"))
    #expect(try ScoreSheetReader(bytes: plain, named: "sheet").header == strict)
    #expect(try ScoreSheetReader(bytes: marked, named: "sheet").header == paper)
    for wrong in ["strict", "lax", ""] {
      let text = String(decoding: marked, as: UTF8.self).split(separator: "grading=paper")
        .joined(separator: "grading=\(wrong)")
      #expect(throws: ScoreSheetError.self) {
        try ScoreSheetReader(bytes: Array(text.utf8), named: "sheet")
      }
    }
  }
}

@Suite("Along the ladder")
struct ComplexitySummaryTests {
  private let axes = ScoreAxes(
    models: [.init(name: "m", title: "M")], methods: [.init(name: "all-code", title: "All Code")],
    tasks: [.init(name: "game24", title: "Game 24")])

  @Test("the four classes of a rung add up to its trials")
  func classesAddUp() {
    var cell = ComplexityCell()
    for (index, outcome) in Outcome.allCases.enumerated() {
      for usedCode in [true, false] {
        var line = Lines.line(outcome: outcome)
        line.usedCode = usedCode
        for _ in 0...index { cell.add(line) }
      }
    }
    let classes = [
      cell.rightWithCode, cell.wrongWithCode, cell.rightWithoutCode, cell.wrongWithoutCode,
    ]
    #expect(classes.reduce(0, +) == cell.total.trials)
    #expect(cell.rightWithCode == 1 && cell.rightWithoutCode == 1)
    #expect(cell.wrongWithCode + cell.rightWithCode == cell.total.codeTrials)
  }

  @Test("trials fall on their rung, and a ladder says what its rungs are like")
  func rungs() throws {
    var summary = ComplexitySummary(axes: axes, ladders: [:])
    for (rung, score) in [(1, 1.0), (1, 0), (3, 1)] {
      var line = Lines.line(outcome: score == 1 ? .correct : .wrong, score: score)
      line.rung = rung
      summary.add(line)
    }
    #expect(summary.rungs(of: "game24", model: "m") == [1, 3])
    let key = ComplexityKey(CellKey(model: "m", method: "all-code", task: "game24"), rung: 1)
    #expect(summary.cells[key]?.total.trials == 2)
    let bench = try SmallBench(
      """
      version: 1
      models: {m: {access: {base-url: "http://localhost:1/v1"}}}
      tasks: [game24]
      """)
    let library = QuestionLibrary(["game24": bench.trials.map(\.question)])
    #expect(library.ladder(of: "game24")[3] == "terms 4")
    #expect(library.ladder(of: "boxnet") == [:])
  }

  @Test("two policies' trials are compared one by one")
  func differences() {
    var difference = GradingDifference(axes: axes)
    let strict = [Lines.line(question: "a", outcome: .wrong, score: 0), Lines.line(question: "b")]
    let paper = [Lines.line(question: "a"), Lines.line(question: "b")]
    for line in strict { difference.addFirst(line) }
    for line in paper + paper { difference.addSecond(line) }
    let cell = difference.cells[CellKey(model: "m", method: "all-code", task: "game24")]
    #expect(cell?.trials == 2 && cell?.risen == 1 && cell?.fallen == 0)
    #expect(cell?.before == 1_000_000 && cell?.after == 2_000_000)
    #expect(difference.flipCount == 1)
    #expect(difference.flips.map(\.trial.question) == ["a"])
    #expect(difference.flips.first?.before == .wrong && difference.flips.first?.after == .correct)
  }
}
