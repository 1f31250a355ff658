/// What the lab found.
public struct LabFindings: Sendable {
  /// A policy at one setting of its grid, over all questions.
  public struct Setting: Sendable {
    /// The setting in words; empty without a grid.
    public let words: String
    /// The mean score over all trials that have one; `nil` without any.
    public let score: Double?
    /// The mean cost in the measure's units.
    public let cost: Double?
    /// What was paid in all.
    public let total: PolicyCost
    /// All trials.
    public let trials: Int
    /// Those that have a score.
    public let scored: Int
    /// Those that the provider did not answer.
    public let unanswered: Int
    /// Those that asked for what was not recorded.
    public let unrecorded: Int
    /// The mean score if all that has none were wrong.
    public let lowest: Double
    /// The mean score if all of it were right.
    public let highest: Double
  }

  /// A single method, always asked.
  public struct Single: Sendable {
    /// The method's name.
    public let method: String
    /// What it comes to.
    public let point: Setting
  }

  /// A score held out in one way.
  public struct HeldOut: Sendable {
    /// The folds.
    public let folds: Folds
    /// The mean score; `nil` where it is undefined.
    public let score: Double?
    /// The mean cost in the measure's units.
    public let cost: Double?
    /// The interval of the score; `nil` where too many resamples left it undefined.
    public let interval: DrawnInterval?
    /// The difference to the best single method, chosen inside the same folds.
    public let difference: Double?
    /// Its interval.
    public let differenceInterval: DrawnInterval?
  }

  /// How the questions of a policy went their ways: how often a method was asked for and stood by.
  public struct Flow: Sendable {
    /// The method, with its model where that is another.
    public let arm: String
    /// How often it was asked for.
    public let asked: Int
    /// How often it was stood by.
    public let stood: Int
  }

  /// A way that questions went: what was asked for step by step, and what was stood by.
  public struct Way: Hashable, Sendable {
    /// The methods that were asked for side by side, a list a step.
    public let steps: [[String]]
    /// The method that was stood by; `nil` where it came to no end.
    public let stand: String?
    /// The method that was asked for and had not been recorded.
    public let hole: String?
    /// The trials that went it.
    public let trials: Int
    /// The mean score of those that have one; `nil` without any.
    public let score: Double?
  }

  /// What a policy loses against the oracle at a rung.
  public struct Regret: Sendable {
    /// The rung, from 1.
    public let rung: Int
    /// The oracle's mean score less the policy's, held out.
    public let value: Double
    /// The questions that both have a score at.
    public let questions: Int
    /// The interval of 95 %, over questions, with the choices as they were made; `nil` with one question.
    public let interval: ClosedRange<Double>?
  }

  /// A policy.
  public struct Policy: Sendable {
    /// The name.
    public let name: String
    /// What it does, in a sentence.
    public let about: String
    /// Whether it is told by a verifier whether answers hold: a class apart.
    public let usesVerifier: Bool
    /// Its settings.
    public let settings: [Setting]
    /// The best setting over all questions: what the questions themselves would choose.
    public let inSample: Setting
    /// Held out, first by the unit that claims are made of.
    public let heldOut: [HeldOut]
    /// The claim against the best single method; `nil` where it is undefined.
    public let claim: Claim?
    /// The held-out score less what the Zero router has at the same cost; `nil` where no single method
    /// is so cheap, or costs are unknown.
    public let zeroDifference: Double?
    /// Its interval.
    public let zeroInterval: DrawnInterval?
    /// The least cost for which the Zero router has the held-out score; `nil` above its best.
    public let zeroCost: Double?
    /// The mean height of the hull of its settings, and of the Zero router over the same costs.
    public let averageQuality: (policy: Double, zero: Double)?
    /// How much of the gap between the cheapest and the best single method it recovers; `nil` where the
    /// cheapest is the best.
    public let gap: RoutingGap?
    /// Which way its questions went, at the best setting.
    public let flow: [Flow]
    /// The same step by step, the ways that ask for less first.
    public let ways: [Way]
    /// The mean score of each task, held out; `nil` where it is undefined.
    public let byTask: [Double?]
    /// What it loses against the oracle, rung by rung.
    public let regret: [Regret]
  }

  /// A policy that could not be tried, and why.
  public struct Skipped: Sendable {
    /// The name.
    public let name: String
    /// Why not.
    public let reason: String
  }

  /// Everything about one model.
  public struct Model: Sendable {
    /// The model's name.
    public let name: String
    /// The questions and the tasks that they are of.
    public let questions: Int
    /// The tasks' names.
    public let tasks: [String]
    /// The single methods.
    public let singles: [Single]
    /// The best single method, chosen inside folds.
    public let bestSingle: [HeldOut]
    /// The corners of the Zero router.
    public let zeroRouter: CostScoreHull?
    /// What knows nothing, and what knows the truth.
    public let references: References
    /// The policies that were tried.
    public let policies: [Policy]
    /// Those that could not be tried with this model.
    public let skipped: [Skipped]
    /// The arms that were asked for and not recorded, by how many trials lack them.
    public let holes: [(arm: LabArm, trials: Int)]
  }

  /// The models.
  public let models: [Model]
  /// What costs are measured in.
  public let measure: CostMeasure
  /// The resamples of every interval.
  public let resamples: Int
  /// The samples of each question.
  public let samples: Int
  /// How trials count that the provider did not answer.
  public let unanswered: Unanswered

  /// Whether a policy asked for what was not recorded.
  public var hasHoles: Bool { models.contains { !$0.holes.isEmpty } }
}
