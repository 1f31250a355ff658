import Analysis
import ArgumentParser
import Foundation
import ModelAPI
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Asks the paper's open questions of any cassette.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Ask the paper's open questions of sweeps: what their answers are like.",
    discussion: """
      The sweeps are replayed from their cassettes, and each answer is looked at. Without a flag, all \
      analyses are made.

      \(SweepAnalysisRegistry.all.map { "--\($0.name): \($0.definition)" }.joined(separator: "\n\n"))

      Examples:
        steerbench analyze qwen2.5-coder-0.5b
        steerbench analyze --text-like-code --format markdown
        steerbench analyze smollm2-135m --cost-per-point --json
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var selection: OptionalSelectionArguments
  @Flag(help: "Word and line diversity of code answers against text answers.") var diversity = false
  @Flag(help: "Code that prints an answer without computing it.") var textLikeCode = false
  @Flag(help: "Self-estimated scores against correctness.") var calibration = false
  @Flag(help: "What a point of score costs.") var costPerPoint = false
  @OptionGroup var tables: TableArguments
  @OptionGroup var workers: WorkerOption

  private var kinds: [SweepAnalysisKind] {
    let wanted = [
      ("diversity", diversity), ("text-like-code", textLikeCode), ("calibration", calibration),
      ("cost-per-point", costPerPoint),
    ].filter(\.1).map(\.0)
    return SweepAnalysisRegistry.all.filter { wanted.isEmpty || wanted.contains($0.name) }
  }

  func run() async throws {
    let sweeps = try ReportedSweeps(
      try arguments.folders(), selection: selection.selection, workers: workers.count)
    try tables.write(try await sweeps.analyses(of: kinds))
  }
}
