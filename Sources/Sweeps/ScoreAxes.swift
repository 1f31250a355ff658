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

  /// The axes of a selection; an empty list leaves an axis whole.
  public func narrowed(models: [String], methods: [String] = [], tasks: [String]) -> ScoreAxes {
    func kept(_ entries: [Entry], _ names: [String]) -> [Entry] {
      names.isEmpty ? entries : entries.filter { names.contains($0.name) }
    }
    return ScoreAxes(
      models: kept(self.models, models), methods: kept(self.methods, methods),
      tasks: kept(self.tasks, tasks), notApplicable: notApplicable)
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

extension ModelMethod: Comparable {
  public static func < (left: ModelMethod, right: ModelMethod) -> Bool {
    left.model.utf8.elementsEqual(right.model.utf8)
      ? left.method.utf8.lexicographicallyPrecedes(right.method.utf8)
      : left.model.utf8.lexicographicallyPrecedes(right.model.utf8)
  }
}
