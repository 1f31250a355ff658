import Basics

/// A value of Python as JSON tells it: what a function returned, or is expected to.
///
/// Whole numbers of any size are kept by their digits, and floats are what their shortest spelling says. A list and
/// a tuple are one; a set and a dictionary have no order.
enum PythonValue: Hashable {
  case none
  case bool(Bool)
  /// The digits, with a minus where it is one.
  case int(String)
  case float(Double)
  case text(String)
  case list([PythonValue])
  case set([PythonValue])
  case pairs([[PythonValue]])
  /// A value of another kind, which equals nothing.
  case other(String)
}

/// Reads values of Python from JSON.
struct PythonValueReader {
  /// Whose JSON it is.
  enum Origin {
    /// What the harness tells of a value: an object is never a dictionary.
    case harness
    /// A task's data: an object is a dictionary with texts for keys, but for `{"set": […]}`, `{"tuple": […]}`,
    /// `{"dict": [[key, value], …]}` and `{"float": "nan"}`.
    case data
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let origin: Origin
  /// Where it stands.
  var cursor: JSONCursor

  init(_ bytes: UnsafeBufferPointer<UInt8>, from origin: Origin) {
    self.bytes = bytes
    self.origin = origin
    cursor = JSONCursor(bytes)
  }

  /// Reads the value at the cursor.
  mutating func value() throws(JSONError) -> PythonValue {
    switch try cursor.peek() {
    case .null:
      try cursor.readNull()
      return .none
    case .bool: return .bool(try cursor.readBool())
    case .string: return .text(try cursor.readString())
    case .number:
      return Self.number(String(decoding: bytes[try cursor.skipValue()], as: UTF8.self))
    case .array: return .list(try elements())
    case .object: return try object()
    }
  }

  private static func number(_ text: String) -> PythonValue {
    guard text.utf8.contains(where: { ".eE".utf8.contains($0) }), let value = Double(text) else {
      return .int(text == "-0" ? "0" : text)
    }
    return .float(value)
  }

  private mutating func elements() throws(JSONError) -> [PythonValue] {
    var elements: [PythonValue] = []
    var isFirst = true
    try cursor.enterArray()
    while try cursor.nextElement(first: &isFirst) { elements.append(try value()) }
    return elements
  }

  private mutating func object() throws(JSONError) -> PythonValue {
    var members: [(name: String, value: PythonValue)] = []
    var isFirst = true
    try cursor.enterObject()
    while let name = try cursor.nextName(first: &isFirst) { members.append((name, try value())) }
    if members.count == 1, let special = Self.special(members[0].name, members[0].value) {
      return special
    }
    return origin == .harness
      ? .other("object") : .pairs(members.map { [.text($0.name), $0.value] })
  }

  private static func special(_ name: String, _ value: PythonValue) -> PythonValue? {
    switch (name, value) {
    case ("float", .text("nan")): .float(.nan)
    case ("float", .text("inf")): .float(.infinity)
    case ("float", .text("-inf")): .float(-.infinity)
    case ("set", .list(let elements)): .set(elements)
    case ("tuple", .list): value
    case ("dict", .list(let pairs)): self.pairs(pairs).map(PythonValue.pairs)
    case ("other", .text(let kind)): .other(kind)
    default: nil
    }
  }

  private static func pairs(_ values: [PythonValue]) -> [[PythonValue]]? {
    var pairs: [[PythonValue]] = []
    for value in values {
      guard case .list(let pair) = value, pair.count == 2 else { return nil }
      pairs.append(pair)
    }
    return pairs
  }
}

// MARK: - Equality

extension PythonValue {
  /// Whether this, which a function returned, is what was expected.
  ///
  /// - Parameter tolerance: How far a float may be away: as it is up to 1, and as a part of what is expected above;
  ///   `nil` where it must be the very same float.
  func equals(_ expected: PythonValue, within tolerance: Double?) -> Bool {
    switch (self, expected) {
    case (.none, .none): true
    case (.bool(let value), .bool(let wanted)): value == wanted
    case (.text(let value), .text(let wanted)): value.utf8.elementsEqual(wanted.utf8)
    case (.int(let value), .int(let wanted)): value == wanted
    case (.int(let value), .float(let wanted)):
      Self.isNear(Double(value) ?? .nan, wanted, tolerance) { $0 == $1 }
    case (.float(let value), .int(let wanted)):
      Self.isNear(value, Double(wanted) ?? .nan, tolerance) { $0 == $1 }
    case (.float(let value), .float(let wanted)):
      Self.isNear(value, wanted, tolerance) {
        $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
      }
    case (.list(let values), .list(let wanted)):
      values.count == wanted.count
        && zip(values, wanted).allSatisfy { $0.equals($1, within: tolerance) }
    // Data have no other way to write a set where nobody thought of one.
    case (.set(let values), .set(let wanted)), (.set(let values), .list(let wanted)):
      Self.sameElements(values, wanted, tolerance)
    case (.pairs(let values), .pairs(let wanted)):
      Self.sameElements(values.map { .list($0) }, wanted.map { .list($0) }, tolerance)
    default: false
    }
  }

  private static func isNear(
    _ value: Double, _ wanted: Double, _ tolerance: Double?, _ isSame: (Double, Double) -> Bool
  ) -> Bool {
    if isSame(value, wanted) { return true }
    guard let tolerance, value.isFinite, wanted.isFinite else { return false }
    return (value - wanted).magnitude <= tolerance * max(1, wanted.magnitude)
  }

  /// Whether two collections without an order hold the same: each element of one is paired with another of the
  /// other.
  private static func sameElements(
    _ values: [PythonValue], _ wanted: [PythonValue], _ tolerance: Double?
  ) -> Bool {
    guard values.count == wanted.count else { return false }
    var left = wanted
    for value in values {
      guard let place = left.firstIndex(where: { value.equals($0, within: tolerance) }) else {
        return false
      }
      left.remove(at: place)
    }
    return true
  }
}
