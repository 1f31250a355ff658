/// Differences with their intervals, a line each, beside what so few questions could not have shown.
public struct DifferenceForest: Hashable, Sendable {
  /// A difference.
  public struct Row: Hashable, Sendable {
    /// What it is of.
    public var label: String
    /// The difference, from -1 to 1.
    public var value: Double
    /// The bounds of its interval.
    public var interval: ClosedRange<Double>
    /// Smaller differences could go unseen.
    public var detectable: Double
    /// Whether it is settled.
    public var isSettled: Bool

    /// Creates a row.
    public init(
      label: String, value: Double, interval: ClosedRange<Double>, detectable: Double,
      isSettled: Bool
    ) {
      self.label = label
      self.value = value
      self.interval = interval
      self.detectable = detectable
      self.isSettled = isSettled
    }
  }

  let heading: ChartHeading
  private let rows: [Row]

  /// Creates a chart.
  public init(_ heading: ChartHeading, rows: [Row]) {
    self.heading = heading
    self.rows = rows
  }

  /// The difference at the ends of the axis.
  private var most: Double {
    let ends = rows.flatMap {
      [abs($0.interval.lowerBound), abs($0.interval.upperBound), $0.detectable]
    }
    return min(1, max(0.01, (ends.max() ?? 1) * 1.05))
  }

  private static func words(_ row: Row) -> String {
    "\(ChartText.points(row.value)) [\(ChartText.points(row.interval.lowerBound)), "
      + "\(ChartText.points(row.interval.upperBound))]"
  }
}

extension DifferenceForest: ChartDrawing {
  var canvas: SVGCanvas {
    let height = 4.2
    let bottom = Double(rows.count) * height + 2
    var canvas = SVGCanvas(.page, height: bottom + SVGCanvas.line * 2 + 1)
    let left = (rows.map { SVGCanvas.width(of: $0.label) }.max() ?? 0) + 3
    let words = rows.map(Self.words)
    let right = canvas.width - (words.map { SVGCanvas.width(of: $0) }.max() ?? 0) - 3
    let most = most
    func x(_ difference: Double) -> Double {
      left + (min(max(difference / most, -1), 1) + 1) / 2 * (right - left)
    }
    for (place, row) in rows.enumerated() {
      let y = 2 + (Double(place) + 0.5) * height
      canvas.rectangle(
        x(-row.detectable), y - 1.6, x(row.detectable) - x(-row.detectable), 3.2, fill: "#ececec")
      canvas.text(row.label, left - 1.5, y + 0.9, .end)
      canvas.text(words[place], canvas.width - 0.5, y + 0.9, .end)
    }
    canvas.line(x(0), 1, x(0), bottom, stroke: "#000", width: 0.2)
    for (place, row) in rows.enumerated() {
      let y = 2 + (Double(place) + 0.5) * height
      let colour = row.isSettled ? SVGCanvas.palette[1] : SVGCanvas.palette[0]
      canvas.line(
        x(row.interval.lowerBound), y, x(row.interval.upperBound), y, stroke: colour, width: 0.5)
      canvas.dot(x(row.value), y, fill: colour)
    }
    for value in [-most, 0, most] {
      canvas.text(ChartText.points(value), x(value), bottom + SVGCanvas.line, .middle)
    }
    canvas.text(
      "Difference in points; grey: could go unseen; orange: settled", x(0),
      bottom + SVGCanvas.line * 2, .middle)
    return canvas
  }

  func lines(width: Int) -> [String] {
    let words = rows.map(Self.words)
    let longest = rows.map(\.label.count).max() ?? 0
    // Long labels stand over their lines: cut ones would be the same.
    let isOver = longest > width / 3
    let label = isOver ? 0 : longest
    let columns = min(max(width - label - 4 - (words.map(\.count).max() ?? 0), 11), 61)
    let most = most
    func column(_ difference: Double) -> Int {
      ChartText.column((difference / most + 1) / 2, of: columns)
    }
    let lines = zip(rows, words).flatMap { row, words -> [String] in
      var line = Array(repeating: Character(" "), count: columns)
      for place in column(-row.detectable)...column(row.detectable) { line[place] = "░" }
      line[column(0)] = "│"
      for place in column(row.interval.lowerBound)...column(row.interval.upperBound) {
        line[place] = "─"
      }
      line[column(row.value)] = row.isSettled ? "◆" : "o"
      let bar = "\(ChartText.fit(isOver ? "" : row.label, label))  \(String(line))  \(words)"
      return isOver ? [ChartText.fit(row.label, min(row.label.count, width)), bar] : [bar]
    }
    return lines + [
      "░ could go unseen, ─ 95 %, ◆ settled, o not settled, │ no difference"
    ]
  }
}
