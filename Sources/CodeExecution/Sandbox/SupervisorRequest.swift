/// A run as the supervisor is asked for it, in bytes; `request.c` says what each of them means.
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
    Self.append(
      [interpreter.path] + PythonCommand.arguments(label: interpreter.label).map(Self.rooted),
      to: &body)
    Self.append(Self.environment(conditions), to: &body)
    Self.append(SystemFolders.readable(for: interpreter), to: &body)
    Self.append(request.code, to: &body)
    Self.append(request.input, to: &body)
    Self.append(UInt64(body.count), to: &bytes)
    bytes += body
  }

  private static func numbers(
    _ limits: ExecutionLimits, _ conditions: RunConditions
  ) -> [UInt64] {
    [
      limits.wallMilliseconds * 1000, limits.cpuSeconds * 1_000_000, limits.memoryMiB << 20,
      limits.totalMemoryMiB << 20, limits.processes, openFiles, limits.diskMiB << 20, limits.files,
      limits.stdoutBytes, limits.stderrBytes, floodBytes,
    ].map { UInt64(max($0, 0)) } + [conditions.randomStream, conditions.fixesMemoryLayout ? 1 : 0]
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
