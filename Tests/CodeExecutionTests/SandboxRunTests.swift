import Testing

@testable import CodeExecution

@Suite("A run in the sandbox", .timeLimit(.minutes(5)))
struct SandboxRunTests {
  @Test("Prints, and ends with status 0", arguments: Bench.tiers + [.unprotected])
  func prints(tier: SandboxTier) async throws {
    let outcome = try await Bench.run("print('hello', 6 * 7)", tier: tier)
    #expect(outcome.out == "hello 42\n")
    #expect(outcome.err == "")
    #expect(outcome.succeeded)
    #expect(outcome.tier == tier)
    #expect(outcome.wallMicroseconds > 1000)
    #expect((1000...5_000_000).contains(try #require(outcome.cpuMicroseconds)))
    #expect((2_000...60_000).contains(try #require(outcome.peakKiB)))
  }

  @Test(
    "Its exit status comes back",
    arguments: [
      ("import sys; sys.exit(3)", 3), ("raise SystemExit(255)", 255), ("exit()", 0), ("quit(1)", 1),
      ("import os; os._exit(128)", 128), ("import sys; sys.exit(137)", 137),
    ])
  func status(code: String, expected: Int) async throws {
    for tier in Bench.tiers {
      #expect(try await Bench.run(code, tier: tier).end == .exited(expected))
    }
  }

  @Test("A signal that ends it comes back, and prints nothing", arguments: Bench.tiers)
  func signal(tier: SandboxTier) async throws {
    for (name, number) in [("SIGSEGV", 11), ("SIGABRT", 6), ("SIGKILL", 9)] {
      let outcome = try await Bench.run(
        "import os, signal; os.kill(os.getpid(), signal.\(name))", tier: tier)
      #expect(outcome.end == .signaled(number))
      #expect(outcome.err == "")
    }
  }

  @Test("A traceback shows the code's own lines and no host path", arguments: Bench.tiers)
  func traceback(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      "def f():\n    return 1 / 0\nprint('before')\nf()\n", tier: tier)
    #expect(outcome.end == .exited(1))
    #expect(outcome.out == "before\n")
    #expect(outcome.err.contains("File \"/code/main.py\", line 2, in f\n    return 1 / 0\n"))
    #expect(outcome.err.hasSuffix("ZeroDivisionError: division by zero\n"))
  }

  @Test("It reads its standard input, and an empty one ends at once", arguments: Bench.tiers)
  func input(tier: SandboxTier) async throws {
    let code = "import sys; data = sys.stdin.read(); print(len(data), repr(data[-3:]))"
    #expect(try await Bench.run(code, input: "1 2\nä", tier: tier).out == "5 '2\\nä'\n")
    #expect(try await Bench.run(code, tier: tier).out == "0 ''\n")
    let long = String(repeating: "0123456789", count: 50_000)
    #expect(try await Bench.run(code, input: long, tier: tier).out == "500000 '789'\n")
  }

  @Test("Code and input of any characters arrive as they are")
  func payload() async throws {
    let text = #"%s %b %d \n \\ \0101 'single' "double" $HOME `id` $(id) ä𝄞 -n"#
    let code = "text = r'''\(text)'''\nimport sys\nassert sys.stdin.read() == text\nprint(text)"
    #expect(try await Bench.run(code, input: text).out == text + "\n")
    let zero = "import sys; print(ascii(sys.stdin.read()))  # \\0 \\n %"
    #expect(try await Bench.run(zero, input: "a\0b\\0c\\\n").out == #"'a\x00b\\0c\\\n'"# + "\n")
    let padding = "#" + String(repeating: "é\n#", count: 100_000)
    let padded = padding + "\nprint(len(open(__file__).read()))"
    #expect(try await Bench.run(padded).out == "\(padded.unicodeScalars.count)\n")
  }

  @Test("Bytes that are not UTF-8 are kept")
  func invalidUTF8() async throws {
    let outcome = try await Bench.run(
      """
      import sys
      sys.stdout.buffer.write(bytes(range(256)))
      sys.stderr.buffer.write(b'\\xff\\x00')
      """)
    #expect(outcome.stdout == Array(0...255))
    #expect(outcome.stderr == [0xff, 0x00])
  }

  @Test("Output is cut exactly at the limit, and the program still runs to its end")
  func cut() async throws {
    var limits = Bench.limits
    (limits.stdoutBytes, limits.stderrBytes) = (1000, 1000)
    let code = "import sys\nfor s in (sys.stdout, sys.stderr):\n  s.write('x' * %)\nsys.exit(7)"
    for (count, isCut) in [(999, false), (1000, false), (1001, true)] {
      let outcome = try await Bench.run(
        code.replacing("%", with: String(count)), limits: limits)
      #expect(outcome.end == .exited(7))
      #expect(outcome.stdout.count == min(count, 1000))
      #expect(outcome.stderr.count == min(count, 1000))
      #expect(outcome.stdoutTruncated == isCut)
      #expect(outcome.stderrTruncated == isCut)
    }
  }

  @Test("A hundred megabytes of output are cut, not kept")
  func flood() async throws {
    let outcome = try await Bench.run(
      "import sys\nfor _ in range(100): sys.stdout.write('y' * 1_000_000)\nprint(file=sys.stderr)")
    #expect(outcome.succeeded)
    #expect(outcome.out.hasPrefix("yyyy") && outcome.out.hasSuffix("yyyy"))
    #expect(outcome.out.contains(" bytes left out]"))
    #expect(outcome.stdout.count == Bench.limits.stdoutBytes)
    #expect(outcome.stdoutTruncated)
    #expect(outcome.err == "\n")
  }

  @Test("The same code prints the same sets, hashes and variables in every run")
  func deterministic() async throws {
    let code = "import os; print({'a', 'b', 'c', 'd'}, hash('x'), list(os.environ), os.getpid())"
    let first = try await Bench.run(code)
    #expect(first.succeeded)
    #expect(try await Bench.run(code).stdout == first.stdout)
  }

  @Test("Ten at once do not disturb each other")
  func parallel() async throws {
    let outputs = try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<10 {
        group.addTask {
          try await Bench.run(
            """
            import os, time
            open('/tmp/mine', 'x').write('\(index)')
            children = [os.fork() for _ in range(1)]
            time.sleep(0.05)
            print(open('/tmp/mine').read()) if children[0] else os._exit(0)
            """
          ).out
        }
      }
      var outputs: [String] = []
      for try await output in group { outputs.append(output) }
      return outputs.sorted()
    }
    #expect(outputs == (0..<10).map { "\($0)\n" })
  }

  @Test("Another interpreter than the sweep's is refused, naming both")
  func mismatch() async throws {
    let launcher = try await Bench.launcher()
    let request = ExecutionRequest(code: "", interpreter: "python9.99", limits: Bench.limits)
    await #expect {
      try await launcher.run(request)
    } throws: { error in
      guard let error = error as? CodeExecutionError else { return false }
      return error.code == .interpreterMismatch && error.message.contains("python9.99")
        && error.message.contains(launcher.interpreter.label)
    }
  }

  @Test("Limits of nothing, and code too large to pass on, are refused")
  func refused() async throws {
    var limits = Bench.limits
    limits.processes = 0
    await #expect { try await Bench.run("", limits: limits) } throws: {
      ($0 as? CodeExecutionError)?.code == .badLimits
    }
    let large = String(repeating: "#", count: ExecutionRequest.maximumBytes + 1)
    await #expect { try await Bench.run(large) } throws: {
      ($0 as? CodeExecutionError)?.code == .codeTooLarge
    }
  }

  @Test("The largest code runs", arguments: Bench.tiers)
  func largest(tier: SandboxTier) async throws {
    let plain = "print(1)#" + String(repeating: "\\", count: ExecutionRequest.maximumBytes - 9)
    #expect(try await Bench.run(plain, tier: tier).out == "1\n")
  }
}
