import Basics
import Foundation
import Tasks

/// Work that is done so many times over by a process of its own, whose instructions another program
/// counts: `ci/bench --instructions`.
///
/// A clock says more about a busy machine than about the code. Of two runs that differ in the rounds
/// only, the difference is what the rounds take, to a few instructions in a million.
struct CountedRun {
  /// What is done: `replay`, or a task and a kind of answers such as `letters/in prose`.
  var name: String
  /// How often; 0 for all that comes before it.
  var rounds: Int

  /// The names of what can be done.
  static var names: [String] {
    ["replay"]
      + TaskRegistry.shipped.all.flatMap { task in
        GradingSection.kinds.map { "\(task.description.name)/\($0)" }
      }
  }

  /// Does it; how many exchanges or answers one round has.
  func run(_ options: BenchOptions) async throws -> Int {
    guard name != "replay" else { return try await replay(options) }
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let task = TaskRegistry.shipped.task(named: parts[0]),
      let count = try GradingSection.grade(task, parts[1], rounds: rounds, options)
    else { throw BenchError("Nothing is named \(name).") }
    return count
  }

  private func replay(_ options: BenchOptions) async throws -> Int {
    guard let folder = options.folder else { throw BenchError("--folder is missing.") }
    if !FileManager.default.fileExists(atPath: "\(folder)/\(GeneratedSweep.fileName)") {
      try await GeneratedSweep(trials: options.trials).record(
        into: URL(filePath: folder, directoryHint: .isDirectory),
        prompts: URL(filePath: options.prompts, directoryHint: .isDirectory))
    }
    var exchanges = 0
    for _ in 0..<rounds {
      exchanges = try await ReplayRun.measure(folder, samples: GeneratedSweep.samples).exchanges
    }
    return exchanges
  }
}
