import Analysis
import Cassettes
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// A sweep that was opened for a command: folder, plan, runner.
struct OpenSweep {
  let folder: SweepFolder
  let plan: Plan
  let runner: TrialRunner

  /// By whose rules its trials are graded.
  let grading: GradingPolicy

  /// Opens a sweep.
  ///
  /// - Parameter grading: By whose rules its trials are graded; the sweep's own where it is `nil`.
  init(_ url: URL, grading: GradingPolicy? = nil) throws {
    folder = try SweepFolder(url)
    plan = Plan(folder.sweep, questions: folder.questions)
    self.grading = grading ?? folder.sweep.grading
    runner = try TrialRunner(folder.sweep, prompts: folder.prompts, grading: self.grading)
    guard plan.count > 0 else {
      throw CommandFailure(
        .nothing,
        "\(folder.sweep.name): the sweep has no trials. Either it selects no question, or none of "
          + "its methods can be used with its models.")
    }
  }

  /// The sealed cassettes of the folder, checked.
  func tape() throws -> CassetteUnion {
    try CassetteUnion(CassetteFolder(path: folder.path))
  }
}
