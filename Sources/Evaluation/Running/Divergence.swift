public import CodeExecution

/// How a repeated run of code differs from the recorded one, the gravest first.
///
/// Times, memory and the tier of the sandbox are measured, not asked for: they are never compared.
public enum Divergence: String, Hashable, Sendable, CaseIterable {
  /// One of them, or both, ended at a limit, and not at the same point: how far code comes until then
  /// depends on the machine.
  case limit
  /// The exit status or the signal differs.
  case status
  /// They ended in the same way and printed something else.
  case output

  /// Compares two outcomes; `nil` where they are the same.
  public init?(of repeated: ExecutionOutcome, from recorded: ExecutionOutcome) {
    let hasSameEnd = repeated.end == recorded.end
    let hasSameOutput =
      repeated.stdout == recorded.stdout && repeated.stderr == recorded.stderr
      && repeated.stdoutTruncated == recorded.stdoutTruncated
      && repeated.stderrTruncated == recorded.stderrTruncated
    if hasSameEnd && hasSameOutput { return nil }
    if repeated.end.isLimit || recorded.end.isLimit {
      self = .limit
    } else {
      self = hasSameEnd ? .output : .status
    }
  }
}

extension ExecutionEnd {
  /// Whether a limit ended the run, and not the program itself.
  public var isLimit: Bool {
    switch self {
    case .exited, .signaled: false
    case .wallLimit, .cpuLimit: true
    }
  }
}
