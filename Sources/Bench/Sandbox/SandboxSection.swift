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
