import Analysis
import Basics
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a section measured.
struct BenchReport {
  /// The section's name.
  let section: String
  /// Facts about what was measured, such as a digest that must not change.
  let facts: [(name: String, value: String)]
  /// The numbers.
  let figures: [BenchFigure]

  /// Whether every mark is reached.
  var isReached: Bool { figures.allSatisfy { $0.isReached ?? true } }

  /// The report for programs.
  var json: JSONValue {
    [
      "section": .string(section),
      "facts": .object(
        JSONObject(facts.map { JSONMember(name: $0.name, value: .string($0.value)) })),
      "figures": .array(figures.map(\.json)),
    ]
  }

  /// The report for people: figure, value, mark, whether it is reached.
  var text: String {
    let rows = [["figure", "value", "mark", "reached"]] + figures.map(Self.row)
    let widths = (0..<4).map { column in rows.map { $0[column].utf8.count }.max() ?? 0 }
    let lines = rows.map { row in
      "  "
        + row.enumerated().map { column, cell in
          let space = String(repeating: " ", count: widths[column] - cell.utf8.count)
          return column == 0 ? cell + space : space + cell
        }
        .joined(separator: "  ")
    }
    return ([section] + facts.map { "  \($0.name): \($0.value)" } + lines).joined(separator: "\n")
  }

  private static func row(_ figure: BenchFigure) -> [String] {
    func text(_ value: Double) -> String {
      let number = FixedPoint.text(value, decimals: figure.decimals) ?? "\(value)"
      return figure.unit.isEmpty ? number : "\(number) \(figure.unit)"
    }
    let mark =
      switch figure.mark {
      case .atLeast(let least): ">= \(text(least))"
      case .atMost(let most): "<= \(text(most))"
      case nil: ""
      }
    return [
      figure.name, text(figure.value), mark, figure.isReached.map { $0 ? "yes" : "NO" } ?? "",
    ]
  }
}
