/// Mean costs against mean scores: single choices, the hull of their mixtures, and policies with their
/// intervals.
public struct CostScorePlane: Hashable, Sendable {
  /// A point of the plane.
  public struct Mark: Hashable, Sendable {
    /// What it stands for.
    public var label: String
    /// Whether it is one of the single choices, of which the hull is made.
    public var isSingle: Bool
    /// The place on the axis of costs, from 0 to 1.
    public var place: Double
    /// The score, from 0 to 1.
    public var score: Double
    /// The bounds of the score's interval; `nil` where it has none.
    public var interval: ClosedRange<Double>?
    /// Its cost, as people read it.
    public var cost: String

    /// Creates a mark.
    public init(
      label: String, isSingle: Bool, place: Double, score: Double, interval: ClosedRange<Double>?,
      cost: String
    ) {
      self.label = label
      self.isSingle = isSingle
      self.place = place
      self.score = score
      self.interval = interval
      self.cost = cost
    }
  }

  /// A cost that is named on the axis.
  public struct Tick: Hashable, Sendable {
    /// The place on the axis, from 0 to 1.
    public var place: Double
    /// The cost, as people read it.
    public var text: String

    /// Creates a tick.
    public init(place: Double, text: String) {
      self.place = place
      self.text = text
    }
  }

  /// A corner of the hull.
  public struct Point: Hashable, Sendable {
    /// The place on the axis of costs, from 0 to 1.
    public var place: Double
    /// The score, from 0 to 1.
    public var score: Double

    /// Creates a point.
    public init(place: Double, score: Double) {
      self.place = place
      self.score = score
    }
  }

  let heading: ChartHeading
  /// What costs are measured in.
  private let measure: String
  private let marks: [Mark]
  private let hull: [Point]
  private let ticks: [Tick]

  /// Creates a plane.
  ///
  /// - Parameters:
  ///   - measure: What costs are measured in.
  ///   - hull: The hull of the single choices, by rising cost.
  ///   - ticks: The costs that are named on the axis.
  public init(
    _ heading: ChartHeading, measure: String, marks: [Mark], hull: [Point],
    ticks: [Tick]
  ) {
    self.heading = heading
    self.measure = measure
    self.marks = marks
    self.hull = hull
    self.ticks = ticks
  }

  /// The score at the top of the axis.
  private var top: Double {
    let scores = marks.map { $0.interval?.upperBound ?? $0.score } + hull.map(\.score)
    return min(1, max(0.1, (scores.max() ?? 1) * 1.05))
  }

  /// The marks with a letter each: small ones for the single choices.
  private var lettered: [(letter: Character, mark: Mark)] {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
    var (singles, others) = (0, 0)
    return marks.map { mark in
      let number = mark.isSingle ? singles : others
      if mark.isSingle { singles += 1 } else { others += 1 }
      guard number < alphabet.count else { return ("#", mark) }
      let letter = alphabet[number]
      return (mark.isSingle ? letter : Character(letter.uppercased()), mark)
    }
  }

  private func words(_ mark: Mark) -> String {
    let interval =
      mark.interval.map {
        " [\(ChartText.percent($0.lowerBound)), \(ChartText.percent($0.upperBound))]"
      } ?? ""
    return "\(ChartText.percent(mark.score)) %\(interval), \(mark.cost)"
  }
}

extension CostScorePlane: ChartDrawing {
  var canvas: SVGCanvas {
    let legend = 66.0
    let height = max(82.0, 14 + Double(marks.count) * SVGCanvas.line)
    var canvas = SVGCanvas(.page, height: height)
    let (left, right, upper, bottom) = (11.0, canvas.width - legend, 4.0, height - 10)
    let top = top
    func x(_ place: Double) -> Double { left + min(max(place, 0), 1) * (right - left) }
    func y(_ score: Double) -> Double {
      bottom - min(max(score / top, 0), 1) * (bottom - upper)
    }
    for step in 0...4 {
      let score = top * Double(step) / 4
      canvas.line(left, y(score), right, y(score), stroke: "#ddd")
      canvas.text(ChartText.percent(score), left - 1, y(score) + 0.9, .end)
    }
    for tick in ticks {
      canvas.line(x(tick.place), bottom, x(tick.place), bottom + 0.8)
      canvas.text(tick.text, x(tick.place), bottom + 3.6, .middle)
    }
    canvas.text(
      "Score % by \(measure.lowercased()) a question (logarithmic)", (left + right) / 2,
      bottom + 7.4, .middle)
    canvas.path(hull.map { (x($0.place), y($0.score)) }, stroke: "#000", dash: "1.6 1")
    var others = 0
    for (row, entry) in lettered.enumerated() {
      let (letter, mark) = entry
      let colour =
        mark.isSingle ? "#7F7F7F" : SVGCanvas.palette[others % SVGCanvas.palette.count]
      if !mark.isSingle { others += 1 }
      let place = x(mark.place)
      if let interval = mark.interval {
        canvas.line(
          place, y(interval.lowerBound), place, y(interval.upperBound), stroke: colour, width: 0.3)
      }
      canvas.dot(place, y(mark.score), fill: colour)
      canvas.text(String(letter), place + 1, y(mark.score) - 0.6, fill: colour)
      let line = upper + 4 + Double(row) * SVGCanvas.line
      canvas.dot(right + 4, line - 0.8, fill: colour)
      canvas.text("\(letter)  \(mark.label)", right + 6, line)
    }
    canvas.line(right + 2.5, height - 3.2, right + 8, height - 3.2, stroke: "#000", dash: "1.6 1")
    canvas.text("mixtures of single methods", right + 9.5, height - 2.4)
    return canvas
  }

  func lines(width: Int) -> [String] {
    let margin = 7
    let (columns, rows) = (min(width, 100) - margin, 14)
    let top = top
    var grid = Array(repeating: Array(repeating: Character(" "), count: columns), count: rows)
    func row(_ score: Double) -> Int {
      rows - 1 - ChartText.column(min(max(score / top, 0), 1), of: rows)
    }
    for (from, to) in zip(hull, hull.dropFirst()) {
      let (first, last) = (
        ChartText.column(from.place, of: columns), ChartText.column(to.place, of: columns)
      )
      for column in first...max(first, last) {
        let share = last > first ? Double(column - first) / Double(last - first) : 0
        grid[row(from.score + (to.score - from.score) * share)][column] = "·"
      }
    }
    for (letter, mark) in lettered {
      let (line, column) = (row(mark.score), ChartText.column(mark.place, of: columns))
      let taken = grid[line][column]
      grid[line][column] = taken == " " || taken == "·" ? letter : "*"
    }
    var lines = grid.enumerated().map { place, characters in
      let isNamed = place % 4 == 0 || place == rows - 1
      let score = top * Double(rows - 1 - place) / Double(rows - 1)
      let name = isNamed ? ChartText.percent(score) : ""
      return ChartText.fit(name, margin - 2, isRight: true) + " │" + String(characters)
    }
    lines.append(
      String(repeating: " ", count: margin - 1) + "└" + String(repeating: "─", count: columns))
    lines.append(String(repeating: " ", count: margin) + axis(columns))
    lines.append(
      String(repeating: " ", count: margin)
        + "score % by \(measure.lowercased()) a question; ··· mixtures of single methods; * several"
    )
    let longest = lettered.map(\.mark.label.count).max() ?? 0
    return
      (lines
      + lettered.map { letter, mark in
        "  \(letter)  \(ChartText.fit(mark.label, min(longest, width / 2)))  \(words(mark))"
      }).map(ChartText.trimmed)
  }

  private func axis(_ columns: Int) -> String {
    var line = Array(repeating: Character(" "), count: columns)
    for tick in ticks {
      let place = ChartText.column(tick.place, of: columns)
      let start = min(max(place - tick.text.count / 2, 0), max(columns - tick.text.count, 0))
      let room = start..<min(start + tick.text.count, columns)
      guard line[max(room.lowerBound - 1, 0)..<room.upperBound].allSatisfy({ $0 == " " }) else {
        continue
      }
      line.replaceSubrange(room, with: tick.text.prefix(room.count))
    }
    return String(line)
  }
}
