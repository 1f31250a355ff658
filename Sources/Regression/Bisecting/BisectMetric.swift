import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What of a trial is followed through a history; without one, everything that a score sheet says.
public enum BisectMetric: String, Hashable, Sendable, CaseIterable {
  /// Outcome and score.
  case score
  /// Tokens: the provider's counters and the paper's measure.
  case tokens
  /// The recorded runtime: service time and runs of code, waits beside them.
  case runtime
  /// The answer that was read, from where and by which rule.
  case answer
  /// Whether an answer could be read.
  case unparsed

  /// Whether tables, which are made of all trials together, are followed too.
  static func followsAggregates(_ metric: BisectMetric?) -> Bool {
    metric == nil || metric == .score
  }

  /// What a metric sees of a line.
  static func text(of line: TrialLine, in metric: BisectMetric?) -> String {
    columns(of: metric).map { column in
      let text = column.value(in: line).text
      return metric == .unparsed ? "\(text == Outcome.unparsed.rawValue)" : text
    }
    .joined(separator: " ")
  }

  private static func columns(of metric: BisectMetric?) -> [ScoreColumn] {
    switch metric {
    case nil: ScoreColumn.allCases
    case .score: [.outcome, .score]
    case .tokens:
      [
        .freshInput, .cacheRead, .cacheWrite, .visibleOutput, .reasoningOutput, .undividedInput,
        .undividedOutput, .textTokens,
      ]
    case .runtime: [.service, .execution, .wait]
    case .answer: [.extractionDigest]
    case .unparsed: [.outcome]
    }
  }
}
