import Basics

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
