package import Trials

/// Who is told how a recording goes.
package protocol RecordingObserver: Sendable {
  /// It begins.
  ///
  /// - Parameters:
  ///   - trials: The trials that are to be recorded.
  ///   - moment: What is known at any time.
  func began(trials: Int, moment: @escaping @Sendable () async -> RecordingProgress.Moment)

  /// A trial has come to its end.
  func trialEnded(failed: Bool) async

  /// Something that the user should know.
  func note(_ text: String)

  /// The last trial has come to its end.
  func ended() async
}
