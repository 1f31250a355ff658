/// The tasks that names are looked up in.
public struct TaskRegistry: Sendable {
  /// All tasks, in the order of tables.
  public let all: [any BenchTask]

  /// Creates a registry of tasks with different names.
  public init(_ tasks: [any BenchTask]) {
    all = tasks
  }

  /// The tasks of this program, in the order of the paper's Table 1.
  ///
  /// A task is its folder and its line here; nothing else lists tasks.
  public static let shipped = TaskRegistry([
    NumberMultiplying(),
    Game24(),
    PathPlan(),
    Letters(),
    BoxLift(),
    BoxNet(),
    Blocksworld(),
    DateUnderstanding(),
    WebOfLies(),
    LogicalDeduction(),
    Navigate(),
    GSMHard(),
    MathGeometry(),
    MathCounting(),
  ])

  /// The names of all tasks, in their order.
  public var names: [String] { all.map(\.description.name) }

  /// The task of a name.
  public func task(named name: String) -> (any BenchTask)? {
    all.first { $0.description.name == name }
  }
}
