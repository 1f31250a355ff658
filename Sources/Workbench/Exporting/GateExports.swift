import Analysis
import Foundation
import RecordReplay
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Writes what replays found for the tools of continuous integration.
package struct GateExports {
  private static let summaryVariable = "GITHUB_STEP_SUMMARY"

  private let findings: [GatedSweep]

  package init(_ results: [ReplayedSweep], allowsUnused: Bool) {
    findings = results.map { result in
      GatedSweep(
        sweep: result.name, report: result.gate,
        problems: Self.problems(of: result, allowsUnused: allowsUnused))
    }
  }

  /// Writes JUnit XML, whole or not at all.
  package func writeJUnit(to path: String) throws {
    try FileWriter.replace(URL(filePath: path), with: Array(JUnitReport(findings).xml.utf8))
  }

  /// What GitHub Actions shows beside the code, a line each.
  package var annotations: [String] { GitHubReport(findings).annotations }

  /// Appends to the summary of a step of GitHub Actions.
  ///
  /// - Parameter environment: Names the summary's file.
  package func appendSummary(environment: [String: String]) throws {
    let report = GitHubReport(findings)
    guard let path = environment[Self.summaryVariable], !path.isEmpty else {
      throw WorkbenchError(
        .usage,
        "\(Self.summaryVariable) is not set: --github is for a step of GitHub Actions. Elsewhere use "
          + "--junit or --json.")
    }
    let before = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
    let room = max(GitHubReport.summaryLimit - before.count, 0)
    try FileWriter.replace(
      URL(filePath: path), with: Array(before) + Array(report.summary(limit: room).utf8))
  }

  private static func problems(of result: ReplayedSweep, allowsUnused: Bool) -> [String] {
    var problems = result.misses.map { group in
      "\(group.cause.title): \(group.trials.count) trials have no recording"
    }
    problems += result.failures.map(\.error.message)
    if !result.unused.isEmpty, !allowsUnused {
      problems.append("\(result.unused.count) recorded exchanges that no trial asks for")
    }
    if result.gate == nil, problems.isEmpty {
      problems.append("there is no baseline to compare with")
    }
    return problems
  }
}
