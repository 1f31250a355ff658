import Basics
public import HTTP

/// One try at a model call.
public struct ModelAttempt: Hashable, Sendable {
  /// How a try ended.
  public enum End: Hashable, Sendable {
    /// A whole response with this status.
    case status(Int)
    /// No whole response.
    case failure(TransportError.Code)
  }

  /// How it ended.
  public let end: End
  /// Time spent waiting before it because of the try before, in microseconds.
  public let waitMicroseconds: Int
  /// Time from sending to the last byte, in microseconds.
  public let serviceMicroseconds: Int
  /// What had come of its stream, where that broke and another try followed.
  public var remains: StreamRemains

  /// Creates an attempt; times are kept between 0 and 2^53.
  public init(
    end: End, waitMicroseconds: Int, serviceMicroseconds: Int,
    remains: StreamRemains = StreamRemains()
  ) {
    self.end = end
    self.remains = remains
    self.waitMicroseconds = Self.bounded(waitMicroseconds)
    self.serviceMicroseconds = Self.bounded(serviceMicroseconds)
  }

  private static func bounded(_ microseconds: Int) -> Int {
    min(max(microseconds, 0), Int(JSONValue.exactIntegerLimit))
  }

  /// A sum of times that stops at the largest number instead of overflowing.
  static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}
