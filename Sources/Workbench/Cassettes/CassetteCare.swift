package import Basics
package import Cassettes
import Files
package import FoundationEssentials
import RecordReplay
import Sweeps
import Trials

/// A folder whose cassettes were made one.
package struct CompactedFolder: Sendable {
  private let path: String
  /// The cassettes that it has now.
  private let lines: [CassetteIndexLine]
  /// The cassettes that were united; `nil` where there was nothing to unite.
  private let replaced: [CassetteIndexLine]?

  /// Unites the cassettes of the folder that a user's word means; whatever happens meanwhile, it plays.
  ///
  /// - Parameters:
  ///   - word: The folder.
  ///   - version: The version of the one cassette; without it the highest of the folder's.
  package init(_ word: String, as version: CassetteVersion? = nil) throws {
    path = try CassetteLocator.path(word)
    let compaction = try CassetteFolder.compacting(
      path: path, as: version, actionDigest: CassetteLocator.actionDigest)
    let folder = try compaction?.folder ?? CassetteFolder(path: path)
    try folder.prove()
    lines = folder.lines
    replaced = compaction?.replaced
  }

  /// What was done, for people.
  package var text: String {
    guard let replaced, let line = lines.first else {
      return "The folder holds \(lines.count) cassettes: nothing to unite."
    }
    let what =
      replaced.count == 1
      ? "The cassette has another format now" : "\(replaced.count) cassettes are one now"
    return "\(what): \(line.entryCount) exchanges in \(line.fileName)."
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "folder": .string(path), "cassettes": .array(lines.map(\.json)),
      "replaced": .array(replaced?.map { .string($0.fileName) } ?? []),
    ]
  }
}

/// A folder whose INDEX names every cassette in it, each verified.
package struct MendedFolder: Sendable {
  private let lines: [CassetteIndexLine]

  /// Names what lies in the folder that a user's word means, and completes or undoes what a power cut
  /// left half done.
  package init(_ word: String) throws {
    let folder = try CassetteFolder.mending(path: try CassetteLocator.path(word))
    try folder.prove()
    lines = folder.lines
  }

  /// What it names, for people.
  package var text: String {
    "INDEX names \(lines.count == 1 ? "1 cassette" : "\(lines.count) cassettes")."
  }

  /// The same for programs.
  package var json: JSONValue { ["cassettes": .array(lines.map(\.json))] }
}

/// The journal that an interrupted recording left, made a cassette.
package struct SealedJournal: Sendable {
  /// What became of the journal, for people.
  package let text: String
  private let line: CassetteIndexLine?

  /// Seals the journal of a sweep, if there is one.
  package init(of sweep: URL) async throws {
    let folder = try CassetteFolder.mending(path: sweep.path)
    guard Path.exists(folder.journalPath) else {
      (text, line) = ("There is no journal to seal.", nil)
      return
    }
    let journal = try RecordingJournal(path: folder.journalPath)
    guard let sealed = try await journal.seal(into: folder) else {
      (text, line) = ("The journal held nothing that is not sealed already.", nil)
      return
    }
    (text, line) = ("Sealed \(sealed.entryCount) exchanges as \(sealed.fileName).", sealed)
  }

  /// The same for programs.
  package var json: JSONValue { ["sealed": line?.json ?? .null] }
}

/// The exchanges of a folder that no trial asks for.
package struct UnusedExchanges {
  private let catalog: ExchangeCatalog
  private let unused: [CatalogEntry]
  /// Where the used ones were sealed; `nil` where nobody asked for that.
  private let written: WrittenCassettes?

  /// Replays sweeps from a folder's cassettes to learn what they use; the folder stays as it is.
  ///
  /// - Parameters:
  ///   - word: The folder, or its name under `cassettes/`.
  ///   - sweeps: The sweeps whose trials count; the folder's own where there is none.
  ///   - output: Where the used ones are sealed, if anywhere.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package init(
    in word: String, notUsedBy sweeps: [String] = [], writingRestTo output: String? = nil,
    workers: Int
  ) async throws {
    let folder = try CassetteLocator.folder(word)
    let tape = try CassetteUnion(folder)
    var used: Set<Slot> = []
    for sweep in sweeps.isEmpty ? [folder.path] : sweeps {
      let trials = SlotsInUse(
        sweep: try OpenSweep(try SweepLocator.folder(sweep)), tape: tape, workers: workers)
      used.formUnion(try await trials.slots())
    }
    let catalog = try ExchangeCatalog(
      CassetteSet(folder), actionDigest: CassetteLocator.actionDigest)
    // What other people's programs asked through the proxy is no trial's, and not unused by that.
    let isKept: (CatalogEntry) -> Bool = { $0.kind == .proxied || used.contains($0.slot) }
    unused = catalog.entries.filter { !isKept($0) }
    written = try output.map { path in
      try WrittenCassettes(to: path) { add in
        try add(try catalog.seal(catalog.entries.filter(isKept)))
      }
    }
    self.catalog = catalog
  }

  private var byteCount: Int { unused.reduce(0) { $0 + $1.rawByteCount } }

  /// What is unused, for people.
  ///
  /// - Parameter listsExchanges: Whether each unused exchange has a line.
  package func text(listsExchanges: Bool) -> String {
    let head =
      "\(unused.count) of \(catalog.entries.count) exchanges are unused, \(byteCount) of "
      + "\(catalog.rawByteCount) bytes before compression."
    let list = listsExchanges ? unused.map { "  " + $0.shown } : []
    return ([head] + list + [written?.text].compactMap(\.self)).joined(separator: "\n")
  }

  /// The same for programs.
  package func json(listsExchanges: Bool) -> JSONValue {
    var members = JSONObject([
      JSONMember(name: "exchanges", value: .integer(Int64(catalog.entries.count))),
      JSONMember(name: "unused", value: .integer(Int64(unused.count))),
      JSONMember(name: "unusedBytes", value: .integer(Int64(byteCount))),
      JSONMember(name: "written", value: written?.json ?? .null),
    ])
    if listsExchanges { members["list"] = .array(unused.map(\.json)) }
    return .object(members)
  }
}

/// Replays trials to learn which exchanges they use.
///
/// A cassette knows one trial for each exchange, the first by name of those that asked for it; only a
/// replay knows all of them.
struct SlotsInUse {
  /// The sweep that the trials are of.
  let sweep: OpenSweep
  /// The cassettes that they are replayed from.
  let tape: CassetteUnion
  /// How many trials run at the same time; no output depends on it.
  let workers: Int

  /// The slots that some trials use; `nil` stands for all trials of the plan.
  ///
  /// A trial that cannot be replayed to its end throws: what else it would have asked for is unknown.
  func slots(of trials: [Int]? = nil) async throws -> Set<Slot> {
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, places: trials, workers: workers,
      failures: .areHandedOver)
    var missed = 0
    var firstMiss: Miss?
    var failure: DeckError?
    let used = try await stream.replay { event in
      switch event {
      case .line: break
      case .miss(let miss):
        missed += 1
        firstMiss = firstMiss ?? miss
      case .failure(_, let error): failure = failure ?? error
      }
    }
    if let failure { throw failure }
    if let firstMiss { throw unknown(missed, firstMiss) }
    return Set(try CassetteReader(tape).entries().filter { used.contains($0.row) }.map(\.slot))
  }

  private func unknown(_ missed: Int, _ first: Miss) -> WorkbenchError {
    let trials = missed == 1 ? "1 trial" : "\(missed) trials"
    let path = sweep.folder.url.relativePath
    return WorkbenchError(
      .miss,
      "\(trials) of \(path) cannot be replayed, so that it is unknown what they use; nothing was "
        + "written. The first: \(first.trial): \(first.summary). Record what is missing: "
        + "steerbench record \(path)")
  }
}
