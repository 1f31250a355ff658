import Basics

/// The drawing of a figure for print: light, in millimetres, without a script or a font of its own.
struct SVGCanvas {
  /// The widths that journals take, in millimetres.
  enum Width: Double {
    case column = 84
    case page = 174
  }

  /// How a text stands to its point.
  enum Anchor: String {
    case start
    case middle
    case end
  }

  /// Colours that most colour-blind readers tell apart (Okabe and Ito), and that differ in print.
  static let palette = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F",
  ]
  /// Dashes beside the colours, so that lines differ without any.
  static let dashes = ["", "2 1", "0.6 0.8", "3 1 0.6 1"]
  /// The height of small letters with their line, in millimetres.
  static let line = 3.2
  private static let fontSize = 2.47

  let width: Double
  let height: Double
  private var elements: [String] = []

  init(_ width: Width, height: Double) {
    self.width = width.rawValue
    self.height = height
  }

  /// About how wide a text is, in millimetres: no font is known where it is drawn.
  static func width(of text: String) -> Double { Double(text.count) * fontSize * 0.56 }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, fill: String = "#000",
    rotated: Bool = false, isBold: Bool = false
  ) {
    let turn = rotated ? " transform=\"rotate(-45 \(Self.number(x)) \(Self.number(y)))\"" : ""
    let weight = isBold ? " font-weight=\"bold\"" : ""
    elements.append(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\""
        + " fill=\"\(fill)\"\(weight)\(turn)>\(MarkupText.xml(text))</text>")
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String = "#999",
    width: Double = 0.15, dash: String = ""
  ) {
    let pattern = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    elements.append(
      "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\""
        + " y2=\"\(Self.number(y2))\" stroke=\"\(stroke)\" stroke-width=\"\(Self.number(width))\""
        + "\(pattern)/>")
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String
  ) {
    elements.append(
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\""
        + " height=\"\(Self.number(height))\" fill=\"\(fill)\"/>")
  }

  mutating func dot(_ x: Double, _ y: Double, fill: String, radius: Double = 0.7) {
    // The number is written as it was when all dots were of one size.
    let size = radius == 0.7 ? "0.7" : Self.number(radius)
    elements.append(
      "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(size)\" fill=\"\(fill)\"/>")
  }

  mutating func path(_ points: [(x: Double, y: Double)], stroke: String, dash: String) {
    guard points.count > 1 else { return }
    let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    let pattern = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    elements.append(
      "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(stroke)\" stroke-width=\"0.35\""
        + "\(pattern)/>")
  }

  /// The document.
  ///
  /// - Parameters:
  ///   - title: What it shows, for readers who cannot see it.
  ///   - summary: What can be read off it.
  func svg(title: String, summary: String) -> String {
    let (width, height) = (Self.number(width), Self.number(height))
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)mm" height="\(height)mm" \
      viewBox="0 0 \(width) \(height)" role="img" font-family="Helvetica, Arial, sans-serif" \
      font-size="\(Self.number(Self.fontSize))">
      <title>\(MarkupText.xml(title))</title>
      <desc>\(MarkupText.xml(summary))</desc>
      <rect width="\(width)" height="\(height)" fill="#fff"/>

      """
    return head + elements.map { $0 + "\n" }.joined() + "</svg>\n"
  }

  /// A number in millimetres, to the hundredth: the same everywhere.
  private static func number(_ value: Double) -> String {
    FixedPoint.text(value, decimals: 2) ?? "0"
  }
}
