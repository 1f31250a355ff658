import Foundation
import Basics

/// The benchmark's entry.
@main
struct BenchCommand {
  static func main() async {
    do {
      let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
      if options.isHelp {
        print(BenchOptions.help)
      } else if let samples = options.replayedSamples {
        guard let folder = options.folder else { throw BenchError("--folder is missing.") }
        print(
          try CanonicalJSON.text(of: try await ReplayRun.measure(folder, samples: samples).json))
      } else if let run = options.journalRun {
        guard let folder = options.folder else { throw BenchError("--folder is missing.") }
        print(try await run.measure(in: folder))
      } else {
        exit(try await run(options) ? 0 : 1)
      }
    } catch {
      FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
      exit(2)
    }
  }

  /// Runs the sections; whether every mark was reached.
  private static func run(_ options: BenchOptions) async throws -> Bool {
    var isReached = true
    for section in BenchSections.all
    where options.sections.isEmpty || options.sections.contains(section.name) {
      let report = try await section.run(options)
      print(options.isJSON ? try CanonicalJSON.text(of: report.json) : report.text)
      isReached = isReached && report.isReached
    }
    return isReached
  }
}
