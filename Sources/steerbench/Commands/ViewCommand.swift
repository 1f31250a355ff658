import ArgumentParser
import Foundation
import Reporting
import Wire

/// Shows sweeps in a browser.
struct ViewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Show the report of sweeps in a browser.",
    discussion: """
      The sweeps are replayed, and the document that report --html writes is served on this machine's \
      loopback address, to browsers on this machine only. Ctrl-C ends it.

      Examples:
        steerbench view smollm2-135m
        steerbench view smollm2-135m --compare old.tsv --no-open
        steerbench view --port 8000 --json
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var html: HTMLArguments
  @OptionGroup var workers: WorkerOption
  @Option(help: "The port. Default: any that is free.") var port: UInt16 = 0
  @Flag(inversion: .prefixedNo, help: "Open a browser, where there is a screen.") var open = true
  @Flag(help: "Print the address as JSON.") var json = false

  func run() async throws {
    let report = try await html.builder(workers: workers.count).report(
      of: try arguments.folders())
    let signals = StopSignals()
    defer { signals.cancel() }
    let (json, open, stopped) = (json, open, signals.stopped)
    try await ReportServer(html: report.html, policy: report.policy, port: port).serving { url in
      Console.output.write(json ? try CanonicalJSON.text(of: ["url": .string(url)]) : url)
      if !json {
        Console.error.write("Serving the report of \(report.trials) trials. Ctrl-C ends it.")
      }
      if open, Browser.isThere, !Browser.open(url) {
        Console.error.write("No browser could be opened. Open \(url) in one.")
      }
      for await _ in stopped { return }
    }
  }
}
