/// What the supervisor says of a run; `record.c` says what each byte means.
///
/// The supervisor shares a machine with hostile code, so its record is checked like a stranger's.
struct SupervisorRecord {
  /// How the supervisor numbers the ways a run ends.
  enum End: UInt64 {
    case exited = 0
    case signaled, wall, cpu, memory, output, disk
    /// The caller went away.
    case aborted
    /// Nothing was run.
    case refused
  }

  /// An output in pieces: its first bytes, and the last of those that came after them.
  struct Output {
    var total: Int
    var head: ArraySlice<UInt8>
    var tail: ArraySlice<UInt8>
  }

  var end: End
  /// The exit status or the signal; for a refusal the number of the system's error.
  var status: Int
  var wallMicroseconds: Int
  var cpuMicroseconds: Int
  var peakKiB: Int
  var stdout: Output
  var stderr: Output
  /// Why nothing was run.
  var message: String

  private static let magic = Array("SBR1".utf8)
  private static let numberCount = 14
  /// The bytes before the texts.
  static let headSize = 4 + 8 * numberCount

  /// Reads a record; anything else gives `nil`.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.headSize, bytes.starts(with: Self.magic) else { return nil }
    var numbers: [Int] = []
    for index in 0..<Self.numberCount {
      let number = bytes.withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 4 + 8 * index, as: UInt64.self))
      }
      guard let value = Int(exactly: number) else { return nil }
      numbers.append(value)
    }
    guard let end = End(rawValue: UInt64(numbers[0])) else { return nil }
    var rest = bytes[Self.headSize...]
    func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    guard let message = take(numbers[11]),
      let outHead = take(numbers[6]), let outTail = take(numbers[7]),
      let errHead = take(numbers[9]), let errTail = take(numbers[10]), rest.isEmpty
    else { return nil }
    self.end = end
    status = numbers[1]
    wallMicroseconds = numbers[2]
    cpuMicroseconds = numbers[3]
    peakKiB = numbers[4]
    stdout = Output(total: numbers[5], head: outHead, tail: outTail)
    stderr = Output(total: numbers[8], head: errHead, tail: errTail)
    self.message = String(decoding: message, as: UTF8.self)
  }

  /// The outcome, unless nothing was run.
  func outcome(tier: SandboxTier, limits: ExecutionLimits) -> ExecutionOutcome? {
    guard let end = executionEnd else { return nil }
    let (out, err) = (CutOutput(stdout, limits.stdoutBytes), CutOutput(stderr, limits.stderrBytes))
    return ExecutionOutcome(
      end: end, stdout: out.bytes, stderr: err.bytes, stdoutTruncated: out.isCut,
      stderrTruncated: err.isCut, wallMicroseconds: wallMicroseconds,
      cpuMicroseconds: cpuMicroseconds, peakKiB: peakKiB, tier: tier)
  }

  private var executionEnd: ExecutionEnd? {
    switch end {
    case .exited: .exited(status)
    case .signaled: .signaled(status)
    case .wall: .wallLimit
    case .cpu: .cpuLimit
    case .memory: .memoryLimit
    case .output: .outputLimit
    case .disk: .diskLimit
    case .aborted, .refused: nil
    }
  }
}
