import Analysis
package import Cassettes
package import Foundation
import ScoreSheets
import Statistics
package import Sweeps
package import Tasks
package import Trials

/// A sweep that was opened for a command: folder, plan, runner.
package struct OpenSweep {
  package let folder: SweepFolder
  package let plan: Plan
  package let runner: TrialRunner

  /// By whose rules its trials are graded.
  let grading: GradingPolicy

  /// Opens a sweep.
  ///
  /// - Parameter grading: By whose rules its trials are graded; the sweep's own where it is `nil`.
  package init(_ url: URL, grading: GradingPolicy? = nil) throws {
    folder = try SweepFolder(url)
    plan = Plan(folder.sweep, questions: folder.questions)
    self.grading = grading ?? folder.sweep.grading
    runner = try TrialRunner(folder.sweep, prompts: folder.prompts, grading: self.grading)
    guard plan.count > 0 else {
      throw WorkbenchError(
        .nothing,
        "\(folder.sweep.name): the sweep has no trials. Either it selects no question, or none of "
          + "its methods can be used with its models.")
    }
  }

  /// The sealed cassettes of the folder, checked.
  package func tape() throws -> CassetteUnion {
    try CassetteUnion(CassetteFolder(path: folder.path))
  }
}
