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

/// Which tier somebody asks for.
public enum TierWish: Hashable, Sendable {
  /// The best that works here: namespaces, else Landlock, never nothing.
  case best
  /// This one and no other.
  ///
  /// Naming ``SandboxTier/unprotected`` is the only way to run code without a sandbox.
  case only(SandboxTier)
}

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
        let gaps = tier.gaps(
          ownsUser: facts.ownsUser, scopesSignals: facts.scopesSignals,
          boundsMemory: facts.boundsMemory, answersCalls: facts.answersCalls)
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

/// Finds out by running something whether a sandbox holds.
///
/// Small and quick, so that a tool can afford it before each recording; the whole list of attacks is
/// in the tests.
struct SandboxProbe {
  let launcher: any Launcher

  /// Tries what must not work, and prints a word for each that did.
  private static let attack = """
    import os, socket, sys
    def works(attempt):
        try: attempt()
        except OSError: return False
        return True
    attempts = {
        'network': lambda: socket.create_connection(('192.0.2.1', 9), 0.2),
        'datagrams': lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9)),
        'reading': lambda: open('/etc/passwd'),
        'processes': lambda: open(f'/proc/{os.getppid()}/environ').read(1),
    }
    for folder in ('', '/usr', '/etc', '/var/tmp', '/dev', '/root', '/home'):
        attempts['writing ' + folder] = lambda: open(folder + '/steerbench-probe', 'x')
    for name, attempt in attempts.items():
        if works(attempt): print(name)
    print(6 * 7, ' '.join(os.environ))
    """

  /// Starts a process that detaches itself, and never ends.
  private static let endless = """
    import os
    if os.fork() == 0:
        try: os.setsid()
        except OSError: pass
    while True: pass
    """

  private static let wall = 250

  /// Runs the probe.
  ///
  /// - Returns: What it proved, for people.
  /// - Throws: ``CodeExecutionError`` where the sandbox cannot be set up or does not hold.
  func run() async throws(CodeExecutionError) -> [String] {
    var proved: [String] = []
    let names = PythonCommand.environment.map(\.name).joined(separator: " ")
    let outcome = try await launcher.run(request(Self.attack, wall: 20_000))
    if launcher.tier == .unprotected {
      guard outcome.succeeded else { throw failure(outcome, "did not run") }
    } else {
      guard outcome.succeeded, outcome.stdout == Array("42 \(names)\n".utf8) else {
        throw failure(outcome, "let something through, or did not run")
      }
      proved += ["no network", "no host files", "no host processes", "no host environment"]
    }
    let ended = try await launcher.run(request(Self.endless, wall: Self.wall))
    let late = ended.wallMicroseconds / 1000 - Self.wall
    guard ended.end == .limit(.wall) else { throw failure(ended, "outlived its time limit") }
    proved.append("killed \(max(late, 0)) ms after its limit")
    return proved
  }

  private func request(_ code: String, wall: Int) -> ExecutionRequest {
    ExecutionRequest(
      code: code, interpreter: launcher.interpreter.label,
      limits: ExecutionLimits(wallMilliseconds: wall))
  }

  private func failure(_ outcome: ExecutionOutcome, _ what: String) -> CodeExecutionError {
    let printed = String(
      decoding: outcome.stdout.prefix(300) + outcome.stderr.prefix(300), as: UTF8.self)
    return CodeExecutionError(
      .sandboxUnavailable, "a probe in tier \(launcher.tier.rawValue) \(what): \(outcome.end)",
      next: "see what works here: steerbench doctor", cause: printed)
  }
}
