/// The fourteen tasks, in the order of the paper's Table 1.
public enum TaskRegistry {
  /// All tasks.
  public static let all: [any BenchTask] = [
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
  ]

  /// The task of a name.
  public static func task(named name: String) -> (any BenchTask)? {
    all.first { $0.description.name == name }
  }
}
