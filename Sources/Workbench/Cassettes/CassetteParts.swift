package import Basics
package import Cassettes
import RecordReplay
import Sweeps

/// Cassettes that were written to a place of the user's.
package struct WrittenCassettes: Sendable {
  /// The path that was asked for.
  let path: String
  /// What lies there.
  let lines: [CassetteIndexLine]

  /// Writes images as they are made; what was asked for appears as a whole or not at all.
  ///
  /// - Parameter path: A name that ends in `.cas` is a file, any other a new folder with an INDEX.
  init(
    to path: String, _ images: (_ add: (SealedImage) throws -> Void) throws -> Void
  ) throws {
    var output = try CassetteOutput(path: path)
    do {
      try images { try output.add($0) }
      lines = try output.publish()
    } catch {
      output.discard()
      throw error
    }
    self.path = path
  }

  /// A line for people.
  package var text: String {
    let count = lines.reduce(0) { $0 + $1.entryCount }
    let exchanges = count == 1 ? "1 exchange" : "\(count) exchanges"
    let roots = lines.map { "\n  root \($0.root.hex)" }.joined()
    return lines.count == 1
      ? "Wrote \(exchanges) to \(path).\(roots)"
      : "Wrote \(exchanges) to \(lines.count) cassettes in \(path).\(roots)"
  }

  /// The same for programs.
  package var json: JSONValue {
    ["output": .string(path), "cassettes": .array(lines.map(\.json))]
  }
}

// MARK: - Wholes and parts

extension WrittenCassettes {
  /// Makes one cassette of several: the union of their exchanges, the same bytes in whatever order.
  ///
  /// - Parameters:
  ///   - words: `.cas` files, folders, or names under `cassettes/`.
  ///   - preferred: The input whose recording is kept where two differ; without it they conflict.
  ///   - path: Where it is written.
  package static func merge(
    _ words: [String], preferring preferred: String? = nil, to path: String
  ) throws -> WrittenCassettes {
    let preferred = try preferred.map(CassetteLocator.set)
    let inputs = try words.map(CassetteLocator.set) + [preferred].compactMap(\.self)
    return try WrittenCassettes(to: path) { add in
      let catalog = try ExchangeCatalog(
        CassetteSet(joining: inputs), preferring: preferred,
        actionDigest: CassetteLocator.actionDigest)
      try add(try catalog.seal())
    }
  }

  /// Cuts cassettes into parts that together hold the same.
  ///
  /// - Parameters:
  ///   - word: A `.cas` file, a folder, or a name under `cassettes/`.
  ///   - split: How they are cut.
  ///   - path: The folder of the parts.
  package static func split(
    _ word: String, _ split: CassetteSplit, to path: String
  ) throws -> WrittenCassettes {
    try WrittenCassettes(to: path) { add in
      let catalog = try catalog(of: word)
      for part in split.parts(of: catalog.entries) { try add(try catalog.seal(part)) }
    }
  }

  /// Takes what some trials of a sweep need into a cassette of its own: it replays them without the rest.
  ///
  /// - Parameters:
  ///   - word: The sweep's folder, or its name under `cassettes/`.
  ///   - selection: The trials.
  ///   - path: Where it is written.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package static func slice(
    _ word: String, of selection: TrialSelection, to path: String, workers: Int
  ) async throws -> WrittenCassettes {
    let folder = try CassetteLocator.folder(word)
    guard SweepLocator.isSweep(folder.path) else {
      throw WorkbenchError(
        .usage,
        "\(folder.path): there is no sweep here that would say what trials use. Add --by-scope to go "
          + "by what each trial recorded.")
    }
    let sweep = try OpenSweep(try SweepLocator.folder(folder.path))
    try selection.check(against: (0..<sweep.plan.count).lazy.map { sweep.plan[$0].id })
    let trials = (0..<sweep.plan.count).filter { selection.contains(sweep.plan[$0].id) }
    guard !trials.isEmpty else {
      throw WorkbenchError(.nothing, "No trial of the sweep is all of that; nothing was written.")
    }
    let slots = try await SlotsInUse(
      sweep: sweep, tape: try CassetteUnion(folder), workers: workers
    ).slots(of: trials)
    return try slice(word, to: path) { _ in { slots.contains($0.slot) } }
  }

  /// Takes what is recorded under the names of some trials, without asking a sweep what they use.
  package static func sliceByScope(
    _ word: String, of selection: TrialSelection, to path: String
  ) throws -> WrittenCassettes {
    try slice(word, to: path) { catalog in
      try selection.check(against: catalog.entries.compactMap { TrialID($0.scope) })
      // What a stranger's file calls no trial is no trial that was picked.
      return { TrialID($0.scope).map(selection.contains) ?? false }
    }
  }

  /// Takes some exchanges, by their slots.
  package static func slice(
    _ word: String, keeping slots: Set<Slot>, to path: String
  ) throws -> WrittenCassettes {
    try slice(word, to: path) { _ in { slots.contains($0.slot) } }
  }

  private static func slice(
    _ word: String, to path: String,
    choosing choice: (ExchangeCatalog) throws -> (CatalogEntry) -> Bool
  ) throws -> WrittenCassettes {
    try WrittenCassettes(to: path) { add in
      let catalog = try catalog(of: word)
      let slice = catalog.entries.filter(try choice(catalog))
      guard !slice.isEmpty else {
        throw WorkbenchError(.nothing, "The selection holds no exchange; nothing was written.")
      }
      try add(try catalog.seal(slice))
    }
  }

  private static func catalog(of word: String) throws -> ExchangeCatalog {
    try ExchangeCatalog(
      try CassetteLocator.set(word), actionDigest: CassetteLocator.actionDigest)
  }
}

// MARK: - As text

/// Cassettes that were written as text.
package struct CassetteText: Sendable {
  /// The forms of a text.
  package enum Form: String, CaseIterable, Sendable {
    /// A header line, then one exchange a line.
    case jsonl
    /// An HTTP archive.
    case har
  }

  private let form: Form
  private let output: String?
  private let count: Int
  private let root: Digest

  /// Writes what a user's word means, verified as a whole before the first line.
  ///
  /// - Parameters:
  ///   - word: A folder, its name under `cassettes/`, or a `.cas` file.
  ///   - form: The form.
  ///   - output: The file, put in place as a whole; standard output where it is `nil`.
  package init(of word: String, as form: Form, to output: String?) throws {
    let listing = try ExchangeListing(
      path: try CassetteLocator.path(word), actionDigest: ExportFile.actionDigest)
    let destination =
      try output.map { (path) throws(CassetteError) in try ExportOutput(path: path) }
      ?? ExportOutput(descriptor: 1, name: "standard output")
    switch form {
    case .jsonl: try ExchangeLines.write(listing, to: destination, cuts: ResultParts.cuts)
    case .har: try HARFile.write(listing, to: destination, version: ToolVersion.current)
    }
    try destination.finish()
    self.form = form
    self.output = output
    count = listing.count
    root = try listing.root()
  }

  /// What was written, for people.
  package var text: String { "\(count) exchanges written, root \(root.hex)." }

  /// The same for programs.
  package var json: JSONValue {
    [
      "exchanges": .integer(Int64(count)), "format": .string(form.rawValue),
      "output": output.map { .string($0) } ?? .null, "root": .string(root.hex),
    ]
  }
}

/// A text of cassettes that was sealed into a folder.
package struct SealedText: Sendable {
  private let count: Int
  private let line: CassetteIndexLine?

  /// Reads a text in either form, checks all of it, and seals what the folder does not have yet.
  ///
  /// - Parameters:
  ///   - file: The text.
  ///   - folder: The folder; it is created where there is none.
  ///   - version: The version of the format; without it the folder's, or where it has none the one
  ///     that was exported.
  package init(of file: String, into folder: String, as version: CassetteVersion? = nil) throws {
    let exchanges = try ExportFile.read(file)
    count = exchanges.count
    line = try exchanges.seal(into: folder, as: version)
  }

  /// What was sealed, for people.
  package var text: String {
    let name = line.map { "sealed \($0.entryCount) as \($0.fileName)" }
    return "\(count) exchanges read; \(name ?? "the folder has them all already")."
  }

  /// The same for programs.
  package var json: JSONValue {
    ["exchanges": .integer(Int64(count)), "sealed": line?.json ?? .null]
  }
}
