import CodeExecution
public import Basics

/// Where a recording comes from: rides beside each exchange and outside its key.
public struct RecordingProvenance: Sendable {
  /// The version of the tool that records.
  public var toolVersion: String
  /// What runs code and keeps it in: tier, interpreter, supervisor and filter.
  public var sandbox: JSONValue
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`; injected, so that nothing here reads a
  /// clock.
  public var timestamp: @Sendable () -> String

  /// Creates a provenance.
  public init(
    toolVersion: String, sandbox: JSONValue, timestamp: @escaping @Sendable () -> String
  ) {
    self.toolVersion = toolVersion
    self.sandbox = sandbox
    self.timestamp = timestamp
  }

  /// The provenance of a model call as canonical JSON.
  func bytes() -> [UInt8] {
    Self.bytes(of: common)
  }

  /// The provenance of a run of code as canonical JSON.
  func bytes(of ran: ClassifiedOutcome) -> [UInt8] {
    var object = common
    object["sandbox"] = sandbox
    if let executionClass = ran.executionClass {
      object["class"] = .string(executionClass.rawValue)
    }
    return Self.bytes(of: object)
  }

  private var common: JSONObject {
    JSONObject([
      JSONMember(name: "recorded", value: .string(timestamp())),
      JSONMember(name: "tool", value: .string(toolVersion)),
    ])
  }

  private static func bytes(of object: JSONObject) -> [UInt8] {
    // Strings always have a canonical form.
    (try? CanonicalJSON.bytes(of: .object(object))) ?? Array("{}".utf8)
  }
}
