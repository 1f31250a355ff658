/// A run of code that the provider's own tool did while the model was answering.
///
/// It is a part of the reply: nobody here ran anything, and its time is a part of the call's.
public struct HostedRun: Hashable, Sendable {
  /// The code, or the shell command.
  public var code: String
  /// What was printed.
  public var stdout: String
  /// What was printed as errors, where the provider tells them apart.
  public var stderr: String
  /// How it ended.
  public var end: End
  /// The files and images that it made, by the provider's names for them.
  public var files: [String]

  /// How a hosted run ended.
  public enum End: Hashable, Sendable {
    /// It ran to its end; the status is `nil` where the provider does not tell it.
    case finished(status: Int?)
    /// It did not, in the provider's word.
    case failed(String)
    /// The provider paused in its middle: how it ends, the next reply says.
    case unfinished
  }

  /// Creates a run.
  public init(
    code: String, stdout: String = "", stderr: String = "", end: End = .finished(status: nil),
    files: [String] = []
  ) {
    self.code = code
    self.stdout = stdout
    self.stderr = stderr
    self.end = end
    self.files = files
  }

  /// Whether it ran to its end, with status 0 where the provider tells one.
  public var succeeded: Bool {
    switch end {
    case .finished(let status): (status ?? 0) == 0
    case .failed, .unfinished: false
    }
  }
}
