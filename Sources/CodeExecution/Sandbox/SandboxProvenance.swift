public import Basics

/// What ran a program and what kept it in: rides beside a recorded execution, outside its key.
public struct SandboxProvenance: Hashable, Sendable {
  /// The tier.
  public var tier: SandboxTier
  /// The SHA-256 of the system-call filter; `nil` in tier `none`.
  public var filter: Digest?
  /// The SHA-256 of the supervisor's program.
  public var supervisor: Digest
  /// The interpreter's full version, such as `3.11.2`.
  public var interpreterVersion: String
  /// The SHA-256 of the interpreter's program.
  public var interpreter: Digest

  /// As a JSON object.
  public var value: JSONValue {
    let value: JSONValue = [
      "interpreter": .string(interpreter.hex),
      "interpreterVersion": .string(interpreterVersion),
      "supervisor": .string(supervisor.hex),
      "tier": .string(tier.rawValue),
    ]
    guard let filter, case .object(var object) = value else { return value }
    object["filter"] = .string(filter.hex)
    return .object(object)
  }
}
