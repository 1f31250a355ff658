public import Basics
import Statistics

/// How the questions on which something was judged were kept from those on which it was chosen.
public struct Folds: Hashable, Sendable {
  /// What is held out at a time.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    /// A whole task: does it hold on tasks that nobody has seen?
    case task
    /// A question: does it hold on other questions of the same tasks?
    case question
  }

  /// What is held out at a time.
  public let unit: Unit
  /// How many there are.
  public let count: Int

  /// Creates folds; `nil` with fewer than two, which hold nothing out.
  public init?(_ unit: Unit, count: Int) {
    guard count > 1 else { return nil }
    self.unit = unit
    self.count = count
  }
}

/// A statement that one policy scores higher than another, with everything that it needs to be believed
/// or not.
///
/// There is no claim without the number of questions, an interval, folds, the difference that so few
/// questions could not have shown, and the number of policies that were tried: the type has no such value.
public struct Claim: Hashable, Sendable {
  /// What a claim comes to.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// The policy is better, whichever of the policies that were tried one had picked.
    case better
    /// It is worse.
    case worse
    /// The questions do not settle it.
    case unsettled
  }

  /// The policy.
  public let policy: String
  /// What it is compared with.
  public let against: String
  /// The mean difference of held-out scores, from -1 to 1.
  public let difference: Double
  /// The lower bound of the interval of 95 %.
  public let lower: Double
  /// The upper bound of the interval of 95 %.
  public let upper: Double
  /// The questions.
  public let questions: Int
  /// How they were held out.
  public let folds: Folds
  /// The smallest difference that so many questions would have shown in 80 % of cases.
  public let detectable: Double
  /// The policies that were tried.
  public let tried: Int
  /// The p-value among all policies that were tried (Holm), from 0 to 1.
  public let adjusted: Double
  /// The resamples that the interval is made of.
  public let resamples: Int

  /// Creates a claim; `nil` where something that it needs is missing or is no number.
  public init?(
    policy: String, against: String, difference: Double, lower: Double, upper: Double,
    questions: Int, folds: Folds?, discordant: Int, tried: Int, adjusted: Double, resamples: Int
  ) {
    guard
      let detectable = DetectableEffect(
        pairs: questions, discordant: min(max(discordant, 0), questions))?.difference
    else { return nil }
    self.init(
      policy: policy, against: against, difference: difference, lower: lower, upper: upper,
      questions: questions, folds: folds, detectable: detectable, tried: tried,
      adjusted: adjusted, resamples: resamples)
  }

  private init?(
    policy: String, against: String, difference: Double, lower: Double, upper: Double,
    questions: Int, folds: Folds?, detectable: Double, tried: Int, adjusted: Double, resamples: Int
  ) {
    guard let folds, questions > 1, tried > 0, resamples > 0, (-1...1).contains(difference),
      lower <= upper, (-1...1).contains(lower), (-1...1).contains(upper),
      (0...1).contains(adjusted), detectable > 0, detectable <= 1
    else { return nil }
    self.policy = policy
    self.against = against
    self.difference = difference
    self.lower = lower
    self.upper = upper
    self.questions = questions
    self.folds = folds
    self.detectable = detectable
    self.tried = tried
    self.adjusted = adjusted
    self.resamples = resamples
  }

  /// What it comes to.
  public var verdict: Verdict {
    guard adjusted < HolmCorrection.level, lower > 0 || upper < 0 else { return .unsettled }
    return lower > 0 ? .better : .worse
  }
}

extension Claim {
  /// The claim as a value.
  public var json: JSONValue {
    [
      "policy": .string(policy), "against": .string(against), "difference": .double(difference),
      "interval": [.double(lower), .double(upper)], "questions": .integer(Int64(questions)),
      "folds": ["unit": .string(folds.unit.rawValue), "count": .integer(Int64(folds.count))],
      "detectable": .double(detectable), "tried": .integer(Int64(tried)),
      "p": .double(adjusted), "resamples": .integer(Int64(resamples)),
      "verdict": .string(verdict.rawValue),
    ]
  }

  /// Reads a claim; `nil` where a member is missing, is of another type, or could not be claimed.
  public init?(json: JSONValue) {
    func number(_ value: JSONValue?) -> Double? {
      value?.double ?? value?.integer.map(Double.init)
    }
    guard let policy = json["policy"]?.string, let against = json["against"]?.string,
      let difference = number(json["difference"]), let lower = number(json["interval"]?[0]),
      let upper = number(json["interval"]?[1]), let questions = json["questions"]?.integer,
      let unit = json["folds"]?["unit"]?.string.flatMap(Folds.Unit.init),
      let count = json["folds"]?["count"]?.integer, let detectable = number(json["detectable"]),
      let tried = json["tried"]?.integer, let adjusted = number(json["p"]),
      let resamples = json["resamples"]?.integer
    else { return nil }
    self.init(
      policy: policy, against: against, difference: difference, lower: lower, upper: upper,
      questions: questions, folds: Folds(unit, count: count), detectable: detectable,
      tried: tried, adjusted: adjusted, resamples: resamples)
  }
}
