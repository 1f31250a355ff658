package import Basics
import Cassettes
import Files
package import FoundationEssentials
import RecordReplay
import ScoreSheets
import Sharing
import Sweeps
import Trials

/// A bundle of a copy of a sweep in which given texts are replaced, to be shared.
///
/// Requests are made of prompts, questions and earlier results, so that the texts are replaced in all of
/// them: what the copy asks is what its cassette holds. Where a text decides nothing, the copy scores what
/// the original does; where it decides something, the trials are named.
package struct RedactedCopy {
  /// One trial that scores otherwise.
  package struct Difference: Hashable, Sendable {
    /// The trial.
    package var trial: String
    /// Its score and outcome before.
    package var before: String
    /// And in the copy.
    package var after: String
  }

  private static let shownLimit = 20

  private let bundle: WrittenBundle
  private let exchanges: (changed: Int, all: Int)
  private let trials: Int
  /// The trials that score otherwise than in the original.
  package let differences: [Difference]

  /// Writes the copy.
  ///
  /// - Parameters:
  ///   - sweep: The sweep's folder, which stays as it is.
  ///   - words: Texts, or files with a text on each line.
  ///   - path: The bundle's file; `SWEEP.tar` in this folder where it is `nil`.
  ///   - workers: Trials that are replayed at once.
  package init(of sweep: URL, redacting words: [String], to path: String?, workers: Int)
    async throws
  {
    let redaction = try TextRedaction(words: words)
    let original = try OpenSweep(sweep)
    guard original.folder.sweep.imageFiles.isEmpty else {
      throw WorkbenchError(
        .usage,
        "\(sweep.relativePath): its questions show images, and nobody looks for a text in those. Take the tasks "
          + "with images out of the sweep for a redacted copy.")
    }
    let before = try await Self.scores(original, workers: workers, to: .none)
    let scratch = try ScratchFolder(for: "the redacted copy")
    let copy = try Self.copy(of: original, by: redaction, into: scratch)
    let opened = try OpenSweep(copy.folder)
    let hasBaseline = Path.exists(original.folder.baseline.path)
    let after = try await Self.scores(
      opened, workers: workers,
      to: hasBaseline ? .write(path: opened.folder.baseline.path) : .none)
    bundle = try WrittenBundle(of: copy.folder, to: path)
    exchanges = copy.exchanges
    trials = before.count
    differences = zip(before, after).compactMap { before, after in
      before.score == after.score
        ? nil
        : Difference(trial: before.trial, before: before.score, after: after.score)
    }
  }

  /// The score and outcome of every trial, in order; throws unless all can be replayed.
  private static func scores(
    _ sweep: OpenSweep, workers: Int, to sheet: SweepReplay.Sheet
  ) async throws -> [(trial: String, score: String)] {
    var scores: [(trial: String, score: String)] = []
    let replay = try await SweepReplay(sweep: sweep, workers: workers, sheet: sheet).run { _ in
    } observe: { line, _ in
      let score = line.score.map { "\($0)" } ?? "no score"
      scores.append((line.trial.description, "\(score), \(line.outcome.rawValue)"))
    }
    guard replay.isWhole else { throw UnreplayedSweep(replay: replay) }
    return scores
  }

  private static func copy(
    of sweep: OpenSweep, by redaction: TextRedaction, into scratch: ScratchFolder
  ) throws -> (folder: URL, exchanges: (changed: Int, all: Int)) {
    let source = try SweepBundle.files(of: sweep.folder)
    for file in source.files where !BundleLayout.isSignature(file.path.name) {
      let target = scratch.path(of: file.path.text)
      guard file.path.name != SweepFolder.baselineFileName,
        let bytes = try ReadableFile.bytes(of: file.local.path, limit: 1 << 30)
      else { continue }
      let new = try redaction.copy(of: bytes, from: file.local.relativePath)
      let mark = file.path.name == SweepFolder.sweepFileName ? Array(Self.notice.utf8) : []
      try Folder(Path.parent(of: target)).create()
      try WholeFile.write(mark + new, to: target, .renamed)
    }
    let folder = scratch.path(of: source.place.text)
    let (exchanges, changed) = try redaction.copies(ofExchangesIn: sweep.folder.path)
    _ = try CassetteFolder.mending(path: folder).sealing(exchanges)
    return (URL(filePath: folder, directoryHint: .isDirectory), (changed, exchanges.count))
  }

  private static let notice = """
    # A redacted copy: texts of the original are replaced by \(TextRedaction.mark(1)) and the like, in what is
    # asked and in what came back. Digests and signatures of the original do not hold for it.

    """

  /// What was written, for people.
  package var text: String {
    var lines = [
      bundle.text,
      "Redacted: \(exchanges.changed) of \(exchanges.all) exchanges are changed and marked so; signatures "
        + "of the original are left out.",
    ]
    guard !differences.isEmpty else {
      lines.append("All \(trials) trials score what they score in the original.")
      return lines.joined(separator: "\n")
    }
    lines.append("The texts decide \(differences.count) of \(trials) trials:")
    lines += differences.prefix(Self.shownLimit).map { difference in
      "  \(Redaction.visible(difference.trial)): \(difference.before), redacted \(difference.after)"
    }
    if differences.count > Self.shownLimit {
      lines.append("  and \(differences.count - Self.shownLimit) more")
    }
    return lines.joined(separator: "\n")
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "bundle": bundle.json, "changed": .integer(Int64(exchanges.changed)),
      "exchanges": .integer(Int64(exchanges.all)), "trials": .integer(Int64(trials)),
      "decided": .array(
        differences.map {
          [
            "trial": .string($0.trial), "before": .string($0.before), "after": .string($0.after),
          ]
        }),
    ]
  }

  /// The bundle's file.
  package var path: String { bundle.path }
}
