/// The tier `namespaces`: each run behind bubblewrap, under the supervisor as pid 1.
///
/// A run sees the system's programs read-only, an empty `/tmp` of its own, no network, no other
/// process, no variable of the host's environment, and no file of any user. It is user 1000 and
/// process 2, on a machine of that name.
public struct NamespacesLauncher: Launcher {
  public let interpreter: Interpreter
  private let program: SupervisorProgram
  private let command: BubblewrapCommand

  public var tier: SandboxTier { .namespaces }

  /// Finds bubblewrap where the system has it; nothing is run yet.
  ///
  /// Not through the user's `PATH`: what keeps hostile code in must not come from a folder that
  /// anybody may write to.
  init(
    interpreter: Interpreter, program: SupervisorProgram,
    searchPath: String = PythonCommand.searchPath
  ) throws(CodeExecutionError) {
    guard let bubblewrap = HostFiles.find("bwrap", in: searchPath) else {
      throw CodeExecutionError(
        .missingTool, "tier namespaces needs bubblewrap, and bwrap is not in \(searchPath)",
        next: "install it: sudo apt-get install bubblewrap")
    }
    self.interpreter = interpreter
    self.program = program
    command = BubblewrapCommand(bubblewrap: bubblewrap, interpreter: interpreter)
  }

  public func run(
    _ request: ExecutionRequest, conditions: RunConditions
  ) async throws(CodeExecutionError) -> ExecutionOutcome {
    try check(request)
    return try await SupervisorRun(
      program, arguments: command.arguments(for: request.limits),
      request: SupervisorRequest(request, interpreter, conditions), limits: request.limits,
      tier: tier
    ).outcome()
  }

  public func provenance() async throws(CodeExecutionError) -> SandboxProvenance {
    try await program.provenance(tier: tier, interpreter: interpreter)
  }
}
