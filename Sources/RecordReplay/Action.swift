public import Basics
public import Cassettes
public import CodeExecution
public import ModelAPI

/// Something asked of the outside world, as canonical bytes in named segments.
///
/// The digest is the action's identity. It is taken over the segments' digests in order, so that a
/// miss can say which segment moved.
public struct Action: Hashable, Sendable {
  /// What kind of thing is asked.
  public let kind: ExchangeKind
  /// The pieces, in the order in which they are hashed.
  public let segments: [Segment]
  /// The digests of the pieces.
  public let segmentDigests: [Digest]
  /// The identity.
  public let digest: Digest

  /// Creates an action.
  public init(kind: ExchangeKind, segments: [Segment]) {
    self.init(
      kind: kind, segments: segments, segmentDigests: segments.map { Digest.sha256($0.bytes) })
  }

  /// Creates an action whose segments have been hashed already.
  public init(kind: ExchangeKind, segments: [Segment], segmentDigests: [Digest]) {
    self.kind = kind
    self.segments = segments
    self.segmentDigests = segmentDigests
    digest = Self.digest(kind: kind, segments: segments, digests: segmentDigests)
  }

  /// The key schema's version stands in the preamble: another way of hashing is another key.
  private static let preamble = Array("steerbench-action-1\0".utf8)

  private static func digest(
    kind: ExchangeKind, segments: [Segment], digests: [Digest]
  ) -> Digest {
    var bytes = preamble
    bytes.reserveCapacity(preamble.count + 1 + segments.count * 64)
    bytes.append(kind.rawValue)
    for (segment, digest) in zip(segments, digests) {
      bytes.append(contentsOf: segment.name.utf8)
      bytes.append(0)
      digest.append(to: &bytes)
    }
    return Digest.sha256(bytes)
  }
}

// MARK: - Lanes

/// What a trial asks an exchange for.
///
/// Each lane is accounted apart. Who walks exchanges names the lanes that he means, and a switch over
/// the lanes has no default: a new lane is a question to each of them.
public enum Lane: String, Hashable, Sendable, CaseIterable {
  /// The trial's own: what its method asks.
  case trial
  /// Reading the answer out of what the trial said: no verb of a method, and no part of the trial's
  /// own accounts.
  case extraction
  /// Grading by a program of the user's.
  case program
  /// Running the code of an answer on inputs, for its grade.
  case tests
  /// Grading by a model.
  case judge
}

extension Lane {
  /// The lanes in which grades are asked for.
  public static let grading: [Lane] = allCases.filter(\.isOfGrading)

  /// Whether a grade is what is asked for.
  public var isOfGrading: Bool {
    switch self {
    case .trial, .extraction: false
    case .program, .tests, .judge: true
    }
  }
}

extension Action {
  private static let laneSegment = "lane"

  /// Creates the action of a model call.
  ///
  /// A call of the trial's own is just what is sent. A call of another lane has a segment with the
  /// lane's name before that: the very same words are then another action, which shares no recording
  /// with the trial's own calls and moves no ordinal of theirs.
  public init(_ request: EncodedRequest, lane: Lane) {
    guard lane != .trial else {
      self.init(kind: .completion, segments: request.segments, segmentDigests: request.digests)
      return
    }
    let segment = Self.segment(of: lane)
    self.init(
      kind: .completion, segments: [segment] + request.segments,
      segmentDigests: [.sha256(segment.bytes)] + request.digests)
  }

  /// Creates the action of a run of code, which names its lane as that of a call does.
  public init(_ request: ExecutionRequest, lane: Lane) {
    self.init(
      kind: .execution,
      segments: (lane == .trial ? [] : [Self.segment(of: lane)]) + request.segments)
  }

  private static func segment(of lane: Lane) -> Segment {
    Segment(name: laneSegment, bytes: Array("\"\(lane.rawValue)\"".utf8))
  }

  /// The lane that a recorded action names; the trial's own where it names none, and `nil` where it
  /// names one that this version does not know.
  public var lane: Lane? {
    guard let name = laneName else { return .trial }
    return Lane.allCases.first { name.elementsEqual("\"\($0.rawValue)\"".utf8) }
  }

  /// The lane's name as it stands in the action, a JSON string; `nil` for the trial's own.
  private var laneName: [UInt8]? {
    guard let first = segments.first, first.name == Self.laneSegment else { return nil }
    return first.bytes
  }

  /// The segments of which a model call's body is made: the lane is none of them.
  public var sentSegments: ArraySlice<Segment> {
    laneName == nil ? segments[...] : segments.dropFirst()
  }
}

// MARK: - As a cassette stores it

extension Action {
  /// The action as one canonical JSON array of name and value pairs.
  public var request: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(segments.reduce(2) { $0 + $1.bytes.count + $1.name.utf8.count + 6 })
    bytes.append(UInt8(ascii: "["))
    for (index, segment) in segments.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "["))
      CanonicalJSON.appendString(segment.name, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      bytes.append(contentsOf: segment.bytes)
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }

  /// Reads an action back from what a cassette stores; the bytes of each segment are kept as they
  /// are.
  ///
  /// Only the very bytes that ``request`` gives are read: of two requests with one digest, one would
  /// not be what was asked.
  public init(kind: ExchangeKind, request: [UInt8]) throws(JSONError) {
    let segments = try request.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      try Self.segments(in: buffer)
    }
    self.init(kind: kind, segments: segments)
    let canonical = self.request
    guard canonical == request else {
      let offset = zip(canonical, request).prefix { $0 == $1 }.count
      throw JSONError(.unexpectedByte, at: offset)
    }
  }

  private static func segments(
    in buffer: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> [Segment] {
    var cursor = JSONCursor(buffer)
    var segments: [Segment] = []
    var isFirst = true
    try cursor.enterArray()
    while try cursor.nextElement(first: &isFirst) {
      var isFirstInPair = true
      try cursor.enterArray()
      guard try cursor.nextElement(first: &isFirstInPair) else {
        throw JSONError(.unexpectedType, at: cursor.offset)
      }
      let name = try cursor.readString()
      guard try cursor.nextElement(first: &isFirstInPair) else {
        throw JSONError(.unexpectedType, at: cursor.offset)
      }
      let range = try cursor.skipValue()
      guard try !cursor.nextElement(first: &isFirstInPair) else {
        throw JSONError(.unexpectedType, at: cursor.offset)
      }
      segments.append(
        Segment(name: name, bytes: Array(UnsafeBufferPointer(rebasing: buffer[range]))))
    }
    try cursor.finish()
    return segments
  }
}
