import Analysis
package import Cassettes
package import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The folder beside a sweep's cassettes in which a refresh waits to be accepted; no replay plays it.
package struct PendingFolder {
  /// Its name in the sweep's folder.
  static let name = "pending"
  /// The file in it that holds the selection, a word a line.
  private static let selectionName = "SELECTION"

  /// The sweep's folder.
  let sweep: URL

  /// Creates it of its parts.
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
  package func words() throws -> [String] {
    guard exists, let data = FileManager.default.contents(atPath: selectionFile.path),
      data.count < 1 << 20
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
    try FileWriter.replace(url.appending(path: ".gitignore"), with: Array("*\n".utf8))
    try FileWriter.replace(
      selectionFile, with: Array(words.map { $0 + "\n" }.joined().utf8))
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
  package func remove() throws {
    try removeLeftover()
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    guard rename(url.path, leftover.path) == 0 else {
      throw WorkbenchError(
        .usage, "\(url.relativePath): cannot be removed (\(String(cString: strerror(errno)))).")
    }
    try removeLeftover()
  }

  private func removeLeftover() throws {
    guard FileManager.default.fileExists(atPath: leftover.path) else { return }
    do {
      try FileManager.default.removeItem(at: leftover)
    } catch {
      throw WorkbenchError(
        .usage, "\(leftover.relativePath): cannot be removed (\(error.localizedDescription)).")
    }
  }
}
