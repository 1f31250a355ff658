public import Basics

/// A piece of code to run, with everything that may change what it does.
public struct ExecutionRequest: Hashable, Sendable {
  /// The Python source.
  public var code: String
  /// Standard input.
  public var input: String
  /// The interpreter's label, such as `python3.11`: from the sweep, compared with the real one only
  /// while recording.
  public var interpreter: String
  /// What it may use.
  public var limits: ExecutionLimits
  /// Whether what is printed is written at once: what a killed program had not written yet is lost.
  public var isUnbuffered: Bool

  /// Creates a request.
  public init(
    code: String, input: String = "", interpreter: String, limits: ExecutionLimits,
    isUnbuffered: Bool = false
  ) {
    self.code = code
    self.input = input
    self.interpreter = interpreter
    self.limits = limits
    self.isUnbuffered = isUnbuffered
  }

  /// What the interpreter is started with.
  var arguments: [String] {
    PythonCommand.arguments(label: interpreter, isUnbuffered: isUnbuffered)
  }
}

extension ExecutionRequest {
  /// The version of the rules by which a request becomes an action's bytes.
  ///
  /// It is in every key: another version never meets a recording of this one.
  public static let keySchema = 2

  /// The request as an action's segments: `interpreter`, `code`, `input` and `limits`, each one
  /// canonical JSON value.
  ///
  /// The interpreter's segment holds its label, the arguments, the environment and the schema of the
  /// key; it is the same for every request of a sweep.
  public var segments: [Segment] {
    [
      Segment(name: "interpreter", bytes: interpreterSegment),
      Segment(name: "code", bytes: Self.stringSegment(code)),
      Segment(name: "input", bytes: Self.stringSegment(input)),
      Segment(name: "limits", bytes: limits.segment),
    ]
  }

  /// The place of the code among the segments.
  static let codeIndex = 1

  static func stringSegment(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    // Most code needs an escape for each line break and a few more.
    bytes.reserveCapacity(text.utf8.count + text.utf8.count / 16 + 2)
    CanonicalJSON.appendString(text, to: &bytes)
    return bytes
  }

  /// Members stand in the order that RFC 8785 asks for.
  private var interpreterSegment: [UInt8] {
    var bytes = Array(#"{"argv":["#.utf8)
    for (index, argument) in arguments.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      CanonicalJSON.appendString(argument, to: &bytes)
    }
    bytes.append(contentsOf: Self.environmentMember)
    CanonicalJSON.appendString(interpreter, to: &bytes)
    bytes.append(contentsOf: #","schema":\#(Self.keySchema)}"#.utf8)
    return bytes
  }

  /// What stands between the arguments and the label.
  private static let environmentMember: [UInt8] = {
    var bytes = Array(#"],"environment":{"#.utf8)
    for (index, variable) in PythonCommand.environment.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      CanonicalJSON.appendString(variable.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      CanonicalJSON.appendString(variable.value, to: &bytes)
    }
    bytes.append(contentsOf: #"},"interpreter":"#.utf8)
    return bytes
  }()
}

extension ExecutionLimits {
  /// The limits as canonical JSON.
  var segment: [UInt8] {
    Array(
      """
      {"cpuSeconds":\(cpuSeconds),"diskMiB":\(diskMiB),"files":\(files),\
      "memoryMiB":\(memoryMiB),"processes":\(processes),"stderrBytes":\(stderrBytes),\
      "stdoutBytes":\(stdoutBytes),"totalMemoryMiB":\(totalMemoryMiB),\
      "wallMilliseconds":\(wallMilliseconds)}
      """.utf8)
  }
}

/// Turns code into the segments of an action, for one interpreter and one set of limits.
///
/// Made once for a group of trials: what their runs share is written and hashed once. The segments
/// are those of ``ExecutionRequest/segments``.
public struct ExecutionEncoder: Sendable {
  private let segments: [Segment]
  private let digests: [Digest]

  /// Creates an encoder of runs without standard input.
  public init(interpreter: String, limits: ExecutionLimits, isUnbuffered: Bool = false) {
    segments =
      ExecutionRequest(
        code: "", interpreter: interpreter, limits: limits, isUnbuffered: isUnbuffered
      ).segments
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
