import Analysis
import Basics
import Statistics

/// Numbers in sentences and cells, written the same way everywhere.
enum FindingWords {
  /// A share as per cent with Wilson's interval, such as `3 of 10, 30 % [11, 60]`.
  static func share(_ share: ShareCount) -> String {
    guard let interval = share.interval else { return "0 of 0" }
    let rate = percent(Double(share.count) / Double(share.total))
    return
      "\(share.count) of \(share.total), \(rate) % [\(percent(interval.lower)), "
      + "\(percent(interval.upper))]"
  }

  /// A share from 0 to 1 as whole per cent.
  static func percent(_ share: Double) -> String {
    FixedPoint.text(share * 100, decimals: 0) ?? "-"
  }

  /// A number with so many decimals.
  static func number(_ value: Double, _ decimals: Int) -> String {
    FixedPoint.text(value, decimals: decimals) ?? "-"
  }

  /// A difference in points with its interval, such as `+12.0 [-3.5, 27.1]`.
  static func difference(_ value: Double, _ lower: Double, _ upper: Double, decimals: Int) -> String
  {
    func signed(_ value: Double) -> String {
      let text = number(value, decimals)
      return value > 0 && text.utf8.contains(where: { (0x31...0x39).contains($0) })
        ? "+\(text)" : text
    }
    return "\(signed(value)) [\(signed(lower)), \(signed(upper))]"
  }

  /// A difference of two rates in whole points, with its interval.
  static func points(_ value: Double, _ lower: Double, _ upper: Double) -> String {
    difference(100 * value, 100 * lower, 100 * upper, decimals: 0)
  }

  /// A count with its noun, such as `1 trial` or `3 trials`.
  static func count(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  /// What to say of trials that several sweeps hold.
  static func notes(onRepeated repeated: Int) -> [String] {
    repeated == 0
      ? []
      : [
        "\(count(repeated, "trial")) stood in a sweep before: the first counts, as the sweeps were "
          + "named."
      ]
  }

  /// Names in a sentence: `a`, `a and b`, `a, b and c`.
  static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "none" }
    return "\(names.dropLast().joined(separator: ", ")) and \(last)"
  }
}

extension TextTable.Cell {
  static func text(_ text: String) -> Self { Self(.text(text)) }
  static func integer(_ integer: Int) -> Self { Self(.integer(integer)) }
  static func number(_ number: Double?, _ decimals: Int) -> Self {
    Self(.number(number, decimals: decimals))
  }

  /// A share in per cent and the ends of its interval: three cells.
  static func share(_ share: ShareCount) -> [Self] {
    let interval = share.interval
    return [
      rate(share), number(interval.map { $0.lower * 100 }, 1),
      number(interval.map { $0.upper * 100 }, 1),
    ]
  }

  /// A share in per cent without its interval.
  static func rate(_ share: ShareCount) -> Self {
    number(share.total > 0 ? Double(share.count) * 100 / Double(share.total) : nil, 1)
  }
}

extension TextTable.Column {
  /// The columns of a share and its interval.
  static func share(_ name: String, _ title: String) -> [Self] {
    [
      .init(name: name, title: "\(title) %"),
      .init(name: "\(name)-low", title: "95 % from", shortTitle: "from"),
      .init(name: "\(name)-high", title: "95 % to", shortTitle: "to"),
    ]
  }
}

extension PairedSuccess {
  /// The difference in points with its interval.
  var points: String {
    FindingWords.points(difference.difference, difference.lower, difference.upper)
  }

  /// What so few pairs could not have shown.
  var reach: String {
    "a difference under \(FindingWords.percent(detectable.difference)) points could go unseen"
  }

  /// The difference as a line of a chart.
  func row(_ label: String, isSettled: Bool) -> DifferenceForest.Row {
    DifferenceForest.Row(
      label: label, value: difference.difference,
      interval: difference.lower...difference.upper, detectable: detectable.difference,
      isSettled: isSettled)
  }

  /// How a chart of such differences is read.
  static let caption =
    "Points of success rate on the questions that both answered, with Newcombe's paired interval of "
    + "95 %; settled after Holm's correction. Differences within the shaded band could go unseen on so "
    + "few questions."

  /// The cells of a table of pairs, from the number of pairs on.
  func cells(adjusted: Double?) -> [TextTable.Cell] {
    [
      .integer(counts.pairs), .integer(counts.first), .integer(counts.second),
      .integer(counts.onlyFirst), .integer(counts.onlySecond),
      .number(100 * difference.difference, 1), .number(100 * difference.lower, 1),
      .number(100 * difference.upper, 1), .number(test.pValue, 4), .number(adjusted, 4),
      .number(100 * detectable.difference, 1),
    ]
  }

  /// The columns for these cells.
  static func columns(_ first: String, _ second: String) -> [TextTable.Column] {
    [
      .init(name: "pairs", title: "Questions"),
      .init(name: "first-right", title: "\(first) right"),
      .init(name: "second-right", title: "\(second) right"),
      .init(name: "only-first", title: "Only \(first)"),
      .init(name: "only-second", title: "Only \(second)"),
      .init(name: "difference", title: "Difference"),
      .init(name: "low", title: "95 % from", shortTitle: "from"),
      .init(name: "high", title: "95 % to", shortTitle: "to"),
      .init(name: "p", title: "p"), .init(name: "p-holm", title: "p (Holm)"),
      .init(name: "detectable", title: "Detectable"),
    ]
  }

  /// What a reader of such a table must know.
  static let note =
    "Difference: points of success rate, second less first, on the questions that both answered; "
    + "Newcombe's paired interval, McNemar's exact test, Holm's correction over the table. "
    + "Detectable: what a test of 5 % would have seen in 80 % of cases."
}
