import Glibc
import Testing

@testable import CodeExecution

/// Launchers for the tests that really run code.
enum Bench {
  /// Whether the sandbox's program is there at all; where it is there and does not work, tests fail.
  static let hasBubblewrap = HostFiles.find("bwrap", in: PythonCommand.searchPath) != nil
  static let reason: Comment = "bubblewrap is not installed: sudo apt-get install bubblewrap"

  /// The tiers that are tested here.
  static let tiers: [SandboxTier] = hasBubblewrap ? [.namespaces, .landlock] : [.landlock]

  /// The interpreter, asked once what it is.
  private static let interpreter = Task { try await Interpreter.find() }

  /// What the launchers are told of the environment of whoever runs the tests.
  static var environment: [String: String] {
    var environment: [String: String] = [:]
    for name in [SupervisorProgram.variable, "TMPDIR"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return environment
  }

  static func launcher(_ tier: SandboxTier = .namespaces) async throws -> any Launcher {
    try Sandbox.unproved(
      tier, interpreter: try await interpreter.value, environment: environment)
  }

  /// Limits under which a test stays quick.
  static let limits = ExecutionLimits(
    wallMilliseconds: 60_000, cpuSeconds: 10, diskMiB: 16, files: 2000)

  /// Runs code under these limits.
  static func run(
    _ code: String, input: String = "", tier: SandboxTier = .namespaces,
    limits: ExecutionLimits = limits, conditions: RunConditions = .pinned
  ) async throws -> ExecutionOutcome {
    let launcher = try await launcher(tier)
    return try await launcher.run(
      ExecutionRequest(
        code: code, input: input, interpreter: launcher.interpreter.label, limits: limits),
      conditions: conditions)
  }
}

extension ExecutionOutcome {
  var out: String { String(decoding: stdout, as: UTF8.self) }
  var err: String { String(decoding: stderr, as: UTF8.self) }
}
