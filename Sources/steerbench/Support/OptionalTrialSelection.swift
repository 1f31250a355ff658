import Analysis
import ArgumentParser
import Basics
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Trials that may be picked by name; without a word, all of them.
struct OptionalTrialSelection: ParsableArguments {
  @Option(help: "Only this model. May be given several times, as the others may.")
  var model: [String] = []
  @Option(help: "Only this method, such as all-code or all-code@2.") var method: [String] = []
  @Option(help: "Only this task.") var task: [String] = []

  /// Whether anything was picked.
  var isEmpty: Bool { model.isEmpty && method.isEmpty && task.isEmpty }

  /// The places of the picked trials in a plan; `nil` for all.
  func places(in plan: Plan) throws -> [Int]? { try places(in: [plan])[0] }

  /// The sweeps that have picked trials, with the places of these; `nil` for all.
  func places(
    in sweeps: [OpenSweep], byMethod: Bool = true
  ) throws -> [(sweep: OpenSweep, places: [Int]?)] {
    zip(sweeps, try places(in: sweeps.map(\.plan), byMethod: byMethod))
      .map { (sweep: $0.0, places: $0.1) }
      .filter { $0.places?.isEmpty != true }
  }

  /// The places in each plan.
  ///
  /// Throws where a word names nothing in any plan, and where nothing is picked at all.
  ///
  /// - Parameter byMethod: Whether methods are picked, and not merely shown.
  private func places(in plans: [Plan], byMethod: Bool = true) throws -> [[Int]?] {
    guard !isEmpty else { return plans.map { _ in nil } }
    let axes = plans.map(\.axes)
    try check("model", model, axes.flatMap(\.models))
    try check("method", method, axes.flatMap(\.methods))
    try check("task", task, axes.flatMap(\.tasks))
    func isIn(_ words: [String], _ name: String) -> Bool { words.isEmpty || words.contains(name) }
    let places = plans.map { plan in
      (0..<plan.count).filter { index in
        let id = plan[index].id
        return isIn(model, id.model) && isIn(task, id.task)
          && (!byMethod || isIn(method, id.method))
      }
    }
    guard places.contains(where: { !$0.isEmpty }) else {
      throw CommandFailure(
        .nothing,
        "No trial is picked by all of these words at once. Take one away: a method that a model "
          + "cannot be used with has no trials, and a task may be in another sweep than a model.")
    }
    return places
  }

  private func check(_ option: String, _ words: [String], _ known: [ScoreAxes.Entry]) throws {
    var names: [String] = []
    for name in known.map(\.name) where !names.contains(name) { names.append(name) }
    guard let word = words.first(where: { !names.contains($0) }) else { return }
    throw CommandFailure(
      .usage,
      "--\(option) \(word): there is no such \(option) here. "
        + Redaction.shown(NearMatch.hint(for: word, among: names)))
  }
}
