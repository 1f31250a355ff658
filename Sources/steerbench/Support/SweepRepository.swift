import Analysis
import Foundation
import ModelAPI
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A sweep and the repository that it lies in.
struct SweepRepository {
  let repository: GitRepository
  /// The sweep's folder.
  let folder: URL
  /// The sweep's folder from the root of the repository.
  let place: SweepPlace

  /// Finds both.
  init(_ word: String) async throws {
    folder = try SweepLocator.folder(word)
    let path = try Self.resolved(folder.path)
    repository = try await GitRepository(around: path)
    let root = try Self.resolved(repository.root)
    guard path.hasPrefix(root + "/") else {
      throw CommandFailure(.usage, "\(word) is the root of its repository, and no sweep below it.")
    }
    place = SweepPlace(folder: String(path.dropFirst(root.utf8.count + 1)))
  }

  /// The path without links: git speaks of no other.
  private static func resolved(_ path: String) throws -> String {
    guard let resolved = realpath(path, nil) else {
      throw CommandFailure(.usage, "\(path): there is no such folder.")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The prices that lie beside the sweep's tasks; `nil` where there are none.
  func prices() throws -> PriceTable? {
    let sweep = try SweepFolder(folder)
    let file = folder.appending(path: sweep.sweep.taskFolder).appending(path: "prices.yaml")
    guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
    return try PriceTableReader.table(
      from: String(decoding: data, as: UTF8.self), file: file.relativePath)
  }
}
