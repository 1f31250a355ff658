import Analysis
import Basics
import RecordReplay
import Trials

/// What is missing of a recording that was not made to its end: cell by cell, and never trial by trial.
struct MissingCells {
  /// The lines that are shown; all methods are counted.
  private static let lineLimit = 40

  private let counts: [String: [String: Int]]

  /// Counts trials.
  init(_ trials: [TrialID]) {
    var counts: [String: [String: Int]] = [:]
    for trial in trials {
      counts["\(trial.model) \(trial.method)", default: [:]][trial.task, default: 0] += 1
    }
    self.counts = counts
  }

  /// The number of trials of each task: a line for all methods of a model that lack the same.
  var lines: [String] {
    var groups: [(model: Substring, methods: [Substring], cells: String)] = []
    for (name, tasks) in counts.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      let cells = tasks.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      let parts = name.split(separator: " ", maxSplits: 1)
      if let place = groups.firstIndex(where: { $0.model == parts[0] && $0.cells == cells }) {
        groups[place].methods.append(parts[1])
      } else {
        groups.append((parts[0], [parts[1]], cells))
      }
    }
    let shown = groups.prefix(Self.lineLimit)
    let more = groups.dropFirst(shown.count).reduce(0) { $0 + $1.methods.count }
    return shown.map { "\($0.model) \($0.methods.joined(separator: ", ")): \($0.cells)" }
      + (more > 0 ? ["and \(more) more models and methods"] : [])
  }

  /// The trials by cell, for programs.
  var json: JSONValue {
    .object(
      JSONObject(
        counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, tasks in
          JSONMember(
            name: name,
            value: .object(
              JSONObject(
                tasks.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                  .map { JSONMember(name: $0.key, value: .integer(Int64($0.value))) })))
        }))
  }
}

extension MissCause {
  /// Whether the trial was simply never asked: nothing that is recorded says that anything changed.
  var isUnasked: Bool {
    switch reason {
    case .missingCassette, .slotExhausted: true
    case .missingAction: segment == nil
    }
  }
}

extension ReplayedSweep {
  /// Whether nothing is amiss but that trials were never asked.
  var lacksUnaskedOnly: Bool {
    failures.isEmpty && !misses.isEmpty && misses.allSatisfy(\.cause.isUnasked)
  }

  /// Whether it is a part of a recording that can be looked at as far as it goes.
  var isPartial: Bool { lacksUnaskedOnly && summary.trials > 0 }

  /// What a reader of its numbers must know where it is a part; `nil` where it is whole.
  var partialNote: PartialNote? {
    guard isPartial else { return nil }
    let missing = MissingCells(misses.flatMap(\.trials)).lines.joined(separator: "; ")
    return PartialNote(
      brief: "PARTIAL: \(name) is recorded in \(summary.trials) of \(planned) trials.",
      more: " Missing: \(missing). To go on: steerbench record \(path)")
  }
}

/// What is said below tables of a part: all of it once, and then that it is one.
struct PartialNote: Hashable {
  /// One sentence, for every table.
  var brief: String
  /// What is missing and how to go on, for the first table.
  var more = ""
}
