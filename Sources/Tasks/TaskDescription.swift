/// The four groups of tasks in the paper's section 3.
public enum TaskGroup: String, Hashable, Sendable, Codable, CaseIterable {
  case math
  case logic
  case planning
  case symbolic
}

/// What a task is called and how it is scored.
public struct TaskDescription: Hashable, Sendable {
  /// How a trial's grade becomes its score.
  public enum Scoring: String, Hashable, Sendable {
    /// 1 for success, otherwise 0.
    case success
    /// The part of the goal that was reached (paper, 3.5 and 3.6).
    case partialCredit
  }

  /// The name in sweeps, folders and trial ids, such as `number-multiplying`.
  public var name: String
  /// The name in tables, such as `Number Multiplying`.
  public var title: String
  /// The column head in narrow tables, as the paper's Table 1 abbreviates it.
  public var shortTitle: String
  /// The group.
  public var group: TaskGroup
  /// How a grade becomes a score.
  public var scoring: Scoring
  /// One sentence on what is asked.
  public var summary: String
  /// The number of rungs of the complexity ladder.
  public var rungs: Int
  /// The variables in which code tends to leave an answer that it forgets to print, in the order in
  /// which a retry looks at them; the paper's own code tries these.
  public var resultNames: [String]

  /// Creates a description.
  public init(
    name: String, title: String, shortTitle: String, group: TaskGroup,
    scoring: Scoring = .success, summary: String, rungs: Int = 5,
    resultNames: [String] = ["result"]
  ) {
    self.name = name
    self.title = title
    self.shortTitle = shortTitle
    self.group = group
    self.scoring = scoring
    self.summary = summary
    self.rungs = rungs
    self.resultNames = resultNames
  }
}

/// One number that says how hard a problem is, such as `digits` or `boxes`.
public struct ComplexityParameter: Hashable, Sendable {
  /// What is counted.
  public var name: String
  /// How many.
  public var value: Int

  /// Creates a parameter.
  public init(_ name: String, _ value: Int) {
    self.name = name
    self.value = value
  }
}
