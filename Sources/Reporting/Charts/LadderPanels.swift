/// Numbers along ladders of complexity, a small panel each on one scale, with intervals.
public struct LadderPanels: Hashable, Sendable {
  /// A rung.
  public struct Point: Hashable, Sendable {
    /// The rung, from 1.
    public var rung: Int
    /// The value.
    public var value: Double
    /// The bounds of its interval; `nil` where it has none.
    public var interval: ClosedRange<Double>?
    /// The questions that it rests on.
    public var questions: Int

    /// Creates a point.
    public init(rung: Int, value: Double, interval: ClosedRange<Double>?, questions: Int) {
      self.rung = rung
      self.value = value
      self.interval = interval
      self.questions = questions
    }
  }

  /// A ladder.
  public struct Panel: Hashable, Sendable {
    /// What it is of.
    public var label: String
    /// The rungs, from the lowest.
    public var points: [Point]

    /// Creates a panel.
    public init(label: String, points: [Point]) {
      self.label = label
      self.points = points
    }
  }

  let heading: ChartHeading
  private let panels: [Panel]

  /// Creates a chart of shares, which are shown in points.
  public init(_ heading: ChartHeading, panels: [Panel]) {
    self.heading = heading
    self.panels = panels
  }

  private var rungs: ClosedRange<Int> {
    let rungs = panels.flatMap(\.points).map(\.rung)
    return (rungs.min() ?? 1)...(rungs.max() ?? 1)
  }

  /// The values at the ends of the common scale; 0 is among them.
  private var scale: ClosedRange<Double> {
    let points = panels.flatMap(\.points)
    let lower = points.map { $0.interval?.lowerBound ?? $0.value }
    let upper = points.map { $0.interval?.upperBound ?? $0.value }
    return min(lower.min() ?? 0, 0)...max(upper.max() ?? 0, 0.05)
  }
}

extension LadderPanels: ChartDrawing {
  var canvas: SVGCanvas {
    let (columns, width, base) = (4, 42.0, 30.0)
    // A label that is wider than its panel goes on below itself.
    let labels = panels.map { Self.broken($0.label, to: width - 1) }
    let more = Double((labels.map(\.count).max() ?? 1) - 1) * SVGCanvas.line
    let height = base + more
    let rows = (panels.count + columns - 1) / columns
    var canvas = SVGCanvas(.page, height: Double(max(rows, 1)) * height + 4)
    let (rungs, scale) = (rungs, scale)
    let range = scale.upperBound - scale.lowerBound
    for (place, panel) in panels.enumerated() {
      let left = Double(place % columns) * (width + 1.5) + 8
      let top = Double(place / columns) * height + 6 + more
      let (right, bottom) = (left + width - 9, top + base - 10)
      func x(_ rung: Int) -> Double {
        let steps = Double(max(rungs.count - 1, 1))
        return left + 2 + Double(rung - rungs.lowerBound) / steps * (right - left - 4)
      }
      func y(_ value: Double) -> Double {
        bottom - (value - scale.lowerBound) / range * (bottom - top)
      }
      for (number, line) in labels[place].enumerated() {
        let above = Double(labels[place].count - 1 - number) * SVGCanvas.line
        canvas.text(line, left - 7, top - 2.4 - above, isBold: true)
      }
      for value in [scale.lowerBound, scale.lowerBound + range / 2, scale.upperBound] {
        canvas.line(left, y(value), right, y(value), stroke: "#ddd")
        canvas.text(ChartText.number(value * 100, 0), left - 1, y(value) + 0.9, .end)
      }
      canvas.line(left, y(0), right, y(0), stroke: "#000")
      for rung in rungs { canvas.text("\(rung)", x(rung), bottom + 3, .middle) }
      canvas.path(
        panel.points.map { (x($0.rung), y($0.value)) }, stroke: SVGCanvas.palette[0], dash: "")
      for point in panel.points {
        if let interval = point.interval {
          canvas.line(
            x(point.rung), y(interval.lowerBound), x(point.rung), y(interval.upperBound),
            stroke: SVGCanvas.palette[0], width: 0.25)
        }
        canvas.dot(x(point.rung), y(point.value), fill: SVGCanvas.palette[0])
      }
    }
    return canvas
  }

  func lines(width: Int) -> [String] {
    let blocks = Array("▁▂▃▄▅▆▇█")
    let (rungs, scale) = (rungs, scale)
    let range = scale.upperBound - scale.lowerBound
    let longest = panels.map(\.label.count).max() ?? 0
    // Long labels stand over their lines: cut ones would be the same.
    let isOver = longest > width / 3
    let label = isOver ? 1 : longest
    let cell = min(max((width - label - rungs.count - 4) / rungs.count, 6), 24)
    // Without digits behind the point where there is little room.
    let decimals = cell >= 19 ? 1 : 0
    func number(_ share: Double) -> String { ChartText.number(share * 100, decimals) }
    func text(_ point: Point) -> String {
      guard cell >= 14, let interval = point.interval else {
        return ChartText.percent(point.value)
      }
      return "\(number(point.value)) [\(number(interval.lowerBound)), "
        + "\(number(interval.upperBound))]"
    }
    let head =
      ChartText.fit("", label + rungs.count + 3)
      + rungs.map { ChartText.fit("rung \($0)", cell, isRight: true) }.joined()
    return [head]
      + panels.flatMap { panel -> [String] in
        let points = rungs.map { rung in panel.points.first { $0.rung == rung } }
        let spark = points.map { point -> Character in
          point.map { blocks[ChartText.column(($0.value - scale.lowerBound) / range, of: 8)] }
            ?? " "
        }
        let line =
          "\(ChartText.fit(isOver ? "" : panel.label, label)) ▕\(String(spark))▏"
          + points.map { ChartText.fit($0.map(text) ?? "-", cell, isRight: true) }.joined()
        return isOver ? [ChartText.fit(panel.label, min(panel.label.count, width)), line] : [line]
      }
  }

  /// A label in lines of a width in millimetres, at its blanks.
  private static func broken(_ label: String, to width: Double) -> [String] {
    var lines: [String] = []
    for word in label.split(separator: " ") {
      let longer = lines.last.map { "\($0) \(word)" } ?? String(word)
      // Bold letters are a little wider.
      if !lines.isEmpty, SVGCanvas.width(of: longer) * 1.1 <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(String(word))
      }
    }
    return lines.isEmpty ? [label] : lines
  }
}
