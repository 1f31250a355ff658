/// How far a run depends on chance: what running it again may be expected to show.
public enum ExecutionClass: String, Hashable, Sendable, Codable, CaseIterable {
  /// It does the same whatever the hash seed, the random devices and the memory layout are.
  case insensitive
  /// It does the same because the sandbox pins those.
  case pinned
  /// It differs between two runs that were told the same: it reads the clock, or races with itself.
  /// Running it again proves nothing.
  case unstable
  /// A limit ended one of its runs: it may do otherwise on a faster machine.
  case limitDependent = "limit-dependent"
}

/// Finds out how far a run depends on chance, by running it three times.
///
/// The first run is the one that counts. The second has the same conditions, the third others.
public struct ExecutionClassifier: Sendable {
  private let launcher: any Launcher

  /// Creates a classifier.
  public init(_ launcher: any Launcher) {
    self.launcher = launcher
  }

  /// Runs a request up to three times.
  ///
  /// Stops as soon as the class is known, so that a program that meets the time limit is not waited
  /// for three times.
  ///
  /// - Returns: The outcome of the first run, and the class.
  /// - Throws: ``CodeExecutionError`` as ``Launcher/run(_:conditions:)`` does.
  public func run(
    _ request: ExecutionRequest
  ) async throws(CodeExecutionError) -> (outcome: ExecutionOutcome, class: ExecutionClass) {
    let first = try await launcher.run(request, conditions: .pinned)
    guard !first.end.isLimit else { return (first, .limitDependent) }
    let again = try await launcher.run(request, conditions: .pinned)
    switch ExecutionDivergence.between(first, again) {
    case .limit: return (first, .limitDependent)
    case .status, .output: return (first, .unstable)
    case nil: break
    }
    let varied = try await launcher.run(request, conditions: .varied)
    switch ExecutionDivergence.between(first, varied) {
    case .limit: return (first, .limitDependent)
    case .status, .output: return (first, .pinned)
    case nil: return (first, .insensitive)
    }
  }
}
