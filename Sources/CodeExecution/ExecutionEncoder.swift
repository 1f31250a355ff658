public import Basics

/// Turns code into the segments of an action, for one interpreter and one set of limits.
///
/// Made once for a group of trials: what their runs share is written and hashed once. The segments
/// are those of ``ExecutionRequest/segments``.
public struct ExecutionEncoder: Sendable {
  private let segments: [Segment]
  private let digests: [Digest]

  /// Creates an encoder of runs without standard input.
  public init(interpreter: String, limits: ExecutionLimits) {
    segments = ExecutionRequest(code: "", interpreter: interpreter, limits: limits).segments
    digests = segments.map { Digest.sha256($0.bytes) }
  }

  /// The segments of a run of some code, and the SHA-256 of each.
  public func encode(_ code: String) -> (segments: [Segment], digests: [Digest]) {
    var (segments, digests) = (segments, digests)
    segments[ExecutionRequest.codeIndex].bytes = ExecutionRequest.stringSegment(code)
    digests[ExecutionRequest.codeIndex] = .sha256(segments[ExecutionRequest.codeIndex].bytes)
    return (segments, digests)
  }
}
