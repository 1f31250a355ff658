public import ArgumentParser
import Basics
import Foundation
public import Reporting
import Workbench

/// How a command's tables are written.
struct TableArguments: ParsableArguments {
  @Option(help: "terminal, markdown, latex, csv or json.") var format = TableFormat.terminal
  @Option(
    help: ArgumentHelp(
      "Sort rows by this column, numbers from the highest.",
      discussion: "A column's head, or its name in JSON. Rows that sum up stay below.",
      valueName: "column"))
  var sort: String?
  @Flag(help: "Turn the order of --sort round.") var reverse = false
  @Option(
    help: ArgumentHelp(
      "Fit terminal tables into so many columns.",
      discussion: "Default: the terminal's; as wide as wanted where the output is piped.",
      valueName: "columns"))
  var width: Int?
  @Flag(help: "The same as --format json.") var json = false

  func validate() throws {
    if let width, !(TerminalRenderer.minimumWidth...10_000).contains(width) {
      throw ValidationError(
        "--width must be from \(TerminalRenderer.minimumWidth) to 10000 columns.")
    }
    if reverse, sort == nil { throw ValidationError("--reverse goes with --sort COLUMN.") }
  }

  /// The format that was asked for.
  var chosen: TableFormat { json ? .json : format }

  /// Whether the tables are for a person's terminal or page, and not for a program.
  var isForPeople: Bool { chosen == .terminal || chosen == .markdown }

  private var columns: Int? { width ?? Console.output.width }

  /// Prints tables.
  func write(_ tables: [TextTable]) throws {
    let renderer = chosen.renderer(colour: Console.output.allowsColour, width: columns)
    Console.output.write(try renderer.render(try sorted(tables)), terminator: "")
  }

  /// Prints sections.
  func write(_ sections: [ReportSection]) throws {
    let all = try sorted(sections.flatMap(\.tables))
    var place = 0
    let sorted = sections.map { section in
      var section = section
      section.tables = Array(all[place..<(place + section.tables.count)])
      place += section.tables.count
      return section
    }
    Console.output.write(
      try chosen.text(of: sorted, colour: Console.output.allowsColour, width: columns),
      terminator: "")
  }

  private func sorted(_ tables: [TextTable]) throws -> [TextTable] {
    guard let sort else { return tables }
    guard let sorted = TableOrder(by: sort, reversed: reverse).sorted(tables) else {
      var names: [String] = []
      for name in tables.flatMap(\.columns).map(\.name) where !names.contains(name) {
        names.append(name)
      }
      throw CommandFailure(
        .usage,
        "--sort \(sort): no table here has such a column. \(NearMatch.hint(for: sort, among: names))"
      )
    }
    return sorted
  }
}

extension TableFormat: ExpressibleByArgument {}

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
  func builder(workers: Int) -> PageBuilder {
    PageBuilder(
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
