/// Runs model-written code, each request in a fresh process, behind a wall of some kind.
///
/// This is the seam between what a run means and how it is kept in: one type a ``SandboxTier``.
public protocol Launcher: Sendable {
  /// What keeps the code away from the machine.
  var tier: SandboxTier { get }
  /// The Python that runs it.
  var interpreter: Interpreter { get }

  /// Runs a request to its end or to its limits.
  ///
  /// When it returns, no process of the run is alive and nothing of it is left on the disk. A status
  /// other than 0, a signal, a reached limit and cut output are outcomes, not errors.
  ///
  /// - Throws: ``CodeExecutionError`` where the code could not be run as asked: another interpreter,
  ///   bad limits, a sandbox that cannot be set up, a cancelled task.
  func run(_ request: ExecutionRequest) async throws(CodeExecutionError) -> ExecutionOutcome
}

extension Launcher {
  /// Throws unless this launcher can run the request as it was meant.
  func check(_ request: ExecutionRequest) throws(CodeExecutionError) {
    guard request.interpreter == interpreter.label else {
      throw CodeExecutionError(
        .interpreterMismatch,
        "the sweep asks for \(request.interpreter), but \(interpreter.path) is"
          + " \(interpreter.label)",
        next: "install \(request.interpreter), or name \(interpreter.label) in the sweep and record"
          + " its executions anew")
    }
    try request.limits.check()
  }
}

extension ExecutionLimits {
  /// The largest value of each limit: far more than a run may need, and safe to multiply by.
  static let maximum = 1 << 30

  /// Throws unless every limit is at least 1 and within reason.
  func check() throws(CodeExecutionError) {
    let values = [
      ("wallMilliseconds", wallMilliseconds), ("cpuSeconds", cpuSeconds), ("memoryMiB", memoryMiB),
      ("processes", processes), ("diskMiB", diskMiB), ("outputBytes", outputBytes),
    ]
    for (name, value) in values where !(1...Self.maximum).contains(value) {
      throw CodeExecutionError(
        .badLimits, "the execution limit \(name) is \(value)",
        next: "give it a value from 1 to \(Self.maximum)")
    }
  }
}
