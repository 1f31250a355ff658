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
