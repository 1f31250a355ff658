extension BoxNet {
  /// What lies in a square, by colour.
  struct Square: Codable, Hashable, Sendable {
    var boxes: [String] = []
    var targets: [String] = []

    /// Such as `box_blue, target_red`.
    var text: String {
      let contents = boxes.map { "box_\($0)" } + targets.map { "target_\($0)" }
      return contents.isEmpty ? "empty" : contents.joined(separator: ", ")
    }
  }

  /// A grid of squares: `squares[x][y]` has its middle at `[x + 0.5, y + 0.5]`.
  struct Problem: Codable, Hashable, Sendable {
    var squares: [[Square]]

    /// The number of boxes.
    var boxCount: Int { squares.joined().reduce(0) { $0 + $1.boxes.count } }

    /// The square of a place; `nil` beside the grid.
    func square(at place: Place) -> Square? {
      guard squares.indices.contains(place.x), squares[place.x].indices.contains(place.y) else {
        return nil
      }
      return squares[place.x][place.y]
    }
  }

  /// The column and row of a square, which may lie beside the grid.
  struct Place: Hashable, Sendable {
    var x: Int
    var y: Int

    /// The middle, such as `[0.5, 1.5]`.
    var text: String { "[\(Self.middle(x)), \(Self.middle(y))]" }

    func isNextTo(_ other: Place) -> Bool {
      abs(x - other.x) + abs(y - other.y) == 1
    }

    private static func middle(_ index: Int) -> String {
      Decimals.text(millionths: index * 1_000_000 + 500_000)
    }
  }

  /// What an agent does with a box of a colour.
  enum Deed: Hashable, Sendable {
    case carry(color: String, to: Place)
    case deliver(color: String, target: String)

    var text: String {
      switch self {
      case .carry(let color, let to): "move(box_\(color), square\(to.text))"
      case .deliver(let color, let target): "move(box_\(color), target_\(target))"
      }
    }
  }

  /// An agent's part in a step.
  struct Action: Hashable, Sendable {
    var agent: Place
    /// `nil` if it could not be read.
    var deed: Deed?

    var text: String { "\"Agent\(agent.text)\": \"\(deed?.text ?? "unreadable")\"" }
  }

  /// What a model wants done, step by step.
  struct Plan: Hashable, Sendable {
    var steps: [[Action]]

    /// The plan in the normal spelling: the paper's JSON.
    var text: String {
      let objects = steps.map { "{\($0.map(\.text).joined(separator: ", "))}" }
      return "[\(objects.joined(separator: ", "))]"
    }
  }
}
