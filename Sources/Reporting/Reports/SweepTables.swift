public import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The tables of a sweep, or of several.
public enum SweepTables {
  /// Every table: scores by task for each model, then by method, then across models.
  public static func all(of summary: ScoreSummary) -> [TextTable] {
    let models = summary.axes.models
    let perModel = models.flatMap { model in
      [ModelTable.table(of: model, in: summary)] + MethodTables.tables(of: model, in: summary)
    }
    return models.count > 1 ? perModel + [ModelsTable.table(of: summary)] : perModel
  }

  /// The tables that a replay prints: scores by task, and across models.
  public static func short(of summary: ScoreSummary) -> [TextTable] {
    let models = summary.axes.models
    let perModel = models.map { ModelTable.table(of: $0, in: summary) }
    return models.count > 1 ? perModel + [ModelsTable.table(of: summary)] : perModel
  }
}
