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
  func run(
    _ request: ExecutionRequest, conditions: RunConditions
  ) async throws(CodeExecutionError) -> ExecutionOutcome

  /// What ran the program and what kept it in.
  func provenance() async throws(CodeExecutionError) -> SandboxProvenance
}

extension Launcher {
  /// Runs a request under the conditions of every recorded run.
  public func run(
    _ request: ExecutionRequest
  ) async throws(CodeExecutionError) -> ExecutionOutcome {
    try await run(request, conditions: .pinned)
  }

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
    let size = request.code.utf8.count + request.input.utf8.count
    guard size <= ExecutionRequest.maximumBytes else {
      throw CodeExecutionError(
        .codeTooLarge, "code and input of an execution take \(size) bytes together",
        next: "keep them within \(ExecutionRequest.maximumBytes) bytes")
    }
  }
}

extension ExecutionRequest {
  /// The largest code and input together.
  public static let maximumBytes = 1 << 20
}

/// The tiers in which the supervisor alone runs the program, on the host's own file system.
///
/// - `landlock`: only the system's folders can be read and only the run's own folder can be written;
///   there are no sockets; root's runs happen as a user that owns nothing. What it does not give is
///   listed by ``SandboxTier/gaps(ownsUser:scopesSignals:)``.
/// - `none`: limits, and nothing else.
public struct HostLauncher: Launcher {
  public let tier: SandboxTier
  public let interpreter: Interpreter
  private let program: SupervisorProgram
  private let folder: String

  /// Creates a launcher; nothing is run yet.
  ///
  /// - Parameters:
  ///   - isLandlocked: Whether there is a wall.
  ///   - folder: Where each run has its own folder while it lasts.
  init(
    isLandlocked: Bool, interpreter: Interpreter, program: SupervisorProgram, folder: String
  ) {
    tier = isLandlocked ? .landlock : .unprotected
    self.interpreter = interpreter
    self.program = program
    self.folder = folder
  }

  public func run(
    _ request: ExecutionRequest, conditions: RunConditions
  ) async throws(CodeExecutionError) -> ExecutionOutcome {
    try check(request)
    return try await SupervisorRun(
      program, arguments: [tier.rawValue, folder],
      request: SupervisorRequest(request, interpreter, conditions), limits: request.limits,
      tier: tier
    ).outcome()
  }

  public func provenance() async throws(CodeExecutionError) -> SandboxProvenance {
    try await program.provenance(tier: tier, interpreter: interpreter)
  }
}
