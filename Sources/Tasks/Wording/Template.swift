/// A sentence with named gaps such as `{name}`.
struct Template: Hashable, Sendable, ExpressibleByStringLiteral {
  private let pattern: String

  init(stringLiteral pattern: String) {
    self.pattern = pattern
  }

  /// The sentence with its gaps filled; a gap written with a capital, `{Name}`, gets a capital.
  func filled(_ values: KeyValuePairs<String, String>) -> String {
    var output = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      output += rest[..<open]
      let gap = rest[rest.index(after: open)..<close]
      if let value = values.first(where: { $0.key == gap })?.value {
        output += value
      } else if let value = values.first(where: { Template.capitalized($0.key) == gap })?.value {
        output += Template.capitalized(value)
      } else {
        output += rest[open...close]
      }
      rest = rest[rest.index(after: close)...]
    }
    return output + rest
  }

  /// The text with a capital at its start.
  static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// A list as prose writes it: `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
