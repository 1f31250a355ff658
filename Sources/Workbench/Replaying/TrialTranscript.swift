package import Basics
import FoundationEssentials
import RecordReplay
import Regression
import Reporting
import Sweeps
import Trials

/// One trial as a conversation: its prompts, answers, code, output, extraction and grade.
package struct TrialTranscript: Sendable {
  /// The trial, replayed.
  let record: TrialRecord
  /// The sweep that it is of, as messages call it.
  let path: String

  /// Finds a trial by its name and replays it.
  ///
  /// - Parameters:
  ///   - name: MODEL/METHOD/TASK/QUESTION/SAMPLE; parts may be left out from the left, and the sample
  ///     from the right, as long as one trial fits.
  ///   - sweep: The sweep; the first under `cassettes/` that has the trial where it is `nil`.
  /// - Throws: ``WorkbenchError`` where no trial has the name, or several have; `DeckError` where its
  ///   recording is missing or damaged.
  package init(of name: String, in sweep: String?) async throws {
    let places = try await ReplayPlace.all(sweep.map { [$0] } ?? [])
    defer { withExtendedLifetime(places) {} }
    var near: [String] = []
    for folder in places {
      let sweep = try await folder.open()
      switch TrialFinder(sweep.plan).find(name) {
      case .found(let place):
        record = try await sweep.record(at: place)
        path = folder.path
        return
      case .ambiguous(let some):
        throw WorkbenchError(
          .usage, "\(name) fits several trials: \(some.joined(separator: ", ")), …")
      case .none(let names): near += names
      }
    }
    let hint =
      near.isEmpty
      ? "A trial is named MODEL/METHOD/TASK/QUESTION/SAMPLE; steerbench trials SWEEP lists those of a sweep."
      : "Near: \(near.prefix(3).joined(separator: ", "))."
    throw WorkbenchError(.usage, "No sweep has the trial \(name). \(hint)")
  }

  /// The conversation for people.
  package var text: String { TranscriptReport(record).text }

  /// The conversation for programs.
  ///
  /// - Parameter isProbe: Whether another build asks, and is told each layer's text and the version of
  ///   the answer.
  package func json(forProbe isProbe: Bool) -> JSONValue {
    let json = TranscriptReport(record).json
    return isProbe ? ToolProbe.stamped(transcript: json) { record.text(of: $0) } : json
  }
}

extension OpenSweep {
  /// Replays one trial.
  fileprivate func record(at place: Int) async throws -> TrialRecord {
    var record: TrialRecord?
    try await TrialStream(plan, runner: runner, from: try tape(), places: [place]).run { end in
      record = try end.get()
    }
    guard let record else { preconditionFailure("a stream hands over each of its trials") }
    return record
  }
}

/// Finds the trial that a shortened name means.
private struct TrialFinder {
  /// What was found.
  enum Match {
    case found(Int)
    case ambiguous([String])
    case none(near: [String])
  }

  private let plan: Plan

  init(_ plan: Plan) {
    self.plan = plan
  }

  /// The trial whose name is, or ends in, the given one.
  func find(_ name: String) -> Match {
    let wanted = name.split(separator: "/").map(String.init)
    var matches: [Int] = []
    for index in 0..<plan.count where Self.fits(wanted, plan[index]) {
      matches.append(index)
      if matches.count > 3 { break }
    }
    guard let first = matches.first else {
      let names = wanted.count == 5 ? (0..<min(plan.count, 20_000)).map { "\(plan[$0].id)" } : []
      return .none(near: NearMatch.names(like: name, among: names))
    }
    let isExact = matches.count == 1 || "\(plan[first].id)" == name
    return isExact ? .found(first) : .ambiguous(matches.map { "\(plan[$0].id)" })
  }

  private static func fits(_ wanted: [String], _ trial: PlannedTrial) -> Bool {
    let id = trial.id
    let parts = [id.model, id.method, id.task, id.question, "\(id.sample)"]
    return !wanted.isEmpty
      && (parts.suffix(wanted.count) == wanted[...]
        || (id.sample == 0 && parts.dropLast().suffix(wanted.count) == wanted[...]))
  }
}
