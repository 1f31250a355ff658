import RecordReplay

/// The cells of a sweep, or of several: everything that tables are made of, in memory that grows
/// with the number of cells and not of trials.
public struct ScoreSummary: SummaryByAxes, Hashable {
  /// The cells that were measured.
  public private(set) var cells: [CellKey: Cell] = [:]
  /// Models, methods and tasks in the order in which they should be shown.
  public let axes: ScoreAxes

  /// Creates a summary without trials.
  public init(axes: ScoreAxes) {
    self.axes = axes
  }

  /// Adds a trial.
  public mutating func add(_ line: TrialLine) {
    let key = CellKey(
      model: line.trial.model, method: line.trial.method, task: line.trial.task)
    cells[key, default: Cell()].add(line)
  }

  /// Two summaries without a model in common as one; where both have a cell, this one's is kept.
  public func merging(_ other: ScoreSummary) -> ScoreSummary {
    var merged = ScoreSummary(axes: axes.merging(other.axes))
    merged.cells = cells.merging(other.cells) { mine, _ in mine }
    return merged
  }

  /// A cell; `nil` where the method does not apply to the model, or nothing was measured.
  public subscript(model: String, method: String, task: String) -> Cell? {
    cells[CellKey(model: model, method: method, task: task)]
  }

  /// All trials.
  public var trials: Int { cells.values.reduce(0) { $0 + $1.trials } }
}

/// What a table's rows and columns are, in order.
public struct ScoreAxes: Hashable, Sendable {
  /// A name and its title.
  public struct Entry: Hashable, Sendable {
    /// The name in trial ids.
    public var name: String
    /// The name in tables.
    public var title: String
    /// The name in narrow tables.
    public var shortTitle: String

    /// Creates an entry.
    public init(name: String, title: String, shortTitle: String? = nil) {
      self.name = name
      self.title = title
      self.shortTitle = shortTitle ?? title
    }
  }

  /// Models, in the sweep's order.
  public var models: [Entry]
  /// Methods, in the paper's order, variants with more turns after the ten.
  public var methods: [Entry]
  /// Tasks, in the paper's order.
  public var tasks: [Entry]
  /// The methods that cannot be used with a model, such as a tool with a model that takes none.
  ///
  /// Their cells are NA, which is not the same as unmeasured.
  public var notApplicable: Set<ModelMethod>

  /// Creates axes.
  public init(
    models: [Entry], methods: [Entry], tasks: [Entry], notApplicable: Set<ModelMethod> = []
  ) {
    self.models = models
    self.methods = methods
    self.tasks = tasks
    self.notApplicable = notApplicable
  }

  /// Whether a method can be used with a model.
  public func applies(method: String, to model: String) -> Bool {
    !notApplicable.contains(ModelMethod(model: model, method: method))
  }

  /// The entries of both, this one's first.
  public func merging(_ other: ScoreAxes) -> ScoreAxes {
    ScoreAxes(
      models: Self.union(models, other.models), methods: Self.union(methods, other.methods),
      tasks: Self.union(tasks, other.tasks),
      notApplicable: notApplicable.union(other.notApplicable))
  }

  private static func union(_ first: [Entry], _ second: [Entry]) -> [Entry] {
    first + second.filter { entry in !first.contains { $0.name == entry.name } }
  }
}

/// A model and a method.
public struct ModelMethod: Hashable, Sendable {
  /// The model's name in the sweep.
  public var model: String
  /// The method's name with its turns.
  public var method: String

  /// Creates a pair.
  public init(model: String, method: String) {
    self.model = model
    self.method = method
  }
}
