public import Cassettes
import CodeExecution
import ModelAPI

/// Tells results that differ in what was measured from those that differ in what happened.
///
/// Two shards may run the very same code, for different questions, and neither knows of the other.
/// What it did is the same; how long it took is not.
public enum MeasuredTwice {
  /// Whether two results of one action say the same but for times and memory.
  public static func isSameOutcome(
    _ kind: ExchangeKind, _ left: [UInt8], _ right: [UInt8]
  ) -> Bool {
    switch kind {
    case .completion: isSameReply(left, right)
    case .execution: isSameRun(left, right)
    }
  }

  private static func isSameReply(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard let left = reply(left), let right = reply(right) else { return false }
    return left.status == right.status && left.body == right.body
  }

  private static func reply(_ bytes: [UInt8]) -> ModelReply? {
    bytes.withUnsafeBufferPointer { try? ModelReply(decoding: $0) }
  }

  private static func isSameRun(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard var left = outcome(left), let right = outcome(right) else { return false }
    left.wallMicroseconds = right.wallMicroseconds
    left.cpuMicroseconds = right.cpuMicroseconds
    left.peakKiB = right.peakKiB
    return left == right
  }

  private static func outcome(_ bytes: [UInt8]) -> ExecutionOutcome? {
    bytes.withUnsafeBufferPointer { try? ExecutionOutcome(decoding: $0) }
  }
}
