package import Basics
package import Cassettes
import RecordReplay

/// What differs between two sets of exchanges, by trial.
package struct DifferenceReport {
  /// How an exchange differs, in the order in which it is listed.
  private enum Mark: String, CaseIterable {
    case removed = "-"
    case added = "+"
    case changed = "~"
    case relabelled = "="
  }

  /// One exchange that differs, under the trial that has it now, or had it.
  private struct Item {
    var mark: Mark
    var entry: CatalogEntry
    var old: CatalogEntry?
  }

  private let difference: CassetteDifference
  private let trials: [(scope: String, items: [Item])]

  package init(_ difference: CassetteDifference) {
    self.difference = difference
    let items =
      difference.removed.map { Item(mark: .removed, entry: $0) }
      + difference.added.map { Item(mark: .added, entry: $0) }
      + difference.changed.map { Item(mark: .changed, entry: $0.new, old: $0.old) }
      + difference.relabelled.map { Item(mark: .relabelled, entry: $0.new, old: $0.old) }
    trials = Dictionary(grouping: items) { $0.entry.scope }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { (scope: $0.key, items: $0.value) }
  }

  /// The report for people.
  package func text(listsExchanges: Bool) -> String {
    var lines: [String] = []
    for trial in trials {
      for mark in Mark.allCases {
        let items = trial.items.filter { $0.mark == mark }
        guard !items.isEmpty else { continue }
        lines.append("\(mark.rawValue) \(Redaction.shown(trial.scope))  \(Self.count(items))")
        if listsExchanges { lines += items.map { "    " + Self.line(of: $0) } }
      }
    }
    lines.append(summary)
    return lines.joined(separator: "\n")
  }

  private var summary: String {
    guard !difference.isEmpty else { return "\(difference.sameCount) exchanges, all the same." }
    let counts = [
      (difference.removed.count, "removed"), (difference.added.count, "added"),
      (difference.changed.count, "changed"), (difference.relabelled.count, "recorded anew"),
    ]
    let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(parts.joined(separator: ", ")); \(difference.sameCount) exchanges the same."
  }

  private static func count(_ items: [Item]) -> String {
    let calls = items.count { $0.entry.kind == .completion }
    let runs = items.count - calls
    let parts = [
      calls == 0 ? nil : calls == 1 ? "1 model call" : "\(calls) model calls",
      runs == 0 ? nil : runs == 1 ? "1 run of code" : "\(runs) runs of code",
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private static func line(of item: Item) -> String {
    let entry = item.entry
    let place = "\(entry.kind.column)  \(entry.slot)"
    switch (item.mark, item.old) {
    case (.changed, let old?):
      return "\(place): result \(old.resultDigest.short) (\(old.resultSize) bytes) -> "
        + "\(entry.resultDigest.short) (\(entry.resultSize) bytes)"
    case (.relabelled, let old?) where old.scope != entry.scope:
      return "\(place): was recorded by \(Redaction.shown(old.scope))"
    default:
      return "\(place): result \(entry.resultDigest.short), \(entry.resultSize) bytes"
    }
  }

  /// The report for programs.
  package var json: JSONValue {
    [
      "removed": .array(difference.removed.map(\.json)),
      "added": .array(difference.added.map(\.json)),
      "changed": .array(difference.changed.map(Self.json)),
      "relabelled": .array(difference.relabelled.map(Self.json)),
      "same": .integer(Int64(difference.sameCount)),
    ]
  }

  private static func json(of pair: CassetteDifference.Pair) -> JSONValue {
    ["old": pair.old.json, "new": pair.new.json]
  }
}

extension CatalogEntry {
  /// The exchange for people, in one line that sorts by trial.
  package var shown: String {
    "\(Redaction.shown(scope))  \(kind.column)  \(slot.action.short) \(slot.sample) "
      + "\(slot.ordinal)  \(requestSize) -> \(resultSize) bytes  \(resultDigest.short)"
  }

  /// The exchange for programs.
  package var json: JSONValue {
    [
      "action": .string(slot.action.hex), "sample": .integer(Int64(slot.sample)),
      "ordinal": .integer(Int64(slot.ordinal)), "kind": .string(kind.name),
      "trial": .string(scope), "requestBytes": .integer(Int64(requestSize)),
      "resultBytes": .integer(Int64(resultSize)), "resultDigest": .string(resultDigest.hex),
    ]
  }
}
