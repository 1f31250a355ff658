import Analysis
import Basics
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Numbers in sentences and cells, written the same way everywhere.
enum ReportWords {
  /// A share as per cent with Wilson's interval, such as `3 of 10, 30 % [11, 60]`.
  static func share(_ count: Int, of trials: Int) -> String {
    guard let interval = WilsonInterval(successes: count, trials: trials) else { return "0 of 0" }
    let rate = percent(Double(count) / Double(trials))
    return
      "\(count) of \(trials), \(rate) % [\(percent(interval.lower)), \(percent(interval.upper))]"
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

  /// A count with its noun, such as `1 trial` or `3 trials`.
  static func count(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
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
  static func share(_ count: Int, of trials: Int) -> [Self] {
    let interval = WilsonInterval(successes: count, trials: trials)
    return [
      number(trials > 0 ? Double(count) * 100 / Double(trials) : nil, 1),
      number(interval.map { $0.lower * 100 }, 1), number(interval.map { $0.upper * 100 }, 1),
    ]
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
