import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Regression
import ScoreSheets
import Sharing
import Sweeps
import Tasks
import Workbench

/// The end of a command that could not do its work: what to print, and the exit code.
///
/// Every error of the rooms below becomes one of these here and nowhere else.
struct CommandFailure: Error {
  /// The exit code.
  var status: ExitStatus
  /// What happened, where, and what to do; empty if all was said already.
  var message: String
  /// What is printed before it, as it is.
  var findings: String?

  /// Creates a failure.
  init(_ status: ExitStatus, _ message: String = "") {
    self.status = status
    self.message = message
  }

  /// The failure for an error of a room.
  init(_ error: any Error) {
    if let failure = error as? CommandFailure {
      self = failure
      return
    }
    self.init(ExitStatus(Ending(of: error)), Self.message(of: error))
    findings = (error as? UnreplayedSweep)?.text
  }

  private static func message(of error: any Error) -> String {
    switch error {
    case let error as WorkbenchError: error.message
    case is UnreplayedSweep: ""
    case let error as SweepError: error.message
    case let error as TaskError: error.description
    case let error as MethodError: error.description
    case let error as DeckError: error.message
    // It may quote names from a stranger's file.
    case let error as CassetteError: Redaction.shown(error.description)
    case let error as SharingError: Redaction.shown(error.description)
    case let error as ModelAPIError: error.description
    case let error as CodeExecutionError: error.description
    case let error as ScoreSheetError: error.description
    case let error as RegressionError: error.description
    case is CancellationError: "Stopped."
    default: String(describing: error)
    }
  }

  /// Says it on standard error.
  func report() {
    if let findings { Console.error.write(findings) }
    if !message.isEmpty { Console.error.write("steerbench: \(message)") }
  }
}
