import Foundation
import Testing

@testable import CodeExecution

@Suite("A thousand runs", .serialized, .timeLimit(.minutes(15)))
struct SoakTests {
  /// How many runs: `STEERBENCH_SOAK_RUNS`, or a few.
  private static let count =
    ProcessInfo.processInfo.environment["STEERBENCH_SOAK_RUNS"].flatMap { Int($0) } ?? 40

  /// Programs that end in every way, and leave behind whatever a run can.
  private static let programs = [
    "print(1)",
    "import sys; sys.exit(3)",
    "import os; os.kill(os.getpid(), 9)",
    "import os, time\nif os.fork() == 0:\n  os.fork()\n  time.sleep(1000)\nprint(1)",
    "open('steerbench-case-soak', 'w').write('x' * 100000)",
    "import sys; sys.stdout.write('y' * 300000)",
    "import time; time.sleep(1000)",
    "import tempfile; tempfile.mkdtemp('steerbench-case')",
  ]

  @Test(
    "leave no process, mount, descriptor, shared memory or file behind",
    arguments: SandboxTiers.walls)
  func leavesNothing(_ tier: SandboxTier) async throws {
    guard let launcher = await SandboxTiers.shared.value.launcher(of: tier) else { return }
    Leftovers.adoptOrphans()
    var limits = ExecutionLimits.standard
    limits.wallMilliseconds = 150
    limits.stdoutBytes = 1000
    // The first run may open what stays open for all.
    _ = try await Self.run(0, launcher, .standard)
    let before = Leftovers.current()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<Self.count {
        if number >= 2 { try await group.next() }
        let program = Self.programs[number % Self.programs.count]
        let limits =
          program.contains("sleep(1000)") && !program.contains("print") ? limits : .standard
        group.addTask { _ = try await Self.run(number, launcher, limits) }
      }
      try await group.waitForAll()
    }
    let after = Leftovers.current()
    for complaint in after.complaints(since: before) {
      Issue.record("tier \(tier.rawValue), \(Self.count) runs: \(complaint)")
    }
  }

  private static func run(
    _ number: Int, _ launcher: any Launcher, _ limits: ExecutionLimits
  ) async throws -> ExecutionOutcome {
    try await launcher.run(
      ExecutionRequest(
        code: programs[number % programs.count], interpreter: launcher.interpreter.label,
        limits: limits))
  }
}
