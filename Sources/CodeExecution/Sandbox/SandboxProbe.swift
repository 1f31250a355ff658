/// Finds out by running something whether a sandbox holds.
///
/// Small and quick, so that a tool can afford it before each recording; the whole list of attacks is
/// in the tests.
struct SandboxProbe {
  let launcher: any Launcher

  /// Tries what must not work, and prints a word for each that did.
  private static let attack = """
    import os, socket, sys
    def works(attempt):
        try: attempt()
        except OSError: return False
        return True
    attempts = {
        'network': lambda: socket.create_connection(('192.0.2.1', 9), 0.2),
        'datagrams': lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9)),
        'reading': lambda: open('/etc/passwd'),
        'processes': lambda: open(f'/proc/{os.getppid()}/environ').read(1),
    }
    for folder in ('', '/usr', '/etc', '/var/tmp', '/dev', '/root', '/home'):
        attempts['writing ' + folder] = lambda: open(folder + '/steerbench-probe', 'x')
    for name, attempt in attempts.items():
        if works(attempt): print(name)
    print(6 * 7, ' '.join(os.environ))
    """

  /// Starts a process that detaches itself, and never ends.
  private static let endless = """
    import os
    if os.fork() == 0:
        try: os.setsid()
        except OSError: pass
    while True: pass
    """

  private static let wall = 250

  /// Runs the probe.
  ///
  /// - Returns: What it proved, for people.
  /// - Throws: ``CodeExecutionError`` where the sandbox cannot be set up or does not hold.
  func run() async throws(CodeExecutionError) -> [String] {
    var proved: [String] = []
    let names = PythonCommand.environment.map(\.name).joined(separator: " ")
    let outcome = try await launcher.run(request(Self.attack, wall: 20_000))
    if launcher.tier == .unprotected {
      guard outcome.succeeded else { throw failure(outcome, "did not run") }
    } else {
      guard outcome.succeeded, outcome.stdout == Array("42 \(names)\n".utf8) else {
        throw failure(outcome, "let something through, or did not run")
      }
      proved += ["no network", "no host files", "no host processes", "no host environment"]
    }
    let ended = try await launcher.run(request(Self.endless, wall: Self.wall))
    let late = ended.wallMicroseconds / 1000 - Self.wall
    guard ended.end == .wallLimit else { throw failure(ended, "outlived its time limit") }
    proved.append("killed \(max(late, 0)) ms after its limit")
    return proved
  }

  private func request(_ code: String, wall: Int) -> ExecutionRequest {
    ExecutionRequest(
      code: code, interpreter: launcher.interpreter.label,
      limits: ExecutionLimits(wallMilliseconds: wall))
  }

  private func failure(_ outcome: ExecutionOutcome, _ what: String) -> CodeExecutionError {
    let printed = String(
      decoding: outcome.stdout.prefix(300) + outcome.stderr.prefix(300), as: UTF8.self)
    return CodeExecutionError(
      .sandboxUnavailable, "a probe in tier \(launcher.tier.rawValue) \(what): \(outcome.end)",
      next: "see what works here: steerbench doctor", cause: printed)
  }
}
