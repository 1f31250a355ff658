import Testing

@testable import CodeExecution

@Suite("The check of the sandbox")
struct SandboxCheckTests {
  @Test(
    "A working machine has a tier, a Python and no problem",
    .enabled(if: Bench.hasBubblewrap, Bench.reason))
  func working() async {
    let check = await SandboxCheck.run()
    #expect(check.tier == .namespaces)
    #expect(check.isUsable)
    #expect(check.interpreter != nil)
    #expect(check.problems.isEmpty)
  }

  @Test("Without a Python it refuses and names the command that helps")
  func noPython() async {
    let check = await SandboxCheck.run(preferring: "/nowhere/python3")
    #expect(!check.isUsable)
    #expect(check.problems.map(\.code).contains(.missingInterpreter))
    #expect(check.problems.first?.description.contains("apt-get install") == true)
  }

  @Test("A sandbox that cannot be set up is refused with its own words, never run without")
  func brokenSandbox() async throws {
    let interpreter = try await Interpreter.find()
    var tools = try SandboxTools.find()
    tools.prlimit = "/usr/bin/no-such-prlimit"
    let launcher = BubblewrapLauncher(interpreter: interpreter, tools: tools)
    await #expect { try await SandboxCheck.probe(launcher) } throws: { error in
      guard let error = error as? CodeExecutionError else { return false }
      return error.code == .sandboxUnavailable && error.cause?.contains("no-such-prlimit") == true
    }
  }

  @Test("An interpreter that vanished is refused, not recorded as a run")
  func vanishedInterpreter() async throws {
    let found = try await Interpreter.find()
    let vanished = Interpreter(
      path: "/usr/bin/python-that-vanished", label: found.label, version: found.version,
      prefixes: found.prefixes)
    let launcher = BubblewrapLauncher(interpreter: vanished, tools: try SandboxTools.find())
    await #expect { try await SandboxCheck.probe(launcher) } throws: {
      ($0 as? CodeExecutionError)?.code == .sandboxUnavailable
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
    let error = SetupFailure(Array(message.utf8)).error
    #expect(error.code == .sandboxUnavailable)
    #expect(error.cause == message)
    #expect(error.next.contains(next))
  }
}
