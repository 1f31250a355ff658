import ArgumentParser
import Basics
import Foundation
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

  /// Sweeps under `cassettes/`.
  static let sweeps = CompletionKind.custom { _, _, _ in
    SweepLocator.all().map(\.lastPathComponent)
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
  static let methods = CompletionKind.custom { _, _, _ in
    MethodRegistry.shipped.all.flatMap { method in
      let about = method.description
      return [about.name] + (about.allowsTurns ? ["\(about.name)@2", "\(about.name)@4"] : [])
    }
  }

  /// Tasks.
  static let tasks = CompletionKind.custom { _, _, _ in
    TaskRegistry.shipped.all.map(\.description.name)
  }

  /// Models of the sweeps under `cassettes/`.
  static let models = CompletionKind.custom { _, _, _ in
    var names: Set<String> = []
    for sweep in SweepLocator.all() {
      guard let open = try? OpenSweep(sweep) else { continue }
      names.formUnion(open.plan.axes.models.map(\.name))
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Formats of exports.
  static let exports = CompletionKind.custom { _, _, _ in SweepExportRegistry.all.map(\.name) }
}
