public import Basics

/// A model call as bytes: the segments of its action, in order.
public struct EncodedRequest: Hashable, Sendable {
  /// The segments: `endpoint`, `parameters`, `tools` where there are any, then one a message.
  public let segments: [Segment]
  /// The SHA-256 of the bytes of the first segments, which many requests share.
  let sharedDigests: [Digest]

  /// The SHA-256 of every segment's bytes, in order; those that many requests share are not computed
  /// again.
  public var digests: [Digest] {
    var digests = sharedDigests
    digests.reserveCapacity(segments.count)
    for segment in segments.dropFirst(sharedDigests.count) {
      digests.append(.sha256(segment.bytes))
    }
    return digests
  }
}
