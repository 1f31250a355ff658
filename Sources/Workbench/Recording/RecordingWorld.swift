package import RecordReplay
import Sweeps

/// What a session needs of the outside world: models, a sandbox, money and a clock.
package struct RecordingWorld: Sendable {
  /// How models are reached.
  package var models: ModelAccess
  /// How code is run.
  package var code: CodeRunning
  /// What may be spent.
  package var spending: Spending
  /// Trials in flight at once; `nil` for what the models' concurrency adds up to, plus 2.
  package var trialsAtOnce: Int?
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`.
  package var timestamp: @Sendable () -> String

  /// Creates a world.
  package init(
    models: ModelAccess, code: CodeRunning, spending: Spending, trialsAtOnce: Int? = nil,
    timestamp: @escaping @Sendable () -> String
  ) {
    self.models = models
    self.code = code
    self.spending = spending
    self.trialsAtOnce = trialsAtOnce
    self.timestamp = timestamp
  }

  /// Trials in flight at once.
  func trialsAtOnce(for sweep: Sweep) -> Int {
    trialsAtOnce ?? sweep.models.reduce(2) { $0 + $1.concurrency }
  }
}

/// What must not be kept in a recording.
package struct SecretRules: Sendable {
  /// Texts that only look like a credential, by the digits that their findings show.
  package var allowed: [String]
  /// Variables whose values are looked for too.
  package var variables: [String]
  /// Where the values are looked up.
  package var environment: [String: String]

  /// Creates rules.
  package init(
    allowed: [String] = [], variables: [String] = [], environment: [String: String]
  ) {
    self.allowed = allowed
    self.variables = variables
    self.environment = environment
  }

  /// The values of key variables, of those besides that a sweep names too.
  package func known(naming names: [String] = []) -> KnownSecrets {
    KnownSecrets(environment: environment, names: variables + names)
  }
}
