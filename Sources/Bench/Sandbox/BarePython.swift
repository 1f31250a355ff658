import CodeExecution
import Glibc

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
