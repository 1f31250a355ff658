import Analysis
import Cassettes
package import Foundation
import Methods
import ScoreSheets
package import Sharing
import Statistics
import Sweeps
import Trials

/// Gathers what a replay of a sweep needs: the sweep, its cassettes, baseline and signatures, the
/// prompts, the questions, the ready models, the prices.
package enum SweepBundle {
  private static let shelf = "cassettes"
  private static let prices = "prices.yaml"
  private static let signatureSuffix = ".sig"

  /// The bundle of a sweep; every cassette is verified.
  package static func source(of url: URL) throws -> BundleSource {
    let folder = try SweepFolder(url)
    let local = url.standardizedFileURL
    guard let place = BundlePath("\(shelf)/\(local.lastPathComponent)") else {
      throw WorkbenchError(
        .usage,
        "\(url.relativePath): the folder's name cannot be shared. Use letters, digits, dots, dashes "
          + "and underscores, and do not begin with a dot.")
    }
    let cassettes = try CassetteFolder(path: folder.path)
    guard !cassettes.lines.isEmpty else {
      throw WorkbenchError(
        .nothing,
        "\(url.relativePath): there is nothing recorded to share. Record it first: steerbench record "
          + url.relativePath)
    }
    return try BundleSource(
      sweep: folder.sweep.name, folder: place, cassettes: cassettes,
      files: try files(of: folder, at: local, in: place).map {
        (path: $0.path, local: $0.local.path)
      },
      actionDigest: CassetteLocator.actionDigest)
  }

  private static func files(
    of folder: SweepFolder, at local: URL, in place: BundlePath
  ) throws -> [(path: BundlePath, local: URL)] {
    var relative = [SweepFolder.sweepFileName]
    let names = try FileManager.default.contentsOfDirectory(atPath: local.path)
    relative += names.filter {
      $0 == SweepFolder.baselineFileName || $0 == PinnedMeaning.fileName
        || $0.hasSuffix(signatureSuffix)
    }
    let sweep = folder.sweep
    relative += folder.sharedPrompts.map { "\(sweep.promptFolder)/\($0.fileName)" }
    if let presets = folder.presetFile { relative.append(presets) }
    relative += sweep.taskNames.map { "\(sweep.taskFolder)/\($0)/questions.jsonl" }
    let table = "\(sweep.taskFolder)/\(prices)"
    if FileManager.default.fileExists(atPath: local.appending(path: table).path) {
      relative.append(table)
    }
    return try relative.map { name in
      guard let path = resolve(name, below: place) else {
        throw WorkbenchError(
          .usage,
          "\(folder.url.relativePath): \(name) cannot be shared, since it lies outside the project "
            + "(two folders above the sweep) or has a name that is refused. Let \"prompts\" and "
            + "\"task-folder\" lead to folders inside it.")
      }
      return (path: path, local: local.appending(path: name).standardizedFileURL)
    }
  }

  /// The place in a bundle of a path as the sweep's file writes it; `nil` if it leads out of it.
  private static func resolve(_ relative: String, below folder: BundlePath) -> BundlePath? {
    guard !relative.hasPrefix("/") else { return nil }
    var parts = folder.text.split(separator: "/").map(String.init)
    for part in relative.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(String(part))
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return BundlePath(parts.joined(separator: "/"))
  }
}
