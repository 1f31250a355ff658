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
  private func isAlive(_ word: String) throws -> Bool {
    guard let folder = opendir("/proc") else { throw Errno() }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let process = Int32(name), process != getpid(),
        let file = fopen("/proc/\(process)/comm", "r")
      else { continue }
      defer { fclose(file) }
      var buffer = [UInt8](repeating: 0, count: 64)
      let count = fread(&buffer, 1, buffer.count, file)
      if String(decoding: buffer[..<count], as: UTF8.self) == word + "\n" { return true }
    }
    return false
  }

  private struct Errno: Error {
    var code = errno
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
    #expect(outcome.end == .wallLimit)
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
    #expect(outcome.end == .wallLimit)
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
    #expect(outcome.end == .cpuLimit)
    #expect(outcome.wallMicroseconds >= 900_000)
  }

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
    #expect(outcome.end == .memoryLimit)
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
    #expect(outcome.end == .outputLimit)
    #expect(outcome.out.hasPrefix("first\ny") && outcome.out.contains(" bytes left out]\n"))
    #expect(outcome.stdoutTruncated && outcome.stdout.count == Bench.limits.stdoutBytes)
  }

  @Test(
    "Endless small files, and folders in folders, end at the limit of files", arguments: Bench.tiers
  )
  func files(tier: SandboxTier) async throws {
    for code in [
      "number = 0\nwhile True:\n  open(str(number), 'w').close(); number += 1",
      "import os\nwhile True: os.mkdir('d'); os.chdir('d')",
    ] {
      #expect(try await Bench.run(code, tier: tier).end == .diskLimit)
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
