import Analysis
import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials
import Workbench

/// Gathers the shards of a sweep.
struct MergeShardsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Gather the shards of a sweep into its folder.",
    discussion: """
      What `steerbench record SWEEP --shard I/N` recorded, on whatever machines, becomes one more \
      cassette of the sweep: the one that one machine would have recorded, whatever the order. The \
      shards stay as they are.

      Shards that are missing, or that were cut short, are named with the command that records them, \
      and nothing is written: exit code 3. --partial takes what is there. What two shards recorded of \
      the same run of code is one recording if it differs in times and memory only; otherwise it is a \
      conflict, with exit code 6. To unite cassettes that are no shards: steerbench cassette merge.

        steerbench merge smollm2-135m
        steerbench merge smollm2-135m --shards /mnt/artifacts
      """)

  @OptionGroup var argument: SweepArgument
  @Option(
    help: ArgumentHelp(
      "Where the shards lie, each in a folder such as 3-of-16. Default: shards/ in the sweep's "
        + "folder.", valueName: "folder"))
  var shards: String?
  @Flag(help: "Take the shards that are there, and leave the others for later.") var partial = false
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let name = sweep.folder.url.relativePath
    let folders = try ShardFolder.all(
      in: shards ?? "\(sweep.folder.path)/\(ShardFolder.shelf)", of: name)
    let count = folders[0].shard.count
    let lost = Set(Shard.all(of: count)).subtracting(
      folders.filter { !$0.isUnfinished }.map(\.shard))
    guard lost.isEmpty || partial else { throw failure(of: lost, name) }
    let sets = try folders.filter { !lost.contains($0.shard) }.map { folder in
      try CassetteSet(CassetteFolder(path: folder.path))
    }
    try sweep.folder.pinMeaning()
    let addition = try CassetteFolder.adding(
      CassetteSet(joining: sets), to: sweep.folder.path,
      sameOutcome: MeasuredTwice.isSameOutcome, actionDigest: CassetteLocator.actionDigest)
    let incomplete = try await incompleteShards(of: sweep, among: count).union(lost)
    try report(addition, shards: folders.count, incomplete, name)
  }

  /// The shards whose trials do not all replay from what the sweep holds now.
  private func incompleteShards(of sweep: OpenSweep, among count: Int) async throws -> Set<Shard> {
    let missed = Mutex<Set<TrialID>>([])
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: try sweep.tape(), workers: workers.count,
      failures: .areHandedOver)
    _ = try await stream.replay { event in
      switch event {
      case .line: break
      case .miss(let miss): missed.withLock { _ = $0.insert(miss.trial) }
      case .failure(let trial, _): missed.withLock { _ = $0.insert(trial) }
      }
    }
    let trials = missed.withLock { $0 }
    guard !trials.isEmpty else { return [] }
    return Set(
      (0..<sweep.plan.count).filter { trials.contains(sweep.plan[$0].id) }
        .compactMap { sweep.plan.shard(of: $0, among: count) })
  }

  private func report(
    _ addition: FolderAddition, shards count: Int, _ incomplete: Set<Shard>, _ name: String
  ) throws {
    if json {
      Console.output.write(
        try CanonicalJSON.text(of: [
          "sweep": .string(name), "shards": .integer(Int64(count)),
          "added": addition.added?.json ?? .null,
          "cassettes": .array(addition.folder.lines.map(\.json)),
          "incomplete": .array(Self.sorted(incomplete).map { .string("\($0)") }),
        ]))
    } else if let added = addition.added {
      Console.output.write(
        "Wrote \(added.entryCount) exchanges of \(count) shards to \(name)/\(added.fileName)."
          + "\n  root \(added.root.hex)")
    } else {
      Console.output.write("\(name) held everything already.")
    }
    guard incomplete.isEmpty || partial else { throw failure(of: incomplete, name) }
    if !json {
      Console.error.write(
        incomplete.isEmpty
          ? "Complete. Look at it: steerbench replay \(name)"
          : "\(incomplete.count) shards are still to come.")
    }
  }

  private func failure(of shards: Set<Shard>, _ name: String) -> CommandFailure {
    let commands = Self.sorted(shards).prefix(50).map {
      "  steerbench record \(name) --shard \($0)"
    }
    let more = shards.count > 50 ? ["  and \(shards.count - 50) more"] : []
    let what = shards.count == 1 ? "1 shard is" : "\(shards.count) shards are"
    return CommandFailure(
      .miss,
      ([
        "\(what) missing or incomplete. Record alone what is, and merge again (--partial takes what "
          + "is there):"
      ] + commands + more).joined(separator: "\n"))
  }

  private static func sorted(_ shards: Set<Shard>) -> [Shard] {
    shards.sorted { $0.number < $1.number }
  }
}
