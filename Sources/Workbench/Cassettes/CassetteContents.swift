package import Basics
import Cassettes
import Files
import RecordReplay

/// What cassettes hold.
package struct CassetteContents {
  private let catalog: ExchangeCatalog
  private let files: [File]

  /// One cassette as a file.
  private struct File {
    var name: String
    var bytes: Int
    var cassette: SealedCassette
  }

  /// Looks into what a user's word means: a `.cas` file, a folder, or a name under `cassettes/`.
  package init(_ word: String) throws {
    let set = try CassetteLocator.set(word)
    catalog = try ExchangeCatalog(set, actionDigest: CassetteLocator.actionDigest)
    files = try set.members.map { member in
      let file = try ReadableFile(member.path)
      return File(
        name: Path.name(of: member.path), bytes: file.size,
        cassette: try SealedCassette(path: member.path))
    }
  }

  /// A line for each exchange of what a user's word means, for comparing texts: by trial, then by slot.
  package static func lines(of word: String) throws -> [String] {
    sorted(try ExchangeCatalog(try CassetteLocator.set(word))).map(\.shown)
  }

  /// The contents for people.
  ///
  /// - Parameter listsExchanges: Whether each exchange has a line.
  package func text(listsExchanges: Bool) -> String {
    var lines = files.map { file in
      let cassette = file.cassette
      let share = cassette.rawByteCount > 0 ? file.bytes * 1000 / cassette.rawByteCount : 0
      return "\(file.name)  \(cassette.entryCount) exchanges, "
        + "\(file.bytes) bytes (\(share / 10).\(share % 10) % of "
        + "\(cassette.rawByteCount))\n  root \(cassette.root.hex)"
    }
    let calls = catalog.entries.count { $0.kind == .completion }
    let proxied = catalog.entries.count { $0.kind == .proxied }
    let runs = catalog.entries.count - calls - proxied
    // A folder may be a sweep's, a proxy's, or both; most are a sweep's.
    let others = proxied > 0 ? ", \(proxied) calls of other programs" : ""
    lines.append(
      "\(catalog.entries.count) exchanges: \(calls) model calls, \(runs) runs of code\(others)")
    if listsExchanges { lines += Self.sorted(catalog).map(\.shown) }
    return lines.joined(separator: "\n")
  }

  /// The same for programs.
  package func json(listsExchanges: Bool) throws -> JSONValue {
    let cassettes = try files.map { file -> JSONValue in
      [
        "file": .string(file.name), "root": .string(file.cassette.root.hex),
        "fileDigest": .string(try file.cassette.fileDigest().hex),
        "fileBytes": .integer(Int64(file.bytes)),
        "exchanges": .integer(Int64(file.cassette.entryCount)),
        "rawBytes": .integer(Int64(file.cassette.rawByteCount)),
      ]
    }
    var contents = JSONObject([
      JSONMember(name: "cassettes", value: .array(cassettes)),
      JSONMember(name: "exchanges", value: .integer(Int64(catalog.entries.count))),
    ])
    if listsExchanges { contents["entries"] = .array(Self.sorted(catalog).map(\.json)) }
    return .object(contents)
  }

  /// By trial, then by slot: lines that lie side by side belong together.
  private static func sorted(_ catalog: ExchangeCatalog) -> [CatalogEntry] {
    catalog.entries.sorted { left, right in
      left.scope.utf8.elementsEqual(right.scope.utf8)
        ? left.slot < right.slot : left.scope.utf8.lexicographicallyPrecedes(right.scope.utf8)
    }
  }
}

/// What names cassettes: the root of each and of their union, which says what they hold, and the digest
/// of each file.
package struct CassetteNames {
  private let files: [(path: String, root: Digest, digest: Digest)]
  private let catalog: ExchangeCatalog

  /// Names what a user's words mean; every cassette is verified first.
  package init(_ words: [String]) throws {
    let set = CassetteSet(joining: try words.map(CassetteLocator.set))
    catalog = try ExchangeCatalog(set, actionDigest: CassetteLocator.actionDigest)
    files = try set.members.map { member in
      let cassette = try SealedCassette(path: member.path)
      return (path: member.path, root: cassette.root, digest: try cassette.fileDigest())
    }
  }

  /// A line for each cassette, and one for the union of several.
  package var lines: [String] {
    files.map { "\($0.root.hex)  \($0.digest.hex)  \($0.path)" }
      + (files.count > 1 ? ["\(catalog.root.hex)  union of \(files.count)"] : [])
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "cassettes": .array(
        files.map {
          [
            "path": .string($0.path), "root": .string($0.root.hex),
            "fileDigest": .string($0.digest.hex),
          ]
        }),
      "root": .string(catalog.root.hex), "exchanges": .integer(Int64(catalog.entries.count)),
      "rawBytes": .integer(Int64(catalog.rawByteCount)),
    ]
  }
}

/// What differs between two sets of exchanges, by trial.
package struct DifferenceByTrial {
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

  /// Compares what two words of the user's mean: `.cas` files, folders, or names under `cassettes/`.
  package init(from old: String, to new: String) throws {
    let catalogs = try [old, new].map { word in
      try ExchangeCatalog(
        try CassetteLocator.set(word), actionDigest: CassetteLocator.actionDigest)
    }
    difference = CassetteDifference(from: catalogs[0], to: catalogs[1])
    let items =
      difference.removed.map { Item(mark: .removed, entry: $0) }
      + difference.added.map { Item(mark: .added, entry: $0) }
      + difference.changed.map { Item(mark: .changed, entry: $0.new, old: $0.old) }
      + difference.relabelled.map { Item(mark: .relabelled, entry: $0.new, old: $0.old) }
    trials = Dictionary(grouping: items) { $0.entry.scope }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { (scope: $0.key, items: $0.value) }
  }

  /// The difference for people.
  ///
  /// - Parameter listsExchanges: Whether each exchange that differs has a line.
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
    let runs = items.count { $0.entry.kind == .execution }
    let proxied = items.count - calls - runs
    let parts = [
      calls == 0 ? nil : calls == 1 ? "1 model call" : "\(calls) model calls",
      runs == 0 ? nil : runs == 1 ? "1 run of code" : "\(runs) runs of code",
      proxied == 0
        ? nil : proxied == 1 ? "1 call through the proxy" : "\(proxied) calls through the proxy",
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

  /// The difference for programs.
  package var json: JSONValue {
    [
      "removed": .array(difference.removed.map(\.json)),
      "added": .array(difference.added.map(\.json)),
      "changed": .array(difference.changed.map(Self.json)),
      "relabelled": .array(difference.relabelled.map(Self.json)),
      "same": .integer(Int64(difference.sameCount)),
    ]
  }

  /// Whether both hold the same.
  package var isEmpty: Bool { difference.isEmpty }

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

extension CassetteIndexLine {
  /// The line for programs.
  package var json: JSONValue {
    [
      "file": .string(fileName), "root": .string(root.hex),
      "fileDigest": .string(fileDigest.hex), "exchanges": .integer(Int64(entryCount)),
      "rawBytes": .integer(Int64(rawByteCount)),
    ]
  }
}

extension ExchangeKind {
  /// The kind for programs.
  var name: String {
    switch self {
    case .completion: "completion"
    case .execution: "execution"
    case .proxied: "proxied"
    }
  }
  /// The kind for people, in a column.
  var column: String {
    switch self {
    case .completion: "call"
    case .execution: "run "
    case .proxied: "http"
    }
  }
}
