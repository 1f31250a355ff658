public import CodeExecution
public import ModelAPI

/// What all trials of one model share: how its requests are written and how its code is run.
public struct TrialSetting: Sendable {
  /// Writes requests for the trial's model.
  public let encoder: RequestEncoder
  /// The interpreter's label.
  public let interpreter: String
  /// What a run of code may use.
  public let limits: ExecutionLimits
  /// Writes actions for runs of code.
  let execution: ExecutionEncoder

  /// Creates a setting.
  public init(encoder: RequestEncoder, interpreter: String, limits: ExecutionLimits) {
    self.encoder = encoder
    self.interpreter = interpreter
    self.limits = limits
    execution = ExecutionEncoder(interpreter: interpreter, limits: limits)
  }
}
