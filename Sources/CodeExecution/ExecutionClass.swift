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

/// In what two runs of the same code differ, if they do.
///
/// Times, memory and the tier are measurements: they never make runs differ.
public enum ExecutionDivergence: String, Hashable, Sendable, Codable, CaseIterable {
  /// One of them met a limit that the other did not meet.
  case limit
  /// They ended with different statuses or signals.
  case status
  /// They ended alike and printed different bytes.
  case output

  /// What is said first of two runs, a limit before a status before an output; `nil` if they did the
  /// same.
  ///
  /// Two runs that the same limit killed did the same, whatever they came to print before: when
  /// exactly they were killed is chance.
  public static func between(
    _ one: ExecutionOutcome, _ other: ExecutionOutcome
  ) -> ExecutionDivergence? {
    if one.end.isLimit || other.end.isLimit { return one.end == other.end ? nil : .limit }
    if one.end != other.end { return .status }
    let isSame =
      one.stdout == other.stdout && one.stderr == other.stderr
      && one.stdoutTruncated == other.stdoutTruncated
      && one.stderrTruncated == other.stderrTruncated
    return isSame ? nil : .output
  }
}

/// What a run is told where chance would decide otherwise.
///
/// Every recorded run has the same conditions, ``pinned``; they are part of the rules that an
/// execution's key names, not of the request. Others serve to find out what a program depends on.
public struct RunConditions: Hashable, Sendable {
  /// Python's hash seed.
  public var hashSeed: UInt32
  /// Which of the endless streams of random bytes the program's random devices give.
  ///
  /// Only in tier `namespaces`; elsewhere they stay the host's.
  public var randomStream: UInt64
  /// Whether memory is laid out alike in each run.
  public var fixesMemoryLayout: Bool

  /// Creates conditions.
  public init(hashSeed: UInt32, randomStream: UInt64, fixesMemoryLayout: Bool) {
    self.hashSeed = hashSeed
    self.randomStream = randomStream
    self.fixesMemoryLayout = fixesMemoryLayout
  }

  /// Those of every recorded run.
  public static let pinned = RunConditions(hashSeed: 0, randomStream: 0, fixesMemoryLayout: true)
  /// Others in every respect, for comparison.
  public static let varied = RunConditions(hashSeed: 7, randomStream: 1, fixesMemoryLayout: false)
}
