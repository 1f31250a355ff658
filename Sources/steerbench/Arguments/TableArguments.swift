public import ArgumentParser
import Basics
import FoundationEssentials
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
  @Option(
    help: ArgumentHelp(
      "Write the tables into a new folder instead, a file each.", valueName: "folder"),
    completion: .directory)
  var tableFiles: String?

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
    if let tableFiles { return try write(files: tables, to: tableFiles) }
    let renderer = chosen.renderer(colour: Console.output.allowsColour, width: columns)
    Console.output.write(try renderer.render(try sorted(tables)), terminator: "")
  }

  /// Prints sections.
  func write(_ sections: [ReportSection]) throws {
    if let tableFiles { return try write(files: sections.flatMap(\.tables), to: tableFiles) }
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

  /// Writes each table into a file of its own, in the format that was asked for, and says which.
  private func write(files tables: [TextTable], to folder: String) throws {
    let renderer = chosen.renderer(width: width)
    var files: [(path: String, bytes: [UInt8])] = []
    for table in try sorted(tables) {
      let name = table.fileName(of: chosen)
      guard !files.contains(where: { $0.path == name }) else {
        throw CommandFailure(
          .usage,
          "--table-files: two tables here are named \(name). Write the sweeps one by one, into a folder each."
        )
      }
      files.append((name, Array(try renderer.render([table]).utf8)))
    }
    try NewFolder(path: folder).write(files)
    Console.output.write(
      (["Wrote \(files.count) tables to \(folder):"] + files.map { "  \($0.path)" })
        .joined(separator: "\n"))
  }

  /// Writes figures into a new folder, and says which.
  func write(_ figures: [Figure], to folder: String) throws {
    let figures = Figure.distinct(figures)
    try NewFolder(path: folder).write(figures.map { ($0.name, Array($0.svg.utf8)) })
    let value: JSONValue = [
      "folder": .string(folder),
      "figures": .array(
        figures.map { ["file": .string($0.name), "title": .string($0.title)] }),
    ]
    let lines = figures.map { "  \($0.name)  \(VisibleText.escape($0.title))" }
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: value)
        : (["Wrote \(figures.count) figures to \(folder):"] + lines).joined(separator: "\n"))
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
      valueName: "sheet-or-sweep"), completion: CompletionWords.sweeps)
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
      "The price table. Default: prices.yaml beside the sweep's tasks.", valueName: "file"),
    completion: .file())
  var prices: String?
  @Flag(help: "Judge the built-in policies of the lab, in the report for a browser.")
  var lab = false

  /// The builder of the report.
  func builder(workers: Int) -> PageBuilder {
    var builder = PageBuilder(
      workers: workers, scope: transcripts, prices: prices, compare: compare)
    builder.hasLab = lab
    return builder
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
