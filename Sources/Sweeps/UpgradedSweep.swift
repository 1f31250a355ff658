import Files
import FoundationEssentials
import Tasks

/// A sweep of version 1 as version 2 would ask it, keeping what was recorded as far as that can be.
///
/// The questions that the old rule chose are written down as those that the sweep was recorded with:
/// they are asked on, and a larger `per-task` keeps them all.
public struct UpgradedSweep: Sendable {
  /// The text of `sweep.yaml`: the old one with another version, comments and all.
  public let yaml: String
  /// What is to be written down beside it.
  public let pinned: PinnedMeaning
  /// The sweep as it would be.
  public let folder: SweepFolder

  /// Upgrades a sweep, and writes nothing.
  ///
  /// - Throws: ``SweepError`` where it is of version 2 already, or its version is written in a way that
  ///   cannot be changed without touching the rest.
  public init(of old: SweepFolder) throws(SweepError) {
    let file = old.url.appending(path: SweepFolder.sweepFileName)
    guard old.sweep.version == .one else {
      throw SweepError(
        "\(file.relativePath) is of version \(old.sweep.version.rawValue) already: there is nothing to "
          + "upgrade.")
    }
    let text = try SweepFolder.text(of: file, limit: SweepReader.byteLimit)
    yaml = try Self.raised(text, file.relativePath)
    var meaning = old.sweep.unsaid
    if SweepFolder.isRecorded(old.url) { meaning.choice = Self.choice(of: old) }
    pinned = meaning
    folder = try SweepFolder(old.url, yaml: yaml, pinned: meaning, old.catalogue)
  }

  /// Writes `pinned.yaml`, and then `sweep.yaml`.
  public func write() throws(SweepError) {
    if !pinned.isEmpty { try pinned.write(to: folder.url) }
    let file = folder.url.appending(path: SweepFolder.sweepFileName)
    do throws(FileError) {
      try WholeFile.write(Array(yaml.utf8), to: file.path, .durable)
    } catch {
      throw SweepError("\(file.relativePath): \(error.cause). \(error.nextStep).")
    }
  }

  /// The text with another version, all else as it stands.
  private static func raised(_ text: String, _ file: String) throws(SweepError) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let key = "version:"
    let places = lines.indices.filter { lines[$0].hasPrefix(key) }
    guard places.count == 1, let place = places.first else {
      throw SweepError(
        "\(file): no line begins with \"version:\". Write \"version: \(Sweep.formatVersion)\" into it "
          + "yourself.")
    }
    let rest = lines[place].dropFirst(key.count)
    guard let digit = rest.firstIndex(of: "1") else {
      throw SweepError("\(file), line \(place + 1): the version is not written as 1. Write it so.")
    }
    lines[place] =
      key + rest[..<digit] + "\(Sweep.formatVersion)" + rest[rest.index(after: digit)...]
    return lines.joined(separator: "\n")
  }

  /// The questions that the old rule chose, as a choice of version 2.
  private static func choice(of old: SweepFolder) -> PinnedChoice {
    let selection = old.sweep.selection
    var ids: [String: [String]] = [:]
    for task in old.sweep.taskNames {
      let questions = old.questions[task].map(\.loaded.question)
      ids[task] = QuestionOrder(seed: selection.seed).places(of: questions)
        .map { questions[$0].id }
    }
    return PinnedChoice(selection: selection.text, seed: selection.seed, questions: ids)
  }
}
