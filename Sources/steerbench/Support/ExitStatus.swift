import Workbench

/// What the tool's exit code says.
enum ExitStatus: Int32 {
  /// Everything holds.
  case pass = 0
  /// A score, or a layer below it, changed.
  case regression = 1
  /// The command line, a sweep or another file of the user's cannot be used as it is.
  case usage = 2
  /// A recording is missing, or a cassette holds what no trial uses.
  case miss = 3
  /// A provider or the sandbox cannot be used.
  case infrastructure = 4
  /// A budget or limit was reached.
  case limit = 5
  /// A cassette is damaged or foreign.
  case corrupt = 6
  /// There was nothing to measure.
  case nothing = 7
  /// The user stopped it.
  case interrupted = 130

  /// The code of an ending.
  init(_ ending: Ending) {
    self =
      switch ending {
      case .pass: .pass
      case .regression: .regression
      case .usage: .usage
      case .miss: .miss
      case .infrastructure: .infrastructure
      case .limit: .limit
      case .corrupt: .corrupt
      case .nothing: .nothing
      case .interrupted: .interrupted
      }
  }
}
