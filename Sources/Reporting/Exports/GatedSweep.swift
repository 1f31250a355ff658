public import RecordReplay
public import ScoreSheets

/// Which flips make a gate fail; all others are reported and do not.
public enum FailOn: String, Hashable, Sendable, CaseIterable {
  /// A score that changed, came or went.
  case score
  /// Those, and an outcome that changed without its score.
  case outcome
  /// Any difference in any column.
  case any

  /// The lightest flip that fails.
  public var weight: FlipWeight {
    switch self {
    case .score: .presence
    case .outcome: .outcome
    case .any: .accounting
    }
  }
}

/// What a replay found in one sweep, for exports: the gate's report, or why there is none.
public struct GatedSweep: Sendable {
  /// Recordings that are missing for one cause.
  public struct Missing: Sendable {
    /// The cause, the trials that it touches, and the first of them as a difference.
    public let group: MissGroup
    /// Where the cause stands, where it is a file of the repository.
    public let place: FilePlace?

    /// Creates it of its parts.
    public init(_ group: MissGroup, at place: FilePlace? = nil) {
      self.group = group
      self.place = place
    }

    /// One sentence.
    var sentence: String {
      "\(group.cause.title): \(group.trials.count) trials have no recording"
    }
  }

  /// The sweep's name.
  public let sweep: String
  /// The sweep as a command takes it.
  public let path: String
  /// The gate's report; `nil` where the sweep could not be held against its baseline.
  public let report: GateVerdict?
  /// Missing recordings, by cause, the cause of most trials first.
  public let missing: [Missing]
  /// What else keeps the sweep from being held against its baseline, as short sentences: damaged
  /// cassettes, no baseline.
  public let otherProblems: [String]
  /// How the first differing layer of a cause's example reads now.
  public var texts: [TrialID: String] = [:]
  /// The lines of the baseline that the examples of the causes differ from.
  public var examplePlaces: [TrialID: FilePlace] = [:]
  /// Where the causes of flips stand, by their examples, where that is a file of the repository.
  public var causePlaces: [TrialID: FilePlace] = [:]
  /// The sweep's own file, where a finding of no other place is shown.
  public var home: FilePlace?
  /// Which flips fail.
  public var failsOn = FailOn.any

  /// Creates a finding.
  ///
  /// - Parameter path: The sweep as a command takes it; its name where it is `nil`.
  public init(
    sweep: String, path: String? = nil, report: GateVerdict?, missing: [Missing] = [],
    problems: [String] = []
  ) {
    self.sweep = sweep
    self.path = path ?? sweep
    self.report = report
    self.missing = missing
    otherProblems = problems
  }

  /// Why there is no report, a short sentence each.
  public var problems: [String] { missing.map(\.sentence) + otherProblems }

  /// Whether the sweep was compared and nothing differs that fails.
  public var passes: Bool {
    guard problems.isEmpty, let report else { return false }
    return !report.fails(from: failsOn.weight)
  }

  /// Whether flips of a cause fail; what is rather noted than failed has its own level in reports.
  func fails(_ group: GateVerdict.Group) -> Bool { group.example.weight <= failsOn.weight }
}
