import Glibc
import Testing

@testable import CodeExecution

@Suite(
  "The limits of a run", .enabled(if: Bench.hasBubblewrap, Bench.reason), .timeLimit(.minutes(1)))
struct SandboxLimitTests {
  private func limits(wall: Int) -> ExecutionLimits {
    var limits = Bench.limits
    limits.wallMilliseconds = wall
    return limits
  }

  /// Whether a process of the host has this word on its command line.
  private func isAlive(_ word: String) throws -> Bool {
    guard let folder = opendir("/proc") else { throw Errno() }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let process = Int32(name), process != getpid(),
        let file = fopen("/proc/\(process)/cmdline", "r")
      else { continue }
      defer { fclose(file) }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = fread(&buffer, 1, buffer.count, file)
      if String(decoding: buffer[..<count], as: UTF8.self).contains(word) { return true }
    }
    return false
  }

  private struct Errno: Error {
    var code = errno
  }

  @Test("An endless loop and its children end at the wall limit, and what they printed is kept")
  func endless() async throws {
    let start = ContinuousClock.now
    let outcome = try await Bench.run(
      """
      # steerbench-test-endless
      import os
      print('started', flush=True)
      for _ in range(3): os.fork()
      while True: pass
      """, limits: limits(wall: 2000))
    let elapsed = ContinuousClock.now - start
    #expect(outcome.end == .wallLimit)
    #expect(outcome.out == "started\n")
    #expect(elapsed >= .milliseconds(2000) && elapsed < .seconds(8))
    #expect(outcome.wallMicroseconds >= 2_000_000)
    #expect(try !isAlive("steerbench-test-endless"))
  }

  @Test("A sleeper that ignores signals and closed its output ends at the wall limit too")
  func deafSleeper() async throws {
    let outcome = try await Bench.run(
      """
      # steerbench-test-deaf
      import os, signal, time
      for number in range(1, 65):
          try: signal.signal(number, signal.SIG_IGN)
          except (OSError, ValueError): pass
      os.close(1); os.close(2)
      time.sleep(1000)
      """, limits: limits(wall: 500))
    #expect(outcome.end == .wallLimit)
    #expect(try !isAlive("steerbench-test-deaf"))
  }

  @Test("A daemon that detached itself is gone when the run returns, and nobody waits for it")
  func daemon() async throws {
    let start = ContinuousClock.now
    let outcome = try await Bench.run(
      """
      # steerbench-test-daemon
      import os, time
      if os.fork() == 0:
          os.setsid()
          if os.fork() == 0:
              time.sleep(1000)
          os._exit(0)
      os.wait()
      print('done')
      """)
    #expect(try !isAlive("steerbench-test-daemon"))
    #expect(outcome.succeeded)
    #expect(outcome.out == "done\n")
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test("Processor time ends with its own limit, told apart from the wall's")
  func processorTime() async throws {
    var limits = Bench.limits
    limits.cpuSeconds = 1
    let outcome = try await Bench.run("while True: pass", limits: limits)
    #expect(outcome.end == .cpuLimit)
    #expect(outcome.wallMicroseconds >= 900_000)
  }

  @Test("A fork bomb gets no further than the limit of processes")
  func forkBomb() async throws {
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
      """)
    // The shell and the program are two of them.
    #expect(outcome.out == "\(Bench.limits.processes - 2) 11\n")
  }

  @Test("Threads count as processes")
  func threads() async throws {
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
      """)
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
    let code = "# steerbench-test-cancel\nimport time; time.sleep(1000)"
    let task = Task { try await Bench.run(code) }
    try await Task.sleep(for: .milliseconds(300))
    task.cancel()
    let start = ContinuousClock.now
    await #expect { try await task.value } throws: {
      ($0 as? CodeExecutionError)?.code == .cancelled
    }
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(try !isAlive("steerbench-test-cancel"))
  }
}
