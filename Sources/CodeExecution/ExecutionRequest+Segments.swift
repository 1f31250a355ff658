public import Basics

extension ExecutionRequest {
  /// The version of the rules by which a request becomes an action's bytes.
  ///
  /// It is in every key: another version never meets a recording of this one.
  public static let keySchema = 2

  /// The request as an action's segments: `interpreter`, `code`, `input` and `limits`, each one
  /// canonical JSON value.
  ///
  /// The interpreter's segment holds its label, the arguments, the environment and the schema of the
  /// key; it is the same for every request of a sweep.
  public var segments: [Segment] {
    [
      Segment(name: "interpreter", bytes: Self.interpreterSegment(label: interpreter)),
      Segment(name: "code", bytes: Self.stringSegment(code)),
      Segment(name: "input", bytes: Self.stringSegment(input)),
      Segment(name: "limits", bytes: limits.segment),
    ]
  }

  /// The place of the code among the segments.
  static let codeIndex = 1

  static func stringSegment(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    // Most code needs an escape for each line break and a few more.
    bytes.reserveCapacity(text.utf8.count + text.utf8.count / 16 + 2)
    CanonicalJSON.appendString(text, to: &bytes)
    return bytes
  }

  /// Members stand in the order that RFC 8785 asks for.
  private static func interpreterSegment(label: String) -> [UInt8] {
    var bytes = Array(#"{"argv":["#.utf8)
    for (index, argument) in PythonCommand.arguments(label: label).enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      CanonicalJSON.appendString(argument, to: &bytes)
    }
    bytes.append(contentsOf: environmentMember)
    CanonicalJSON.appendString(label, to: &bytes)
    bytes.append(contentsOf: #","schema":\#(keySchema)}"#.utf8)
    return bytes
  }

  /// What stands between the arguments and the label.
  private static let environmentMember: [UInt8] = {
    var bytes = Array(#"],"environment":{"#.utf8)
    for (index, variable) in PythonCommand.environment.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      CanonicalJSON.appendString(variable.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      CanonicalJSON.appendString(variable.value, to: &bytes)
    }
    bytes.append(contentsOf: #"},"interpreter":"#.utf8)
    return bytes
  }()
}

extension ExecutionLimits {
  /// The limits as canonical JSON.
  var segment: [UInt8] {
    Array(
      """
      {"cpuSeconds":\(cpuSeconds),"diskMiB":\(diskMiB),"files":\(files),\
      "memoryMiB":\(memoryMiB),"processes":\(processes),"stderrBytes":\(stderrBytes),\
      "stdoutBytes":\(stdoutBytes),"totalMemoryMiB":\(totalMemoryMiB),\
      "wallMilliseconds":\(wallMilliseconds)}
      """.utf8)
  }
}
