import CodeExecution
import Foundation
import Glibc

/// What the sandbox costs and how well it measures, in each tier that works here.
///
/// Starts are timed by turns, bare and in each tier, so that a machine that grows busy slows all of
/// them; what counts is the difference of their medians. How much processor time and memory a run
/// took is compared with what the very same run says of itself.
enum SandboxSection: BenchSection {
  static let name = "sandbox"
  static let summary = "runs of code: overhead, runs a second, kill latency, errors of measurement"

  /// Starts of each kind.
  private static let starts = 60

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let interpreter = try await Interpreter.find()
    var tiers: [TierBench] = []
    var facts = [("python", "\(interpreter.path) \(interpreter.version)")]
    for (tier, most) in [(SandboxTier.namespaces, 10.0), (.landlock, 4.0)] {
      do {
        let launcher = try await Sandbox.launcher(
          .only(tier), interpreter: interpreter, environment: ProcessInfo.processInfo.environment)
        tiers.append(TierBench(launcher: launcher, mostOverhead: most))
      } catch {
        facts.append(("tier \(tier.rawValue)", "does not work here: \(error)"))
      }
    }
    guard !tiers.isEmpty else { throw BenchError("No sandbox works here. See: steerbench doctor") }
    let bare = BarePython(interpreter: interpreter)
    var times: [[Double]] = Array(repeating: [], count: tiers.count + 1)
    for _ in 0..<starts {
      times[0].append(try bare.run("print(1)").milliseconds)
      for (index, tier) in tiers.enumerated() { times[index + 1].append(try await tier.start()) }
    }
    let base = times[0].median
    var figures = [BenchFigure("bare print(1)", base, "ms", decimals: 1)]
    for (index, tier) in tiers.enumerated() {
      figures += try await tier.figures(start: times[index + 1].median, bare: base)
    }
    return BenchReport(section: name, facts: facts, figures: figures)
  }
}

extension Duration {
  /// The duration in milliseconds.
  var milliseconds: Double {
    Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
  }
}

extension [Double] {
  /// The value in the middle; 0 of none.
  var median: Double {
    isEmpty ? 0 : sorted()[count / 2]
  }
}

/// The interpreter without any sandbox, started as cheaply as this system starts programs.
struct BarePython {
  let interpreter: Interpreter

  /// What the interpreter is told in the sandbox, as far as it changes how it starts.
  private static let environment = [
    "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TZ=UTC",
    "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", "PYTHONNOUSERSITE=1", "PYTHONUTF8=1",
  ]

  /// Runs a program with its output thrown away, and gives the time that it took.
  func run(_ code: String) throws -> Duration {
    let start = ContinuousClock.now
    var process = pid_t()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    let failure = Self.withPointers([interpreter.path, "-s", "-B", "-c", code]) { arguments in
      Self.withPointers(Self.environment) { environment in
        posix_spawn(&process, interpreter.path, &actions, nil, arguments, environment)
      }
    }
    var status: CInt = 0
    guard failure == 0, waitpid(process, &status, 0) == process, status == 0 else {
      throw BenchError("\(interpreter.path) cannot be run by itself.")
    }
    return ContinuousClock.now - start
  }

  private static func withPointers<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let pointers = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
  }
}

/// The measurements of one tier.
struct TierBench: Sendable {
  /// Runs code in the tier.
  let launcher: any Launcher
  /// What a start may cost beyond the bare interpreter's, in milliseconds.
  let mostOverhead: Double

  /// A program that uses processor time, or memory, and says how much that was.
  ///
  /// It leaves without cleaning up, so that nothing comes after what it says. Taking memory down is
  /// the kernel's work after that, and is counted by everybody; so the two are measured apart.
  private static func witness(of work: String) -> String {
    """
    import os, resource
    \(work)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    os.write(1, f'{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}'.encode())
    os._exit(0)
    """
  }

  private static let busy = witness(
    of: "while resource.getrusage(resource.RUSAGE_SELF).ru_utime < 0.25: pass")
  private static let large = witness(of: "block = bytearray(b'x') * (48 << 20)")

  private var name: String { launcher.tier.rawValue }

  /// The milliseconds that one sandboxed `print(1)` takes.
  func start() async throws -> Double {
    let start = ContinuousClock.now
    let outcome = try await run("print(1)")
    guard outcome.succeeded, outcome.stdout == Array("1\n".utf8) else {
      throw BenchError("print(1) in tier \(name) ended with \(outcome.end).")
    }
    return (ContinuousClock.now - start).milliseconds
  }

  /// Everything that is measured of the tier.
  ///
  /// - Parameters:
  ///   - start: The median of its starts.
  ///   - bare: The median of the bare interpreter's.
  func figures(start: Double, bare: Double) async throws -> [BenchFigure] {
    let accuracy = try await accuracy()
    return [
      BenchFigure("\(name): print(1)", start, "ms", decimals: 1),
      BenchFigure(
        "\(name): beyond bare", start - bare, "ms", decimals: 1, mark: .atMost(mostOverhead)),
      BenchFigure("\(name): print(1) / bare", start / bare, "", decimals: 2),
      BenchFigure(
        "\(name): runs on 2 cores", try await runsPerSecond(), "/s",
        mark: launcher.tier == .namespaces ? .atLeast(100) : nil),
      BenchFigure(
        "\(name): killed past the limit", try await killLatency(), "ms", decimals: 1,
        mark: .atMost(50)),
      BenchFigure(
        "\(name): error of processor time", accuracy.cpu, "ms", decimals: 1, mark: .atMost(5)),
      BenchFigure(
        "\(name): error of peak memory", accuracy.memory, "MB", decimals: 2, mark: .atMost(2)),
    ]
  }

  /// Runs a second with two at a time.
  private func runsPerSecond() async throws -> Double {
    let count = 120
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        if number >= 2 { try await group.next() }
        group.addTask { _ = try await self.start() }
      }
      try await group.waitForAll()
    }
    return Double(count) * 1000 / (ContinuousClock.now - start).milliseconds
  }

  /// The longest time, of some runs, between the time limit and the moment when the caller has the
  /// outcome of a program with children that would go on; the sandbox's own start included.
  private func killLatency() async throws -> Double {
    var limits = ExecutionLimits.standard
    limits.wallMilliseconds = 200
    var longest = 0.0
    for _ in 0..<7 {
      let start = ContinuousClock.now
      let outcome = try await run(
        "import os\nfor _ in range(3): os.fork()\nwhile True: pass", limits: limits)
      guard outcome.end == .limit(.wall) else {
        throw BenchError("An endless loop in tier \(name) ended with \(outcome.end).")
      }
      longest = max(longest, (ContinuousClock.now - start).milliseconds - 200)
    }
    return longest
  }

  /// The largest differences, of some runs, between what was measured and what the run says.
  private func accuracy() async throws -> (cpu: Double, memory: Double) {
    var largest = (cpu: 0.0, memory: 0.0)
    for _ in 0..<5 {
      largest.cpu = max(largest.cpu, try await errors(of: Self.busy).cpu)
      largest.memory = max(largest.memory, try await errors(of: Self.large).memory)
    }
    return largest
  }

  private func errors(of witness: String) async throws -> (cpu: Double, memory: Double) {
    let outcome = try await run(witness)
    let words = String(decoding: outcome.stdout, as: UTF8.self).split(separator: " ")
    guard words.count == 2, let seconds = Double(words[0]), let kib = Double(words[1]),
      let cpu = outcome.cpuMicroseconds, let peak = outcome.peakKiB
    else { throw BenchError("The witness in tier \(name) ended with \(outcome.end).") }
    return (
      abs(Double(cpu) / 1000 - seconds * 1000), abs(Double(peak) - kib) * 1024 / 1e6
    )
  }

  private func run(
    _ code: String, limits: ExecutionLimits = .standard
  ) async throws -> ExecutionOutcome {
    try await launcher.run(
      ExecutionRequest(code: code, interpreter: launcher.interpreter.label, limits: limits))
  }
}
