import Basics
import BenchTestSupport
import Methods
import ModelAPI
import RecordReplay
import Reporting
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials

/// What every format holds of a sweep whose answers a model reads.
@Suite("Exports of a sweep with extraction by a model")
struct ExtractionExportTests {
  private static let said = "It comes back to where it began, I should say."
  private static let copied = "It copies <<<Yes>>> out."
  private static let asked = "Below are a question"

  /// The files of an export by their paths.
  private func export(_ format: SweepExportFormat, extraction: String) async throws -> [String:
    String]
  {
    let bench = try SmallBench(
      """
      version: 1
      models:
        one: {parameters: {temperature: 0}, access: {base-url: "http://localhost:1/v1"}}
        reader: {parameters: {temperature: 1}, access: {base-url: "http://localhost:1/v1"}}
      methods: [only-question]
      tasks: [navigate]
      questions: {per-task: 2}
      \(extraction)
      """, prompts: [.extraction: Self.asked + " and a reply."])
    let world = LiveWorld.scripted { call in
      call.lane == .extraction ? .says(Self.copied, input: 900, output: 7) : .says(Self.said)
    }
    let sweep = bench.sweep
    var export = format.begin(
      ExportedSweep(
        header: ScoreSheetHeader(of: sweep, grading: sweep.grading, cassettes: []),
        axes: bench.plan.axes,
        models: sweep.models.map {
          .init(name: $0.name, served: $0.endpoint.model, parameters: $0.endpoint.parameters)
        },
        toolVersion: "1.2.3", recorded: "2026-03-01T09:30:00Z", interpreter: sweep.interpreter))
    var files = ExportFiles()
    for trial in bench.trials.sorted(by: { $0.id < $1.id }) {
      let record = try await bench.run(trial, in: world)
      try export.add(
        ExportedTrial(question: trial.question.loaded.question, record: record), to: &files)
    }
    try export.finish(&files)
    var texts: [String: String] = [:]
    for piece in files.take() {
      texts[piece.path, default: ""] += String(decoding: piece.bytes, as: UTF8.self)
    }
    return texts
  }

  private func format(_ name: String) throws -> SweepExportFormat {
    try #require(SweepExportRegistry.format(named: name))
  }

  private static let byModel = "extraction: {by: model, model: reader, when: always}"

  @Test(
    "show the call that gave the answer, where they show conversations",
    arguments: ["inspect", "lm-eval", "every-eval-ever"])
  func conversations(name: String) async throws {
    let files = try await export(format(name), extraction: Self.byModel)
    let samples = files.values.filter { $0.contains(Self.said) }
    #expect(!samples.isEmpty)
    for text in samples {
      #expect(text.contains(Self.copied) && text.contains(Self.asked))
      #expect(text.contains(#"\"model\":\"reader\""#) || text.contains(#""model":"reader""#))
    }
    let rules = try await export(format(name), extraction: "extraction: rules")
    for text in rules.values { #expect(!text.contains(Self.copied)) }
  }

  @Test("have all columns of the extraction, where they have columns", arguments: ["csv", "json"])
  func columns(name: String) async throws {
    let text = try #require(try await export(format(name), extraction: Self.byModel)[""])
    for column in ScoreColumn.columns(extractsByModel: true) {
      #expect(text.contains(column.rawValue), "\(column)")
    }
    let rules = try #require(try await export(format(name), extraction: "extraction: rules")[""])
    for column in ScoreColumn.allCases where column.isOfExtraction {
      #expect(!rules.contains(column.rawValue), "\(column)")
    }
  }

  @Test("write the cost of the extraction beside the trial's own, and never into it")
  func costs() async throws {
    let text = try #require(try await export(format("csv"), extraction: Self.byModel)[""])
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let head = lines[0]
    func value(_ column: ScoreColumn, _ line: [String]) throws -> String {
      line[try #require(head.firstIndex(of: column.rawValue))]
    }
    for line in lines.dropFirst() {
      #expect(line.count == head.count)
      #expect(try value(.calls, line) == "1" && value(.extractionCalls, line) == "1")
      // Of 900 and 7, the scripted provider says that 4 were read from a cache and 3 were thoughts.
      #expect(
        try value(.extractionFreshInput, line) == "896"
          && value(.extractionCacheRead, line) == "4")
      #expect(
        try value(.extractionVisibleOutput, line) == "4"
          && value(.extractionReasoningOutput, line) == "3")
    }
    let metrics = try #require(
      try await export(format("openmetrics"), extraction: Self.byModel)[""])
    #expect(metrics.contains(#"steerbench_model_calls{sweep="small",model="one","#))
    #expect(!metrics.contains("907"))
  }

  @Test("judge by what the model copied out", arguments: ["junit", "markdown", "github"])
  func judgements(name: String) async throws {
    let byModel = try #require(try await export(format(name), extraction: Self.byModel)[""])
    let byRules = try #require(try await export(format(name), extraction: "extraction: rules")[""])
    #expect(byModel != byRules)
    if name == "junit" {
      #expect(byRules.contains("unparsed") && !byModel.contains("unparsed"))
    } else {
      #expect(byModel.contains("Trials: 4.") && byRules.contains("Trials: 4."))
    }
  }
}

@Suite("Seconds in exports")
struct ExportSecondsTests {
  private func export(_ name: String, _ microseconds: (service: Int, execution: Int)) throws
    -> String
  {
    let format = try #require(SweepExportRegistry.format(named: name))
    var export = format.begin(
      ExportedSweep(
        header: try Lines.header("s"), axes: Fixture.axes, models: [], toolVersion: "1",
        recorded: "2026-03-01T09:30:00Z", interpreter: "python3.11"))
    var line = Fixture.line("big", "all-code", "game24", "q1", 1)
    line.serviceMicroseconds = microseconds.service
    line.executionMicroseconds = microseconds.execution
    var files = ExportFiles()
    try export.add(
      ExportedTrial(
        question: Question(
          task: "game24", id: "q1", rung: 1, complexity: [], prompt: "p", problem: .null,
          reference: "r"), record: PageFixture.record(line)), to: &files)
    try export.finish(&files)
    return files.take().map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
  }

  @Test("are the recorded runtime, waits left out: of a case, of a suite and of all in JUnit")
  func junit() throws {
    let xml = try export("junit", (61_250_000, 50_000))
    let times = xml.split(separator: "time=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(times == ["61.300000", "61.300000", "61.300000"])
  }

  @Test("are the recorded runtime, waits left out, in OpenMetrics")
  func openMetrics() throws {
    let text = try export("openmetrics", (61_250_000, 50_000))
    let line = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("steerbench_runtime_seconds{") })
    #expect(line.hasSuffix(" 61.3"))
    #expect(text.contains("# UNIT steerbench_runtime_seconds seconds\n"))
  }
}
