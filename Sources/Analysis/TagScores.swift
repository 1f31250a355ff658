import RecordReplay
import ScoreSheets
public import Sweeps
import Tasks
public import Trials

/// Scores by the words of a tag that somebody gave the questions of tasks of one's own.
public struct TagScores: Sendable {
  /// A word, with one model and method.
  struct Key: Hashable {
    var model: String
    var method: String
    var word: String
  }

  /// The tag.
  public let tag: String
  /// Models and methods in the order in which they should be shown.
  public let axes: ScoreAxes
  /// Which trials means are over.
  public let denominator: Denominator
  /// The tags that any question has.
  public private(set) var known: Set<String> = []
  /// The number of questions of each word.
  public private(set) var questions: [String: Int] = [:]
  private var words: [String: [String: String]] = [:]
  private var cells: [Key: CellSums] = [:]

  /// Creates scores without trials.
  public init(
    of tag: String, axes: ScoreAxes, _ library: QuestionLibrary,
    over denominator: Denominator = .answered
  ) {
    self.tag = tag
    self.axes = axes
    self.denominator = denominator
    for task in axes.tasks.map(\.name) {
      for question in library[task].map(\.loaded.question) {
        known.formUnion(question.tags.map(\.name))
        guard let word = question.tags.first(where: { $0.name == tag })?.value else { continue }
        words[task, default: [:]][question.id] = word
        questions[word, default: 0] += 1
      }
    }
  }

  /// Whether no question has the tag.
  public var isEmpty: Bool { words.isEmpty }

  /// The words, in the order of their bytes.
  public var sortedWords: [String] {
    questions.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds a trial; one whose question has no such tag counts nowhere.
  public mutating func add(_ line: TrialLine) {
    guard let word = words[line.trial.task]?[line.trial.question] else { return }
    let key = Key(model: line.trial.model, method: line.trial.method, word: word)
    cells[key, default: CellSums(over: denominator)].add(line)
  }

  /// The trials of a word; `nil` where none was measured.
  public subscript(model: String, method: String, word: String) -> CellSums? {
    cells[Key(model: model, method: method, word: word)]
  }
}
