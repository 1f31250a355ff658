/// Which tiers work on this machine, found out by running probes in them.
public struct SandboxCheck: Sendable {
  /// What was found about one tier.
  public struct Finding: Sendable {
    /// The tier.
    public let tier: SandboxTier
    /// What the probe proved; empty if it failed.
    public let proved: [String]
    /// What this tier does not give on this machine.
    public let gaps: [SandboxGap]
    /// Why it does not work; `nil` if it does.
    public let problem: CodeExecutionError?
  }

  /// The Python that was found.
  public var interpreter: Interpreter?
  /// The two tiers with a wall, the better first; none without a Python or a supervisor.
  public var findings: [Finding]
  /// What is missing altogether, with the command that helps.
  public var problem: CodeExecutionError?

  /// The best tier that works.
  public var best: SandboxTier? { findings.first { $0.problem == nil }?.tier }

  /// Looks for Python and the supervisor, and runs a probe in each tier.
  ///
  /// - Parameters:
  ///   - preferred: The Python to take, and no other.
  ///   - searchPath: Folders to look for Python in, as in `PATH`.
  ///   - environment: As ``Sandbox/launcher(_:interpreter:environment:)`` takes it.
  public static func run(
    preferring preferred: String? = nil, searchPath: String = Interpreter.standardSearchPath,
    environment: [String: String]
  ) async -> SandboxCheck {
    var check = SandboxCheck(interpreter: nil, findings: [], problem: nil)
    do throws(CodeExecutionError) {
      let interpreter = try await Interpreter.find(preferring: preferred, searchPath: searchPath)
      check.interpreter = interpreter
      let facts = try await SupervisorProgram.find(environment: environment).facts()
      for tier in [SandboxTier.namespaces, .landlock] {
        let gaps = tier.gaps(ownsUser: facts.ownsUser, scopesSignals: facts.scopesSignals)
        check.findings.append(await finding(tier, interpreter, environment, gaps))
      }
    } catch {
      check.problem = error
    }
    return check
  }

  private static func finding(
    _ tier: SandboxTier, _ interpreter: Interpreter, _ environment: [String: String],
    _ gaps: [SandboxGap]
  ) async -> Finding {
    do throws(CodeExecutionError) {
      let launcher = try Sandbox.unproved(
        tier, interpreter: interpreter, environment: environment)
      return Finding(
        tier: tier, proved: try await SandboxProbe(launcher: launcher).run(), gaps: gaps,
        problem: nil)
    } catch {
      return Finding(tier: tier, proved: [], gaps: gaps, problem: error)
    }
  }
}
