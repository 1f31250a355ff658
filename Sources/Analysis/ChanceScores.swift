import Basics
import RecordReplay
import ScoreSheets
import Statistics
public import Sweeps
public import Tasks

/// What guessing gives on the questions of a sweep, or of several: what scores are to be read beside.
public struct ChanceScores: Sendable {
  /// Questions of a task that are guessed at, spread evenly over more.
  private static let questionLimit = 1_000

  private var tallies: [String: GuessTally] = [:]
  private var seen: [String: Set<String>] = [:]

  /// Creates scores of no questions.
  public init() {}

  /// Adds the questions of some tasks; one that is there already is not added again.
  public mutating func add(_ library: QuestionLibrary, of tasks: [String]) {
    for task in tasks {
      let questions = library[task]
      let count = min(questions.count, Self.questionLimit)
      for question in (0..<count).map({ questions[$0 * questions.count / count].loaded })
      where seen[task, default: []].insert(question.question.id).inserted {
        tallies[task, default: GuessTally()].add(question)
      }
    }
  }

  /// What guessing gives on a task; `nil` where none of its questions was added.
  public subscript(task: String) -> GuessTally? { tallies[task] }
}
