package import Basics
import RecordReplay
import Trials

/// Replies that name another model than was asked for: a gateway that fell back, an alias that moved, a
/// server that has only one model and answers to every name.
///
/// Who answered decides what a score is a score of. Nothing fails for it, since names are loose; but it
/// is said.
package struct OtherModels: Hashable, Sendable {
  /// The replies of a model of the sweep that name another.
  private var counts: [String: [String: Int]] = [:]
  /// All calls of each model of the sweep.
  private var calls: [String: Int] = [:]

  /// Creates a count of no replies.
  init() {}

  /// Whether every reply names the model that was asked for, or none.
  package var isEmpty: Bool { counts.isEmpty }

  /// Adds what the replies of a trial named.
  mutating func add(_ names: [String], of line: TrialLine) {
    let model = line.trial.model
    calls[model, default: 0] += line.calls + (line.extraction?.calls ?? 0)
    for name in names { counts[model, default: [:]][name, default: 0] += 1 }
  }

  /// A sentence a model.
  package var sentences: [String] {
    sorted.map { model, names in
      let list = names.map { "\($0.name) (\($0.count))" }.joined(separator: ", ")
      let count = names.reduce(0) { $0 + $1.count }
      return
        "\(model): \(count) of \(calls[model] ?? count) replies name another model than was asked "
        + "for: \(list)"
    }
  }

  /// The models with the names, as a sheet's header has them.
  var names: [String] {
    sorted.flatMap { model, names in names.map { "\(model): \($0.name)" } }
  }

  /// The names by model, with the number of their replies.
  package var json: JSONValue {
    .array(
      sorted.flatMap { model, names in
        names.map {
          [
            "model": .string(model), "named": .string($0.name),
            "replies": .integer(Int64($0.count)),
          ]
        }
      })
  }

  private var sorted: [(model: String, names: [(name: String, count: Int)])] {
    counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { model, names in
      let names = names.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return (model, names.map { (name: $0.key, count: $0.value) })
    }
  }
}
