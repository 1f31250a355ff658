import Testing

@testable import CodeExecution

@Suite("How far a run depends on chance", .timeLimit(.minutes(5)))
struct ExecutionClassTests {
  @Test("Only a limit, a status or an output makes runs differ")
  func divergence() {
    let base = ExecutionOutcome(end: .exited(0), stdout: [1], wallMicroseconds: 1)
    var other = base
    (other.wallMicroseconds, other.cpuMicroseconds, other.peakKiB) = (9, 9, 9)
    other.tier = .landlock
    #expect(ExecutionDivergence.between(base, other) == nil)
    other.stderr = [2]
    #expect(ExecutionDivergence.between(base, other) == .output)
    other.end = .exited(1)
    #expect(ExecutionDivergence.between(base, other) == .status)
    other.end = .limit(.wall)
    #expect(ExecutionDivergence.between(base, other) == .limit)
    #expect(ExecutionDivergence.between(other, base) == .limit)
    var killed = other
    killed.stdout = []
    #expect(ExecutionDivergence.between(other, killed) == nil)
    killed.end = .limit(.cpu)
    #expect(ExecutionDivergence.between(other, killed) == .limit)
  }

  private func classify(_ code: String) async throws -> ExecutionClass {
    let launcher = try await Bench.launcher()
    var limits = Bench.limits
    // Processor time, which a busy machine does not use up.
    limits.cpuSeconds = 1
    return try await ExecutionClassifier(launcher).run(
      ExecutionRequest(code: code, interpreter: launcher.interpreter.label, limits: limits)
    ).class
  }

  @Test(
    "Programs are told apart by what they read",
    .enabled(if: Bench.hasBubblewrap, Bench.reason),
    arguments: [
      ("print(sum(range(100)))", ExecutionClass.insensitive),
      ("raise ValueError('x')", .insensitive),
      ("print({'a', 'b', 'c', 'd', 'e'})", .pinned),
      ("import random; print(random.random())", .pinned),
      ("import uuid; print(uuid.uuid4())", .pinned),
      ("print(object())", .pinned),
      ("import time; print(time.time_ns())", .unstable),
      ("while True: pass", .limitDependent),
    ])
  func classes(code: String, expected: ExecutionClass) async throws {
    #expect(try await classify(code) == expected)
  }

  @Test(
    "Random devices of every kind give the same in every run",
    .enabled(if: Bench.hasBubblewrap, Bench.reason))
  func random() async throws {
    let code = """
      import os, random, secrets, ssl, tempfile, uuid
      print(os.urandom(9), random.random(), random.SystemRandom().random(), secrets.token_hex(9))
      print(uuid.uuid4(), tempfile.mkdtemp(), ssl.RAND_bytes(4), id(object()), hash('a'))
      """
    let first = try await Bench.run(code)
    #expect(first.succeeded, "\(first.err)")
    #expect(try await Bench.run(code).stdout == first.stdout)
  }

  @Test(
    "What differs from machine to machine is hidden",
    .enabled(if: Bench.hasBubblewrap, Bench.reason))
  func machine() async throws {
    let outcome = try await Bench.run(
      """
      import os
      print(os.cpu_count())
      for name in ('uptime', 'meminfo', 'loadavg', 'cpuinfo', 'version', 'sys/kernel/random/boot_id'):
          try: print(name, open('/proc/' + name).read())
          except OSError: pass
      """)
    #expect(outcome.out == "2\n")
  }
}
