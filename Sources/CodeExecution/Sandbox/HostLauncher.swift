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
