import Analysis
import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Regression
import ScoreSheets
import Sharing
import Statistics
import Sweeps
import Tasks
import Trials

/// The end of a command that could not do its work: what to print, and the exit code.
///
/// Every error of the rooms below becomes one of these here and nowhere else.
struct CommandFailure: Error {
  /// The exit code.
  var status: ExitStatus
  /// What happened, where, and what to do; empty if all was said already.
  var message: String

  /// Creates a failure.
  init(_ status: ExitStatus, _ message: String = "") {
    self.status = status
    self.message = message
  }

  /// The failure for an error of a room.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as SweepError: self.init(.usage, error.message)
    case let error as TaskError: self.init(.usage, error.description)
    case let error as MethodError: self.init(.usage, error.description)
    case let error as DeckError: self.init(Self.status(of: error), error.message)
    case let error as CassetteError:
      // It may quote names from a stranger's file.
      self.init(Self.status(of: error), Redaction.shown(error.description))
    case let error as ModelAPIError: self.init(Self.status(of: error), error.description)
    case let error as CodeExecutionError: self.init(Self.status(of: error), error.description)
    case let error as ScoreSheetError: self.init(.usage, error.description)
    case let error as RegressionError: self.init(Self.status(of: error), error.description)
    case let error as SharingError:
      self.init(Self.status(of: error), Redaction.shown(error.description))
    case is CancellationError: self.init(.interrupted, "Stopped.")
    default: self.init(.usage, String(describing: error))
    }
  }

  private static func status(of error: DeckError) -> ExitStatus {
    switch error.code {
    case .miss: .miss
    case .corrupt, .conflict: .corrupt
    case .provider, .call, .execution, .journal: .infrastructure
    case .secret: .usage
    case .budget: .limit
    case .interrupted: .interrupted
    }
  }

  private static func status(of error: RegressionError) -> ExitStatus {
    switch error.code {
    case .sheet, .order, .mixed, .repository, .revision, .uncommitted, .selection: .usage
    case .nothing: .nothing
    case .program, .files, .evaluation: .infrastructure
    case .unrecorded: .miss
    }
  }

  private static func status(of error: CodeExecutionError) -> ExitStatus {
    switch error.code {
    case .badLimits, .codeTooLarge: .usage
    case .cancelled: .interrupted
    case .damagedOutcome, .unsupportedVersion: .corrupt
    default: .infrastructure
    }
  }

  private static func status(of error: CassetteError) -> ExitStatus {
    switch error.code {
    case .notACassette, .unsupportedVersion, .damaged, .conflict, .unlistedFile, .invalidIndex:
      .corrupt
    case .locked, .missingFile, .unreadable, .unwritable, .exists, .inUse, .tooLarge,
      .invalidExport:
      .usage
    case .diskFull, .closed: .infrastructure
    }
  }

  private static func status(of error: SharingError) -> ExitStatus {
    switch error.code {
    case .badAddress, .exists, .unreadable, .unwritable, .locked, .badKey: .usage
    case .notFound: .miss
    case .forbidden, .unreachable, .slow, .diskFull: .infrastructure
    case .wrongBytes, .badManifest, .badBundle, .badSignature: .corrupt
    case .cancelled: .interrupted
    }
  }

  private static func status(of error: ModelAPIError) -> ExitStatus {
    switch error.code {
    case .badParameters, .unsupported, .badURL, .noKey: .usage
    case .budget: .limit
    case .cancelled: .interrupted
    default: .infrastructure
    }
  }
}
