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

      \(AnalysisRegistry.kinds(of: .openQuestion).map { "--\($0.name): \($0.definition)" }.joined(separator: "\n\n"))

      Examples:
        steerbench analyze qwen2.5-coder-0.5b
        steerbench analyze --text-like-code --format markdown
        steerbench analyze smollm2-135m --cost-per-point --json
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var selection: OptionalSelectionArguments
  @Flag var questions: [QuestionFlag] = []
  @OptionGroup var tables: TableArguments
  @OptionGroup var workers: WorkerOption

  private var kinds: [AnalysisKind] {
    let wanted = questions.map(\.kind.name)
    return AnalysisRegistry.kinds(of: .openQuestion).filter {
      wanted.isEmpty || wanted.contains($0.name)
    }
  }

  func run() async throws {
    let sweeps = try ReportedSweeps(
      try arguments.folders(), selection: selection.selection, workers: workers.count)
    try tables.write(try await sweeps.analyses(of: kinds))
  }
}

/// A flag for each of the paper's open questions.
struct QuestionFlag: EnumerableFlag {
  static let allCases = AnalysisRegistry.kinds(of: .openQuestion).map(QuestionFlag.init)

  let kind: AnalysisKind

  static func == (left: Self, right: Self) -> Bool { left.kind.name == right.kind.name }

  static func name(for value: Self) -> NameSpecification { .customLong(value.kind.name) }

  static func help(for value: Self) -> ArgumentHelp? { ArgumentHelp(value.kind.summary) }
}
