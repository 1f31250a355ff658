/// What was stated against what came true, a panel a source: on the diagonal every statement is true.
public struct ReliabilityPanels: Hashable, Sendable {
  /// The trials of about one confidence.
  public struct Bin: Hashable, Sendable {
    /// The mean confidence that was stated, from 0 to 1.
    public var stated: Double
    /// The share that was right.
    public var observed: Double
    /// Trials.
    public var count: Int
    /// Where the share would lie in 95 of 100 cases if every confidence were true.
    public var expected: ClosedRange<Double>

    /// Creates a bin.
    public init(stated: Double, observed: Double, count: Int, expected: ClosedRange<Double>) {
      self.stated = stated
      self.observed = observed
      self.count = count
      self.expected = expected
    }
  }

  /// A source of confidence.
  public struct Panel: Hashable, Sendable {
    /// What it is of.
    public var label: String
    /// Its error, and how much of it so few trials have by chance, in a line or two.
    public var notes: [String]
    /// The bins, from the lowest confidence.
    public var bins: [Bin]

    /// Creates a panel.
    public init(label: String, notes: [String], bins: [Bin]) {
      self.label = label
      self.notes = notes
      self.bins = bins
    }
  }

  let heading: ChartHeading
  private let panels: [Panel]

  /// Creates a chart.
  public init(_ heading: ChartHeading, panels: [Panel]) {
    self.heading = heading
    self.panels = panels
  }
}

extension ReliabilityPanels: ChartDrawing {
  var canvas: SVGCanvas {
    let (columns, width) = (3, 57.0)
    let notes = panels.map(\.notes.count).max() ?? 0
    let height = 60.0 + Double(notes) * SVGCanvas.line
    let rows = (panels.count + columns - 1) / columns
    var canvas = SVGCanvas(.page, height: Double(max(rows, 1)) * height + 2)
    for (place, panel) in panels.enumerated() {
      let left = Double(place % columns) * width + 8
      let top = Double(place / columns) * height + 6
      draw(panel, on: &canvas, left: left, top: top, side: 44)
    }
    return canvas
  }

  private func draw(
    _ panel: Panel, on canvas: inout SVGCanvas, left: Double, top: Double, side: Double
  ) {
    func x(_ share: Double) -> Double { left + share * side }
    func y(_ share: Double) -> Double { top + side - share * side }
    canvas.text(panel.label, left - 7, top - 2.4, isBold: true)
    for step in [0.0, 0.5, 1] {
      canvas.line(left, y(step), left + side, y(step), stroke: "#ddd")
      canvas.line(x(step), top, x(step), top + side, stroke: "#ddd")
      canvas.text(ChartText.number(step * 100, 0), left - 1, y(step) + 0.9, .end)
      canvas.text(ChartText.number(step * 100, 0), x(step), top + side + 3, .middle)
    }
    canvas.line(x(0), y(0), x(1), y(1), stroke: "#000", dash: "1.6 1")
    let all = Double(max(panel.bins.reduce(0) { $0 + $1.count }, 1))
    for bin in panel.bins {
      canvas.rectangle(
        x(bin.stated) - 0.9, y(bin.expected.upperBound), 1.8,
        max(y(bin.expected.lowerBound) - y(bin.expected.upperBound), 0.3), fill: "#d0d0d0")
    }
    canvas.path(
      panel.bins.map { (x($0.stated), y($0.observed)) }, stroke: SVGCanvas.palette[0], dash: "")
    for bin in panel.bins {
      let radius = 0.5 + 2 * (Double(bin.count) / all).squareRoot()
      canvas.dot(x(bin.stated), y(bin.observed), fill: SVGCanvas.palette[0], radius: radius)
      let isLow = bin.observed < 0.85
      canvas.text(
        "\(bin.count)", x(bin.stated), y(bin.observed) + (isLow ? -radius - 0.6 : radius + 2.4),
        .middle)
    }
    canvas.text(
      "right % by confidence %, n beside", left + side / 2, top + side + 6.2, .middle)
    for (row, note) in panel.notes.enumerated() {
      canvas.text(note, left - 7, top + side + 6.2 + Double(row + 1) * SVGCanvas.line)
    }
  }

  func lines(width: Int) -> [String] {
    let columns = min(max(width - 36, 21), 51)
    return panels.flatMap { panel -> [String] in
      [panel.label] + panel.notes.map { "  \($0)" }
        + ["  stated %      n  right %  0\(ChartText.fit("100", columns - 1, isRight: true))"]
        + panel.bins.map { bin in
          var line = Array(repeating: Character("·"), count: columns)
          let expected =
            ChartText.column(
              bin.expected.lowerBound, of: columns)...ChartText.column(
              bin.expected.upperBound, of: columns)
          for place in expected { line[place] = "░" }
          line[ChartText.column(bin.stated, of: columns)] = "│"
          line[ChartText.column(bin.observed, of: columns)] = "●"
          return "  \(ChartText.fit(ChartText.percent(bin.stated), 8, isRight: true))"
            + " \(ChartText.fit("\(bin.count)", 6, isRight: true))"
            + "  \(ChartText.fit(ChartText.percent(bin.observed), 7, isRight: true))"
            + "  \(String(line))"
        }
    } + ["● right, │ stated, ░ 95 of 100 cases if the confidence were true"]
  }
}
