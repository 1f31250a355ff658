import Basics
import RecordReplay
import ScoreSheets
public import Statistics
import Sweeps
public import Trials

/// The scores of single questions: what is known of how an average would move with other questions.
///
/// Memory grows with the questions of each cell.
public struct QuestionScores: Sendable {
  /// The samples of one question, added up.
  fileprivate struct Samples {
    var millionths = 0
    var count = 0
  }

  fileprivate private(set) var cells: [CellKey: [String: Samples]] = [:]

  private let denominator: Denominator

  /// Creates scores of no trials.
  public init(over denominator: Denominator = .answered) {
    self.denominator = denominator
  }

  /// Adds a trial, unless it was not answered and does not count.
  public mutating func add(_ line: TrialLine) {
    guard let score = line.scoreMillionths ?? (denominator == .paper ? 0 : nil) else { return }
    var samples = cells[CellKey(of: line.trial)]?[line.trial.question] ?? Samples()
    samples.millionths += score
    samples.count += 1
    cells[CellKey(of: line.trial), default: [:]][line.trial.question] = samples
  }

  /// The scores of both; where both have a cell, this one's is kept.
  public func merging(_ other: QuestionScores) -> QuestionScores {
    var merged = self
    merged.cells.merge(other.cells) { mine, _ in mine }
    return merged
  }

  /// The questions of a task that any of the models was asked, in the order of their names.
  fileprivate func questions(of task: String, models: [String], methods: [String]) -> [String] {
    var names: Set<String> = []
    for model in models {
      for method in methods {
        names.formUnion(
          cells[CellKey(model: model, method: method, task: task)].map { Array($0.keys) } ?? [])
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// How sure the Average Normalized Scores of one model, or their means over several, are beyond the
/// questions that were asked, and whether one method is settled as the best.
///
/// Intervals are a stratified bootstrap over questions; what a task's scores are divided by, the best that
/// was measured there, is held. A method is settled as the best if, against every other that was measured,
/// the interval of the paired difference lies above 0, and so few questions favour the other that an exact
/// sign test over questions is below 5 % too: a bootstrap of very few questions sees too little of how
/// they vary.
public struct ScoreCertainty: Sendable {
  /// The interval of each method, in points of 100; absent where the questions are too few or too alike to
  /// know one.
  public let intervals: [String: StratifiedBootstrap.Interval]
  /// The single-turn methods that have the highest average, of those that were measured with every model.
  public let leaders: [String]
  /// The single-turn methods that the leader, or each of several, is not settled to beat.
  public let rivals: [String]

  /// The one method that is settled as the best; `nil` where none is.
  public var winner: String? { leaders.count == 1 && rivals.isEmpty ? leaders.first : nil }

  /// What seeds the resampling.
  public static func seed(of models: [String]) -> String {
    "normalized/\(models.joined(separator: "+"))"
  }

  /// Computes the certainty; `nil` where fewer than two single-turn methods have an average.
  public init?(of models: [String], in summary: ScoreSummary, by questions: QuestionScores) {
    let sample = CertaintySample(models, summary, questions)
    let methods = summary.axes.methods.map(\.name)
    let averages = ModelAverages(models.map { ModelResult(of: $0, in: ScoreTable(summary)) })
    let bootstrap = StratifiedBootstrap(of: sample.strata, seed: Self.seed(of: models))
    var intervals: [String: StratifiedBootstrap.Interval] = [:]
    for method in methods {
      guard var interval = bootstrap?.interval(ofMean: sample.columns(of: method)) else { continue }
      interval.lower = max(interval.lower, 0)
      // A single-turn method is no better than the best single-turn method.
      if MethodName.isRanked(method) { interval.upper = min(interval.upper, 100) }
      intervals[method] = interval
    }
    self.intervals = intervals
    let single = methods.filter(MethodName.isRanked)
    let ranked = single.filter { averages.exactAverageScore(of: $0) != nil }
    let complete = ranked.filter { sample.columns(of: $0).count == sample.models.count }
    guard ranked.count > 1,
      let highest = complete.compactMap({ averages.exactAverageScore(of: $0) }).max()
    else { return nil }
    let leaders = complete.filter { averages.exactAverageScore(of: $0) == highest }
    self.leaders = leaders
    rivals = ranked.filter { other in
      !leaders.contains(other)
        && leaders.contains { !sample.settles($0, above: other, by: bootstrap) }
    }
  }
}

/// The questions of some models in the form that is resampled: a column for each model and method that has
/// an average.
private struct CertaintySample {
  /// The models that have an average.
  let models: [String]
  private let places: [ModelMethod: Int]
  let strata: [StratifiedBootstrap.Stratum]

  init(_ models: [String], _ summary: ScoreSummary, _ questions: QuestionScores) {
    let table = ScoreTable(summary)
    let normalized = models.map { ($0, NormalizedScores(of: $0, in: table)) }
      .filter { !$0.1.tasks.isEmpty }
    self.models = normalized.map(\.0)
    let columns = normalized.flatMap { model, scores in
      summary.axes.methods.map(\.name).filter { scores.exact[$0] != nil }
        .map { ModelMethod(model: model, method: $0) }
    }
    places = Dictionary(
      columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let methods = summary.axes.methods.map(\.name)
    let scores = Dictionary(normalized, uniquingKeysWith: { first, _ in first })
    strata = summary.axes.tasks.map(\.name).compactMap { task in
      // A task may count with one model and not with another.
      let weights = columns.map { column -> Double in
        guard let scores = scores[column.model], let best = scores.bests[task] else { return 0 }
        return 100 / best.double / Double(scores.tasks.count)
      }
      guard weights.contains(where: { $0 > 0 }) else { return nil }
      let asked = questions.questions(of: task, models: models, methods: methods)
      return StratifiedBootstrap.Stratum(
        units: asked.map { question in
          columns.map { column in
            let key = CellKey(model: column.model, method: column.method, task: task)
            let samples = questions.cells[key]?[question]
            return (Double(samples?.millionths ?? 0) / 10_000, samples?.count ?? 0)
          }
        },
        weights: weights)
    }
  }

  /// The columns of a method, of the models that have an average with it.
  func columns(of method: String) -> [Int] {
    models.compactMap { places[ModelMethod(model: $0, method: method)] }
  }

  /// Whether one method is settled to be above another, with the models that have both.
  func settles(_ first: String, above second: String, by bootstrap: StratifiedBootstrap?) -> Bool {
    let pairs = models.compactMap { model -> (first: Int, second: Int)? in
      guard let first = places[ModelMethod(model: model, method: first)],
        let second = places[ModelMethod(model: model, method: second)]
      else { return nil }
      return (first, second)
    }
    guard let interval = bootstrap?.interval(ofDifferences: pairs), interval.lower > 0 else {
      return false
    }
    var counts = PairedCounts()
    for stratum in strata {
      for unit in stratum.units {
        let lead = pairs.reduce(0) { sum, pair in
          sum + stratum.weights[pair.first] * Self.mean(unit[pair.first])
            - stratum.weights[pair.second] * Self.mean(unit[pair.second])
        }
        counts.add(first: lead > 0, second: lead < 0)
      }
    }
    return McNemarTest(onlyFirst: counts.onlyFirst, onlySecond: counts.onlySecond).pValue
      < HolmCorrection.level
  }

  private static func mean(_ values: (sum: Double, count: Int)) -> Double {
    values.count == 0 ? 0 : values.sum / Double(values.count)
  }
}
