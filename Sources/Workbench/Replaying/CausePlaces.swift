import Basics
import Files
package import FoundationEssentials
package import RecordReplay
import Regression
package import Reporting
import ScoreSheets
import Sweeps
import Tasks
import Trials

/// Where the causes of what a replay found stand in the files of a repository.
package struct CausePlaces: Sendable {
  /// The most bytes of a file that is looked through for a line.
  private static let byteLimit = 64 << 20

  /// The causes of missing recordings that are a file's.
  package private(set) var missing: [MissCause: FilePlace] = [:]
  /// The lines of the baseline that the examples of the flips differ from.
  package private(set) var examples: [TrialID: FilePlace] = [:]
  /// The questions whose truth or grading decided the examples of flips that are the grade's alone.
  package private(set) var causes: [TrialID: FilePlace] = [:]
  /// The sweep's own file.
  package private(set) var home: FilePlace?

  /// No places.
  init() {}

  /// Looks for the places of what a replay found.
  ///
  /// - Parameters:
  ///   - replayed: What it found.
  ///   - sweep: The sweep.
  ///   - root: The root of the repository; places outside of it are none.
  init(of replayed: ReplayedSweep, in sweep: OpenSweep, root: URL) {
    let finder = Finder(folder: sweep.folder, root: root.standardizedFileURL.path)
    home = finder.place(of: finder.file(SweepFolder.sweepFileName), line: 1)
    for group in replayed.misses { missing[group.cause] = finder.place(of: group) }
    let trials = (replayed.gate?.groups ?? []).filter { $0.example.before != nil }
      .map(\.example.trial)
    examples = finder.lines(of: trials)
    for group in replayed.gate?.groups ?? [] where group.cause.layer == .grade {
      let trial = group.example.trial
      causes[trial] = finder.place(ofQuestion: trial.question, in: [trial.task])
    }
  }

  /// Looks for lines in the files of one sweep.
  private struct Finder {
    let folder: SweepFolder
    let root: String

    func file(_ name: String) -> URL { folder.url.appending(path: name) }

    /// A place in a file of the repository; `nil` for any other file.
    func place(of file: URL, line: Int) -> FilePlace? {
      let path = file.standardizedFileURL.path
      guard path.hasPrefix(root + "/") else { return nil }
      return FilePlace(path: String(path.dropFirst(root.utf8.count + 1)), line: line)
    }

    /// The file whose text moved, at the line that moved; the sweep's own where it is no text.
    func place(of group: MissGroup) -> FilePlace? {
      let words = (group.cause.source ?? "").split(separator: " ", maxSplits: 1).map(String.init)
      switch (words.first, words.last) {
      case ("prompt", let name?):
        let file = file("\(folder.sweep.promptFolder)/\(name).txt")
        return place(of: file, line: Self.line(in: file) { Self.holds($0, asked: group) } ?? 1)
      case ("template", let name?), ("examples", let name?):
        return placeOfTemplate(name, group)
      case ("question", let id?):
        return place(ofQuestion: id, in: folder.sweep.taskNames, asked: group)
      default:
        return place(of: file(SweepFolder.sweepFileName), line: 1)
      }
    }

    /// The line of a question in the files of some tasks.
    ///
    /// - Parameter group: What is missing; of several lines with its name, the one that is asked now.
    func place(
      ofQuestion id: String, in tasks: [String], asked group: MissGroup? = nil
    ) -> FilePlace? {
      for task in tasks {
        for edition in folder.sweep.rules.editions {
          let file = folder.tasks.appending(path: "\(task)/\(QuestionFile.name(of: edition))")
          if let line = Self.line(in: file, where: { $0.contains("\"\(id)\"") }) {
            return place(of: file, line: line)
          }
        }
      }
      for task in declared where tasks.contains(task.name) {
        let file = file("\(task.folder)/\(task.columns.file.text)")
        let line =
          group.flatMap { group in
            Self.line(in: file) { $0.contains(id) && Self.holds($0, asked: group) }
          } ?? Self.line(in: file) { $0.contains(id) }
        if let line { return place(of: file, line: line) }
      }
      return nil
    }

    /// The tasks of the user's own.
    private var declared: [TaskDeclaration] {
      folder.sweep.tasks.compactMap { ($0 as? DeclaredTask)?.declaration }
    }

    /// The file of a template that moved, at the line that moved.
    ///
    /// - Parameter name: `of TASK`.
    private func placeOfTemplate(_ name: String, _ group: MissGroup) -> FilePlace? {
      guard let task = declared.first(where: { name == "of \($0.name)" }) else { return nil }
      let files = task.opened.map { file($0) }
      for file in files {
        if let line = Self.line(in: file, where: { Self.holds($0, asked: group) }) {
          return place(of: file, line: line)
        }
      }
      return files.first.flatMap { place(of: $0, line: 1) }
    }

    /// The lines of the baseline for trials.
    func lines(of trials: [TrialID]) -> [TrialID: FilePlace] {
      guard !trials.isEmpty else { return [:] }
      var places: [TrialID: FilePlace] = [:]
      let wanted = Dictionary(
        trials.map {
          ("\($0.model)\t\($0.method)\t\($0.task)\t\($0.question)\t\($0.sample)\t", $0)
        },
        uniquingKeysWith: { first, _ in first })
      let text = Self.text(of: folder.baseline)
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        let key = line.split(separator: "\t", maxSplits: 5).prefix(5).map { $0 + "\t" }.joined()
        guard let trial = wanted[key] else { continue }
        places[trial] = place(of: folder.baseline, line: index + 1)
      }
      return places
    }

    /// Whether a line of a file is one that was asked and not recorded.
    private static func holds(_ line: Substring, asked group: MissGroup) -> Bool {
      // A long line is shown in part, between two marks of what was left out.
      let asked = (group.example?.diff ?? []).filter { $0.hasPrefix("+ ") }
        .map { $0.dropFirst(2).trimmed(where: { $0 == "…" }) }
      return !line.isEmpty && asked.contains { !$0.isEmpty && (line.contains($0) || $0 == line) }
    }

    private static func line(in file: URL, where fits: (Substring) -> Bool) -> Int? {
      text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex(where: fits).map { $0 + 1 }
    }

    /// What a file says; nothing where it cannot be read, since a place is a help and no finding.
    private static func text(of file: URL) -> String {
      guard let size = Path.fileSize(of: file.path), size <= CausePlaces.byteLimit else {
        return ""
      }
      return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }
  }
}

extension CausePlaces {
  /// The root of the repository that a command works in: what a build server names, else the folder
  /// that the command was started in.
  ///
  /// - Parameter environment: May name it.
  package static func root(environment: [String: String]) -> URL {
    let named = environment["GITHUB_WORKSPACE"].flatMap { $0.isEmpty ? nil : $0 }
    return URL(
      filePath: named ?? FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
  }
}
