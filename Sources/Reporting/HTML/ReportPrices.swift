import Analysis
import Basics
public import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What the models of a report cost: the row of a dated price table that holds for each.
public struct ReportPrices: Sendable {
  /// The newest day of the table; `nil` where there is no table.
  public let newestDay: PriceDay?
  private let rows: [String: PriceTable.Row]

  /// Without a table, every price is unknown.
  public static let unknown = ReportPrices(newestDay: nil, rows: [:])

  /// Looks up models by the names that their requests carry.
  ///
  /// - Parameter requestNames: The request's name for each model of the report.
  public init(_ table: PriceTable, requestNames: [String: String]) {
    self.init(
      newestDay: table.newestDay, rows: requestNames.compactMapValues { table.row(for: $0) })
  }

  private init(newestDay: PriceDay?, rows: [String: PriceTable.Row]) {
    self.newestDay = newestDay
    self.rows = rows
  }

  /// Both price lists as one; where both know a model, this one's row is kept.
  public func merging(_ other: ReportPrices) -> ReportPrices {
    ReportPrices(
      newestDay: [newestDay, other.newestDay].compactMap(\.self).max(),
      rows: rows.merging(other.rows) { mine, _ in mine })
  }

  /// The row that holds for a model; `nil` where its price is unknown.
  func row(of model: String) -> PriceTable.Row? { rows[model] }

  /// What a trial of a cell cost on average, in US dollars; `nil` where the price or a counter that it
  /// depends on is unknown.
  func meanDollars(of cell: Cell, model: String) -> Double? {
    guard cell.trials > 0, let cost = rows[model]?.price.cost(of: cell.usage) else { return nil }
    return Double(cost.picodollars) / 1e12 / Double(cell.trials)
  }
}
