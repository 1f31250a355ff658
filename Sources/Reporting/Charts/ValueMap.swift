/// Numbers by rows and columns as a map: the darker the higher, each with its number.
public struct ValueMap: Hashable, Sendable {
  /// A cell.
  public struct Cell: Hashable, Sendable {
    /// How dark it is, from 0 to 1; `nil` where there is no number.
    public var share: Double?
    /// The number, as people read it.
    public var text: String
    /// Whether it is the best of its row.
    public var isBest: Bool

    /// Creates a cell.
    public init(share: Double?, text: String, isBest: Bool = false) {
      self.share = share
      self.text = text
      self.isBest = isBest
    }
  }

  /// A row.
  public struct Row: Hashable, Sendable {
    /// What it is of.
    public var label: String
    /// A cell a column.
    public var cells: [Cell]

    /// Creates a row.
    public init(label: String, cells: [Cell]) {
      self.label = label
      self.cells = cells
    }
  }

  let heading: ChartHeading
  private let columns: [String]
  private let rows: [Row]

  /// Creates a map.
  public init(_ heading: ChartHeading, columns: [String], rows: [Row]) {
    self.heading = heading
    self.columns = columns
    self.rows = rows
  }
}

extension ValueMap: ChartDrawing {
  var canvas: SVGCanvas {
    let left = (rows.map { SVGCanvas.width(of: $0.label) }.max() ?? 0) + 2
    let top = (columns.map { SVGCanvas.width(of: $0) }.max() ?? 0) * 0.75 + 4.5
    let height = 5.0
    var canvas = SVGCanvas(
      columns.count > 5 ? .page : .column, height: top + Double(rows.count) * height + 2)
    let width = (canvas.width - left - top * 0.6) / Double(max(columns.count, 1))
    for (column, head) in columns.enumerated() {
      canvas.text(head, left + (Double(column) + 0.5) * width, top - 1.5, .start, rotated: true)
    }
    for (place, row) in rows.enumerated() {
      let y = top + Double(place) * height
      canvas.text(row.label, left - 1.5, y + height * 0.68, .end)
      for (column, cell) in row.cells.enumerated() {
        let x = left + Double(column) * width
        canvas.rectangle(x + 0.1, y + 0.1, width - 0.2, height - 0.2, fill: Self.fill(cell.share))
        canvas.text(
          cell.text, x + width / 2, y + height * 0.68, .middle,
          fill: (cell.share ?? 0) > 0.55 ? "#fff" : "#000", isBold: cell.isBest)
      }
    }
    return canvas
  }

  func lines(width: Int) -> [String] {
    let label = min(rows.map(\.label.count).max() ?? 0, width / 3)
    let column = max((rows.flatMap(\.cells).map(\.text.count).max() ?? 1) + 2, 4)
    let fitting = max((width - label - 2) / column, 1)
    let shades: [Character] = [" ", "░", "▒", "▓", "█"]
    return stride(from: 0, to: columns.count, by: fitting).flatMap { start -> [String] in
      let part = start..<min(start + fitting, columns.count)
      let heads = part.map { ChartText.fit("[\($0 + 1)]", column, isRight: true) }.joined()
      let names = part.map { "[\($0 + 1)] \(columns[$0])" }.joined(separator: ", ")
      return (start > 0 ? [""] : []) + [ChartText.fit("", label) + heads]
        + rows.map { row in
          ChartText.fit(row.label, label)
            + row.cells[part].map { cell in
              let shade = cell.share.map { shades[min(Int($0 * 5), 4)] } ?? " "
              return ChartText.fit("\(cell.text)\(shade)", column, isRight: true)
            }.joined()
        } + Self.wrapped(names, width)
    }
  }

  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(line) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// From white to a dark blue, in steps of lightness that print keeps.
  private static func fill(_ share: Double?) -> String {
    guard let share else { return "#f0f0f0" }
    let (from, to) = ([255.0, 255, 255], [0.0, 63, 114])
    let parts = zip(from, to).map { Int(($0 + ($1 - $0) * share).rounded()) }
    return "#"
      + parts.map { part in
        let hex = String(part, radix: 16)
        return (hex.count < 2 ? "0" : "") + hex
      }.joined()
  }
}
