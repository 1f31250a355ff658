import Glibc
import Subprocess

/// The tier `namespaces`: each run in a fresh process behind bubblewrap.
///
/// A run sees the system's programs read-only, an empty `/tmp` of its own, no network, no other
/// process, no variable of the host's environment, and no file of any user. It is user 1000.
///
/// What bubblewrap alone cannot give: a bound on the memory of all processes together (each has its
/// own), the program's own processor time and memory in the outcome, and the difference between a
/// program that a signal killed and one that exited with 128 and the signal's number; the latter is
/// taken for the former.
public struct BubblewrapLauncher: Launcher {
  public let interpreter: Interpreter
  let tools: SandboxTools

  public var tier: SandboxTier { .namespaces }

  /// Finds the sandbox's programs; nothing is run yet.
  ///
  /// - Throws: ``CodeExecutionError`` with the code `missingTool`, naming the package to install.
  public init(interpreter: Interpreter) throws(CodeExecutionError) {
    self.interpreter = interpreter
    tools = try SandboxTools.find()
  }

  init(interpreter: Interpreter, tools: SandboxTools) {
    self.interpreter = interpreter
    self.tools = tools
  }

  public func run(_ request: ExecutionRequest) async throws(CodeExecutionError) -> ExecutionOutcome
  {
    try check(request)
    guard !Task.isCancelled else { throw .cancelled }
    let arguments = try BubblewrapCommand(tools: tools, interpreter: interpreter)
      .arguments(for: request)

    // A task of its own, so that cancelling the caller's does not make swift-subprocess kill
    // bubblewrap alone; the watchdog ends the whole sandbox and the run is still waited for.
    let watchdog = Watchdog()
    let run = Task { await SandboxRun(tools, request.limits, watchdog).result(of: arguments) }
    let result = await withTaskCancellationHandler {
      await run.value
    } onCancel: {
      Task { await watchdog.kill(because: .cancelled) }
    }
    return try result.get()
  }
}

extension CodeExecutionError {
  static let cancelled = CodeExecutionError(
    .cancelled, "an execution was cancelled", next: "run the same command again to go on")
}
