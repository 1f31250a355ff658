import Analysis
import Basics
import Foundation
import Glibc
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

/// One measured number and what is asked of it.
struct BenchFigure {
  /// What a number must be to be good enough.
  enum Mark {
    case atLeast(Double)
    case atMost(Double)

    /// Whether a value is good enough.
    func isReached(by value: Double) -> Bool {
      switch self {
      case .atLeast(let least): value >= least
      case .atMost(let most): value <= most
      }
    }
  }

  /// What was measured.
  let name: String
  /// The number.
  let value: Double
  /// Its unit; empty for a ratio.
  let unit: String
  /// Digits after the point, for people.
  let decimals: Int
  /// What is asked of it; `nil` for a number that only explains others.
  let mark: Mark?

  /// Creates a figure.
  init(_ name: String, _ value: Double, _ unit: String, decimals: Int = 0, mark: Mark? = nil) {
    self.name = name
    self.value = value
    self.unit = unit
    self.decimals = decimals
    self.mark = mark
  }

  /// Whether the mark is reached; `nil` without one.
  var isReached: Bool? { mark?.isReached(by: value) }

  /// The figure for programs.
  var json: JSONValue {
    let bound: JSONValue =
      switch mark {
      case .atLeast(let least): ["atLeast": .double(least)]
      case .atMost(let most): ["atMost": .double(most)]
      case nil: .null
      }
    return [
      "name": .string(name), "value": .double(value), "unit": .string(unit), "mark": bound,
      "reached": isReached.map(JSONValue.bool) ?? .null,
    ]
  }
}

/// What this process has used of the machine so far.
enum ResourceUsage {
  /// Processor time of all threads in seconds, in the program and in the kernel.
  ///
  /// Unlike wall time it hardly depends on what else the machine is doing.
  static var cpuSeconds: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
    }
  }

  /// The most memory that was resident at one time, in bytes: `VmHWM` of the kernel.
  static var peakBytes: Int {
    get throws {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      guard let kib = line?.split(separator: " ").compactMap({ Int($0) }).first else {
        throw BenchError("The kernel does not tell the peak of memory.")
      }
      return kib * 1024
    }
  }
}
