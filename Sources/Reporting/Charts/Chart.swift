import Basics

/// A drawing of numbers in every form that reports have: a figure for a paper, a part of a page, and text
/// for a terminal.
///
/// It holds what it shows and nothing of what it was measured by, so that all forms show the same.
public enum Chart: Hashable, Sendable {
  /// Costs against scores.
  case plane(CostScorePlane)
  /// Differences with their intervals.
  case differences(DifferenceForest)
  /// Which way questions went.
  case flow(DecisionFlow)
  /// Numbers by rows and columns, the darker the higher.
  case map(ValueMap)
  /// Numbers along ladders.
  case ladders(LadderPanels)
  /// What was stated against what came true.
  case reliability(ReliabilityPanels)

  private var drawing: any ChartDrawing {
    switch self {
    case .plane(let chart): chart
    case .differences(let chart): chart
    case .flow(let chart): chart
    case .map(let chart): chart
    case .ladders(let chart): chart
    case .reliability(let chart): chart
    }
  }

  /// What it shows.
  public var title: String { drawing.heading.title }
  /// How it is read, in a sentence or two.
  public var caption: String { drawing.heading.caption }

  /// The figure as a file of its own.
  public var figure: Figure {
    let heading = drawing.heading
    return Figure(
      name: Figure.fileName(heading.name), title: heading.title,
      svg: drawing.canvas.svg(title: heading.title, summary: heading.caption))
  }

  /// The drawing in characters, a line each, without its title and caption.
  ///
  /// - Parameter width: The columns that it may take, of which it takes 40 at least.
  public func lines(width: Int) -> [String] { drawing.lines(width: max(width, 40)) }
}

/// What every chart says of itself.
public struct ChartHeading: Hashable, Sendable {
  /// The name of its file, without the ending.
  public var name: String
  /// What it shows.
  public var title: String
  /// How it is read, and what a reader must know to read it right.
  public var caption: String

  /// Creates a heading.
  public init(name: String, title: String, caption: String) {
    self.name = name
    self.title = title
    self.caption = caption
  }
}

/// A kind of chart.
protocol ChartDrawing {
  var heading: ChartHeading { get }
  /// The drawing, in millimetres.
  var canvas: SVGCanvas { get }
  /// The drawing in characters.
  func lines(width: Int) -> [String]
}

/// Numbers and places of charts in characters.
enum ChartText {
  /// The least columns that a terminal's chart takes where nobody says how wide it is.
  static let usualWidth = 96

  /// A share as percent.
  static func percent(_ share: Double) -> String { number(share * 100, 1) }

  static func number(_ value: Double, _ decimals: Int) -> String {
    FixedPoint.text(value, decimals: decimals) ?? "-"
  }

  /// A line without the spaces at its end.
  static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  /// A difference in points, with its sign.
  static func points(_ difference: Double) -> String {
    let text = percent(difference)
    return difference > 0 && text != percent(0) ? "+\(text)" : text
  }

  /// A text cut or filled to a width, at the left or the right.
  static func fit(_ text: String, _ width: Int, isRight: Bool = false) -> String {
    guard text.count <= width else { return String(text.prefix(max(width - 1, 0))) + "…" }
    let blanks = String(repeating: " ", count: width - text.count)
    return isRight ? blanks + text : text + blanks
  }

  /// A bar of a share of some columns; what is not nothing is seen.
  static func bar(_ share: Double, of width: Int) -> String {
    let eighths = Int((min(max(share, 0), 1) * Double(width * 8)).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    if eighths == 0 { return share > 0 ? "▏" : "" }
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  /// The column of a share among some.
  static func column(_ share: Double, of width: Int) -> Int {
    min(max(Int((share * Double(width - 1)).rounded()), 0), width - 1)
  }
}
