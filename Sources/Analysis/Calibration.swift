public import RecordReplay
import Statistics
import Trials

/// How well stated confidences match what came true.
///
/// Confidences that models state are few different numbers, and each is a bin of its own: bins of a tenth
/// would take 9 and 10 of 10 for one.
public struct Calibration: Hashable, Sendable {
  /// The trials that state one confidence.
  public struct Bin: Hashable, Sendable {
    /// The confidence in thousandths, from 0 to 1000.
    public let thousandths: Int
    /// The trials that were right.
    public internal(set) var correct = ShareCount()

    /// Trials.
    public var trials: Int { correct.total }
    /// The confidence, from 0 to 1.
    public var confidence: Double { Double(thousandths) / 1000 }
    /// The share that was right; `nil` without trials.
    public var accuracy: Double? { trials > 0 ? Double(correct.count) / Double(trials) : nil }
  }

  private var binsByThousandths: [Int: Bin] = [:]
  /// The trials that were right.
  public private(set) var correct = ShareCount()
  private var confidences = 0.0
  private var squares = 0.0

  /// Creates a calibration of no trials.
  public init() {}

  /// The bins that hold trials, from the lowest confidence.
  public var bins: [Bin] { binsByThousandths.values.sorted { $0.thousandths < $1.thousandths } }

  /// Adds a trial.
  ///
  /// - Parameters:
  ///   - confidence: From 0 to 1, to the thousandth; values outside count as the nearer end.
  ///   - trial: Its name; a question of its own where it is `nil`.
  public mutating func add(confidence: Double, isRight: Bool, trial: TrialID? = nil) {
    let confidence = min(max(confidence.isNaN ? 0 : confidence, 0), 1)
    let thousandths = Int((confidence * 1000).rounded())
    binsByThousandths[thousandths, default: Bin(thousandths: thousandths)].correct
      .add(isRight, trial)
    correct.add(isRight, trial)
    confidences += confidence
    let error = confidence - (isRight ? 1 : 0)
    squares += error * error
  }

  /// Trials.
  public var trials: Int { correct.total }

  /// The Brier score: the mean square of confidence less outcome (1 for right, 0 otherwise).
  ///
  /// 0 is perfect; `nil` without trials.
  public var brierScore: Double? { trials > 0 ? squares / Double(trials) : nil }

  /// The Brier score of who always states the share that was right, and knows nothing else.
  public var baseRateBrierScore: Double? {
    guard trials > 0 else { return nil }
    let rate = Double(correct.count) / Double(trials)
    return rate * (1 - rate)
  }

  /// The expected calibration error: over the bins, the distance of confidence and accuracy, weighted by
  /// trials.
  ///
  /// 0 is perfect; `nil` without trials.
  public var expectedCalibrationError: Double? {
    guard trials > 0 else { return nil }
    return bins.reduce(0) { sum, bin in
      guard let accuracy = bin.accuracy else { return sum }
      return sum + abs(bin.confidence - accuracy) * Double(bin.trials) / Double(trials)
    }
  }

  /// The mean confidence; `nil` without trials.
  public var meanConfidence: Double? {
    trials > 0 ? confidences / Double(trials) : nil
  }
}

/// What models say of themselves with the method Self-estimate Score, against what came true.
public struct SelfEstimateCalibration: SweepAnalysis {
  /// One model's trials of the method.
  public struct Model: Sendable {
    /// How stated confidence stands to what came true.
    public enum Bias: String, Sendable {
      /// The confidence lies above the interval of what came true.
      case overconfident
      /// It lies below.
      case underconfident
    }

    /// The model's name.
    public let name: String
    /// Trials of the method, scores given or not.
    public internal(set) var trials = 0
    /// The trials that gave both scores.
    public internal(set) var calibration = Calibration()
    /// Trials that took the way that their own scores put first, of those whose scores differ.
    public internal(set) var followed = ShareCount()
    /// Right answers where the way was taken that the scores put first.
    public internal(set) var rightWhereFollowed = ShareCount()
    /// Right answers where another way was taken.
    public internal(set) var rightElsewhere = ShareCount()

    /// The bias that is shown; `nil` where the interval holds the confidence, or no trial gave scores.
    public var bias: Bias? {
      guard let confidence = calibration.meanConfidence,
        let interval = calibration.correct.interval
      else { return nil }
      if confidence > interval.upper { return .overconfident }
      return confidence < interval.lower ? .underconfident : nil
    }

    mutating func add(_ line: TrialLine, _ scores: SelfEstimateScores) {
      let isRight = line.outcome == .correct
      calibration.add(
        confidence: (line.usedCode ? scores.coding : scores.text) / 10, isRight: isRight,
        trial: line.trial)
      guard scores.coding != scores.text else { return }
      let follows = (scores.coding > scores.text) == line.usedCode
      followed.add(follows, line.trial)
      if follows {
        rightWhereFollowed.add(isRight, line.trial)
      } else {
        rightElsewhere.add(isRight, line.trial)
      }
    }
  }

  private var models: [String: Model] = [:]

  public init(_ context: AnalysisContext) {}

  public mutating func add(_ trial: TrialFeatures) {
    guard TrialFeatures.isOfEstimateMethod(trial.line.trial) else { return }
    let name = trial.line.trial.model
    var model = models[name] ?? Model(name: name)
    model.trials += 1
    if let scores = trial.estimate { model.add(trial.line, scores) }
    models[name] = model
  }

  /// The models that have trials of the method, in the order of names.
  public var findings: [Model] {
    models.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

/// The two scores that the method Self-estimate Score asks a model for: how well code and text suit
/// the question, each from 0 to 10 (paper, section 2, method 10).
///
/// They are telemetry: nothing that a trial does depends on them.
public struct SelfEstimateScores: Hashable, Sendable {
  /// The score of code, from 0 to 10.
  public let coding: Double
  /// The score of text, from 0 to 10.
  public let text: Double

  /// Creates scores.
  public init(coding: Double, text: Double) {
    self.coding = coding
    self.text = text
  }

  /// The bytes of a reply that are searched.
  public static let byteLimit = 1 << 16
  /// How far behind its name a score may stand, in bytes.
  private static let reach = 48

  /// Reads the scores of a reply; `nil` unless it gives both.
  ///
  /// A score is the first number from 0 to 10 behind `coding score`, `code score` or `text score`, in
  /// any case, with nothing but signs, blanks, `is`, `of` and the range `0-10` of the prompt between.
  /// The first place that has such a number counts.
  public init?(in reply: String) {
    // ASCII alone is folded: the names are ASCII, and other bytes keep their places.
    let bytes = reply.utf8.prefix(Self.byteLimit).map { byte in
      UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
    guard let coding = Self.score(["coding score", "code score"], in: bytes),
      let text = Self.score(["text score", "textual score"], in: bytes)
    else { return nil }
    self.init(coding: coding, text: text)
  }

  private static func score(_ names: [String], in bytes: [UInt8]) -> Double? {
    let patterns = names.map { Array($0.utf8) }
    for index in bytes.indices {
      for pattern in patterns where bytes[index...].starts(with: pattern) {
        let start = index + pattern.count
        let end = min(start + reach, bytes.count)
        if let score = number(in: bytes[start..<end]) { return score }
      }
    }
    return nil
  }

  /// The first number behind a score's name.
  private static func number(in bytes: ArraySlice<UInt8>) -> Double? {
    var rest = bytes
    while let byte = rest.first {
      if isDigit(byte) {
        guard let (value, after) = decimal(rest) else { return nil }
        if let behind = behindRange(after) {
          rest = behind
          continue
        }
        return (0...10).contains(value) ? value : nil
      }
      if (byte | 0x20) &- UInt8(ascii: "a") <= 25 {
        let word = rest.prefix { ($0 | 0x20) &- UInt8(ascii: "a") <= 25 }
        guard word.elementsEqual("is".utf8) || word.elementsEqual("of".utf8) else { return nil }
        rest = rest.dropFirst(word.count)
        continue
      }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// A number such as `8` or `7.5`, and what is behind it.
  private static func decimal(_ bytes: ArraySlice<UInt8>) -> (Double, ArraySlice<UInt8>)? {
    let whole = bytes.prefix(while: isDigit)
    var after = bytes.dropFirst(whole.count)
    guard whole.count <= 3, let value = Int(String(decoding: whole, as: UTF8.self)) else {
      return nil
    }
    guard after.first == UInt8(ascii: "."), after.dropFirst().first.map(isDigit) == true else {
      return (Double(value), after)
    }
    let fraction = after.dropFirst().prefix(while: isDigit)
    after = after.dropFirst(1 + fraction.count)
    guard fraction.count <= 3, let part = Int(String(decoding: fraction, as: UTF8.self)) else {
      return nil
    }
    let unit = (0..<fraction.count).reduce(1) { unit, _ in unit * 10 }
    return (Double(value) + Double(part) / Double(unit), after)
  }

  /// What is behind a range such as the prompt's own `0-10`; `nil` where there is none.
  private static func behindRange(_ after: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let dashes = [Array("-".utf8), Array("–".utf8), Array(" to ".utf8)]
    guard let dash = dashes.first(where: { after.starts(with: $0) }) else { return nil }
    let behind = after.dropFirst(dash.count)
    guard behind.first.map(isDigit) == true, let (_, rest) = decimal(behind) else { return nil }
    return rest
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
}
