/// Rows in the order of a column.
public struct TableOrder: Hashable, Sendable {
  /// The column's name, as JSON has it, or its head.
  public var column: String
  /// Whether the order is turned round.
  public var isReversed: Bool

  /// Creates an order: numbers from the highest, words by their bytes.
  public init(by column: String, reversed: Bool = false) {
    self.column = column
    isReversed = reversed
  }

  /// The tables, those sorted that have the column; `nil` if none has it.
  ///
  /// Rows that sum up stay where they are, below the others; cells without a value come last either
  /// way, and rows with equal cells keep their order.
  public func sorted(_ tables: [TextTable]) -> [TextTable]? {
    var isFound = false
    let sorted = tables.map { table in
      guard let place = place(in: table) else { return table }
      isFound = true
      return self.sorted(table, by: place)
    }
    return isFound ? sorted : nil
  }

  private func place(in table: TextTable) -> Int? {
    func matches(_ name: String) -> Bool { name.lowercased() == column.lowercased() }
    return table.columns.firstIndex { matches($0.name) }
      ?? table.columns.firstIndex { matches($0.title) || matches($0.shortTitle) }
  }

  private func sorted(_ table: TextTable, by place: Int) -> TextTable {
    var table = table
    let rows = table.rows.filter { !$0.isSummary }.enumerated().sorted { left, right in
      let (mine, other) = (left.element.cell(place).value, right.element.cell(place).value)
      switch Self.comparison(mine, other, isReversed) {
      case .some(let comesFirst): return comesFirst
      case nil: return left.offset < right.offset
      }
    }
    table.rows = rows.map(\.element) + table.rows.filter(\.isSummary)
    return table
  }

  /// Whether the first comes first; `nil` where neither does.
  private static func comparison(
    _ left: TextTable.Value, _ right: TextTable.Value, _ isReversed: Bool
  ) -> Bool? {
    switch (left, right) {
    case (.text(let left), .text(let right)):
      guard !left.utf8.elementsEqual(right.utf8) else { return nil }
      return left.utf8.lexicographicallyPrecedes(right.utf8) != isReversed
    default:
      switch (left.magnitude, right.magnitude) {
      case (let mine?, let other?): return mine == other ? nil : (mine > other) != isReversed
      case (_?, nil): return true
      case (nil, _?): return false
      case (nil, nil): return nil
      }
    }
  }
}

/// What tables show of the methods.
///
/// Averages, ranks and bests stay those among all methods of the sweep: a score that depended on what
/// is shown would be another score.
public struct MethodView: Hashable, Sendable {
  private let hidden: Set<String>
  private let shown: [String]

  /// Shows some of the methods.
  public init(of all: [String], showing shown: [String]) {
    self.shown = all.filter { shown.contains($0) }
    hidden = Set(all).subtracting(shown)
  }

  /// The tables without the columns and rows of other methods.
  public func narrowed(_ tables: [TextTable]) -> [TextTable] {
    hidden.isEmpty ? tables : tables.compactMap(narrowed)
  }

  private func narrowed(_ table: TextTable) -> TextTable? {
    let columns = table.columns.indices.filter { !hidden.contains(table.columns[$0].name) }
    var narrow = table
    narrow.columns = columns.map { table.columns[$0] }
    narrow.rows = table.rows.filter { row in
      let parts = row.name.split(separator: ":").map(String.init)
      return !parts.contains { hidden.contains($0) }
    }
    guard narrow != table else { return table }
    guard !narrow.rows.isEmpty else { return nil }
    narrow.rows = narrow.rows.map { row in
      var row = row
      row.cells = columns.map { row.cell($0) }
      return row
    }
    narrow.notes.append(
      "Shown: \(shown.joined(separator: ", ")). Averages, ranks and bests are among all methods.")
    return narrow
  }
}
