import Testing

@testable import CodeExecution

/// A launcher for the tests that really run code.
enum Bench {
  /// Whether the sandbox's program is there at all; where it is there and does not work, tests fail.
  static let hasBubblewrap = HostFiles.find("bwrap", in: PythonCommand.searchPath) != nil
  static let reason: Comment = "bubblewrap is not installed: sudo apt-get install bubblewrap"

  /// The one launcher, so that Python is asked once what it is.
  private static let shared = Task {
    try BubblewrapLauncher(interpreter: try await Interpreter.find())
  }

  static func launcher() async throws -> BubblewrapLauncher {
    try await shared.value
  }

  /// Limits under which a test stays quick.
  static let limits = ExecutionLimits(
    wallMilliseconds: 20_000, cpuSeconds: 10, memoryMiB: 512, processes: 32, diskMiB: 16,
    outputBytes: 64 * 1024)

  /// Runs code under these limits.
  static func run(
    _ code: String, input: String = "", limits: ExecutionLimits = limits
  ) async throws -> ExecutionOutcome {
    let launcher = try await launcher()
    return try await launcher.run(
      ExecutionRequest(
        code: code, input: input, interpreter: launcher.interpreter.label, limits: limits))
  }
}

extension ExecutionOutcome {
  var out: String { String(decoding: stdout, as: UTF8.self) }
  var err: String { String(decoding: stderr, as: UTF8.self) }
}
