import ArgumentParser
import Basics
import Workbench

/// Writes version 2 of a sweep.
struct UpgradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Say what version 2 of a sweep would ask anew, and write it with --write.",
    discussion: """
      A sweep of version 1 asks for the same bytes for ever, and need not be upgraded. Version 2 chooses \
      questions nested (a larger per-task keeps what is recorded), takes any Python, keeps what a killed \
      program printed, looks for no code in a model's thoughts and sends none on, finds code whose \
      closing fence stands behind its last line, and asks a model that extracts by the rules of today.

      Without --write nothing is written. The questions stay those that are recorded: they are written \
      into pinned.yaml. In sweep.yaml the version is changed and nothing else. Runs of code are made \
      anew when the sweep is recorded, on this machine and for nothing; model calls are asked anew only \
      where they are others, and those are counted here with their expected cost.

      Examples:
        steerbench upgrade gpt-4o
        steerbench upgrade gpt-4o --write
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var prices: PriceArguments
  @Flag(help: "Write sweep.yaml and pinned.yaml.") var write = false
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var upgrade = try await SweepUpgrade(
      try argument.folder(), prices: prices.prices, day: try WallClock.today(),
      workers: workers.count)
    if write { try upgrade.write() }
    Console.output.write(json ? try CanonicalJSON.text(of: upgrade.json) : upgrade.text + "\n")
  }
}
