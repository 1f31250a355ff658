import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The scores of some trials, added up for a mean and its uncertainty.
struct ExportSum {
  private(set) var trials = 0
  private(set) var correct = 0
  private var millionths = 0
  /// The sum of the squares of the scores, in thousandths squared: whole numbers, so that the order of
  /// addition cannot matter.
  private var squares = 0

  mutating func add(_ line: TrialLine) {
    trials += 1
    correct += line.outcome == .correct ? 1 : 0
    millionths += line.scoreMillionths
    let thousandths = (line.scoreMillionths + 500) / 1_000
    squares += thousandths * thousandths
  }

  /// The mean score, from 0 to 1.
  var mean: Double { trials > 0 ? Double(millionths) / 1_000_000 / Double(trials) : 0 }

  /// The share of trials that were right, from 0 to 1.
  var correctRate: Double { trials > 0 ? Double(correct) / Double(trials) : 0 }

  /// The standard error of the mean score; `nil` for fewer than two trials.
  var standardError: Double? {
    guard trials > 1 else { return nil }
    let count = Double(trials)
    let variance = max(0, Double(squares) / 1_000_000 - count * mean * mean) / (count - 1)
    return (variance / count).squareRoot()
  }

  /// The standard error of the share that was right; `nil` for fewer than two trials.
  var correctStandardError: Double? {
    guard trials > 1 else { return nil }
    return (correctRate * (1 - correctRate) / Double(trials - 1)).squareRoot()
  }

  /// Wilson's interval of the share that was right.
  var interval: WilsonInterval? { WilsonInterval(successes: correct, trials: trials) }
}
