import Basics

/// The layout of a recorded outcome.
///
///     version       1 byte
///     head length   4 bytes, little-endian
///     head          canonical JSON: end, status, sizes, cuts, tier, measurements
///     stdout        as many bytes as the head says
///     stderr        as many bytes as the head says
///
/// Output is kept as raw bytes because a program may write anything; the head is JSON so that a
/// recording can be read without this program.
enum OutcomeFormat {
  static let version: UInt8 = 2
  /// The first version, without processor time and memory; still read.
  static let firstVersion: UInt8 = 1
  static let headStart = 5
  /// The largest head that is read; a real one has about 170 bytes.
  static let maximumHead = 1024
  /// The largest number that the head holds: the integers that every JSON reader keeps exact.
  static let maximumNumber = 1 << 53

  // Names have at most 15 bytes, which a Swift string holds without an allocation.
  static let cpu = "cpuUs"
  static let end = "end"
  static let peak = "peakKiB"
  static let status = "status"
  static let stderr = "stderr"
  static let stderrCut = "stderrCut"
  static let stdout = "stdout"
  static let stdoutCut = "stdoutCut"
  static let tier = "tier"
  static let wall = "wallUs"
}

/// An ``ExecutionEnd`` as two members of the head: its kind, and the exit status or the signal, which
/// is 0 for a limit.
extension ExecutionEnd {
  fileprivate var members: (kind: String, status: Int) {
    switch self {
    case .exited(let status): ("exited", status)
    case .signaled(let signal): ("signaled", signal)
    case .limit(let limit): ("\(limit.rawValue)Limit", 0)
    }
  }

  fileprivate init?(kind: String, status: Int) {
    switch kind {
    case "exited": self = .exited(status)
    case "signaled": self = .signaled(status)
    default:
      guard kind.hasSuffix("Limit"), let limit = Limit(rawValue: String(kind.dropLast(5))) else {
        return nil
      }
      self = .limit(limit)
    }
  }
}

extension ExecutionOutcome {
  /// The outcome as it is recorded: the same outcome always gives the same bytes.
  ///
  /// Numbers beyond ±2^53, which no run has, are clamped; a measurement that is not there is left out.
  public func encoded() -> [UInt8] {
    let head = head
    var bytes: [UInt8] = []
    bytes.reserveCapacity(OutcomeFormat.headStart + head.utf8.count + stdout.count + stderr.count)
    bytes.append(OutcomeFormat.version)
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: head.utf8.count).littleEndian) {
      bytes.append(contentsOf: $0)
    }
    bytes.append(contentsOf: head.utf8)
    bytes.append(contentsOf: stdout)
    bytes.append(contentsOf: stderr)
    return bytes
  }

  /// The head; its members stand in the order that RFC 8785 asks for.
  private var head: String {
    let end = end.members
    let bound = OutcomeFormat.maximumNumber
    let status = min(max(end.status, -bound), bound)
    let wall = min(max(wallMicroseconds, 0), bound)
    let cpu = member(OutcomeFormat.cpu, cpuMicroseconds)
    let peak = member(OutcomeFormat.peak, peakKiB)
    return """
      {\(cpu)"\(OutcomeFormat.end)":"\(end.kind)",\
      \(peak)"\(OutcomeFormat.status)":\(status),\
      "\(OutcomeFormat.stderr)":\(stderr.count),\
      "\(OutcomeFormat.stderrCut)":\(stderrTruncated),\
      "\(OutcomeFormat.stdout)":\(stdout.count),\
      "\(OutcomeFormat.stdoutCut)":\(stdoutTruncated),\
      "\(OutcomeFormat.tier)":"\(tier.rawValue)",\
      "\(OutcomeFormat.wall)":\(wall)}
      """
  }

  private func member(_ name: String, _ value: Int?) -> String {
    guard let value else { return "" }
    return "\"\(name)\":\(min(max(value, 0), OutcomeFormat.maximumNumber)),"
  }
}

extension ExecutionOutcome {
  /// Reads a recorded outcome.
  ///
  /// The bytes may come from a stranger: every size is checked against what is there before
  /// anything is allocated.
  ///
  /// - Throws: ``CodeExecutionError`` with the code `damagedOutcome`, or `unsupportedVersion` where a
  ///   newer version wrote them. A run that failed is not an error.
  public init(decoding bytes: UnsafeBufferPointer<UInt8>) throws(CodeExecutionError) {
    let headRange = try Self.headRange(in: bytes)
    let head = try OutcomeHead(UnsafeBufferPointer(rebasing: bytes[headRange]))
    let output = UnsafeBufferPointer(rebasing: bytes[headRange.upperBound...])
    let (total, overflow) = head.stdout.addingReportingOverflow(head.stderr)
    guard head.stdout >= 0, head.stderr >= 0, !overflow, total == output.count else {
      throw .damaged("the sizes in its head are not those of its output")
    }
    self.init(
      end: head.end,
      stdout: Array(output[..<head.stdout]),
      stderr: Array(output[head.stdout...]),
      stdoutTruncated: head.stdoutCut,
      stderrTruncated: head.stderrCut,
      wallMicroseconds: head.wall,
      cpuMicroseconds: head.cpu,
      peakKiB: head.peak,
      tier: head.tier)
  }

  private static func headRange(
    in bytes: UnsafeBufferPointer<UInt8>
  ) throws(CodeExecutionError) -> Range<Int> {
    guard let version = bytes.first else { throw .damaged("it is empty") }
    guard (OutcomeFormat.firstVersion...OutcomeFormat.version).contains(version) else {
      throw CodeExecutionError(
        .unsupportedVersion, "a recorded execution has the format version \(version)",
        next: "read it with the version of the tool that recorded it, or record it again")
    }
    guard bytes.count >= OutcomeFormat.headStart else { throw .damaged("it ends in its head") }
    let length = Int(
      UInt32(
        littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
          fromByteOffset: 1, as: UInt32.self)))
    guard length <= OutcomeFormat.maximumHead else {
      throw .damaged("its head claims \(length) bytes")
    }
    guard bytes.count - OutcomeFormat.headStart >= length else {
      throw .damaged("it ends in its head")
    }
    return OutcomeFormat.headStart..<(OutcomeFormat.headStart + length)
  }
}

/// The head of a recorded outcome, every member of it.
private struct OutcomeHead {
  var end: ExecutionEnd
  var stdout: Int
  var stderr: Int
  var stdoutCut: Bool
  var stderrCut: Bool
  var tier: SandboxTier
  var wall: Int
  var cpu: Int?
  var peak: Int?

  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(CodeExecutionError) {
    var members = Members()
    do throws(JSONError) {
      try members.read(bytes)
    } catch {
      throw .damaged("its head: \(error)")
    }
    guard let kind = members.kind, let status = members.status,
      let end = ExecutionEnd(kind: kind, status: status),
      let stdout = members.stdout, let stderr = members.stderr,
      let stdoutCut = members.stdoutCut, let stderrCut = members.stderrCut,
      let tier = members.tier.flatMap({ SandboxTier(rawValue: $0) }), let wall = members.wall,
      wall >= 0, members.cpu ?? 0 >= 0, members.peak ?? 0 >= 0
    else { throw .damaged("its head lacks a member, or has one that is unknown") }
    self.end = end
    self.stdout = stdout
    self.stderr = stderr
    self.stdoutCut = stdoutCut
    self.stderrCut = stderrCut
    self.tier = tier
    self.wall = wall
    cpu = members.cpu
    peak = members.peak
  }

  /// The members as they come, each at most once.
  private struct Members {
    var kind: String?
    var status: Int?
    var stdout: Int?
    var stderr: Int?
    var stdoutCut: Bool?
    var stderrCut: Bool?
    var tier: String?
    var wall: Int?
    var cpu: Int?
    var peak: Int?

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
      var cursor = JSONCursor(bytes)
      try cursor.enterObject()
      var first = true
      while let name = try cursor.nextName(first: &first) {
        switch name {
        case OutcomeFormat.end: try cursor.readOnce(&kind)
        case OutcomeFormat.status: try cursor.readOnce(&status)
        case OutcomeFormat.stdout: try cursor.readOnce(&stdout)
        case OutcomeFormat.stderr: try cursor.readOnce(&stderr)
        case OutcomeFormat.stdoutCut: try cursor.readOnce(&stdoutCut)
        case OutcomeFormat.stderrCut: try cursor.readOnce(&stderrCut)
        case OutcomeFormat.tier: try cursor.readOnce(&tier)
        case OutcomeFormat.wall: try cursor.readOnce(&wall)
        case OutcomeFormat.cpu: try cursor.readOnce(&cpu)
        case OutcomeFormat.peak: try cursor.readOnce(&peak)
        default: throw JSONError(.unexpectedType, at: cursor.offset)
        }
      }
      try cursor.finish()
    }
  }
}

// Each reads a member that may come only once.
extension JSONCursor {
  fileprivate mutating func readOnce(_ member: inout String?) throws(JSONError) {
    try check(isFirst: member == nil)
    member = try readString()
  }

  fileprivate mutating func readOnce(_ member: inout Int?) throws(JSONError) {
    try check(isFirst: member == nil)
    member = try readInteger()
  }

  fileprivate mutating func readOnce(_ member: inout Bool?) throws(JSONError) {
    try check(isFirst: member == nil)
    member = try readBool()
  }

  private func check(isFirst: Bool) throws(JSONError) {
    guard isFirst else { throw JSONError(.duplicateName, at: offset) }
  }
}

extension CodeExecutionError {
  fileprivate static func damaged(_ reason: String) -> CodeExecutionError {
    CodeExecutionError(
      .damagedOutcome, "a recorded execution cannot be read: \(reason)",
      next: "verify the cassette, and fetch it again or record the execution again")
  }
}
