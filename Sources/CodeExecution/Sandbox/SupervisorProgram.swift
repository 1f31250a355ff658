import Basics
import Subprocess
import SystemPackage

/// The supervisor's program: found once, asked what this machine can do.
struct SupervisorProgram: Hashable, Sendable {
  /// Its file.
  let path: String

  /// The file's name, beside the program that uses it.
  static let name = "steerbench-supervisor"
  /// The variable that names another file.
  static let variable = "STEERBENCH_SUPERVISOR"

  /// What the kernel offers, as the supervisor found it.
  struct Facts: Hashable, Sendable {
    /// The version of Landlock; 0 if there is none.
    var landlock: Int
    /// Whether Landlock keeps signals in.
    var scopesSignals: Bool
    /// Whether the program runs as a user of its own.
    var ownsUser: Bool
    /// Whether a memory cgroup bounds a run.
    var boundsMemory: Bool
    /// Whether the supervisor can be asked about single calls.
    var answersCalls: Bool
  }

  /// Finds it: where the variable says, else beside the running program.
  ///
  /// - Throws: ``CodeExecutionError`` with the code `missingTool`.
  static func find(
    environment: [String: String]
  ) throws(CodeExecutionError) -> SupervisorProgram {
    if let path = environment[variable], !path.isEmpty {
      guard path.utf8.first == UInt8(ascii: "/"), HostFiles.isExecutable(path) else {
        throw CodeExecutionError(
          .missingTool, "\(variable) is \(path), which is not the path of a program",
          next: "name the supervisor's program with its whole path, or unset \(variable)")
      }
      return SupervisorProgram(path: path)
    }
    guard let own = HostFiles.linkTarget("/proc/self/exe") else {
      throw CodeExecutionError(
        .missingTool, "the supervisor lies beside this program, whose place /proc does not tell",
        next: "mount /proc, or name the supervisor's program in \(variable)")
    }
    let folder = HostFiles.split(own).folder
    let path = "\(folder)/\(name)"
    guard HostFiles.isExecutable(path) else {
      throw CodeExecutionError(
        .missingTool, "model-written code runs only under a supervisor, and there is no \(path)",
        next: "build it: swift build --product \(name); or name it in \(variable)")
    }
    return SupervisorProgram(path: path)
  }

  /// Asks it for one of the things that it knows, and gives what it prints.
  func answer(to question: [String]) async throws(CodeExecutionError) -> [UInt8] {
    do {
      let result = try await run(
        .path(FilePath(path)), arguments: Arguments(question), environment: .custom([:]),
        input: .none, output: .bytes(limit: 64 << 10), error: .discarded)
      if result.terminationStatus.isSuccess { return result.standardOutput }
      throw CodeExecutionError(
        .launchFailed, "\(path) ended with \(result.terminationStatus)",
        next: "build it anew: swift build --product \(Self.name)")
    } catch let error as CodeExecutionError {
      throw error
    } catch {
      if Task.isCancelled { throw .cancelled }
      throw CodeExecutionError(
        .launchFailed, "\(path) cannot be run",
        next: "build it anew: swift build --product \(Self.name)", cause: "\(error)")
    }
  }

  /// What the kernel offers.
  func facts() async throws(CodeExecutionError) -> Facts {
    let text = String(decoding: try await answer(to: ["facts"]), as: UTF8.self)
    var numbers: [Substring: Int] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { numbers[words[0]] = Int(words[1]) }
    }
    guard let landlock = numbers["landlock"], let signals = numbers["signals"],
      let user = numbers["user"], let memory = numbers["memory"],
      let questions = numbers["questions"]
    else {
      throw CodeExecutionError(
        .launchFailed, "\(path) does not tell what this kernel offers",
        next: "build it anew: swift build --product \(Self.name)")
    }
    return Facts(
      landlock: landlock, scopesSignals: signals == 1, ownsUser: user == 1,
      boundsMemory: memory == 1, answersCalls: questions == 1)
  }

  /// What a tier's runs are kept in by, for their provenance.
  func provenance(
    tier: SandboxTier, interpreter: Interpreter
  ) async throws(CodeExecutionError) -> SandboxProvenance {
    var filter: Digest?
    if tier != .unprotected { filter = .sha256(try await answer(to: ["filter", tier.rawValue])) }
    return SandboxProvenance(
      tier: tier, filter: filter, supervisor: try HostFiles.digest(of: path),
      interpreterVersion: interpreter.version,
      interpreter: try HostFiles.digest(of: interpreter.path)
    )
  }
}
