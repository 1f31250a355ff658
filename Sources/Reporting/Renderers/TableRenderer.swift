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
    }
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
