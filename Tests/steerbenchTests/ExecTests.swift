import Basics
import Foundation
import Testing

/// `steerbench exec`, as users and other programs run it.
@Suite("Exec: one file in the sandbox")
struct ExecTests {
  /// Runs some code.
  private func exec(_ code: String, _ more: [String] = []) async throws -> Tool.Run {
    try await Scratch.with { folder in
      try Data(code.utf8).write(to: folder.appending(path: "answer.py"))
      return try await Tool.run(["exec", "answer.py"] + more, in: folder)
    }
  }

  /// Runs some code and reads the object that is printed.
  private func object(_ code: String, _ more: [String] = []) async throws -> JSONValue {
    let run = try await exec(code, ["--json"] + more)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    return try JSONValue(parsing: run.output)
  }

  private func text(_ value: JSONValue?) -> String {
    String(decoding: value?.string.flatMap { Data(base64Encoded: $0) } ?? Data(), as: UTF8.self)
  }

  @Test("prints one object with every member, whatever the program did")
  func members() async throws {
    for code in ["print('hi')", "import os; os.abort()", "import sys; sys.exit(9)"] {
      let value = try await object(code)
      let names = try #require(value.object).names
      #expect(
        names.sorted() == [
          "cpu_ms", "exit", "limit", "nondeterministic", "outcome", "peak_kib", "signal",
          "stderr_b64", "stderr_truncated", "stdout_b64", "stdout_truncated", "tier", "wall_ms",
        ])
    }
  }

  @Test("says how it ended, what it printed and what it took")
  func outcome() async throws {
    let value = try await object(
      "import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.exit(3)")
    #expect(value["outcome"]?.string == "exited")
    #expect(value["exit"]?.integer == 3)
    #expect(value["signal"] == .null)
    #expect(text(value["stdout_b64"]) == "out\n")
    #expect(text(value["stderr_b64"]) == "err\n")
    #expect(value["stdout_truncated"] == .bool(false))
    #expect((value["wall_ms"]?.double ?? 0) > 1)
    #expect((value["cpu_ms"]?.double ?? 0) > 1)
    #expect((value["peak_kib"]?.integer ?? 0) > 2000)
    #expect(value["nondeterministic"] == .bool(false))
  }

  @Test("tells a signal from a status, and a limit from both")
  func ends() async throws {
    let signaled = try await object("import os; os.kill(os.getpid(), 9)")
    #expect(signaled["outcome"]?.string == "signaled")
    #expect(signaled["signal"]?.integer == 9 && signaled["exit"] == .null)
    let exited = try await object("import os; os._exit(137)")
    #expect(exited["outcome"]?.string == "exited" && exited["exit"]?.integer == 137)
    let timeout = try await object("import time; time.sleep(100)", ["--wall-ms", "300"])
    #expect(timeout["outcome"]?.string == "timeout" && timeout["nondeterministic"] == .null)
    let cpu = try await object("while True: pass", ["--cpu-s", "1"])
    #expect(cpu["outcome"]?.string == "cpu_limit" && cpu["limit"]?.string == "cpu")
  }

  @Test("hands the limits on to the sandbox")
  func limits() async throws {
    let cut = try await object(
      "import sys\nprint('x' * 9000)\nprint('y' * 9000, file=sys.stderr)",
      ["--stdout-bytes", "1000", "--stderr-bytes", "2000"])
    #expect(cut["stdout_truncated"] == .bool(true) && cut["stderr_truncated"] == .bool(true))
    #expect(text(cut["stdout_b64"]).utf8.count == 1000)
    #expect(text(cut["stderr_b64"]).utf8.count == 2000)
    let memory = try await object(
      "try:\n  x = bytearray(200 << 20)\nexcept MemoryError:\n  print('refused')",
      ["--memory-mb", "128"])
    #expect(text(memory["stdout_b64"]) == "refused\n")
    let total = try await object(
      """
      import os, time
      for _ in range(8):
          if os.fork() == 0:
              block = bytearray(b'x') * (60 << 20)
              time.sleep(20)
              os._exit(0)
      time.sleep(20)
      """, ["--total-memory-mb", "200"])
    #expect(total["outcome"]?.string == "memory")
    let forks = try await object(
      """
      import os, time
      count = 0
      try:
          while count < 100:
              if os.fork() == 0: time.sleep(10)
              count += 1
      except OSError:
          pass
      print(count)
      """, ["--processes", "8"])
    #expect((Int(text(forks["stdout_b64"]).dropLast()) ?? 100) < 8)
  }

  @Test("finds out whether another run would do the same")
  func nondeterminism() async throws {
    let clock = "import time; print(time.time_ns())"
    #expect(try await object(clock)["nondeterministic"] == .bool(true))
    #expect(try await object(clock, ["--once"])["nondeterministic"] == .null)
    let classes = try await [clock, "print({'a', 'b', 'c', 'd'})", "print(1)"].asyncMap {
      try await object($0, ["--classify"])["class"]?.string
    }
    #expect(classes == ["unstable", "pinned", "insensitive"])
  }

  @Test("passes the outputs through, and says in a line how it ended")
  func passThrough() async throws {
    let run = try await exec(
      "import sys\nprint('\\x1b[31mout')\nprint('err', file=sys.stderr)\nexit(2)")
    #expect(run.status == 0)
    #expect(run.output == "\u{1b}[31mout\n")
    #expect(run.errors.hasPrefix("err\nsteerbench: exited with 2 · "))
    #expect(run.errors.contains("tier "))
  }

  @Test("reads standard input for a dash")
  func standardInput() async throws {
    try await Scratch.with { folder in
      let tool = try Tool.start(
        ["-c", "printf 'print(6 * 7)' | \"$0\" exec -", Tool.program.path], in: folder,
        program: URL(filePath: "/bin/sh"))
      let run = await tool.finish()
      #expect(run.status == 0 && run.output == "42\n", "\(run.errors)")
    }
  }
}

/// A folder for one test.
enum Scratch {
  static func with<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }
}
