/// A run as the supervisor is asked for it, in bytes; `talk.c` says what each of them means.
struct SupervisorRequest {
  /// Stands in arguments and environment for the root of the run's own files.
  static let root = "\u{1}"
  /// Bytes of output after which a program that goes on writing is killed.
  ///
  /// All of it is read and most of it thrown away, so that who prints a little too much is not
  /// punished; a program that floods would otherwise use up its whole time.
  static let floodBytes = 256 << 20
  /// Open files of one process.
  static let openFiles = 256

  private(set) var bytes: [UInt8] = Array("SBQ1".utf8)

  init(_ request: ExecutionRequest, _ interpreter: Interpreter, _ conditions: RunConditions) {
    var body: [UInt8] = []
    body.reserveCapacity(4096 + request.code.utf8.count + request.input.utf8.count)
    for number in Self.numbers(request.limits, conditions) { Self.append(number, to: &body) }
    Self.append([interpreter.path] + request.arguments.map(Self.rooted), to: &body)
    Self.append(Self.environment(conditions), to: &body)
    Self.append(SystemFolders.readable(for: interpreter), to: &body)
    Self.append(request.code, to: &body)
    Self.append(request.input, to: &body)
    Self.append(UInt64(body.count), to: &bytes)
    bytes += body
  }

  /// The launcher has checked the limits, so that none is negative.
  private static func numbers(
    _ limits: ExecutionLimits, _ conditions: RunConditions
  ) -> [UInt64] {
    [
      limits.wallMilliseconds * 1000, limits.cpuSeconds * 1_000_000, limits.memoryMiB << 20,
      limits.totalMemoryMiB << 20, limits.processes, openFiles, limits.diskMiB << 20, limits.files,
      limits.stdoutBytes, limits.stderrBytes, floodBytes,
    ].map { UInt64($0) } + [conditions.randomStream, conditions.fixesMemoryLayout ? 1 : 0]
  }

  private static func environment(_ conditions: RunConditions) -> [String] {
    PythonCommand.environment.map { name, value in
      switch name {
      case "PYTHONHASHSEED": "\(name)=\(conditions.hashSeed)"
      case "HOME", "TMPDIR": "\(name)=\(root)\(value)"
      default: "\(name)=\(value)"
      }
    }
  }

  private static func rooted(_ argument: String) -> String {
    argument == PythonCommand.script ? root + argument : argument
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    append(UInt64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private static func append(_ texts: [String], to bytes: inout [UInt8]) {
    append(UInt64(texts.count), to: &bytes)
    for text in texts { append(text, to: &bytes) }
  }
}

/// What the supervisor says of a run; `talk.c` says what each byte means.
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
  /// Processes that could not be ended.
  var survivors: Int

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
    survivors = numbers[13]
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
    case .wall: .limit(.wall)
    case .cpu: .limit(.cpu)
    case .memory: .limit(.memory)
    case .output: .limit(.output)
    case .disk: .limit(.disk)
    case .aborted, .refused: nil
    }
  }
}

/// An output within its limit: all of it, or its two ends with a notice of what is left out between
/// them.
///
/// The notice keeps a number at the seam from being read as one that nobody printed.
struct CutOutput {
  /// At most as many bytes as the limit; exactly as many if it is cut.
  let bytes: [UInt8]
  /// Whether something is left out.
  let isCut: Bool

  /// The smallest limit under which both ends are kept; below it only the beginning is.
  static let smallestWithEnds = 128

  init(_ output: SupervisorRecord.Output, _ limit: Int) {
    guard output.total > limit else {
      bytes = Array(output.head)
      isCut = false
      return
    }
    isCut = true
    guard limit >= Self.smallestWithEnds else {
      bytes = Array(output.head.prefix(limit))
      return
    }
    let head = limit / 2
    // The number is as wide as the largest that it could be, with zeros in front if need be.
    let width = String(output.total).utf8.count
    let tail = limit - head - Self.notice(0, width: width).utf8.count
    let notice = Self.notice(output.total - head - tail, width: width)
    let fromHead = output.head.suffix(max(tail - output.tail.count, 0))
    bytes = output.head.prefix(head) + Array(notice.utf8) + fromHead + output.tail.suffix(tail)
  }

  private static func notice(_ count: Int, width: Int) -> String {
    let number = String(count)
    let zeros = String(repeating: "0", count: max(width - number.utf8.count, 0))
    return "\n[\(zeros)\(number) bytes left out]\n"
  }
}
