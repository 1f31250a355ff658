import PythonLiterals
import RecordReplay
import ScoreSheets
import Statistics
import Trials

/// The trials of an experiment, each once, by what they share with trials of other models and methods.
struct PairedTrials: Sendable {
  /// What is kept of a trial.
  struct Entry {
    var trial: TrialID
    var rung: Int
    var outcome: Outcome
    var usedCode: Bool
    var code: PythonComputation.Verdict?

    var isRight: Bool { outcome == .correct }
  }

  private(set) var entries: [Entry] = []
  private var seen: Set<TrialID> = []
  /// Trials that stood in a sweep before: the first counts.
  private(set) var repeated = 0

  /// Adds a trial that was answered; gives whether it is new.
  mutating func add(_ features: TrialFeatures) -> Bool {
    let line = features.line
    guard seen.insert(line.trial).inserted else {
      repeated += 1
      return false
    }
    entries.append(
      Entry(
        trial: line.trial, rung: line.rung, outcome: line.outcome,
        usedCode: line.usedCode, code: features.code))
    return true
  }

  /// The trials of a model and method, by what is paired; of one task, or of all.
  func places(model: String, method: String, task: String? = nil) -> [SampleKey: Entry] {
    var places: [SampleKey: Entry] = [:]
    for entry in entries
    where entry.trial.model == model && entry.trial.method == method
      && (task == nil || entry.trial.task == task)
    {
      places[SampleKey(of: entry.trial)] = entry
    }
    return places
  }
}

extension PairedSuccess {
  /// Compares two groups of trials on the questions that both answer, each a cluster with its samples;
  /// `nil` where there is none.
  init?(_ first: [SampleKey: PairedTrials.Entry], _ second: [SampleKey: PairedTrials.Entry]) {
    var questions: [QuestionKey: [(first: Bool, second: Bool)]] = [:]
    for (place, mine) in first {
      guard let other = second[place] else { continue }
      questions[place.question, default: []].append((mine.isRight, other.isRight))
    }
    var counts = PairedCounts()
    // Counts are of integers: the order of the questions cannot change them.
    for pairs in questions.values { counts.add(cluster: pairs) }
    self.init(counts)
  }
}

/// The trials of an experiment along the ladders of their tasks.
struct LadderTrials: Sendable {
  /// Everything known beside them.
  let context: AnalysisContext
  private(set) var trials = PairedTrials()
  private var summary: ComplexitySummary

  init(_ context: AnalysisContext) {
    self.context = context
    summary = ComplexitySummary(
      axes: context.axes, ladders: context.ladders, over: context.denominator)
  }

  /// Adds a trial, unless it is there already.
  mutating func add(_ trial: TrialFeatures) {
    if trials.add(trial) { summary.add(trial.line) }
  }

  /// The rungs of a task that some of the models was measured on with a method, the easiest first, with
  /// the trials of each model.
  func rungs(
    of task: String, method: String, models: [String]
  ) -> [(number: Int, complexity: String?, cells: [ComplexityCell?])] {
    let keys = models.map { CellKey(model: $0, method: method, task: task) }
    let numbers = Set(summary.cells.keys.filter { keys.contains($0.cell) }.map(\.rung))
    return numbers.sorted().map { number in
      (
        number: number, complexity: context.ladders[task]?[number],
        cells: keys.map { summary.cells[ComplexityKey($0, rung: number)] }
      )
    }
  }
}
