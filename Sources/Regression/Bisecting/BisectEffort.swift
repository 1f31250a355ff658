/// What a search has cost.
public struct BisectEffort: Hashable, Sendable {
  /// Commits that were asked for.
  public internal(set) var evaluations = 0
  /// Those of them that were known from before.
  public internal(set) var reused = 0
  /// Builds that succeeded.
  public internal(set) var builds = 0
  /// The time that builds took.
  public internal(set) var buildSeconds = 0.0
  /// The time that replays took.
  public internal(set) var replaySeconds = 0.0
}
