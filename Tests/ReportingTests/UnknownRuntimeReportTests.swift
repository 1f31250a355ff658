import Analysis
import BenchTestSupport
import ModelAPI
import RecordReplay
import Reporting
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials

@Suite("A sweep whose recorded times are no runtimes")
struct UnknownRuntimeReportTests {
  @Test("shows - for runtime and waits in its cost table, and all else as ever")
  func costTable() throws {
    var summary = ScoreSummary(axes: Fixture.axes)
    for line in Fixture.lines { summary.add(line.withoutTimes) }
    let table = MethodTables.tables(of: nil, in: summary)[2]
    let row = try #require(table.rows.first { $0.name == "all-code" })
    let values = row.cells.map(\.value)
    #expect(values.contains(.number(150, decimals: 1)) && values.contains(.number(2, decimals: 2)))
    let names = table.columns.map(\.name)
    let runtime = try #require(names.firstIndex(of: "runtime-seconds"))
    #expect(values[runtime] == .unmeasured && values[runtime + 1] == .unmeasured)
  }

  @Test(
    "tells no export of a time",
    arguments: [
      ("junit", " time="), ("inspect", "working_time"), ("inspect", "total_time"),
      ("openmetrics", "steerbench_runtime_seconds{"), ("every-eval-ever", "latency_ms"),
      ("lm-eval", "total_evaluation_time_seconds\":\""),
    ])
  func exports(name: String, word: String) async throws {
    let format = try #require(SweepExportRegistry.all.first { $0.name == name })
    let alone = try await export(format, "")
    #expect(alone.contains(word), "the export of a sweep with runtimes tells them")
    let shared = try await export(format, "timing: shared")
    #expect(!shared.contains(word))
  }

  /// All files of an export as one text.
  private func export(_ format: SweepExportFormat, _ timing: String) async throws -> String {
    let bench = try SmallBench(
      """
      version: 2
      models: {one: {parameters: {temperature: 0}, access: {base-url: "http://localhost:1/v1"}}}
      methods: [only-question]
      tasks: [navigate]
      questions: {per-task: 2}
      \(timing)
      """)
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
      let record = try await bench.run(trial, in: LiveWorld.scripted { _ in .says("<<<Yes>>>") })
      try export.add(
        ExportedTrial(question: trial.question.loaded.question, record: record), to: &files)
    }
    try export.finish(&files)
    return files.take().map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
  }
}

extension TrialLine {
  /// The line as a sweep has it whose times are no runtimes.
  fileprivate var withoutTimes: TrialLine {
    var line = self
    line.serviceMicroseconds = nil
    line.executionMicroseconds = nil
    line.waitMicroseconds = nil
    return line
  }
}
