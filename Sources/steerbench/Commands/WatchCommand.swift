import ArgumentParser
import Basics
import Workbench

/// Shows a recording in a browser while it goes on.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Watch a recording in a browser: cells filling, failures, waits, tokens.",
    discussion: """
      The page is served on this machine's loopback address, to browsers on this machine only, and \
      asks for itself anew every few seconds. It is made of the cassettes and of a copy of the \
      journal: the recording is neither locked nor slowed. Ctrl-C ends it.

      Example: steerbench watch cassettes/mine
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var workers: WorkerOption
  @Option(help: "The port. Default: any that is free.") var port: UInt16 = 0
  @Flag(inversion: .prefixedNo, help: "Open a browser, where there is a screen.") var open = true
  @Flag(help: "Print the address as JSON.") var json = false

  func run() async throws {
    let watched = try WatchedSweep(try argument.folder(), workers: workers.count)
    let signals = StopSignals()
    defer { signals.cancel() }
    let (json, open, stopped) = (json, open, signals.stopped)
    let server = PageServer(port: port) { path in
      path == "/" ? try await watched.page() : nil
    }
    try await server.serving { url in
      Console.output.write(json ? try CanonicalJSON.text(of: ["url": .string(url)]) : url)
      if !json { Console.error.write("Watching. Ctrl-C ends it; the recording goes on.") }
      if open, Browser.isThere, !Browser.open(url) {
        Console.error.write("No browser could be opened. Open \(url) in one.")
      }
      for await _ in stopped { return }
    }
  }
}
