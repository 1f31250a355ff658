import Analysis
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The paired trials of one group, in the numbers that statistics are made of.
struct PairedSample {
  /// A question's differences in one metric, second less first, one a pair.
  private var clusters: [Question: Cluster] = [:]
  private(set) var pairs = 0
  private(set) var both = 0
  private(set) var onlyFirst = 0
  private(set) var onlySecond = 0
  private(set) var unparsed = (first: 0, second: 0)
  private(set) var failed = (first: 0, second: 0)
  private(set) var score = (first: 0.0, second: 0.0)
  private(set) var isRepeated = false

  private struct Question: Hashable, Comparable {
    let task: String
    let id: String

    static func < (left: Question, right: Question) -> Bool {
      if !left.task.utf8.elementsEqual(right.task.utf8) {
        return left.task.utf8.lexicographicallyPrecedes(right.task.utf8)
      }
      return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
  }

  private struct Cluster {
    var values: [PairedMetric: [Double]] = [:]
  }

  /// Adds a pair.
  mutating func add(_ first: TrialLine, _ second: TrialLine) {
    pairs += 1
    switch (first.outcome == .correct, second.outcome == .correct) {
    case (true, true): both += 1
    case (true, false): onlyFirst += 1
    case (false, true): onlySecond += 1
    case (false, false): break
    }
    unparsed.first += first.outcome == .unparsed ? 1 : 0
    unparsed.second += second.outcome == .unparsed ? 1 : 0
    failed.first += first.outcome.isProvidersError ? 1 : 0
    failed.second += second.outcome.isProvidersError ? 1 : 0
    score.first += first.score
    score.second += second.score
    isRepeated = isRepeated || first.trial.sample > 0
    let question = Question(task: first.trial.task, id: first.trial.question)
    for metric in PairedMetric.allCases {
      clusters[question, default: Cluster()].values[metric, default: []]
        .append(metric.value(of: second) - metric.value(of: first))
    }
  }

  var neither: Int { pairs - both - onlyFirst - onlySecond }

  /// The differences of each question, in the order of tasks and questions.
  func differences(in metric: PairedMetric) -> [[Double]] {
    clusters.keys.sorted().compactMap { clusters[$0]?.values[metric] }
  }
}

/// What is compared besides success.
public enum PairedMetric: String, Hashable, Sendable, CaseIterable {
  /// The score from 0 to 1, partial credit included.
  case score
  /// The paper's token length (section 4).
  case tokens
  /// The recorded runtime in seconds.
  case runtime

  func value(of line: TrialLine) -> Double {
    switch self {
    case .score: Double(line.scoreMillionths) / 1_000_000
    case .tokens: Double(line.textTokens)
    case .runtime: Double(line.runtimeMicroseconds) / 1_000_000
    }
  }
}
