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

/// An ``ExecutionEnd`` as two members of the head.
struct EncodedEnd {
  enum Kind: String {
    case cpuLimit
    case diskLimit
    case exited
    case memoryLimit
    case outputLimit
    case signaled
    case wallLimit
  }

  var kind: Kind
  /// The exit status or the signal; 0 for a limit.
  var status: Int

  init(_ end: ExecutionEnd) {
    switch end {
    case .exited(let status): self = EncodedEnd(kind: .exited, status: status)
    case .signaled(let signal): self = EncodedEnd(kind: .signaled, status: signal)
    case .wallLimit: self = EncodedEnd(kind: .wallLimit, status: 0)
    case .cpuLimit: self = EncodedEnd(kind: .cpuLimit, status: 0)
    case .memoryLimit: self = EncodedEnd(kind: .memoryLimit, status: 0)
    case .outputLimit: self = EncodedEnd(kind: .outputLimit, status: 0)
    case .diskLimit: self = EncodedEnd(kind: .diskLimit, status: 0)
    }
  }

  init(kind: Kind, status: Int) {
    self.kind = kind
    self.status = status
  }

  var end: ExecutionEnd {
    switch kind {
    case .exited: .exited(status)
    case .signaled: .signaled(status)
    case .wallLimit: .wallLimit
    case .cpuLimit: .cpuLimit
    case .memoryLimit: .memoryLimit
    case .outputLimit: .outputLimit
    case .diskLimit: .diskLimit
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
    let end = EncodedEnd(end)
    let bound = OutcomeFormat.maximumNumber
    let status = min(max(end.status, -bound), bound)
    let wall = min(max(wallMicroseconds, 0), bound)
    let cpu = member(OutcomeFormat.cpu, cpuMicroseconds)
    let peak = member(OutcomeFormat.peak, peakKiB)
    return """
      {\(cpu)"\(OutcomeFormat.end)":"\(end.kind.rawValue)",\
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
