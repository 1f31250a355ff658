/// Bounds on the plans of all planning tasks.
enum PlanLimits {
  /// The most steps, moves or waypoints that are read and simulated: far above every reference plan.
  static let steps = 1_000
  /// The most parts of one step: assignments, actions.
  static let parts = 1_000
}
