import Basics

/// The figures that tables can be drawn as: scores as a map, averages and ladders with their intervals.
///
/// They are drawn from the very tables that are printed, so that a figure and its table never disagree.
public enum TableFigures {
  /// The figures of tables, in their order; tables of other kinds have none.
  public static func figures(of tables: [TextTable]) -> [Figure] {
    Figure.distinct(tables.flatMap(figures))
  }

  private static func figures(of table: TextTable) -> [Figure] {
    let kind = table.name.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
    switch kind {
    case "model":
      return [HeatMap(table).figure] + (IntervalBars(ofModel: table).map { [$0.figure] } ?? [])
    case "models": return IntervalBars(ofModels: table).map { [$0.figure] } ?? []
    case "complexity": return LadderLines(table).map { [$0.figure] } ?? []
    default: return []
    }
  }
}

/// Mean scores by task and method as a map: the darker the better, each with its number.
struct HeatMap {
  private let table: TextTable

  init(_ table: TextTable) {
    self.table = table
  }

  var figure: Figure {
    let map = ValueMap(
      ChartHeading(
        name: "scores-\(table.name.dropFirst("model:".count))", title: table.title,
        caption: "Mean scores in percent, tasks by methods; the darker the higher."),
      columns: table.columns.dropFirst().map(\.shortTitle),
      rows: table.rows.filter { !$0.isSummary }.map { row in
        ValueMap.Row(
          label: row.cell(0).text,
          cells: table.columns.indices.dropFirst().map { column in
            let cell = row.cell(column)
            return ValueMap.Cell(
              share: cell.value.magnitude.map { min(max($0 / 100, 0), 1) }, text: cell.text,
              isBest: cell.isBest)
          })
      })
    return Chart.map(map).figure
  }
}

/// Averages as points with their intervals, a line each.
struct IntervalBars {
  private struct Bar {
    let label: String
    let value: Double
    let lower: Double?
    let upper: Double?
  }

  private let name: String
  private let title: String
  private let bars: [Bar]

  /// The Average Normalized Scores of a model, by method; `nil` where there is none.
  init?(ofModel table: TextTable) {
    func row(_ name: String) -> TextTable.Row? { table.rows.first { $0.name == name } }
    guard let averages = row("average-normalized-score") else { return nil }
    let lower = row("average-normalized-score-low")
    let upper = row("average-normalized-score-high")
    name = Figure.fileName("averages", String(table.name.dropFirst("model:".count)))
    title = table.title.replacing("mean score by task and method", with: "Average Normalized Score")
    bars = table.columns.indices.dropFirst().compactMap { column in
      averages.cell(column).value.magnitude.map {
        Bar(
          label: table.columns[column].title, value: $0,
          lower: lower?.cell(column).value.magnitude, upper: upper?.cell(column).value.magnitude)
      }
    }
    if bars.isEmpty { return nil }
  }

  /// The averages over several models, by method; `nil` where there is none.
  init?(ofModels table: TextTable) {
    func column(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
    guard let average = column("average-score") else { return nil }
    let (lower, upper) = (column("average-score-low"), column("average-score-high"))
    name = Figure.fileName("averages", "all")
    title = table.title
    bars = table.rows.compactMap { row in
      row.cell(average).value.magnitude.map { value in
        Bar(
          label: row.cell(0).value.text, value: value,
          lower: lower.flatMap { row.cell($0).value.magnitude },
          upper: upper.flatMap { row.cell($0).value.magnitude })
      }
    }
    if bars.isEmpty { return nil }
  }

  var figure: Figure {
    let left = (bars.map { SVGCanvas.width(of: $0.label) }.max() ?? 0) + 2
    let height = 4.2
    let bottom = Double(bars.count) * height + 2
    var canvas = SVGCanvas(.column, height: bottom + SVGCanvas.line * 2 + 1)
    let scale = (canvas.width - left - 4) / 100
    for step in stride(from: 0.0, through: 100, by: 25) {
      let x = left + step * scale
      canvas.line(x, 1, x, bottom)
      canvas.text("\(Int(step))", x, bottom + SVGCanvas.line, .middle)
    }
    for (place, bar) in bars.enumerated() {
      let y = 2 + (Double(place) + 0.5) * height
      canvas.text(bar.label, left - 1.5, y + 0.9, .end)
      if let lower = bar.lower, let upper = bar.upper {
        canvas.line(
          left + lower * scale, y, left + upper * scale, y, stroke: SVGCanvas.palette[0],
          width: 0.5)
      }
      canvas.dot(left + bar.value * scale, y, fill: SVGCanvas.palette[0])
    }
    canvas.text(
      "Average Normalized Score, 95 %", left + 50 * scale, bottom + SVGCanvas.line * 2, .middle)
    return Figure(
      name: name, title: title,
      svg: canvas.svg(
        title: title,
        summary: bars.map { "\($0.label) \(FixedPoint.text($0.value, decimals: 1) ?? "-")" }
          .joined(separator: ", ")))
  }
}

/// The share that is correct along a task's ladder of complexity, a line a method, with intervals.
struct LadderLines {
  private struct Point {
    let rung: Int
    let value: Double
    let lower: Double?
    let upper: Double?
  }

  private let table: TextTable
  private let lines: [(label: String, points: [Point])]

  init?(_ table: TextTable) {
    self.table = table
    func column(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
    guard let rung = column("rung"), let rate = column("correct-rate"),
      let lower = column("correct-low"), let upper = column("correct-high")
    else { return nil }
    var lines: [(label: String, points: [Point])] = []
    for row in table.rows {
      guard let step = row.cell(rung).value.magnitude, let value = row.cell(rate).value.magnitude
      else { continue }
      let point = Point(
        rung: Int(step), value: value, lower: row.cell(lower).value.magnitude,
        upper: row.cell(upper).value.magnitude)
      let label = row.cell(0).value.text
      if lines.last?.label == label {
        lines[lines.count - 1].points.append(point)
      } else {
        lines.append((label, [point]))
      }
    }
    // One rung is no ladder.
    guard Set(lines.flatMap(\.points).map(\.rung)).count > 1 else { return nil }
    self.lines = lines
  }

  var figure: Figure {
    let rungs = lines.flatMap(\.points).map(\.rung)
    let (first, last) = (rungs.min() ?? 1, rungs.max() ?? 1)
    let (left, top, bottom) = (9.0, 2.0, 46.0)
    let columns = 2
    let legend = Double((lines.count + columns - 1) / columns) * SVGCanvas.line
    var canvas = SVGCanvas(.column, height: bottom + SVGCanvas.line * 2.5 + legend + 1)
    let width = canvas.width - left - 3
    func x(_ rung: Int, _ shift: Double = 0) -> Double {
      left + 2 + Double(rung - first) / Double(max(last - first, 1)) * (width - 4) + shift
    }
    func y(_ value: Double) -> Double { bottom - value / 100 * (bottom - top) }
    for step in stride(from: 0.0, through: 100, by: 25) {
      canvas.line(left, y(step), left + width, y(step))
      canvas.text("\(Int(step))", left - 1, y(step) + 0.9, .end)
    }
    for rung in first...last {
      canvas.text("\(rung)", x(rung), bottom + SVGCanvas.line, .middle)
    }
    canvas.text("Correct % by rung", left + width / 2, bottom + SVGCanvas.line * 2, .middle)
    for (place, line) in lines.enumerated() {
      let colour = SVGCanvas.palette[place % SVGCanvas.palette.count]
      let dash = SVGCanvas.dashes[place / SVGCanvas.palette.count % SVGCanvas.dashes.count]
      // A little beside each other, so that intervals of one rung are seen.
      let shift = (Double(place) - Double(lines.count - 1) / 2) * 0.5
      for point in line.points {
        if let lower = point.lower, let upper = point.upper {
          canvas.line(
            x(point.rung, shift), y(lower), x(point.rung, shift), y(upper), stroke: colour,
            width: 0.2)
        }
        canvas.dot(x(point.rung, shift), y(point.value), fill: colour)
      }
      canvas.path(
        line.points.map { (x($0.rung, shift), y($0.value)) }, stroke: colour, dash: dash)
      let row = bottom + SVGCanvas.line * (3 + Double(place / columns))
      let start = left + Double(place % columns) * width / Double(columns)
      canvas.line(start, row - 0.8, start + 5, row - 0.8, stroke: colour, width: 0.35, dash: dash)
      canvas.text(line.label, start + 6, row)
    }
    let words = table.name.split(separator: ":").dropFirst().map(String.init)
    return Figure(
      name: Figure.fileName("ladder", words.joined(separator: "-")), title: table.title,
      svg: canvas.svg(
        title: table.title,
        summary: "Correct in percent by rung, with 95 % intervals: "
          + lines.map(\.label).joined(separator: ", ")))
  }
}
