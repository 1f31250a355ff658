public import Methods
public import RecordReplay
import Tasks

/// One trial of a plan, with all that it needs.
public struct PlannedTrial: Sendable {
  /// The name.
  public let id: TrialID
  /// The place of its model in the sweep.
  public let model: Int
  /// The method.
  public let variant: MethodVariant
  /// The question.
  public let question: BenchQuestion
}

/// The trials of a sweep, in the order of their names.
///
/// Trials are made when they are asked for: a plan of a million costs no more memory than one of
/// ten.
public struct Plan: Sendable {
  /// One model, method and task that the model supports, and where its trials start.
  private struct Block: Sendable {
    var model: Int
    var variant: MethodVariant
    var task: String
    var start: Int
  }

  /// The sweep.
  public let sweep: Sweep
  private let library: QuestionLibrary
  private let blocks: [Block]
  /// The number of trials.
  public let count: Int
  /// The trials that a model does not support, and that the plan leaves out: NA in the paper's words.
  public let notApplicableCount: Int

  /// Plans a sweep.
  public init(_ sweep: Sweep, questions: QuestionLibrary) {
    self.sweep = sweep
    library = questions
    var blocks: [Block] = []
    var count = 0
    var notApplicable = 0
    let tasks = sweep.taskNames
    for model in Self.order(sweep.models.map(\.name)) {
      for method in Self.order(sweep.methods.map(\.name)) {
        guard sweep.models[model].supports(sweep.methods[method]) else {
          notApplicable += tasks.reduce(0) { $0 + questions[$1].count * sweep.samples }
          continue
        }
        for task in Self.order(tasks) {
          guard sweep.models[model].supports(sweep.tasks[task]) else {
            notApplicable += questions[tasks[task]].count * sweep.samples
            continue
          }
          let block = Block(
            model: model, variant: sweep.methods[method], task: tasks[task], start: count)
          blocks.append(block)
          count += questions[block.task].count * sweep.samples
        }
      }
    }
    self.blocks = blocks
    self.count = count
    notApplicableCount = notApplicable
  }

  /// A trial by its place in the order of names.
  public subscript(index: Int) -> PlannedTrial {
    let block = blocks[self.block(of: index)]
    let (number, sample) = (index - block.start).quotientAndRemainder(
      dividingBy: sweep.samples)
    let question = library[block.task][number]
    return PlannedTrial(
      id: TrialID(
        model: sweep.models[block.model].name, method: block.variant.name, task: block.task,
        question: question.loaded.question.id, sample: sample),
      model: block.model, variant: block.variant, question: question)
  }

  /// The trials question by question: the order for recording, in which a sweep that is stopped early
  /// has touched every task and method, and trials that share calls lie close together.
  public var recordingOrder: [Int] {
    (0..<count).map { index in
      let block = block(of: index)
      return (key: (index - blocks[block].start), block: block, index: index)
    }
    .sorted { ($0.key, $0.block) < ($1.key, $1.block) }
    .map(\.index)
  }

  /// What the sweep's tables show, in order.
  public var axes: ScoreAxes {
    ScoreAxes(
      models: sweep.models.map { .init(name: $0.name, title: $0.name) },
      methods: sweep.methods.map {
        .init(name: $0.name, title: $0.title, shortTitle: $0.shortTitle)
      },
      tasks: sweep.tasks.map(\.description).map {
        .init(
          name: $0.name, title: $0.title, shortTitle: $0.shortTitle, isOwn: $0.group == .own)
      },
      notApplicable: Set(
        sweep.models.flatMap { model in
          sweep.methods.filter { !model.supports($0) }.map {
            ModelMethod(model: model.name, method: $0.name)
          }
        }),
      unseenTasks: Set(
        sweep.models.flatMap { model in
          sweep.tasks.filter { !model.supports($0) }.map {
            ModelTask(model: model.name, task: $0.description.name)
          }
        }))
  }

  /// The last block that starts at or before a trial and is not empty.
  private func block(of index: Int) -> Int {
    var low = 0
    var high = blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].start <= index { low = middle } else { high = middle }
    }
    return low
  }

  /// The places of names in the order of their bytes.
  private static func order(_ names: [String]) -> [Int] {
    names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
  }
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
    /// Whether it is a task that somebody declared, and none of the paper's.
    public var isOwn: Bool

    /// Creates an entry.
    public init(name: String, title: String, shortTitle: String? = nil, isOwn: Bool = false) {
      self.name = name
      self.title = title
      self.shortTitle = shortTitle ?? title
      self.isOwn = isOwn
    }
  }

  /// Models, in the sweep's order.
  public var models: [Entry]
  /// Methods, in the paper's order, variants with more turns after the ten.
  public var methods: [Entry]
  /// Tasks, in the paper's order, those of one's own behind them.
  public var tasks: [Entry]

  /// The tasks that averages over tasks are over: the paper's, where there are any, so that one's own change
  /// none of them.
  public var averagedTasks: [Entry] {
    let shipped = tasks.filter { !$0.isOwn }
    return shipped.isEmpty ? tasks : shipped
  }
  /// The methods that cannot be used with a model, such as a tool with a model that takes none.
  ///
  /// Their cells are NA, which is not the same as unmeasured.
  public var notApplicable: Set<ModelMethod>
  /// The tasks that cannot be asked of a model, such as one with images of a model that takes none: NA with
  /// every method.
  public var unseenTasks: Set<ModelTask>

  /// Creates axes.
  public init(
    models: [Entry], methods: [Entry], tasks: [Entry], notApplicable: Set<ModelMethod> = [],
    unseenTasks: Set<ModelTask> = []
  ) {
    self.models = models
    self.methods = methods
    self.tasks = tasks
    self.notApplicable = notApplicable
    self.unseenTasks = unseenTasks
  }

  /// Whether a method can be used with a model, on some task at least.
  public func applies(method: String, to model: String) -> Bool {
    !notApplicable.contains(ModelMethod(model: model, method: method))
      && (unseenTasks.isEmpty || tasks.contains { !isUnseen($0.name, by: model) })
  }

  /// Whether a method can be used with a model on a task.
  public func applies(method: String, to model: String, on task: String) -> Bool {
    applies(method: method, to: model) && !isUnseen(task, by: model)
  }

  private func isUnseen(_ task: String, by model: String) -> Bool {
    unseenTasks.contains(ModelTask(model: model, task: task))
  }

  /// The entries of both, this one's first.
  public func merging(_ other: ScoreAxes) -> ScoreAxes {
    ScoreAxes(
      models: Self.union(models, other.models), methods: Self.union(methods, other.methods),
      tasks: Self.union(tasks, other.tasks),
      notApplicable: notApplicable.union(other.notApplicable),
      unseenTasks: unseenTasks.union(other.unseenTasks))
  }

  /// The axes of a selection; an empty list leaves an axis whole.
  public func narrowed(models: [String], methods: [String] = [], tasks: [String]) -> ScoreAxes {
    func kept(_ entries: [Entry], _ names: [String]) -> [Entry] {
      names.isEmpty ? entries : entries.filter { names.contains($0.name) }
    }
    return ScoreAxes(
      models: kept(self.models, models), methods: kept(self.methods, methods),
      tasks: kept(self.tasks, tasks), notApplicable: notApplicable, unseenTasks: unseenTasks)
  }

  private static func union(_ first: [Entry], _ second: [Entry]) -> [Entry] {
    first + second.filter { entry in !first.contains { $0.name == entry.name } }
  }
}

/// A model and a task.
public struct ModelTask: Hashable, Sendable {
  /// The model's name in the sweep.
  public var model: String
  /// The task's name.
  public var task: String

  /// Creates a pair.
  public init(model: String, task: String) {
    self.model = model
    self.task = task
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
