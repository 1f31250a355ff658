import Analysis
import Statistics
import Sweeps

/// How sure the Average Normalized Scores are, in words: a method is named as the best only where that is
/// settled.
enum CertaintyWords {
  /// The ends of an interval: the name in programs, the name for people, and where it stands.
  static var bounds:
    [(name: String, label: String, bound: KeyPath<StratifiedBootstrap.Interval, Double>)]
  { [("low", "95 % from", \.lower), ("high", "95 % to", \.upper)] }

  /// What stands under a table of averages.
  ///
  /// - Parameter average: The average of a method.
  static func notes(
    _ certainty: ScoreCertainty, _ axes: ScoreAxes, of models: [String],
    average: (String) -> Double?
  ) -> [String] {
    let seed = ScoreCertainty.seed(of: models)
    return [
      headline(certainty, axes, average: average),
      "95 %: stratified bootstrap over questions, \(StratifiedBootstrap.resamples) resamples by "
        + "\(PairedBootstrap.generator), seed \(seed), the best score of each task held. Settled: the "
        + "interval of every paired difference lies above 0, and a sign test over questions is below 5 %.",
    ]
  }

  /// The sentence that a reader takes away.
  static func headline(
    _ certainty: ScoreCertainty, _ axes: ScoreAxes, average: (String) -> Double?
  ) -> String {
    func title(_ method: String) -> String {
      axes.methods.first { $0.name == method }?.title ?? method
    }
    let leaders = FindingWords.list(certainty.leaders.map(title))
    let score = certainty.leaders.first.flatMap(average).map { FindingWords.number($0, 1) } ?? "-"
    if certainty.winner != nil {
      return
        "\(leaders) is settled as the best: its Average Normalized Score, \(score), is above that of every "
        + "other method, and these questions settle it."
    }
    let verb = certainty.leaders.count == 1 ? "has" : "share"
    let highest = "\(verb) the highest Average Normalized Score"
    let others =
      certainty.rivals.isEmpty
      ? "."
      : ", and these questions do not settle "
        + "\(certainty.leaders.count == 1 ? "that it is" : "that they are") above "
        + "\(FindingWords.list(certainty.rivals.map(title)))."
    return "No method is settled as the best: \(leaders) \(highest), \(score)\(others)"
  }
}
