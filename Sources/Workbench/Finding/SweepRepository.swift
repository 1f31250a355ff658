import Analysis
package import Foundation
package import ModelAPI
package import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A sweep and the repository that it lies in.
package struct SweepRepository {
  package let repository: GitRepository
  /// The sweep's folder.
  package let folder: URL
  /// The sweep's folder from the root of the repository.
  package let place: SweepPlace

  /// Finds both.
  package init(_ word: String) async throws {
    folder = try SweepLocator.folder(word)
    let path = try Self.resolved(folder.path)
    repository = try await GitRepository(around: path)
    let root = try Self.resolved(repository.root)
    guard path.hasPrefix(root + "/") else {
      throw WorkbenchError(.usage, "\(word) is the root of its repository, and no sweep below it.")
    }
    place = SweepPlace(folder: String(path.dropFirst(root.utf8.count + 1)))
  }

  /// The path without links: git speaks of no other.
  private static func resolved(_ path: String) throws -> String {
    guard let resolved = realpath(path, nil) else {
      throw WorkbenchError(.usage, "\(path): there is no such folder.")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The prices that lie beside the sweep's tasks; `nil` where there are none.
  package func prices() throws -> PriceTable? {
    let prices = try Prices(named: nil, beside: try SweepFolder(folder).tasks)
    return prices.isThere ? prices.table : nil
  }
}
