import Analysis
import CodeExecution
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The sandbox in which a sweep's code is run.
enum SweepSandbox {
  /// The sandbox with the interpreter that the sweep names, proved before anything is asked or paid.
  static func launcher(for sweep: Sweep, _ wish: TierWish) async throws -> any Launcher {
    let interpreter = try await Interpreter.find()
    guard interpreter.label == sweep.interpreter else {
      throw CommandFailure(
        .usage,
        "The sweep asks for \(sweep.interpreter), but this machine has \(interpreter.label). Install "
          + "\(sweep.interpreter), or write \"interpreter: \(interpreter.label)\" under \"execution\" "
          + "in the sweep, which makes recordings of their own.")
    }
    return try await Sandbox.launcher(
      wish, interpreter: interpreter, environment: ProcessInfo.processInfo.environment)
  }
}
