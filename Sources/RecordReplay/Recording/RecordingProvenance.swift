import Wire

/// Where a recording comes from: rides beside each exchange and outside its key.
public struct RecordingProvenance: Sendable {
  /// The version of the tool that records.
  public var toolVersion: String
  /// The tier of the sandbox that code runs in.
  public var sandboxTier: String
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`; injected, so that nothing here reads a
  /// clock.
  public var timestamp: @Sendable () -> String

  /// Creates a provenance.
  public init(
    toolVersion: String, sandboxTier: String, timestamp: @escaping @Sendable () -> String
  ) {
    self.toolVersion = toolVersion
    self.sandboxTier = sandboxTier
    self.timestamp = timestamp
  }

  /// The provenance of one exchange as canonical JSON.
  func bytes(kind: String) -> [UInt8] {
    var value: JSONValue = ["recorded": .string(timestamp()), "tool": .string(toolVersion)]
    if kind == "execution", case .object(var object) = value {
      object["sandbox"] = .string(sandboxTier)
      value = .object(object)
    }
    // Strings always have a canonical form.
    return (try? CanonicalJSON.bytes(of: value)) ?? Array("{}".utf8)
  }
}
