/// The choice of a tier: one that was proved to work here, or a refusal.
public enum Sandbox {
  /// A launcher of the tier that somebody asks for.
  ///
  /// A tier is taken only after a probe ran in it. Nothing falls back in silence: whoever asks for the
  /// best is told by ``Launcher/tier`` which one it is, and never gets
  /// ``SandboxTier/unprotected``.
  ///
  /// - Parameters:
  ///   - wish: The tier.
  ///   - interpreter: The Python that runs the code.
  ///   - environment: The caller's: `STEERBENCH_SUPERVISOR` and `TMPDIR` are looked up in it, and
  ///     nothing of it reaches the code.
  /// - Throws: ``CodeExecutionError`` naming what is missing and how to get it; for the best, of both
  ///   tiers.
  public static func launcher(
    _ wish: TierWish, interpreter: Interpreter, environment: [String: String]
  ) async throws(CodeExecutionError) -> any Launcher {
    switch wish {
    case .only(let tier):
      let launcher = try unproved(tier, interpreter: interpreter, environment: environment)
      _ = try await SandboxProbe(launcher: launcher).run()
      return launcher
    case .best:
      do throws(CodeExecutionError) {
        return try await launcher(
          .only(.namespaces), interpreter: interpreter, environment: environment)
      } catch {
        guard error.code != .cancelled else { throw error }
        return try await second(after: error, interpreter: interpreter, environment: environment)
      }
    }
  }

  private static func second(
    after first: CodeExecutionError, interpreter: Interpreter, environment: [String: String]
  ) async throws(CodeExecutionError) -> any Launcher {
    do throws(CodeExecutionError) {
      return try await launcher(
        .only(.landlock), interpreter: interpreter, environment: environment)
    } catch {
      throw CodeExecutionError(
        error.code == .cancelled ? .cancelled : .sandboxUnavailable,
        "no sandbox works here, and code never runs without one. Tier namespaces: \(first)."
          + " Tier landlock: \(error)", next: "mend one of them, and see: steerbench doctor")
    }
  }

  /// A launcher that nobody has tried yet.
  static func unproved(
    _ tier: SandboxTier, interpreter: Interpreter, environment: [String: String]
  ) throws(CodeExecutionError) -> any Launcher {
    let program = try SupervisorProgram.find(environment: environment)
    if tier == .namespaces {
      return try NamespacesLauncher(interpreter: interpreter, program: program)
    }
    let folder = environment["TMPDIR"].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    return HostLauncher(
      isLandlocked: tier == .landlock, interpreter: interpreter, program: program,
      folder: folder ?? "/tmp")
  }
}
