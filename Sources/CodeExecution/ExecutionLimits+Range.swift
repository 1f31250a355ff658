extension ExecutionLimits {
  /// A limit with its name and the values that make sense.
  public struct Entry: Sendable {
    /// The name in a sweep's file, with its unit.
    public let name: String
    /// The values that are taken.
    public let range: ClosedRange<Int>
    /// Where the value lies.
    ///
    /// Key paths to stored properties of a `Sendable` value hold nothing that is shared.
    public let path: any WritableKeyPath<ExecutionLimits, Int> & Sendable
  }

  /// All limits, with the names and ranges that sweeps and the command line use.
  ///
  /// Below a range a Python does not even start, or nothing could be said; above it the limit no
  /// longer bounds anything.
  public static let entries: [Entry] = [
    Entry(name: "wall-ms", range: 10...3_600_000, path: \.wallMilliseconds),
    Entry(name: "cpu-s", range: 1...3_600, path: \.cpuSeconds),
    Entry(name: "memory-mib", range: 32...1_048_576, path: \.memoryMiB),
    Entry(name: "total-memory-mib", range: 32...1_048_576, path: \.totalMemoryMiB),
    Entry(name: "processes", range: 1...10_000, path: \.processes),
    Entry(name: "disk-mib", range: 1...1_048_576, path: \.diskMiB),
    Entry(name: "files", range: 1...1_000_000, path: \.files),
    Entry(name: "stdout-bytes", range: 1...8_388_608, path: \.stdoutBytes),
    Entry(name: "stderr-bytes", range: 1...8_388_608, path: \.stderrBytes),
  ]

  /// Checks that every limit lies in its range.
  ///
  /// - Throws: ``CodeExecutionError`` with the code `badLimits`, naming the first that does not.
  public func check() throws(CodeExecutionError) {
    for entry in Self.entries where !entry.range.contains(self[keyPath: entry.path]) {
      throw CodeExecutionError(
        .badLimits, "the execution limit \(entry.name) is \(self[keyPath: entry.path])",
        next: "give it a value from \(entry.range.lowerBound) to \(entry.range.upperBound)")
    }
  }
}
