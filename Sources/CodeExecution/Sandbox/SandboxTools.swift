/// The programs that the sandbox is made of.
struct SandboxTools: Hashable, Sendable {
  /// Sets up the namespaces.
  var bubblewrap: String
  /// Gives up root before anything else is done.
  var setpriv: String
  /// Sets the limits, inside.
  var prlimit: String
  /// Writes the code down and waits for the interpreter, inside.
  var shell: String

  /// Finds the programs where the system has them, in folders that are the same inside the sandbox.
  ///
  /// Not through the user's `PATH`: what keeps hostile code in must not come from a folder that
  /// anybody may write to.
  static func find() throws(CodeExecutionError) -> SandboxTools {
    SandboxTools(
      bubblewrap: try find("bwrap", package: "bubblewrap"),
      setpriv: try find("setpriv", package: "util-linux"),
      prlimit: try find("prlimit", package: "util-linux"),
      shell: try find("sh", package: "dash"))
  }

  private static func find(
    _ name: String, package: String
  ) throws(CodeExecutionError) -> String {
    guard let path = HostFiles.find(name, in: PythonCommand.searchPath) else {
      throw CodeExecutionError(
        .missingTool,
        "model-written code runs only in a sandbox, and \(name) is not in"
          + " \(PythonCommand.searchPath)",
        next: "install it: sudo apt-get install \(package)")
    }
    return path
  }
}
