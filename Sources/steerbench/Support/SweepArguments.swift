import ArgumentParser
import Foundation
import Workbench

/// The sweeps that a command works on.
struct SweepArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Folders with a sweep.yaml, or their names under cassettes/.",
      discussion: "Without any: every sweep under cassettes/.", valueName: "sweep"))
  var sweeps: [String] = []

  /// The folders, in order.
  func folders() throws -> [URL] { try SweepLocator.folders(sweeps) }
}

/// The one sweep that a command works on.
struct SweepArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A folder with a sweep.yaml, or its name under cassettes/.", valueName: "sweep"))
  var sweep: String

  /// The folder.
  func folder() throws -> URL { try SweepLocator.folder(sweep) }
}

/// The cassettes that a command works on: a file, a folder, or a sweep's name.
struct CassetteArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A .cas file, a folder of cassettes, or a sweep's name under cassettes/.",
      valueName: "cassettes"))
  var cassettes: String
}

/// Where a command writes new cassettes.
struct OutputArgument: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write: a name that ends in .cas is a file, any other a new folder with an INDEX.",
      valueName: "path"))
  var output: String
}

/// The folder in which evaluated commits are kept.
struct CacheArgument: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where evaluated commits, builds and a working tree are kept.",
      discussion:
        "Default: steerbench/bisect in XDG_CACHE_HOME or ~/.cache. It can be removed at any time.",
      valueName: "folder"))
  var cache: String?

  /// The folder.
  var folder: URL {
    if let cache { return URL(filePath: cache, directoryHint: .isDirectory) }
    let environment = ProcessInfo.processInfo.environment
    let base =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment["HOME"] ?? FileManager.default.temporaryDirectory.path) + "/.cache"
    return URL(filePath: base, directoryHint: .isDirectory).appending(path: "steerbench/bisect")
  }
}

/// How many trials run at the same time.
struct WorkerOption: ParsableArguments {
  @Option(help: "Workers. Default: one a processor. No output depends on it.") var workers: Int?

  func validate() throws {
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers must be from 1 to 1024.")
    }
  }

  /// The number to use.
  var count: Int { workers ?? ProcessInfo.processInfo.activeProcessorCount }
}
