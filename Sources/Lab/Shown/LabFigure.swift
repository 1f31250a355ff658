import Basics

/// The cost-score plane of a model as a drawing, and its claims below.
///
/// The plane has single methods, the Zero router, and the policies, held out, with their intervals. Below, each
/// claim's difference to the best single method with its interval, and the reach of so few questions as a band.
public struct LabFigure {
  private static let size = (width: 760.0, height: 460.0)
  private static let frame = (left: 60.0, right: 230.0, top: 40.0, bottom: 50.0)
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#8c564b",
  ]

  private let model: LabFindings.Model
  private let measure: CostMeasure
  /// The costs at the ends of the axis, in the measure's units.
  private let costs: (least: Double, most: Double)
  private let top: Double

  /// Draws a model; `nil` where no cost is known.
  public init?(_ model: LabFindings.Model, measure: CostMeasure) {
    var costs = model.singles.compactMap(\.point.cost)
    costs += model.policies.flatMap { $0.heldOut.compactMap(\.cost) }
    guard let least = costs.filter({ $0 > 0 }).min(), let most = costs.max() else { return nil }
    self.model = model
    self.measure = measure
    self.costs = (least * 0.9, max(most * 1.1, least * 1.3))
    let scores =
      model.singles.compactMap(\.point.score)
      + model.policies.flatMap { $0.heldOut.prefix(1).map { $0.interval?.upper ?? $0.score ?? 0 } }
    top = min(1, max(0.1, (scores.max() ?? 1) * 1.05))
  }

  /// The drawing as SVG: complete in itself, the same bytes for the same findings.
  public var svg: String {
    let size = (width: Self.size.width, height: Self.size.height + forestHeight)
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Self.text(size.width)) "
        + "\(Self.text(size.height))\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">",
      "<title>\(Self.escaped("Cost and score of policies, \(model.name)"))</title>",
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
      label(
        "Mean score by mean cost (\(measure.title)), \(model.name), \(model.questions) questions",
        x: Self.frame.left, y: 20, size: 13),
    ]
    parts += axes + zeroRouter + singles + policies + forest
    parts.append("</svg>\n")
    return parts.joined(separator: "\n")
  }

  // MARK: - Claims

  private var claims: [Claim] { model.policies.compactMap(\.claim) }
  private var forestHeight: Double { claims.isEmpty ? 0 : 50 + 18 * Double(claims.count) }

  private var forest: [String] {
    guard !claims.isEmpty else { return [] }
    let ends = claims.flatMap { [abs($0.lower), abs($0.upper), $0.detectable] }
    let most = min(1, (ends.max() ?? 1) * 1.05)
    let (left, right) = (230.0, Self.size.width - 60)
    func place(_ difference: Double) -> Double {
      left + (min(max(difference / most, -1), 1) + 1) / 2 * (right - left)
    }
    let top = Self.size.height + 24
    var parts = [
      label("Difference to the best single method, points", x: left, y: top - 8, size: 13)
    ]
    for (row, claim) in claims.enumerated() {
      let height = top + 10 + 18 * Double(row)
      parts.append(
        "<rect x=\"\(Self.text(place(-claim.detectable)))\" y=\"\(Self.text(height - 7))\" "
          + "width=\"\(Self.text(place(claim.detectable) - place(-claim.detectable)))\" height=\"14\" "
          + "fill=\"#eee\"><title>could go unseen</title></rect>")
      parts.append(label(claim.policy, x: left - 8, y: height + 4, anchor: "end"))
      parts.append(
        line((place(claim.lower), height), (place(claim.upper), height), "#333", width: 1.5))
      parts.append(
        "<circle cx=\"\(Self.text(place(claim.difference)))\" cy=\"\(Self.text(height))\" r=\"4\" "
          + "fill=\"\(claim.verdict == .unsettled ? "#888" : "#d55e00")\">"
          + "<title>\(Self.escaped(claim.sentence))</title></circle>")
    }
    let bottom = top + 10 + 18 * Double(claims.count)
    parts.append(line((place(0), top), (place(0), bottom), "#444"))
    for value in [-most, 0, most] {
      parts.append(
        label(LabWords.points(value), x: place(value), y: bottom + 12, anchor: "middle"))
    }
    return parts
  }

  // MARK: - Places

  private func x(_ cost: Double) -> Double {
    let (least, most) = (Elementary.log(costs.least), Elementary.log(costs.most))
    let share = (Elementary.log(max(cost, costs.least)) - least) / (most - least)
    return Self.frame.left + share * (Self.size.width - Self.frame.left - Self.frame.right)
  }

  private func y(_ score: Double) -> Double {
    let height = Self.size.height - Self.frame.top - Self.frame.bottom
    return Self.size.height - Self.frame.bottom - min(max(score / top, 0), 1) * height
  }

  private static func text(_ value: Double) -> String {
    FixedPoint.text(value, decimals: 1) ?? "0"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  // MARK: - Parts

  private func line(
    _ from: (Double, Double), _ to: (Double, Double), _ colour: String, width: Double = 1
  ) -> String {
    "<line x1=\"\(Self.text(from.0))\" y1=\"\(Self.text(from.1))\" x2=\"\(Self.text(to.0))\" "
      + "y2=\"\(Self.text(to.1))\" stroke=\"\(colour)\" stroke-width=\"\(Self.text(width))\"/>"
  }

  private func label(
    _ text: String, x: Double, y: Double, size: Double = 11, anchor: String = "start"
  ) -> String {
    "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" font-size=\"\(Self.text(size))\" "
      + "text-anchor=\"\(anchor)\" fill=\"#222\">\(Self.escaped(text))</text>"
  }

  private func dot(_ cost: Double, _ score: Double, _ colour: String, _ name: String) -> String {
    "<circle cx=\"\(Self.text(x(cost)))\" cy=\"\(Self.text(y(score)))\" r=\"4\" fill=\"\(colour)\">"
      + "<title>\(Self.escaped(name))</title></circle>"
  }

  private var axes: [String] {
    let bottom = y(0)
    let right = Self.size.width - Self.frame.right
    var parts = [
      line((Self.frame.left, bottom), (right, bottom), "#444"),
      line((Self.frame.left, bottom), (Self.frame.left, y(top)), "#444"),
    ]
    for step in 0...4 {
      let score = top * Double(step) / 4
      parts.append(line((Self.frame.left, y(score)), (right, y(score)), "#e5e5e5"))
      parts.append(
        label("\(Self.text(score * 100)) %", x: Self.frame.left - 6, y: y(score) + 4, anchor: "end")
      )
      let share = Double(step) / 4
      let cost =
        costs.least * Elementary.exp(share * Elementary.log(costs.most / costs.least))
      parts.append(
        label(
          FixedPoint.text(cost / measure.unit, decimals: measure.decimals) ?? "",
          x: x(cost), y: bottom + 18, anchor: "middle"))
    }
    return parts
  }

  private var zeroRouter: [String] {
    guard let hull = model.zeroRouter else { return [] }
    var points = hull.corners.map { (x($0.cost), y($0.score)) }
    points.append((Self.size.width - Self.frame.right, y(hull.highestScore)))
    let list = points.map { "\(Self.text($0.0)),\(Self.text($0.1))" }.joined(separator: " ")
    return [
      "<polyline points=\"\(list)\" fill=\"none\" stroke=\"#222\" stroke-dasharray=\"5 3\"/>",
      label("dashed: Zero router, mixtures of them", x: legend, y: Self.frame.top + 4),
    ]
  }

  private var legend: Double { Self.size.width - Self.frame.right + 14 }

  private var singles: [String] {
    model.singles.compactMap { single in
      guard let cost = single.point.cost, let score = single.point.score else { return nil }
      return dot(cost, score, "#999", single.method)
    } + [label("grey: single methods", x: legend, y: Self.frame.top + 20)]
  }

  private var policies: [String] {
    model.policies.enumerated().flatMap { place, policy -> [String] in
      let colour = Self.colours[place % Self.colours.count]
      let height = Self.frame.top + 40 + Double(place) * 16
      var parts = [
        "<circle cx=\"\(Self.text(legend + 4))\" cy=\"\(Self.text(height - 4))\" r=\"4\" "
          + "fill=\"\(colour)\"/>",
        label(policy.name, x: legend + 14, y: height),
      ]
      guard let held = policy.heldOut.first, let cost = held.cost, let score = held.score else {
        return parts
      }
      if let interval = held.interval {
        parts.append(
          line((x(cost), y(interval.lower)), (x(cost), y(interval.upper)), colour, width: 1.5))
      }
      parts.append(
        dot(cost, score, colour, "\(policy.name), held out by \(held.folds.unit.rawValue)"))
      return parts
    }
  }
}
