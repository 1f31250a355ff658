import Cassettes
import Evaluation
import Foundation

/// A sweep that was opened for a command: folder, plan, runner.
struct OpenSweep {
  let folder: SweepFolder
  let plan: Plan
  let runner: TrialRunner

  init(_ url: URL) throws {
    folder = try SweepFolder(url)
    plan = Plan(folder.sweep, questions: folder.questions)
    runner = try TrialRunner(folder.sweep, prompts: folder.prompts)
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
