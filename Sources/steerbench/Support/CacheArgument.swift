import ArgumentParser
import Foundation

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
