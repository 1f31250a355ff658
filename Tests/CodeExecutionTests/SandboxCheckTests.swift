import Testing

@testable import CodeExecution

@Suite("The choice and the check of the sandbox", .timeLimit(.minutes(5)))
struct SandboxCheckTests {
  @Test("A working machine has a Python and proves what each tier keeps apart")
  func working() async {
    let check = await SandboxCheck.run(environment: Bench.environment)
    #expect(check.problem == nil && check.interpreter != nil)
    #expect(check.findings.map(\.tier) == [.namespaces, .landlock])
    for finding in check.findings where Bench.tiers.contains(finding.tier) {
      #expect(finding.problem == nil && finding.proved.contains("no network"))
    }
    #expect(check.best == Bench.tiers.first)
  }

  @Test("Without a Python it refuses and names the command that helps")
  func noPython() async {
    let check = await SandboxCheck.run(
      preferring: "/nowhere/python3", environment: Bench.environment)
    #expect(check.best == nil && check.findings.isEmpty)
    #expect(check.problem?.code == .missingInterpreter)
    #expect(check.problem?.next.contains("apt-get install") == true)
  }

  @Test("Without bubblewrap the tier is refused by name, and the command that helps is named")
  func noBubblewrap() async throws {
    let interpreter = try await Interpreter.find()
    let program = try SupervisorProgram.find(environment: Bench.environment)
    #expect {
      try NamespacesLauncher(
        interpreter: interpreter, program: program, searchPath: "/nowhere")
    } throws: { error in
      guard let error = error as? CodeExecutionError else { return false }
      return error.code == .missingTool && error.next.contains("apt-get install bubblewrap")
    }
  }

  @Test("Without the supervisor nothing runs, and the way to it is named")
  func noSupervisor() async throws {
    let interpreter = try await Interpreter.find()
    for tier in SandboxTier.allCases {
      await #expect {
        try await Sandbox.launcher(
          .only(tier), interpreter: interpreter,
          environment: [SupervisorProgram.variable: "/nowhere/supervisor"])
      } throws: { error in
        guard let error = error as? CodeExecutionError else { return false }
        return error.code == .missingTool && error.message.contains("/nowhere/supervisor")
      }
    }
  }

  @Test("A tool that is no sandbox is refused with both tiers' reasons, never run without")
  func brokenSandbox() async throws {
    let interpreter = try await Interpreter.find()
    await #expect {
      try await Sandbox.launcher(
        .best, interpreter: interpreter,
        environment: [SupervisorProgram.variable: "/bin/false"])
    } throws: { error in
      guard let error = error as? CodeExecutionError else { return false }
      return error.code == .sandboxUnavailable && error.message.contains("Tier namespaces")
        && error.message.contains("Tier landlock")
    }
  }

  @Test("The best tier is the one with namespaces; nothing unprotected without being named")
  func best() async throws {
    let interpreter = try await Interpreter.find()
    let best = try await Sandbox.launcher(
      .best, interpreter: interpreter, environment: Bench.environment)
    #expect(best.tier == Bench.tiers.first)
    let none = try await Sandbox.launcher(
      .only(.unprotected), interpreter: interpreter, environment: Bench.environment)
    #expect(none.tier == .unprotected)
    let provenance = try await none.provenance()
    #expect(provenance.filter == nil && provenance.interpreterVersion == interpreter.version)
  }

  @Test("The provenance names the filter of the tier", arguments: Bench.tiers)
  func provenance(tier: SandboxTier) async throws {
    let provenance = try await Bench.launcher(tier).provenance()
    #expect(provenance.tier == tier && provenance.filter != nil)
  }

  @Test("An interpreter that vanished is refused, not recorded as a run", arguments: Bench.tiers)
  func vanishedInterpreter(tier: SandboxTier) async throws {
    let found = try await Interpreter.find()
    let vanished = Interpreter(
      path: "/usr/bin/python-that-vanished", label: found.label, version: found.version,
      prefixes: found.prefixes)
    let launcher = try Sandbox.unproved(
      tier, interpreter: vanished, environment: Bench.environment)
    await #expect { try await SandboxProbe(launcher: launcher).run() } throws: { error in
      guard let error = error as? CodeExecutionError else { return false }
      return error.code == .sandboxUnavailable && error.next.contains("/usr/bin")
    }
  }

  @Test("A folder for temporary files that cannot be written to is named with the way out")
  func noTemporaryFolder() async throws {
    let launcher = try Sandbox.unproved(
      .landlock, interpreter: try await Interpreter.find(),
      environment: Bench.environment.merging(["TMPDIR": "/nowhere/at/all"]) { $1 })
    await #expect { try await SandboxProbe(launcher: launcher).run() } throws: { error in
      guard let error = error as? CodeExecutionError else { return false }
      return error.code == .sandboxUnavailable && error.next.contains("TMPDIR")
        && error.cause?.contains("/nowhere/at/all") == true
    }
  }

  @Test(
    "What bubblewrap says leads to the way out",
    arguments: [
      ("bwrap: No permissions to create new namespace, likely because", "sysctl"),
      (
        "bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces",
        "user.max_user_namespaces"
      ),
      ("bwrap: setting up uid map: Permission denied", "sysctl"),
      ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "sysctl"),
      ("bwrap: Can't mount proc on /newroot/proc: Permission denied", "systempaths=unconfined"),
      ("bwrap: something new", "by hand"),
    ])
  func advice(message: String, next: String) {
    let error = SetupFailure(message + "\n", status: "exited(1)").error
    #expect(error.code == .sandboxUnavailable)
    #expect(error.cause == message)
    #expect(error.next.contains(next))
  }

  @Test("A full disk leads to the way out")
  func fullDisk() {
    let error = SetupFailure(refusal: "a file of the run cannot be written", error: 28).error
    #expect(error.next.contains("free space"))
  }
}
