public import Analysis
public import Basics
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A table before it is written in any format: typed cells under named columns.
public struct TextTable: Hashable, Sendable {
  /// A column.
  public struct Column: Hashable, Sendable {
    /// The name in JSON, such as `all-code`.
    public var name: String
    /// The head.
    public var title: String
    /// The head where room is scarce.
    public var shortTitle: String
    /// Whether the cells are words, which stand at the left.
    public var isText: Bool

    /// Creates a column.
    public init(
      name: String, title: String, shortTitle: String? = nil, isText: Bool = false
    ) {
      self.name = name
      self.title = title
      self.shortTitle = shortTitle ?? title
      self.isText = isText
    }
  }

  /// What a cell holds.
  public enum Value: Hashable, Sendable {
    /// Words.
    case text(String)
    /// A count.
    case integer(Int)
    /// A number, shown to people with so many decimals and to programs unrounded.
    case number(Double, decimals: Int)
    /// The method does not apply to the model.
    case notApplicable
    /// Nothing was measured, or the provider did not report it.
    case unmeasured
  }

  /// A cell.
  public struct Cell: Hashable, Sendable {
    /// What it holds.
    public var value: Value
    /// Whether it is the best of its row.
    public var isBest: Bool
    /// The trials that are missing of what it rests on; `nil` where every trial was answered.
    public var holes: CellHoles?

    /// Creates a cell.
    public init(_ value: Value, isBest: Bool = false, holes: CellHoles? = nil) {
      self.value = value
      self.isBest = isBest
      self.holes = holes
    }

    /// The cell as people read it, marked where it rests on holes; words are not escaped.
    var text: String { value.text + (holes == nil ? "" : HoleNotes.mark) }
  }

  /// A row.
  public struct Row: Hashable, Sendable {
    /// The name in JSON, such as `game24`.
    public var name: String
    /// The cells; those that are missing at the end are unmeasured.
    public var cells: [Cell]
    /// Whether the row sums up those above it.
    public var isSummary: Bool

    /// Creates a row.
    public init(name: String, cells: [Cell], isSummary: Bool = false) {
      self.name = name
      self.cells = cells
      self.isSummary = isSummary
    }

    /// The cell of a column.
    func cell(_ column: Int) -> Cell {
      cells.indices.contains(column) ? cells[column] : Cell(.unmeasured)
    }
  }

  /// The name in JSON.
  public var name: String
  /// What the table shows.
  public var title: String
  /// The columns.
  public var columns: [Column]
  /// The rows.
  public var rows: [Row]
  /// What a reader must know to read it right.
  public var notes: [String]

  /// Creates a table.
  public init(
    name: String, title: String, columns: [Column], rows: [Row] = [], notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }
}

extension TextTable.Value {
  /// A number, or unmeasured.
  static func number(_ value: Double?, decimals: Int) -> Self {
    value.map { .number($0, decimals: decimals) } ?? .unmeasured
  }

  /// A count, or unmeasured.
  static func integer(_ value: Int?) -> Self {
    value.map { .integer($0) } ?? .unmeasured
  }

  /// The number that cells are compared by.
  var magnitude: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number, _): number
    case .text, .notApplicable, .unmeasured: nil
    }
  }
}

extension TextTable.Row {
  /// A row whose best cells are marked.
  ///
  /// The best are all that equal the extreme, where at least two are numbers; zero is never best.
  ///
  /// - Parameter hasBest: Whether one may be marked as the best at all.
  static func marked(
    name: String, label: String, _ values: [TextTable.Value], holes: [CellHoles?] = [],
    lowestIsBest: Bool = false, isSummary: Bool = false, hasBest: Bool = true
  ) -> Self {
    let numbers = values.compactMap(\.magnitude)
    let best = numbers.count > 1 && hasBest ? (lowestIsBest ? numbers.min() : numbers.max()) : nil
    let cells = values.enumerated().map { place, value in
      TextTable.Cell(
        value, isBest: best != nil && best != 0 && value.magnitude == best,
        holes: holes.indices.contains(place) ? holes[place] : nil)
    }
    return Self(name: name, cells: [.init(.text(label))] + cells, isSummary: isSummary)
  }
}

/// A part of a report: what the numbers say, in sentences made of them, and the numbers.
public struct ReportSection: Hashable, Sendable {
  /// The name in JSON.
  public var name: String
  /// What the section is about.
  public var title: String
  /// What it shows and what it cannot show, a sentence each.
  public var findings: [String]
  /// The numbers.
  public var tables: [TextTable]
  /// The numbers as drawings.
  public var charts: [Chart]
  /// What a page calls it where it leads to it.
  public var link: String

  /// Creates a section.
  public init(
    name: String, title: String, findings: [String] = [], tables: [TextTable] = [],
    charts: [Chart] = [], link: String = "Experiment"
  ) {
    self.name = name
    self.title = title
    self.findings = findings
    self.tables = tables
    self.charts = charts
    self.link = link
  }
}

extension TableFormat {
  /// Sections in the format: a heading, the findings, the charts in characters and the tables.
  ///
  /// CSV has the tables alone, LaTeX no charts: `--figures` draws these.
  ///
  /// - Parameters:
  ///   - colour: Whether a terminal may be sent escape sequences.
  ///   - width: The columns of a terminal; `nil` for as many as are wanted.
  public func text(
    of sections: [ReportSection], colour: Bool = false, width: Int? = nil
  ) throws(JSONError) -> String {
    switch self {
    case .json:
      return try CanonicalJSON.text(of: .array(sections.map(Self.value))) + "\n"
    case .csv:
      return try renderer().render(sections.flatMap(\.tables))
    case .markdown:
      var parts: [String] = []
      for section in sections {
        parts.append("## \(MarkdownText.escape(section.title))\n")
        if !section.findings.isEmpty {
          parts.append(section.findings.map { "- \(MarkdownText.escape($0))\n" }.joined())
        }
        parts += section.charts.map(Self.fenced)
        if !section.tables.isEmpty { parts.append(try renderer().render(section.tables)) }
      }
      return parts.joined(separator: "\n")
    case .latex:
      // The findings are no table; they stand before their section's tables as comments.
      return try sections.map { section throws(JSONError) in
        ([section.title] + section.findings).map { "% \(VisibleText.escape($0))\n" }.joined()
          + (try renderer().render(section.tables))
      }.joined(separator: "\n")
    case .terminal:
      let renderer = TerminalRenderer(colour: colour, width: width)
      return sections.map { section in
        ([renderer.heading(section.title)] + section.findings.map { renderer.item($0) }).joined()
          + section.charts.map { "\n" + renderer.chart($0) }.joined()
          + (section.tables.isEmpty ? "" : "\n" + renderer.render(section.tables))
      }.joined(separator: "\n")
    }
  }

  /// A chart in Markdown: characters that keep their places.
  private static func fenced(_ chart: Chart) -> String {
    let lines = chart.lines(width: ChartText.usualWidth).map { VisibleText.escape($0) }
    return
      (["### \(MarkdownText.escape(chart.title))", "", "```text"] + lines
      + ["```", "", MarkdownText.escape(chart.caption), ""]).joined(separator: "\n")
  }

  private static func value(of section: ReportSection) -> JSONValue {
    [
      "name": .string(section.name), "title": .string(section.title),
      "findings": .array(section.findings.map(JSONValue.string)),
      "tables": .array(section.tables.map { JSONRenderer().value(of: $0) }),
    ]
  }
}
