import ArgumentParser
import Basics
import CodeExecution
import Foundation
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

  @Argument(help: ArgumentHelp("The file; - for standard input.", valueName: "file")) var file:
    String
  @OptionGroup var tier: TierArguments
  @OptionGroup var limits: LimitArguments
  @Option(
    help: "The Python to run it with: a path, or a name. Default: the distribution's python3.")
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
    let code = try CodeFile.text(of: file)
    do throws(CodeExecutionError) {
      let limits = limits.limits
      // Before anything is started, so that a typing error does not look like a broken sandbox.
      try limits.check()
      let interpreter = try await Interpreter.find(preferring: python)
      let launcher = try await Sandbox.launcher(
        tier.wish, interpreter: interpreter, environment: ProcessInfo.processInfo.environment)
      let request = ExecutionRequest(code: code, interpreter: interpreter.label, limits: limits)
      show(try await report(of: request, by: launcher))
    } catch {
      try refuse(error)
    }
  }

  private func report(
    of request: ExecutionRequest, by launcher: any Launcher
  ) async throws(CodeExecutionError) -> ObservedRun {
    if classify {
      let (outcome, executionClass) = try await ExecutionClassifier(launcher).run(request)
      return ObservedRun(
        outcome: outcome,
        isNondeterministic: outcome.end.isLimit ? nil : executionClass.isNondeterministic,
        executionClass: executionClass)
    }
    let outcome = try await launcher.run(request)
    // People see the first run; whether there is chance in it is asked for by programs.
    guard json, !once, !outcome.end.isLimit else { return ObservedRun(outcome: outcome) }
    let again = try await launcher.run(request)
    return ObservedRun(
      outcome: outcome,
      isNondeterministic: ExecutionDivergence.between(outcome, again) != nil)
  }

  private func show(_ report: ObservedRun) {
    if json {
      Console.output.write(report.json.line)
    } else {
      Console.output.pass(report.outcome.stdout)
      Console.error.pass(report.outcome.stderr)
      Console.error.write("steerbench: \(report.summary)")
    }
  }

  private func refuse(_ error: CodeExecutionError) throws {
    let failure = CommandFailure(error)
    guard json else { throw failure }
    Console.output.write(ObservedRun.refusal(error).line)
    throw CommandFailure(failure.status)
  }
}

/// The file that is to be run.
private enum CodeFile {
  /// Its text.
  static func text(of file: String) throws -> String {
    let name = file == "-" ? "standard input" : file
    let bytes = try bytes(of: file, named: name)
    guard bytes.count <= ExecutionRequest.maximumBytes else {
      throw CommandFailure(
        .usage, "\(name) is larger than \(ExecutionRequest.maximumBytes) bytes. Run a smaller file."
      )
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(
        .usage,
        "\(name) is not UTF-8 text, as code from a model always is. Convert it, or escape the "
          + "bytes in its strings.")
    }
    return text
  }

  private static func bytes(of file: String, named name: String) throws -> Data {
    let limit = ExecutionRequest.maximumBytes + 1
    do {
      let handle =
        file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: file))
      var bytes = Data()
      while bytes.count < limit, let piece = try handle.read(upToCount: limit - bytes.count),
        !piece.isEmpty
      {
        bytes += piece
      }
      return bytes
    } catch {
      throw CommandFailure(
        .usage, "\(name) cannot be read. Check that it is a file, and its permissions.")
    }
  }
}

extension ExecutionClass {
  /// Whether runs that were told the same did otherwise.
  fileprivate var isNondeterministic: Bool {
    switch self {
    case .insensitive, .pinned: false
    // Of two runs alike only one met a limit.
    case .unstable, .limitDependent: true
    }
  }
}

extension JSONValue {
  /// The value on one line; these hold no number that has no canonical form.
  fileprivate var line: String { (try? CanonicalJSON.text(of: self)) ?? "{}" }
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
