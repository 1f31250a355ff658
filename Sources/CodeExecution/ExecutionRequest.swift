/// A piece of code to run, with everything that may change what it does.
public struct ExecutionRequest: Hashable, Sendable {
  /// The Python source.
  public var code: String
  /// Standard input.
  public var input: String
  /// The interpreter's label, such as `python3.11`: from the sweep, compared with the real one only
  /// while recording.
  public var interpreter: String
  /// What it may use.
  public var limits: ExecutionLimits

  /// Creates a request.
  public init(code: String, input: String = "", interpreter: String, limits: ExecutionLimits) {
    self.code = code
    self.input = input
    self.interpreter = interpreter
    self.limits = limits
  }
}
