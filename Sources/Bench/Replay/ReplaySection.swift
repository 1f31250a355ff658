import Foundation
import Glibc
import Basics

/// How fast a sweep is replayed, in how much memory, and how far that is from what the machine can
/// do at all.
///
/// The sweep is generated and recorded here: ten methods on fourteen tasks, ten samples a question,
/// answered by a scripted model. It is replayed twice by processes of their own, whole and one
/// sample only, so that neither the recording's memory nor the other replay's is counted. The two
/// differ in the number of trials by a factor of ten and in nothing else.
enum ReplaySection: BenchSection {
  static let name = "replay"
  static let summary = "replay of a recorded sweep: trials and exchanges a second, memory, limit"

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let path = options.folder ?? NSTemporaryDirectory() + "steerbench-bench-\(getpid())"
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    defer { if options.folder == nil { try? FileManager.default.removeItem(at: folder) } }
    let manager = FileManager.default
    if !manager.fileExists(atPath: folder.appending(path: GeneratedSweep.fileName).path) {
      try await GeneratedSweep(trials: options.trials).record(
        into: folder, prompts: URL(filePath: options.prompts, directoryHint: .isDirectory))
    }
    let part = try replay(path, samples: 1)
    let whole = try replay(path, samples: GeneratedSweep.samples)
    let limit = try await PhysicalLimit.measure(folder)
    return report(whole, part, limit)
  }

  private static func report(
    _ whole: ReplayRun, _ part: ReplayRun, _ limit: PhysicalLimit
  ) -> BenchReport {
    let exchanges = Double(whole.exchanges)
    let ratio = limit.exchangesPerSecond / (exchanges / whole.cpuSeconds)
    return BenchReport(
      section: name,
      facts: [
        ("trials", "\(whole.trials), and \(part.trials) of them for the smaller replay"),
        ("exchanges", "\(whole.exchanges)"),
        ("score sheet", whole.sheet.hex),
        ("score sheet of the smaller", part.sheet.hex),
        ("bytes an exchange", "\(limit.bytesPerExchange)"),
      ],
      figures: [
        BenchFigure("trials a core", Double(whole.trials) / whole.cpuSeconds, "/s"),
        BenchFigure(
          "exchanges a core", exchanges / whole.cpuSeconds, "/s", mark: .atLeast(40_000)),
        BenchFigure("exchanges a core at the limit", limit.exchangesPerSecond, "/s"),
        BenchFigure("limit / replay", ratio, "", decimals: 2, mark: .atMost(4)),
        BenchFigure("opening", whole.openingSeconds, "s", decimals: 2),
        BenchFigure("peak, smaller replay", Double(part.peakBytes) / 1e6, "MB", decimals: 1),
        BenchFigure("peak", Double(whole.peakBytes) / 1e6, "MB", decimals: 1),
        BenchFigure(
          "peak / peak of the smaller", Double(whole.peakBytes) / Double(part.peakBytes), "",
          decimals: 2, mark: .atMost(1.1)),
      ])
  }

  /// Replays in a process of its own.
  private static func replay(_ folder: String, samples: Int) throws -> ReplayRun {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--folder", folder, "--replay-samples", "\(samples)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let run = ReplayRun(json: try JSONValue(parsing: Array(bytes)))
    else { throw BenchError("The replay failed; see above.") }
    return run
  }
}
