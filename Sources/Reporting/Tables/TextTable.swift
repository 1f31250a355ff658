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

    /// Creates a cell.
    public init(_ value: Value, isBest: Bool = false) {
      self.value = value
      self.isBest = isBest
    }
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
  static func marked(
    name: String, label: String, _ values: [TextTable.Value], lowestIsBest: Bool = false,
    isSummary: Bool = false
  ) -> Self {
    let numbers = values.compactMap(\.magnitude)
    let best = numbers.count > 1 ? (lowestIsBest ? numbers.min() : numbers.max()) : nil
    let cells = values.map { value in
      TextTable.Cell(value, isBest: best != nil && best != 0 && value.magnitude == best)
    }
    return Self(name: name, cells: [.init(.text(label))] + cells, isSummary: isSummary)
  }
}
