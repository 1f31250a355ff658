import Analysis
public import ArgumentParser
import Foundation
public import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials
import Workbench

/// What a report for a browser is made of beside its sweeps.
struct HTMLArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare with a score sheet or a sweep, in the report for a browser.",
      valueName: "sheet-or-sweep"))
  var compare: String?
  @Option(
    help: ArgumentHelp(
      "Transcripts in the report for a browser: fit, all, none, or the most of one cell.",
      discussion: "fit: as many as fit into \(TranscriptLibrary.budget >> 20) MiB, spread over all "
        + "cells. Only all keeps texts of more than \(TranscriptLibrary.textLimit >> 10) KiB whole.",
      valueName: "which"))
  var transcripts = TranscriptLibrary.Scope.fitting
  @Option(
    help: ArgumentHelp(
      "The price table. Default: prices.yaml beside the sweep's tasks.", valueName: "file"))
  var prices: String?

  /// The builder of the report.
  func builder(workers: Int) -> HTMLReportBuilder {
    HTMLReportBuilder(
      workers: workers, scope: transcripts, prices: prices, compare: compare)
  }
}

extension TranscriptLibrary.Scope: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "fit": self = .fitting
    case "all": self = .all
    case "none": self = .none
    default:
      guard let count = Int(argument), count > 0 else { return nil }
      self = .perCell(count)
    }
  }

  public var defaultValueDescription: String {
    switch self {
    case .fitting: "fit"
    case .all: "all"
    case .none: "none"
    case .perCell(let count): "\(count)"
    }
  }
}
