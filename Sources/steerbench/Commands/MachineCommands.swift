import ArgumentParser
import Basics
import CodeExecution
import Files
import FoundationEssentials
import RecordReplay
import Workbench

/// Runs one file of Python under the sandbox that trials get.
struct ExecCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run one Python file under exactly the sandbox that a trial gets.",
    discussion: """
      Without --json the program's outputs are passed through (made harmless where a terminal would \
      act on them) and a line on standard error says how it ended. The exit code is 0 whenever the run \
      could be made, whatever the program did; 4 where the sandbox cannot be used; 2 for limits and \
      files that make no sense.

      With --json one object is printed: outcome (exited, signaled, timeout, cpu_limit, memory, \
      output_limit, refused), exit, signal, limit, wall_ms, cpu_ms, peak_kib, stdout_b64, stderr_b64, \
      stdout_truncated, stderr_truncated, nondeterministic, tier. For nondeterministic, a program that \
      ends by itself is run a second time under the same conditions: true if it then ends otherwise or \
      prints something else, null if it was not run again. --once makes one run; --classify makes up \
      to three and adds class (insensitive, pinned, unstable, limit-dependent).

      Examples:
        steerbench exec answer.py
        echo 'print(6 * 7)' | steerbench exec - --json --wall-ms 2000
      """)

  @Argument(
    help: ArgumentHelp("The file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["py"])) var file: String
  @OptionGroup var tier: TierArguments
  @OptionGroup var limits: LimitArguments
  @Option(
    help: "The Python to run it with: a path, or a name. Default: the distribution's python3.",
    completion: .file())
  var python: String?
  @Flag(help: "Run it up to three times and say how far it depends on chance.") var classify = false
  @Flag(help: "Run it once, and do not ask whether another run would do the same.") var once = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard !(classify && once) else {
      throw ValidationError("--classify and --once exclude each other.")
    }
  }

  func run() async throws {
    let run = SingleRun(
      code: try code(), tier: tier.wish, limits: limits.limits, python: python,
      repetition: repetition, environment: ProcessInfo.processInfo.environment)
    let observed: ObservedRun
    do {
      observed = try await run.observed()
    } catch {
      let failure = CommandFailure(error)
      guard json else { throw failure }
      Console.output.write(try CanonicalJSON.text(of: ObservedRun.refusal(error)))
      throw CommandFailure(failure.status)
    }
    guard !json else { return Console.output.write(try CanonicalJSON.text(of: observed.json)) }
    Console.output.pass(observed.outcome.stdout)
    Console.error.pass(observed.outcome.stderr)
    Console.error.write("steerbench: \(observed.summary)")
  }

  /// People see the first run; whether there is chance in it is asked for by programs.
  private var repetition: SingleRun.Repetition {
    if classify { return .classified }
    return json && !once ? .compared : .none
  }

  /// The text of the file that is to be run.
  private func code() throws -> String {
    let name = file == "-" ? "standard input" : file
    let limit = ExecutionRequest.maximumBytes
    let bytes: [UInt8]
    do {
      bytes = try GivenFile.opened(file).bytes(upTo: limit + 1)
    } catch {
      throw CommandFailure(
        .usage, "\(name) cannot be read. Check that it is a file, and its permissions.")
    }
    guard bytes.count <= limit else {
      throw CommandFailure(.usage, "\(name) is larger than \(limit) bytes. Run a smaller file.")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(
        .usage,
        "\(name) is not UTF-8 text, as code from a model always is. Convert it, or escape the "
          + "bytes in its strings.")
    }
    return text
  }
}

extension Console {
  /// Writes what a program printed: its bytes, or on a terminal a text that the terminal cannot be
  /// told anything by.
  fileprivate func pass(_ bytes: [UInt8]) {
    if isTerminal {
      write(Redaction.visible(String(decoding: bytes, as: UTF8.self)), terminator: "")
    } else {
      write(bytes)
    }
  }
}

/// Says what this machine can do.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check this machine: cassettes, the sandbox, and the servers of sweeps.",
    discussion: """
      Replay needs none of this; recording needs the sandbox and a server. With sweeps named, their \
      servers are asked which models they serve; without any, none is.
      """)

  @Argument(help: "Sweeps whose servers are asked.", completion: CompletionWords.sweeps) var sweeps:
    [String] = []
  @Option(help: "Ask this base URL instead of the sweeps' own.") var baseURL: String?
  @OptionGroup var keys: KeyArguments
  @OptionGroup var trust: TrustArguments
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let check = try await MachineCheck(
      servers: sweeps, baseURL: baseURL, environment: ProcessInfo.processInfo.environment,
      trust: trust.trust)
    Console.output.write(json ? try CanonicalJSON.text(of: check.json) : check.text)
    guard check.ending == .pass else { throw CommandFailure(ExitStatus(check.ending)) }
  }
}
