import Analysis
import Basics
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The rungs of all ladders as values, with the sums over tasks at the place -1.
struct LadderFigures {
  let summary: ComplexitySummary
  let axes: ReportAxes

  /// The four classes at each rung.
  var cells: [JSONValue] {
    var sums: [ComplexityKey: [Int]] = [:]
    for (key, cell) in summary.cells where axes.contains(key.cell) {
      let counts = [
        cell.rightWithCode, cell.rightWithoutCode, cell.wrongWithCode, cell.wrongWithoutCode,
      ]
      let all = CellKey(model: key.cell.model, method: key.cell.method, task: "")
      sums[key] = counts
      // Sums are of integers: the order of the cells cannot change them.
      sums[ComplexityKey(all, rung: key.rung), default: [0, 0, 0, 0]] =
        zip(sums[ComplexityKey(all, rung: key.rung)] ?? [0, 0, 0, 0], counts).map { $0 + $1 }
    }
    let rows = sums.map { key, counts in (axes.places(of: key.cell) + [key.rung], counts) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    return rows.map { Self.value(of: $0, $1) }
  }

  /// What the rungs of each task are like: pairs of rung and words, task by task.
  var rungs: [JSONValue] {
    summary.axes.tasks.map { task in
      .array(
        (summary.ladders[task.name] ?? [:]).sorted { $0.key < $1.key }.map {
          [.integer(Int64($0.key)), .string($0.value)]
        })
    }
  }

  private static func value(of places: [Int], _ counts: [Int]) -> JSONValue {
    let trials = counts.reduce(0, +)
    let interval = WilsonInterval(successes: counts[0] + counts[1], trials: trials)
    return .array(
      (places + counts).map { .integer(Int64($0)) } + [
        ScoreFigures.number(interval.map { $0.lower * 100 }),
        ScoreFigures.number(interval.map { $0.upper * 100 }),
      ])
  }
}
