import PythonLiterals
import RecordReplay
import ScoreSheets
public import Statistics
import Trials

/// The trials of an experiment, each once, by what they share with trials of other models and methods.
struct PairedTrials: Sendable {
  /// What is kept of a trial.
  struct Entry {
    var trial: TrialID
    var rung: Int
    var isRight: Bool
    var usedCode: Bool
    var code: PythonComputation.Verdict?
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
        trial: line.trial, rung: line.rung, isRight: line.outcome == .correct,
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
  /// Compares two groups of trials on the questions that both answer; `nil` where there is none.
  init?(_ first: [SampleKey: PairedTrials.Entry], _ second: [SampleKey: PairedTrials.Entry]) {
    var counts = PairedCounts()
    for (place, mine) in first {
      guard let other = second[place] else { continue }
      counts.add(first: mine.isRight, second: other.isRight)
    }
    self.init(counts)
  }
}

/// How many of some trials are what is asked for.
public struct ShareCount: Hashable, Sendable {
  /// The trials that are.
  public var count = 0
  /// All of them.
  public var total = 0

  /// Creates a share.
  public init(count: Int = 0, total: Int = 0) {
    self.count = count
    self.total = total
  }

  /// Counts those of some trials that fit.
  init<Trial>(_ trials: some Sequence<Trial>, where fits: (Trial) -> Bool) {
    for trial in trials { add(fits(trial)) }
  }

  /// Adds a trial.
  mutating func add(_ fits: Bool) {
    count += fits ? 1 : 0
    total += 1
  }

  /// Wilson's interval; `nil` without trials.
  public var interval: WilsonInterval? { WilsonInterval(successes: count, trials: total) }
}
