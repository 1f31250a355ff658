package import Cassettes
import Files
package import FoundationEssentials
import RecordReplay
import Sweeps
import Trials

/// The folder beside a sweep's cassettes in which a refresh waits to be accepted; no replay plays it.
package struct PendingFolder {
  /// Its name in the sweep's folder.
  static let name = "pending"
  /// The file in it that holds the selection, a word a line.
  private static let selectionName = "SELECTION"

  /// The longest selection that is read, in bytes.
  private static let selectionLimit = 1 << 20

  /// The sweep's folder.
  let sweep: URL

  /// The folder of a sweep.
  package init(sweep: URL) {
    self.sweep = sweep
  }

  var url: URL { sweep.appending(path: Self.name, directoryHint: .isDirectory) }
  private var selectionFile: URL { url.appending(path: Self.selectionName) }
  /// Where it goes on its way out; git leaves it out, as all that ends so.
  private var leftover: URL {
    sweep.appending(path: Self.name + ".partial", directoryHint: .isDirectory)
  }

  /// Whether a refresh is pending.
  var exists: Bool { FileManager.default.fileExists(atPath: selectionFile.path) }

  /// The words of the selection; throws where nothing is pending.
  func words() throws -> [String] {
    guard let data = try? ReadableFile.bytes(of: selectionFile.path, limit: Self.selectionLimit)
    else {
      throw WorkbenchError(
        .usage,
        "\(sweep.relativePath): no refresh is pending. Begin one: steerbench refresh "
          + "\(sweep.relativePath) --only method=NAME")
    }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Begins a refresh of a selection, or goes on with the pending one if it is the same.
  package func begin(_ words: [String]) throws {
    try removeLeftover()
    if exists {
      let pending = try self.words()
      guard pending == words else {
        throw WorkbenchError(
          .usage,
          "\(sweep.relativePath): a refresh of \(pending.joined(separator: " ")) is pending. Accept or"
            + " discard it first (steerbench refresh accept, steerbench refresh discard), or name the"
            + " same selection to go on with it.")
      }
      return
    }
    // Git takes nothing from here; what is accepted goes where the cassettes are.
    try OutputFile.replace(url.appending(path: ".gitignore"), with: Array("*\n".utf8))
    try OutputFile.replace(
      selectionFile, with: Array(words.map { $0 + "\n" }.joined().utf8), .durable)
  }

  /// The cassettes that were recorded so far.
  package func folder() throws -> CassetteFolder { try CassetteFolder.mending(path: url.path) }

  /// Throws where a sweep's own recording is not sealed yet: a refresh never works beside one.
  static func checkNothingUnsealed(of sweep: OpenSweep) throws {
    let folder = sweep.folder.url
    let journal = folder.appending(path: CassetteFolder.journalName)
    guard FileManager.default.fileExists(atPath: journal.path) else { return }
    throw WorkbenchError(
      .usage,
      "\(folder.relativePath): a recording is not sealed yet. Finish it first: steerbench record "
        + "\(folder.relativePath), or steerbench cassette seal \(folder.relativePath)")
  }

  /// Takes everything away: in one step out of sight, then off the disk.
  func remove() throws {
    try removeLeftover()
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    do throws(FileError) {
      try Folder.rename(url.path, to: leftover.path)
    } catch {
      throw WorkbenchError(.usage, "\(url.relativePath): cannot be removed (\(error.cause)).")
    }
    try removeLeftover()
  }

  /// Takes the pending refresh away; gives the words of its selection.
  package func discard() throws -> [String] {
    let words = try words()
    try remove()
    return words
  }

  private func removeLeftover() throws {
    guard FileManager.default.fileExists(atPath: leftover.path) else { return }
    do {
      try FileManager.default.removeItem(at: leftover)
    } catch {
      throw WorkbenchError(
        .usage,
        "\(leftover.relativePath): cannot be removed. Remove it, then run the command again.")
    }
  }
}

/// What a refresh of some trials touches.
///
/// Trials that ask the very same share one recording. Where a selected trial gets a new answer, every
/// other trial that shares the call gets it too, and may go on to ask something new: it belongs to
/// the refresh, with the calls that are its own played from the cassettes as before.
package struct RefreshScope {
  /// The places of the selected trials.
  package let selected: Set<Int>
  /// The places of other trials that share a call or a run with one of them.
  package let dependants: Set<Int>
  /// Everything that these trials use of the cassettes.
  let slots: Set<Slot>

  /// All trials that are touched.
  var trials: [Int] { (selected.union(dependants)).sorted() }

  /// Finds out by replaying the sweep; trials that cannot be replayed use nothing of the cassettes
  /// that could be replaced.
  package init(_ sweep: OpenSweep, _ selected: [Int], tape: CassetteUnion) async throws {
    self.selected = Set(selected)
    var shared: Set<Slot> = []
    try await Self.forEach(selected, of: sweep, tape) { _, slots in shared.formUnion(slots) }
    let others = (0..<sweep.plan.count).filter { [selected = self.selected] in
      !selected.contains($0)
    }
    var dependants: Set<Int> = []
    var all = shared
    try await Self.forEach(others, of: sweep, tape) { place, slots in
      guard slots.contains(where: shared.contains) else { return }
      dependants.insert(place)
      all.formUnion(slots)
    }
    self.dependants = dependants
    slots = all
  }

  /// The slots that each of some trials uses, in their order; none for one that misses something.
  private static func forEach(
    _ places: [Int], of sweep: OpenSweep, _ tape: CassetteUnion, _ body: (Int, [Slot]) -> Void
  ) async throws {
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, places: places, failures: .endUnlessMissing)
    var turn = places.makeIterator()
    try await stream.run { _, end -> [Slot] in
      guard case .record(let record) = end else { return [] }
      return record.transcript.inEveryLane.map(\.slot)
    } emit: { slots in
      guard let place = turn.next() else {
        preconditionFailure("A stream hands over as many trials as it was given.")
      }
      body(place, slots)
    }
  }
}
