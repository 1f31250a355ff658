import Glibc
import Testing

@testable import CodeExecution

@Suite("The limits of a run", .timeLimit(.minutes(5)))
struct SandboxLimitTests {
  private func limits(wall: Int) -> ExecutionLimits {
    var limits = Bench.limits
    limits.wallMilliseconds = wall
    return limits
  }

  /// Whether a process of the host has given itself this name.
  private func isAlive(_ word: String) throws -> Bool { try HostProcess.named(word) != nil }

  /// What a question gives as soon as it gives something.
  private func soon<Answer>(_ question: () throws -> Answer?) async throws -> Answer {
    let patience = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < patience {
      if let answer = try question() { return answer }
      try await Task.sleep(for: .milliseconds(5))
    }
    return try #require(try question(), "it did not happen in a minute")
  }

  @Test(
    "An endless loop and its children end at the wall limit, and what they printed is kept",
    arguments: Bench.tiers)
  func endless(tier: SandboxTier) async throws {
    let start = ContinuousClock.now
    let outcome = try await Bench.run(
      """
      import ctypes; ctypes.CDLL(None).prctl(15, b'sbt-endless-\(tier.rawValue.prefix(2))')
      import os
      print('started', flush=True)
      for _ in range(3): os.fork()
      while True: pass
      """, tier: tier, limits: limits(wall: 2000))
    let elapsed = ContinuousClock.now - start
    #expect(outcome.end == .limit(.wall))
    #expect(outcome.out == "started\n")
    #expect(elapsed >= .milliseconds(2000) && elapsed < .seconds(60))
    #expect(outcome.wallMicroseconds >= 2_000_000)
    #expect(try !isAlive("sbt-endless-\(tier.rawValue.prefix(2))"))
  }

  @Test(
    "A sleeper that ignores signals and closed its output ends at the wall limit too",
    arguments: Bench.tiers)
  func deafSleeper(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      """
      import ctypes; ctypes.CDLL(None).prctl(15, b'sbt-deaf-\(tier.rawValue.prefix(2))')
      import os, signal, time
      for number in range(1, 65):
          try: signal.signal(number, signal.SIG_IGN)
          except (OSError, ValueError): pass
      os.close(1); os.close(2)
      time.sleep(1000)
      """, tier: tier, limits: limits(wall: 500))
    #expect(outcome.end == .limit(.wall))
    #expect(try !isAlive("sbt-deaf-\(tier.rawValue.prefix(2))"))
  }

  @Test(
    "A daemon that detached itself is gone when the run returns, and nobody waits for it",
    arguments: Bench.tiers)
  func daemon(tier: SandboxTier) async throws {
    let start = ContinuousClock.now
    let outcome = try await Bench.run(
      """
      import ctypes; ctypes.CDLL(None).prctl(15, b'sbt-daemon-\(tier.rawValue.prefix(2))')
      import os, time
      if os.fork() == 0:
          try: os.setsid()
          except PermissionError: pass
          if os.fork() == 0:
              time.sleep(1000)
          os._exit(0)
      os.wait()
      print('done')
      """, tier: tier)
    #expect(try !isAlive("sbt-daemon-\(tier.rawValue.prefix(2))"))
    #expect(outcome.succeeded)
    #expect(outcome.out == "done\n")
    #expect(ContinuousClock.now - start < .seconds(50))
  }

  @Test(
    "Processor time ends with its own limit, told apart from the wall's", arguments: Bench.tiers)
  func processorTime(tier: SandboxTier) async throws {
    var limits = Bench.limits
    limits.cpuSeconds = 1
    let outcome = try await Bench.run("while True: pass", tier: tier, limits: limits)
    #expect(outcome.end == .limit(.cpu))
    #expect(outcome.wallMicroseconds >= 900_000)
  }

  @Test("Memory beyond the limit is refused")
  func memory() async throws {
    let outcome = try await Bench.run(
      "try:\n  x = bytearray(600 << 20)\nexcept MemoryError:\n  print('refused')")
    #expect(outcome.out == "refused\n")
  }

  @Test("Files beyond the limit are refused, in every folder that can be written to")
  func disk() async throws {
    let outcome = try await Bench.run(
      """
      import os
      for folder in ('/tmp', '/dev/shm'):
          written = 0
          try:
              for name in range(64):
                  with open(f'{folder}/{name}', 'wb') as file:
                      for _ in range(8):
                          written += file.write(bytes(1 << 20))
                          file.flush()
          except OSError as error:
              print(folder, written <= 17 << 20, written >= 8 << 20)
      """)
    #expect(outcome.out == "/tmp True True\n/dev/shm True True\n")
  }

  @Test("A cancelled run ends at once and leaves nothing")
  func cancelled() async throws {
    let code = "import ctypes, time; ctypes.CDLL(None).prctl(15, b'sbt-cancel'); time.sleep(1000)"
    let task = Task { try await Bench.run(code) }
    let patience = ContinuousClock.now + .seconds(60)
    while try !isAlive("sbt-cancel"), ContinuousClock.now < patience {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try isAlive("sbt-cancel"))
    task.cancel()
    let start = ContinuousClock.now
    await #expect { try await task.value } throws: {
      ($0 as? CodeExecutionError)?.code == .cancelled
    }
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(try !isAlive("sbt-cancel"))
  }

  @Test(
    "Many processes that each stay within their limit end at the limit of all",
    arguments: Bench.tiers)
  func totalMemory(tier: SandboxTier) async throws {
    var limits = Bench.limits
    limits.totalMemoryMiB = 300
    let outcome = try await Bench.run(
      """
      import os, time
      for _ in range(6):
          if os.fork() == 0:
              block = bytearray(b'x') * (100 << 20)
              time.sleep(100)
      time.sleep(100)
      """, tier: tier, limits: limits)
    #expect(outcome.end == .limit(.memory))
  }

  @Test("Memory that forked processes share is counted once", arguments: Bench.tiers)
  func sharedMemory(tier: SandboxTier) async throws {
    var limits = Bench.limits
    limits.totalMemoryMiB = 300
    let outcome = try await Bench.run(
      """
      import os, time
      block = bytearray(b'x') * (100 << 20)
      children = []
      for _ in range(6):
          child = os.fork()
          if child == 0:
              time.sleep(0.3)
              os._exit(0)
          children.append(child)
      for child in children: os.waitpid(child, 0)
      print('done')
      """, tier: tier, limits: limits)
    #expect(outcome.out == "done\n", "\(outcome.end)")
  }

  @Test(
    "Endless output ends with its own limit, and both of its ends are kept", arguments: Bench.tiers)
  func flood(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      "print('first')\nwhile True: print('y' * 999)", tier: tier)
    #expect(outcome.end == .limit(.output))
    #expect(outcome.out.hasPrefix("first\ny") && outcome.out.contains(" bytes left out]\n"))
    #expect(outcome.stdoutTruncated && outcome.stdout.count == Bench.limits.stdoutBytes)
  }

  /// Writes so many bytes to each output, and ends with status 7.
  private static func writer(out: Int, err: Int) -> String {
    """
    import os
    block = bytes(1 << 20)
    for file, left in ((1, \(out)), (2, \(err))):
        while left > 0: left -= os.write(file, block[:left])
    os._exit(7)
    """
  }

  @Test(
    "Who writes up to the limit of output and ends has ended; one byte more is a flood",
    arguments: Bench.tiers, [-1, 0, 1])
  func exactOutput(tier: SandboxTier, beyond: Int) async throws {
    let most = SupervisorRequest.floodBytes
    // The limit is that of both outputs together.
    for out in [0, most / 2, most + beyond] {
      let err = most + beyond - out
      let outcome = try await Bench.run(Self.writer(out: out, err: err), tier: tier)
      #expect(outcome.end == (beyond > 0 ? .limit(.output) : .exited(7)), "\(out) and \(err)")
      #expect(outcome.stdout.count == min(out, Bench.limits.stdoutBytes))
      #expect(outcome.stderr.count == min(err, Bench.limits.stderrBytes))
    }
  }

  @Test(
    "What a flood leaves is the same however many bytes came beyond the limit",
    arguments: Bench.tiers)
  func floodsLeaveTheSame(tier: SandboxTier) async throws {
    let most = SupervisorRequest.floodBytes
    for isError in [false, true] {
      let short = try await Bench.run(
        Self.writer(out: isError ? 0 : most + 1, err: isError ? most + 1 : 0), tier: tier)
      let endless = try await Bench.run(
        "import os\nwhile True: os.write(\(isError ? 2 : 1), bytes(1 << 20))", tier: tier)
      #expect(short.end == .limit(.output) && endless.end == .limit(.output))
      #expect(short.stdout == endless.stdout && short.stderr == endless.stderr)
    }
  }

  @Test(
    "A program that ended in time ended by itself, however late the supervisor looks",
    arguments: Bench.tiers)
  func endedInTime(tier: SandboxTier) async throws {
    let name = "sbt-intime-\(tier.rawValue.prefix(2))"
    let code = """
      import ctypes; ctypes.CDLL(None).prctl(15, b'\(name)')
      import time
      time.sleep(0.3)
      print('done', flush=True)
      raise SystemExit(7)
      """
    async let outcome = Bench.run(code, tier: tier, limits: limits(wall: 2000))
    let supervisor = try await soon { try HostProcess.named(name) }.parent
    kill(supervisor, SIGSTOP)
    // It has ended when it waits for its burial, which the stopped supervisor owes it.
    _ = try await soon { try HostProcess.named(name).flatMap { $0.state == "Z" ? $0 : nil } }
    try await Task.sleep(for: .milliseconds(2000))
    kill(supervisor, SIGCONT)
    let ended = try await outcome
    #expect(ended.end == .exited(7))
    #expect(ended.out == "done\n")
    #expect(ended.wallMicroseconds >= 2_000_000)
  }

  @Test(
    "Endless small files, and folders in folders, end at the limit of files", arguments: Bench.tiers
  )
  func files(tier: SandboxTier) async throws {
    for code in [
      "number = 0\nwhile True:\n  open(str(number), 'w').close(); number += 1",
      "import os\nwhile True: os.mkdir('d'); os.chdir('d')",
    ] {
      #expect(try await Bench.run(code, tier: tier).end == .limit(.disk))
    }
  }

  @Test("A program that reads a folder it forbade itself leaves nothing", arguments: Bench.tiers)
  func forbiddenFolders(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      """
      import os
      os.makedirs('a/b/c'); open('a/b/c/file', 'w').write('x'); os.symlink('/etc', 'a/link')
      for folder in ('a/b/c', 'a/b', 'a'):
          try: os.chmod(folder, 0)
          except PermissionError: pass
      print(os.getcwd())
      """, tier: tier)
    #expect(outcome.out == "/tmp\n", "\(outcome.err)")
    #expect(HostFiles.isDirectory("/etc"))
  }

  @Test(
    "Processor time is that of the whole tree, within a few milliseconds", arguments: Bench.tiers)
  func accounting(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      """
      import os, resource, time
      if os.fork() == 0:
          while time.process_time() < 0.2: pass
          os._exit(0)
      os.wait()
      block = bytearray(b'x') * (100 << 20)
      own, waited = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
      print(sum((own.ru_utime, own.ru_stime, waited.ru_utime, waited.ru_stime)), own.ru_maxrss)
      """, tier: tier)
    let told = outcome.out.split { $0 == " " || $0 == "\n" }
    let seconds = try #require(told.first.flatMap { Double($0) })
    let peak = try #require(told.last.flatMap { Int($0) })
    let cpu = Double(try #require(outcome.cpuMicroseconds)) / 1e6
    // What is told was told before the interpreter put itself away.
    #expect(cpu >= seconds - 0.001 && cpu < seconds + 0.1)
    #expect(abs(try #require(outcome.peakKiB) - peak) < 2048)
  }
}

/// The kernel counts what else the same user starts meanwhile, so these run apart (`ci/test-sandbox`).
@Suite("The limit of processes", .serialized, .timeLimit(.minutes(5)))
struct ProcessLimitTests {
  @Test("A fork bomb gets no further than the limit of processes", arguments: Bench.tiers)
  func forkBomb(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      """
      import os, time
      count = 0
      try:
          while count < 1000:
              if os.fork() == 0: time.sleep(100)
              count += 1
      except OSError as error:
          print(count, error.errno)
      """, tier: tier)
    // The program itself is one of them.
    #expect(outcome.out == "\(Bench.limits.processes - 1) 11\n")
  }

  @Test("Threads count as processes", arguments: Bench.tiers)
  func threads(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      """
      import threading, time
      count = 0
      try:
          while count < 1000:
              threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
              count += 1
      except RuntimeError:
          print(count)
      """, tier: tier)
    #expect((Int(outcome.out.dropLast()) ?? 1000) < Bench.limits.processes)
  }
}
