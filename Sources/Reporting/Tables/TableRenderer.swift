import Analysis
public import Basics
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Writes tables in one format.
public protocol TableRenderer: Sendable {
  /// The tables as one text that ends with a line's end.
  ///
  /// Throws only where a format cannot express a value.
  func render(_ tables: [TextTable]) throws(JSONError) -> String
}

/// The formats in which tables can be written.
public enum TableFormat: String, Hashable, Sendable, CaseIterable {
  case terminal
  case markdown
  case csv
  case json
  case latex

  /// The renderer of the format.
  ///
  /// - Parameters:
  ///   - colour: Whether a terminal may be sent escape sequences; other formats ignore it.
  ///   - width: The columns of a terminal; `nil` for as many as are wanted. Other formats ignore it.
  public func renderer(colour: Bool = false, width: Int? = nil) -> any TableRenderer {
    switch self {
    case .terminal: TerminalRenderer(colour: colour, width: width)
    case .markdown: MarkdownRenderer()
    case .csv: CSVRenderer()
    case .json: JSONRenderer()
    case .latex: LaTeXRenderer()
    }
  }
}

extension TextTable {
  /// The name of a file that holds this table alone, such as `model-gpt-4o.csv`.
  public func fileName(of format: TableFormat) -> String {
    let ending =
      switch format {
      case .terminal: ".txt"
      case .markdown: ".md"
      case .csv: ".csv"
      case .json: ".json"
      case .latex: ".tex"
      }
    return String(Figure.fileName(name).dropLast(4)) + ending
  }
}

extension TextTable.Value {
  /// The value as people read it; words are not escaped.
  var text: String {
    switch self {
    case .text(let text): text
    case .integer(let integer): String(integer)
    case .number(let number, let decimals): FixedPoint.text(number, decimals: decimals) ?? "-"
    case .notApplicable: "NA"
    case .unmeasured: "-"
    }
  }

  /// The value for programs: unrounded, null where nothing was measured.
  var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .integer(let integer):
      Int64(integer).magnitude <= UInt64(JSONValue.exactIntegerLimit)
        ? .integer(Int64(integer)) : .double(Double(integer))
    case .number(let number, _): number.isFinite ? .double(number) : .null
    case .notApplicable: "NA"
    case .unmeasured: .null
    }
  }
}

/// Tables in Markdown, as GitHub reads it.
public struct MarkdownRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) -> String {
    tables.map(render).joined(separator: "\n")
  }

  private func render(_ table: TextTable) -> String {
    var lines = ["### \(MarkdownText.escape(table.title))", ""]
    lines.append(line(table.columns.map { MarkdownText.escape($0.title) }))
    lines.append(line(table.columns.map { $0.isText ? "---" : "---:" }))
    for row in table.rows {
      lines.append(line(table.columns.indices.map { text(of: row.cell($0)) }))
    }
    for note in table.notes { lines += ["", MarkdownText.escape(note)] }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  private func text(of cell: TextTable.Cell) -> String {
    let text = MarkdownText.escape(cell.text)
    return cell.isBest ? "**\(text)**" : text
  }
}

/// Text that may stand in a Markdown document.
public enum MarkdownText {
  /// The text with everything escaped that Markdown or HTML could take for markup, so that a name can
  /// neither leave its cell nor become a link, an image or a mention.
  public static func escape(_ text: String) -> String {
    var escaped: [UInt8] = []
    for byte in VisibleText.escape(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): escaped.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): escaped.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): escaped.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "@"): escaped.append(contentsOf: "&#64;".utf8)
      case UInt8(ascii: "\\"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "*"),
        UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "~"),
        UInt8(ascii: "#"), UInt8(ascii: "$"):
        escaped.append(UInt8(ascii: "\\"))
        escaped.append(byte)
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}

/// Tables as comma-separated values (RFC 4180, with line feeds).
///
/// Numbers are unrounded; `NA` stands where a method does not apply, nothing where nothing was
/// measured. Several tables are separated by an empty line; titles and notes are left out. A table
/// that rests on trials without an answer has a last column, which counts them by row.
public struct CSVRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) throws(JSONError) -> String {
    var text = ""
    for (index, table) in tables.enumerated() {
      if index > 0 { text += "\n" }
      let hasHoles = table.rows.contains { $0.cells.contains { $0.holes != nil } }
      let heads = table.columns.map(\.title) + (hasHoles ? [TextTable.Column.unanswered.title] : [])
      text += heads.map(Self.field).joined(separator: ",") + "\n"
      for row in table.rows {
        for column in table.columns.indices {
          if column > 0 { text += "," }
          text += try field(of: row.cell(column).value)
        }
        if hasHoles { text += "," + Self.holes(of: row) }
        text += "\n"
      }
    }
    return text
  }

  /// The trials that are missing of a row's cells, added up: a number alone must not hide them.
  private static func holes(of row: TextTable.Row) -> String {
    String(row.cells.reduce(0) { $0 + ($1.holes?.unanswered ?? 0) })
  }

  private func field(of value: TextTable.Value) throws(JSONError) -> String {
    switch value {
    case .text(let text): Self.field(text)
    case .notApplicable: "NA"
    case .unmeasured: ""
    case .integer, .number:
      value.json.isNull ? "" : try CanonicalJSON.text(of: value.json)
    }
  }

  /// A field of words: quoted where it must be, and with an apostrophe before what a spreadsheet would
  /// take for a formula.
  public static func field(_ text: String) -> String {
    let visible = VisibleText.escape(text)
    let opensFormula = visible.utf8.first.map { "=+-@".utf8.contains($0) } ?? false
    let harmless = opensFormula ? "'" + visible : visible
    guard harmless.utf8.contains(where: { ",\"".utf8.contains($0) }) else { return harmless }
    let quoted = harmless.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + quoted.joined(separator: "\"\"") + "\""
  }
}

/// Tables as canonical JSON: numbers unrounded, `"NA"` where a method does not apply, null where
/// nothing was measured.
public struct JSONRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) throws(JSONError) -> String {
    try CanonicalJSON.text(of: .array(tables.map(value))) + "\n"
  }

  /// A table as a value.
  public func value(of table: TextTable) -> JSONValue {
    [
      "name": .string(table.name),
      "title": .string(table.title),
      "columns": .array(
        table.columns.map { ["name": .string($0.name), "title": .string($0.title)] }),
      "rows": .array(
        table.rows.map { row in
          let value: JSONValue = [
            "name": .string(row.name),
            "summary": .bool(row.isSummary),
            "cells": .array(table.columns.indices.map { row.cell($0).value.json }),
          ]
          return value.with(holes: row, of: table)
        }),
      "notes": .array(table.notes.map { .string($0) }),
    ]
  }
}

extension JSONValue {
  /// A row's value with the trials that are missing of each cell, where any is.
  fileprivate func with(holes row: TextTable.Row, of table: TextTable) -> JSONValue {
    let holes = table.columns.indices.map { row.cell($0).holes }
    guard holes.contains(where: { $0 != nil }), var object else { return self }
    object["unanswered"] = .array(holes.map { .integer(Int64($0?.unanswered ?? 0)) })
    return .object(object)
  }
}
