import ScoreSheets
import Statistics
import Sweeps
import Trials

/// How well stated confidences match what came true.
public struct Calibration: Hashable, Sendable {
  /// The confidences of one step of a tenth.
  public struct Bin: Hashable, Sendable {
    /// The number of the step, from 0 to 9; a confidence of 1 is in the last.
    public var number: Int
    /// Trials.
    public internal(set) var trials = 0
    /// Trials that were right.
    public internal(set) var right = 0
    /// The sum of the confidences.
    var confidence = 0.0

    /// The mean confidence; `nil` without trials.
    public var meanConfidence: Double? { trials > 0 ? confidence / Double(trials) : nil }
    /// The share that was right; `nil` without trials.
    public var accuracy: Double? { trials > 0 ? Double(right) / Double(trials) : nil }
  }

  /// The number of bins.
  public static let binCount = 10

  /// The bins, from the lowest confidence.
  public private(set) var bins = (0..<binCount).map { Bin(number: $0) }
  /// Trials.
  public private(set) var trials = 0
  private var squares = 0.0

  /// Creates a calibration of no trials.
  public init() {}

  /// Adds a trial.
  ///
  /// - Parameter confidence: From 0 to 1; values outside count as the nearer end.
  public mutating func add(confidence: Double, isRight: Bool) {
    let confidence = min(max(confidence.isNaN ? 0 : confidence, 0), 1)
    let bin = min(Int(confidence * Double(Self.binCount)), Self.binCount - 1)
    bins[bin].trials += 1
    bins[bin].right += isRight ? 1 : 0
    bins[bin].confidence += confidence
    trials += 1
    let error = confidence - (isRight ? 1 : 0)
    squares += error * error
  }

  /// Trials that were right.
  public var right: Int { bins.reduce(0) { $0 + $1.right } }

  /// The Brier score: the mean square of confidence less outcome (1 for right, 0 otherwise).
  ///
  /// 0 is perfect; `nil` without trials.
  public var brierScore: Double? { trials > 0 ? squares / Double(trials) : nil }

  /// The Brier score of who always states the share that was right, and knows nothing else.
  public var baseRateBrierScore: Double? {
    guard trials > 0 else { return nil }
    let rate = Double(right) / Double(trials)
    return rate * (1 - rate)
  }

  /// The expected calibration error: over the bins, the distance of mean confidence and accuracy,
  /// weighted by trials.
  ///
  /// 0 is perfect; `nil` without trials.
  public var expectedCalibrationError: Double? {
    guard trials > 0 else { return nil }
    return bins.reduce(0) { sum, bin in
      guard let confidence = bin.meanConfidence, let accuracy = bin.accuracy else { return sum }
      return sum + abs(confidence - accuracy) * Double(bin.trials) / Double(trials)
    }
  }

  /// The mean confidence; `nil` without trials.
  public var meanConfidence: Double? {
    trials > 0 ? bins.reduce(0) { $0 + $1.confidence } / Double(trials) : nil
  }
}
