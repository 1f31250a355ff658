import Cassettes
import Foundation
import Methods
import Sharing

/// How fast bundles are pushed and pulled, beside `curl` with the same bytes and the same server; and
/// how much a second push sends.
enum SharingSection: BenchSection {
  static let name = "sharing"
  static let summary = "push and pull beside curl, and what a second push sends"

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let folder = URL(filePath: NSTemporaryDirectory(), directoryHint: .isDirectory)
      .appending(path: "steerbench-sharing-\(getpid())", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var results = BenchResults()
    if let curl = Tool("curl"), let python = Tool("python3") {
      let near = try FileServer(python, in: folder.appending(path: "near"))
      defer { near.stop() }
      let linked = try FileServer(
        python, in: folder.appending(path: "linked"), rate: TransferMeasurement.linkRate)
      defer { linked.stop() }
      try await TransferMeasurement(curl: curl, near: near, linked: linked, folder: folder)
        .measure(&results)
    } else {
      results.note("curl", "skipped: curl or python3 is not installed")
    }
    try await SecondPushMeasurement(folder: folder, prompts: options.prompts).measure(&results)
    return BenchReport(section: name, facts: results.facts, figures: results.figures)
  }
}
