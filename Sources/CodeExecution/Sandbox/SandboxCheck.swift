/// Whether this machine can run model-written code, found out by running some.
public struct SandboxCheck: Sendable {
  /// The tier that works; `nil` if none does.
  public var tier: SandboxTier?
  /// The Python that was found.
  public var interpreter: Interpreter?
  /// What is missing, each with the command that helps.
  public var problems: [CodeExecutionError]

  /// Whether executions can be recorded here.
  public var isUsable: Bool { tier != nil }

  /// Looks for Python and the sandbox's programs, and runs a probe behind them.
  ///
  /// - Parameters:
  ///   - preferred: The Python to take, and no other.
  ///   - searchPath: Folders to look for Python in, as in `PATH`.
  public static func run(
    preferring preferred: String? = nil, searchPath: String = Interpreter.standardSearchPath
  ) async -> SandboxCheck {
    var check = SandboxCheck(tier: nil, interpreter: nil, problems: [])
    do throws(CodeExecutionError) {
      check.interpreter = try await Interpreter.find(preferring: preferred, searchPath: searchPath)
    } catch {
      check.problems.append(error)
    }
    do throws(CodeExecutionError) {
      let tools = try SandboxTools.find()
      if let interpreter = check.interpreter {
        let launcher = BubblewrapLauncher(interpreter: interpreter, tools: tools)
        try await probe(launcher)
        check.tier = launcher.tier
      }
    } catch {
      check.problems.append(error)
    }
    return check
  }

  /// Runs a line of code and compares what it prints.
  static func probe(_ launcher: some Launcher) async throws(CodeExecutionError) {
    let request = ExecutionRequest(
      code: "print(6 * 7)", interpreter: launcher.interpreter.label, limits: .standard)
    let outcome = try await launcher.run(request)
    guard outcome.succeeded, outcome.stdout == Array("42\n".utf8) else {
      throw CodeExecutionError(
        .sandboxUnavailable, "a probe in the sandbox ended with \(outcome.end)",
        next: "run bwrap by hand to see why",
        cause: String(decoding: outcome.stderr.prefix(500), as: UTF8.self))
    }
  }
}
