public import ArgumentParser
import Basics
import Foundation
public import Reporting
import Workbench

/// How a command's tables are written.
struct TableArguments: ParsableArguments {
  @Option(help: "terminal, markdown, csv or json.") var format = TableFormat.terminal
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
