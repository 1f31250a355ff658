import Basics
public import CodeExecution
import HTTP
import ModelAPI
import RecordReplay
import Serving

/// Runs of code that a client asks for: they are recorded as any other call, and replay without Python.
public struct SandboxCalls: Sendable {
  private static let members = ["code", "stdin", "seconds", "memory_mib"]
  private static let secondsLimit = 600.0
  private static let memoryLimit = 1 << 20

  /// Makes the sandbox when it is first needed: most programs run no code.
  private actor Door {
    private let make: @Sendable () async throws -> any Launcher
    private var made: Task<any Launcher, any Error>?

    init(_ make: @escaping @Sendable () async throws -> any Launcher) { self.make = make }

    func launcher() async throws -> any Launcher {
      let task = made ?? Task { [make] in try await make() }
      made = task
      return try await task.value
    }
  }

  private let door: Door

  /// Creates runs in a sandbox.
  ///
  /// - Parameter make: Makes and proves the sandbox, once, when it is first needed.
  public init(_ make: @escaping @Sendable () async throws -> any Launcher) {
    door = Door(make)
  }

  /// Runs what a call asks for.
  func answer(to call: ClientCall) async throws(DeckError) -> UpstreamCalls.Answer {
    let launcher: any Launcher
    do {
      launcher = try await door.launcher()
    } catch {
      throw DeckError(.execution, "\(error)")
    }
    let request: ExecutionRequest
    do throws(RequestFault) {
      request = try Self.request(call.body, interpreter: launcher.interpreter.label)
    } catch {
      return UpstreamCalls.Answer(end: .own(OwnAnswer(error)))
    }
    let outcome: ExecutionOutcome
    do throws(CodeExecutionError) {
      outcome = try await launcher.run(request)
    } catch {
      throw DeckError(.execution, error.description)
    }
    let headers = [HTTPHeader(name: "content-type", value: "application/json")]
    let body = CanonicalJSON.bytes(ofOwn: Self.json(outcome))
    let attempt = ModelAttempt(
      end: .status(200), waitMicroseconds: 0, serviceMicroseconds: outcome.wallMicroseconds)
    return UpstreamCalls.Answer(
      end: .final(ModelReply(status: 200, headers: headers, body: body, attempts: [attempt])),
      head: AnswerFeed.Head(status: 200, headers: headers), body: body)
  }

  /// What a body asks for.
  static func request(
    _ body: [UInt8], interpreter: String
  ) throws(RequestFault) -> ExecutionRequest {
    guard let object = (try? JSONValue(parsing: body))?.object, let code = object["code"]?.string,
      object.names.allSatisfy(members.contains), object["stdin"].map({ $0.string != nil }) ?? true
    else {
      throw RequestFault(
        400,
        "A run is asked for as {\"code\": \"…\"}, with \"stdin\", \"seconds\" and \"memory_mib\" if wished."
      )
    }
    var limits = ExecutionLimits.standard
    if let seconds = object["seconds"], !seconds.isNull {
      guard let number = seconds.double, number > 0, number <= secondsLimit else {
        throw RequestFault(400, "\"seconds\" is a number above 0 and up to \(Int(secondsLimit)).")
      }
      limits.wallMilliseconds = max(Int(number * 1000), 1)
      limits.cpuSeconds = max(limits.cpuSeconds, Int(number.rounded(.up)))
    }
    if let memory = object["memory_mib"], !memory.isNull {
      guard let number = memory.integer, (16...memoryLimit).contains(number) else {
        throw RequestFault(400, "\"memory_mib\" is a whole number from 16 to \(memoryLimit).")
      }
      limits.memoryMiB = number
      limits.totalMemoryMiB = max(limits.totalMemoryMiB, number)
    }
    do throws(CodeExecutionError) {
      try limits.check()
    } catch {
      throw RequestFault(400, error.description)
    }
    return ExecutionRequest(
      code: code, input: object["stdin"]?.string ?? "", interpreter: interpreter, limits: limits,
      isUnbuffered: true)
  }

  private static func json(_ outcome: ExecutionOutcome) -> JSONValue {
    let (end, status, limit): (String, Int?, String?) =
      switch outcome.end {
      case .exited(let status): ("exited", status, nil)
      case .signaled(let signal): ("signaled", signal, nil)
      case .limit(let limit): ("limit", nil, limit.name)
      }
    return [
      "stdout": .string(String(decoding: outcome.stdout, as: UTF8.self)),
      "stderr": .string(String(decoding: outcome.stderr, as: UTF8.self)),
      "stdout_truncated": .bool(outcome.stdoutTruncated),
      "stderr_truncated": .bool(outcome.stderrTruncated),
      "end": .string(end), "status": status.map { .integer(Int64($0)) } ?? .null,
      "limit": limit.map { .string($0) } ?? .null, "tier": .string(outcome.tier.rawValue),
      "milliseconds": .integer(Int64(outcome.wallMicroseconds / 1000)),
    ]
  }
}
