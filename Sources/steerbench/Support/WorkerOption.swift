import ArgumentParser
import Foundation

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
