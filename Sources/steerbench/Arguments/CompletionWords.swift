import ArgumentParser
import Basics
import Files
import FoundationEssentials
import Methods
import RecordReplay
import Reporting
import ScoreSheets
import Sweeps
import Tasks
import Trials
import Workbench

/// The words that a shell completes; what cannot be read completes nothing.
enum CompletionWords {
  /// The most words that are offered at once.
  private static let limit = 500

  /// Sweeps under `cassettes/` by their names; folders, cassettes and bundles for who begins a path.
  static let sweeps = CompletionKind.custom { _, _, begun in
    let folders = SweepLocator.all()
    let names = folders.map(\.lastPathComponent).filter { $0.hasPrefix(begun) }
    guard names.isEmpty else { return names }
    let paths = folders.map(\.relativePath).filter { $0.hasPrefix(begun) }
    return paths.isEmpty ? going(on: begun) : paths
  }

  /// The paths that go on from what was begun: folders, and files that a sweep or cassette may be.
  private static func going(on begun: String) -> [String] {
    let folder = begun.lastIndex(of: "/").map { String(begun[...$0]) } ?? ""
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    return (names ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(10_000)
      .filter { name in
        guard (folder + name).hasPrefix(begun), !name.hasPrefix(".") else { return false }
        if name.hasSuffix(".cas") || name.hasSuffix(".tar") { return true }
        return Path.isFolder(folder + name)
      }.prefix(limit).map { folder + $0 }
  }

  /// Trials, as far as baselines name them: no cassette is opened for it.
  static let trials = CompletionKind.custom { _, _, begun in
    var names: [String] = []
    for sweep in SweepLocator.all() {
      guard var sheet = try? ScoreSheetReader(path: sweep.appending(path: "baseline.tsv").path)
      else {
        continue
      }
      while names.count < limit, let line = try? sheet.next() {
        let name = line.trial.description
        if name.hasPrefix(begun) { names.append(name) }
      }
    }
    return names
  }

  /// Methods, with their variants of more turns.
  static let methods = CompletionKind.custom { _, _, _ in methodNames() }

  /// Tasks.
  static let tasks = CompletionKind.custom { _, _, _ in taskNames() }

  /// Models of the sweeps under `cassettes/`.
  static let models = CompletionKind.custom { _, _, _ in modelNames() }

  /// Parts of a sweep, such as `method=all-code`.
  static let parts = CompletionKind.custom { _, _, _ in
    methodNames().map { "method=\($0)" } + taskNames().map { "task=\($0)" }
      + modelNames().map { "model=\($0)" }
  }

  /// Formats of exports.
  static let exports = CompletionKind.custom { _, _, _ in SweepExportRegistry.all.map(\.name) }

  private static func methodNames() -> [String] {
    MethodRegistry.shipped.all.flatMap { method in
      let about = method.description
      return [about.name] + (about.allowsTurns ? ["\(about.name)@2", "\(about.name)@4"] : [])
    }
  }

  private static func taskNames() -> [String] {
    TaskRegistry.shipped.all.map(\.description.name)
  }

  private static func modelNames() -> [String] {
    var names: Set<String> = []
    for sweep in SweepLocator.all() {
      guard let open = try? OpenSweep(sweep) else { continue }
      names.formUnion(open.plan.axes.models.map(\.name))
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
