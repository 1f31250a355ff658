/// In what two runs of the same code differ, if they do.
///
/// Times, memory and the tier are measurements: they never make runs differ.
public enum ExecutionDivergence: String, Hashable, Sendable, Codable, CaseIterable {
  /// One of them met a limit that the other did not meet.
  case limit
  /// They ended with different statuses or signals.
  case status
  /// They ended alike and printed different bytes.
  case output

  /// What is said first of two runs, a limit before a status before an output; `nil` if they did the
  /// same.
  ///
  /// Two runs that the same limit killed did the same, whatever they came to print before: when
  /// exactly they were killed is chance.
  public static func between(
    _ one: ExecutionOutcome, _ other: ExecutionOutcome
  ) -> ExecutionDivergence? {
    if one.end.isLimit || other.end.isLimit { return one.end == other.end ? nil : .limit }
    if one.end != other.end { return .status }
    let isSame =
      one.stdout == other.stdout && one.stderr == other.stderr
      && one.stdoutTruncated == other.stdoutTruncated
      && one.stderrTruncated == other.stderrTruncated
    return isSame ? nil : .output
  }
}
