import FoundationEssentials
import Sweeps

/// What shards that were recorded apart took the sweep to mean: each has a copy of `pinned.yaml`, since
/// their machines need not share the sweep's folder.
enum ShardMeaning {
  /// The sweep as its shards were recorded: where its own folder does not say, they do.
  ///
  /// - Throws: ``WorkbenchError`` where two of them, or one and the sweep, mean different things: what
  ///   they recorded would not replay together.
  static func adopted(
    by sweep: OpenSweep, from shards: [ShardFolder]
  ) throws -> OpenSweep {
    let own = try PinnedMeaning(of: sweep.folder.url) ?? PinnedMeaning()
    var known = own
    for shard in shards {
      guard let meaning = try PinnedMeaning(of: URL(filePath: shard.path)) else { continue }
      if let difference = known.difference(from: meaning) {
        throw WorkbenchError(
          .usage,
          "The shard \(shard.shard) was recorded with \(difference.other), and what is gathered so far with "
            + "\(difference.own): they do not replay together. Say which in "
            + "\(SweepFolder.sweepFileName), and record the others again.")
      }
      known = known.completed(by: meaning)
    }
    guard known != own else { return sweep }
    try known.write(to: sweep.folder.url)
    return try OpenSweep(sweep.folder.url, grading: sweep.grading)
  }
}

extension PinnedMeaning {
  /// What two meanings say differently, in words; `nil` where each says what the other does or nothing.
  fileprivate func difference(from other: PinnedMeaning) -> (own: String, other: String)? {
    if let interpreter, let label = other.interpreter, interpreter != label {
      return (interpreter, label)
    }
    let pairs = [(tasks, other.tasks, "tasks"), (methods, other.methods, "methods")]
    for case (let own?, let another?, let what) in pairs where own != another {
      return ("the \(what) \(own.joined(separator: ", "))", another.joined(separator: ", "))
    }
    if let choice, let another = other.choice, choice != another {
      return ("one choice of questions", "another")
    }
    return nil
  }

  /// This meaning, and what only the other says.
  fileprivate func completed(by other: PinnedMeaning) -> PinnedMeaning {
    PinnedMeaning(
      tasks: tasks ?? other.tasks, methods: methods ?? other.methods,
      interpreter: interpreter ?? other.interpreter, choice: choice ?? other.choice)
  }
}

extension SweepFolder {
  /// Lays a copy of `pinned.yaml` into the folder of a shard, which may be carried to another machine
  /// without the sweep's own; a sweep of version 1 pins nothing that a machine decides.
  func copyMeaning(to folder: String) throws {
    guard sweep.version != .one, let meaning = try PinnedMeaning(of: url) else { return }
    let folder = URL(filePath: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try meaning.write(to: folder)
  }
}
