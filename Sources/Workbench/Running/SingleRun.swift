package import Basics
package import CodeExecution
import FoundationEssentials
import Glibc

/// One run of a program under exactly the sandbox that a trial gets.
package struct SingleRun: Sendable {
  /// Whether the program is run again, and what for.
  package enum Repetition: Hashable, Sendable {
    /// It is run once.
    case none
    /// A program that ends by itself is run a second time, to see whether it does the same.
    case compared
    /// It is run up to three times, to find out how far it depends on chance.
    case classified
  }

  /// The program.
  package var code: String
  /// The sandbox that is wished for.
  package var tier: TierWish
  /// What the run may take.
  package var limits: ExecutionLimits
  /// The Python to run it with: a path, or a name; the distribution's where it is `nil`.
  package var python: String?
  /// Whether it is run again.
  package var repetition: Repetition
  /// Where the sandbox looks for what it needs.
  package var environment: [String: String]

  /// Creates a run.
  package init(
    code: String, tier: TierWish = .best, limits: ExecutionLimits = .standard,
    python: String? = nil, repetition: Repetition = .none, environment: [String: String]
  ) {
    self.code = code
    self.tier = tier
    self.limits = limits
    self.python = python
    self.repetition = repetition
    self.environment = environment
  }

  /// Runs the program; whatever it does is no error.
  ///
  /// - Throws: Limits that make no sense, or a sandbox that cannot be used.
  package func observed() async throws(CodeExecutionError) -> ObservedRun {
    // Before anything is started, so that a typing error does not look like a broken sandbox.
    try limits.check()
    let interpreter = try await Interpreter.find(preferring: python)
    return try await observed(
      in: try await Sandbox.launcher(tier, interpreter: interpreter, environment: environment))
  }

  /// Runs the program in a sandbox that was made.
  func observed(in launcher: any Launcher) async throws(CodeExecutionError) -> ObservedRun {
    let request = ExecutionRequest(
      code: code, interpreter: launcher.interpreter.label, limits: limits)
    switch repetition {
    case .classified:
      let (outcome, executionClass) = try await ExecutionClassifier(launcher).run(request)
      return ObservedRun(
        outcome: outcome,
        isNondeterministic: outcome.end.isLimit ? nil : executionClass.isNondeterministic,
        executionClass: executionClass)
    case .compared:
      let outcome = try await launcher.run(request)
      guard !outcome.end.isLimit else { return ObservedRun(outcome: outcome) }
      let again = try await launcher.run(request)
      return ObservedRun(
        outcome: outcome,
        isNondeterministic: ExecutionDivergence.between(outcome, again) != nil)
    case .none:
      return ObservedRun(outcome: try await launcher.run(request))
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

/// What a run of a program was seen to do.
package struct ObservedRun {
  /// What the program did.
  package var outcome: ExecutionOutcome
  /// Whether a second run, told the same, did something else; `nil` where there was none, or where a
  /// limit ended the first.
  var isNondeterministic: Bool?
  /// How far it depends on chance, where that was asked for.
  var executionClass: ExecutionClass?

  /// Creates it of its parts.
  package init(
    outcome: ExecutionOutcome, isNondeterministic: Bool? = nil,
    executionClass: ExecutionClass? = nil
  ) {
    self.outcome = outcome
    self.isNondeterministic = isNondeterministic
    self.executionClass = executionClass
  }

  /// The run as one JSON object.
  package var json: JSONValue {
    let words = EndWords(outcome.end)
    let value: JSONValue = [
      "outcome": .string(words.outcome), "exit": Self.number(words.exit),
      "signal": Self.number(words.signal), "limit": words.limit.map(JSONValue.string) ?? .null,
      "wall_ms": Self.milliseconds(outcome.wallMicroseconds),
      "cpu_ms": outcome.cpuMicroseconds.map(Self.milliseconds) ?? .null,
      "peak_kib": Self.number(outcome.peakKiB),
      "stdout_b64": .string(Data(outcome.stdout).base64EncodedString()),
      "stderr_b64": .string(Data(outcome.stderr).base64EncodedString()),
      "stdout_truncated": .bool(outcome.stdoutTruncated),
      "stderr_truncated": .bool(outcome.stderrTruncated),
      "nondeterministic": isNondeterministic.map(JSONValue.bool) ?? .null,
      "tier": .string(outcome.tier.rawValue),
    ]
    guard let executionClass, var object = value.object else { return value }
    object["class"] = .string(executionClass.rawValue)
    return .object(object)
  }

  /// A refusal as a JSON object with the same members, and what to do about it.
  package static func refusal(_ error: CodeExecutionError) -> JSONValue {
    [
      "outcome": "refused", "exit": .null, "signal": .null, "limit": .null, "wall_ms": .null,
      "cpu_ms": .null, "peak_kib": .null, "stdout_b64": "", "stderr_b64": "",
      "stdout_truncated": false, "stderr_truncated": false, "nondeterministic": .null,
      "tier": .null, "code": .string(error.code.rawValue), "message": .string(error.message),
      "next": .string(error.next), "cause": error.cause.map(JSONValue.string) ?? .null,
    ]
  }

  /// The run in one line for people.
  package var summary: String {
    var parts = [EndWords(outcome.end).sentence]
    parts.append("\(outcome.wallMicroseconds / 1000) ms")
    if let cpu = outcome.cpuMicroseconds { parts.append("\(cpu / 1000) ms of processor time") }
    if let peak = outcome.peakKiB { parts.append("\(peak / 1024) MiB at most") }
    if outcome.stdoutTruncated { parts.append("stdout was cut") }
    if outcome.stderrTruncated { parts.append("stderr was cut") }
    if let executionClass { parts.append(executionClass.rawValue) }
    if isNondeterministic == true, executionClass == nil { parts.append("another run differs") }
    parts.append("tier \(outcome.tier.rawValue)")
    return parts.joined(separator: " · ")
  }

  private static func number(_ value: Int?) -> JSONValue {
    value.map { .integer(Int64($0)) } ?? .null
  }

  private static func milliseconds(_ microseconds: Int) -> JSONValue {
    .double(Double(microseconds) / 1000)
  }
}

/// The end of a run in the words of the command's output.
private struct EndWords {
  /// One of seven words; what killed it at a limit of temporary files counts as a signal.
  var outcome: String
  var exit: Int?
  var signal: Int?
  /// The limit that ended it.
  var limit: String?
  /// The end for people.
  var sentence: String

  init(_ end: ExecutionEnd) {
    switch end {
    case .exited(let status):
      (outcome, exit, sentence) = ("exited", status, "exited with \(status)")
    case .signaled(let number):
      (outcome, signal, sentence) = ("signaled", number, "ended by signal \(number)")
    case .limit(let reached):
      (limit, sentence) = (reached.rawValue, end.sentence)
      switch reached {
      case .wall: outcome = "timeout"
      case .cpu: outcome = "cpu_limit"
      case .memory: outcome = "memory"
      case .output: outcome = "output_limit"
      case .disk: (outcome, signal) = ("signaled", Int(SIGKILL))
      }
    }
  }
}
