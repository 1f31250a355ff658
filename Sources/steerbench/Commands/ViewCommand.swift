import ArgumentParser
import Basics
import Foundation
import Reporting
import Workbench

/// Shows sweeps in a browser.
struct ViewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Show the report of sweeps in a browser.",
    discussion: """
      The sweeps are replayed, and the document that report --html writes is served on this machine's \
      loopback address, to browsers on this machine only. Sweeps that do not compare get a report each, \
      and a page that leads to them. Ctrl-C ends it.

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
    let (pages, trials) = try await pages(of: try arguments.folders())
    let signals = StopSignals()
    defer { signals.cancel() }
    let (json, open, stopped) = (json, open, signals.stopped)
    try await ReportServer(pages: pages, port: port).serving { url in
      Console.output.write(json ? try CanonicalJSON.text(of: ["url": .string(url)]) : url)
      if !json {
        Console.error.write("Serving the report of \(trials) trials. Ctrl-C ends it.")
      }
      if open, Browser.isThere, !Browser.open(url) {
        Console.error.write("No browser could be opened. Open \(url) in one.")
      }
      for await _ in stopped { return }
    }
  }

  /// The report at `/`; where sweeps do not compare, a page there that leads to the report of each group.
  private func pages(of folders: [URL]) async throws -> (pages: [String: ServedPage], trials: Int) {
    let builder = html.builder(workers: workers.count)
    let sweeps = try ReportedSweeps(folders, workers: workers.count).sweeps
    let groups = HTMLReportBuilder.groups(of: sweeps)
    var pages: [String: ServedPage] = [:]
    var entries: [HTMLIndex.Entry] = []
    for (number, group) in groups.enumerated() {
      let report = try await builder.report(of: group)
      let path = groups.count == 1 ? "/" : "/\(number + 1)"
      pages[path] = ServedPage(html: report.html, policy: report.policy)
      entries.append(.init(title: report.title, trials: report.trials, path: path))
    }
    if groups.count > 1 {
      let index = HTMLIndex.document(entries)
      pages["/"] = ServedPage(html: index.html, policy: index.policy)
    }
    return (pages, entries.reduce(0) { $0 + $1.trials })
  }
}
