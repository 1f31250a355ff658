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

/// How a session ended: what an exit code says.
package enum Ending: Hashable, Sendable, CaseIterable {
  /// Everything holds.
  case pass
  /// A score, or a layer below it, changed.
  case regression
  /// The command line, a sweep or another file of the user's cannot be used as it is.
  case usage
  /// A recording is missing, or a cassette holds what no trial uses.
  case miss
  /// A provider or the sandbox cannot be used.
  case infrastructure
  /// A budget or limit was reached.
  case limit
  /// A cassette is damaged or foreign.
  case corrupt
  /// There was nothing to measure.
  case nothing
  /// The user stopped it.
  case interrupted
}

extension Ending {
  /// The gravest of what several sweeps came to; `nil` without any.
  package static func gravest(of endings: some Sequence<Ending>) -> Ending? {
    endings.max { $0.gravity < $1.gravity }
  }

  private var gravity: Int {
    switch self {
    case .pass: 0
    case .nothing: 1
    case .regression: 2
    case .miss: 3
    case .limit: 4
    case .infrastructure: 5
    case .usage: 6
    case .interrupted: 7
    case .corrupt: 8
    }
  }
}

extension Ending {
  /// The ending that an error of any room is: the one place that says so.
  package init(of error: any Error) {
    switch error {
    case let error as WorkbenchError: self.init(error)
    case let error as UnreplayedSweep: self = error.replay.ending(allowingUnused: true)
    case is SweepError, is TaskError, is MethodError, is ScoreSheetError: self = .usage
    case let error as DeckError: self.init(error)
    case let error as CassetteError: self.init(error)
    case let error as ModelAPIError: self.init(error)
    case let error as CodeExecutionError: self.init(error)
    case let error as RegressionError: self.init(error)
    case let error as SharingError: self.init(error)
    case is CancellationError: self = .interrupted
    default: self = .usage
    }
  }

  private init(_ error: WorkbenchError) {
    self =
      switch error.code {
      case .usage: .usage
      case .nothing: .nothing
      case .miss: .miss
      case .infrastructure: .infrastructure
      case .interrupted: .interrupted
      }
  }

  private init(_ error: DeckError) {
    self =
      switch error.code {
      case .miss: .miss
      case .corrupt, .conflict: .corrupt
      case .provider, .call, .execution, .journal: .infrastructure
      case .secret: .usage
      case .budget: .limit
      case .interrupted: .interrupted
      }
  }

  private init(_ error: RegressionError) {
    self =
      switch error.code {
      case .sheet, .order, .mixed, .repository, .revision, .uncommitted, .selection: .usage
      case .nothing: .nothing
      case .program, .files, .evaluation: .infrastructure
      case .unrecorded: .miss
      }
  }

  private init(_ error: CodeExecutionError) {
    self =
      switch error.code {
      case .badLimits, .codeTooLarge: .usage
      case .cancelled: .interrupted
      case .damagedOutcome, .unsupportedVersion: .corrupt
      default: .infrastructure
      }
  }

  private init(_ error: CassetteError) {
    self =
      switch error.code {
      case .notACassette, .unsupportedVersion, .damaged, .corrupt, .conflict, .unlistedFile,
        .invalidIndex:
        .corrupt
      case .locked, .missingFile, .unreadable, .unwritable, .exists, .inUse, .tooLarge,
        .invalidExport:
        .usage
      case .diskFull, .closed: .infrastructure
      }
  }

  private init(_ error: SharingError) {
    self =
      switch error.code {
      case .badAddress, .exists, .unreadable, .unwritable, .locked, .badKey: .usage
      case .notFound: .miss
      case .forbidden, .unreachable, .slow, .diskFull: .infrastructure
      case .wrongBytes, .badManifest, .badBundle, .badSignature: .corrupt
      case .cancelled: .interrupted
      }
  }

  private init(_ error: ModelAPIError) {
    self =
      switch error.code {
      case .badParameters, .unsupported, .badURL, .noKey: .usage
      case .budget: .limit
      case .cancelled: .interrupted
      default: .infrastructure
      }
  }
}

/// Why a session could not do its work: what happened, where, and what to do.
///
/// Errors of the rooms below pass through as they are.
package struct WorkbenchError: Error, Hashable, Sendable {
  /// What kind of thing went wrong.
  package enum Code: String, Hashable, Sendable {
    /// A sweep, a file or a name of the user's cannot be used as it is.
    case usage
    /// There is nothing to work on.
    case nothing
    /// A recording is missing.
    case miss
    /// A server or the sandbox cannot be used.
    case infrastructure
    /// The user stopped it.
    case interrupted
  }

  /// What kind of thing went wrong.
  package let code: Code
  /// What happened, where, and what to do.
  package let message: String

  /// Creates an error.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension WorkbenchError: CustomStringConvertible {
  package var description: String { message }
}
