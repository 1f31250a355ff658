import Glibc

/// The value of a Python expression of numbers, as `eval` would give it: what Game 24's published
/// checker calls (paper, 3.2).
///
/// Read are `+ - * / // % **`, signs, parentheses, conditionals, whole numbers and decimals. Nothing
/// is executed; size and nesting are bounded, and what passes a bound has no value, like an error.
struct PythonArithmetic {
  /// A number as Python has it.
  enum Number: Hashable, Sendable {
    case integer(Int)
    case float(Double)

    /// The number in binary floating point.
    var double: Double {
      switch self {
      case .integer(let integer): Double(integer)
      case .float(let double): double
      }
    }
  }

  private static let byteLimit = 2_048
  private static let depthLimit = 64
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0

  /// The value of a whole text; `nil` where Python would raise an error.
  static func value(of text: some Collection<UInt8>) -> Number? {
    guard text.count <= byteLimit else { return nil }
    var parser = PythonArithmetic(bytes: Array(text))
    guard let value = parser.conditional() else { return nil }
    parser.skipSpace()
    return parser.index == parser.bytes.count ? value : nil
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func conditional() -> Number? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    guard let value = sum() else { return nil }
    guard take("if") else { return value }
    guard let condition = sum(), take("else"), let other = conditional() else { return nil }
    return condition.double != 0 ? value : other
  }

  private mutating func sum() -> Number? {
    guard var total = product() else { return nil }
    while true {
      if take("+") {
        guard let next = product(), let sum = Self.add(total, next) else { return nil }
        total = sum
      } else if take("-") {
        guard let next = product(), let negated = Self.negate(next),
          let sum = Self.add(total, negated)
        else { return nil }
        total = sum
      } else {
        return total
      }
    }
  }

  private mutating func product() -> Number? {
    guard var total = signed() else { return nil }
    while true {
      if take("//") {
        guard let next = signed(), let value = Self.floorDivide(total, next) else { return nil }
        total = value
      } else if take("/") {
        guard let next = signed(), next.double != 0 else { return nil }
        total = .float(total.double / next.double)
      } else if take("%") {
        guard let next = signed(), let value = Self.modulo(total, next) else { return nil }
        total = value
      } else if !starts("**"), take("*") {
        guard let next = signed(), let value = Self.multiply(total, next) else { return nil }
        total = value
      } else {
        return total
      }
    }
  }

  private mutating func signed() -> Number? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    if take("-") { return signed().flatMap(Self.negate) }
    if take("+") { return signed() }
    guard let base = atom() else { return nil }
    guard take("**") else { return base }
    return signed().flatMap { Self.power(base, $0) }
  }

  private mutating func atom() -> Number? {
    if take("(") {
      guard let value = conditional(), take(")") else { return nil }
      return value
    }
    skipSpace()
    let start = index
    while index < bytes.count, ASCII.isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".") {
      index += 1
    }
    let digits = bytes[start..<index]
    guard !digits.isEmpty, digits.count <= 40 else { return nil }
    let text = String(decoding: digits, as: UTF8.self)
    if digits.contains(UInt8(ascii: ".")) { return Double(text).map { .float($0) } }
    // Python reads no number with a leading zero.
    guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    return Int(text).map { .integer($0) }
  }
}

// MARK: - Tokens

extension PythonArithmetic {
  private mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard starts(token) else { return false }
    let after = index + token.utf8.count
    // A keyword does not go on.
    if let first = token.utf8.first, ASCII.isLetter(first), after < bytes.count,
      ASCII.isLetter(bytes[after])
    {
      return false
    }
    index = after
    return true
  }

  private func starts(_ token: String) -> Bool {
    bytes[index...].starts(with: token.utf8)
  }

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
  }
}

// MARK: - Operations

extension PythonArithmetic {
  private static func add(_ left: Number, _ right: Number) -> Number? {
    guard case .integer(let a) = left, case .integer(let b) = right else {
      return .float(left.double + right.double)
    }
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : .integer(sum)
  }

  private static func negate(_ number: Number) -> Number? {
    switch number {
    case .integer(let integer): integer == .min ? nil : .integer(-integer)
    case .float(let double): .float(-double)
    }
  }

  private static func multiply(_ left: Number, _ right: Number) -> Number? {
    guard case .integer(let a) = left, case .integer(let b) = right else {
      return .float(left.double * right.double)
    }
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : .integer(product)
  }

  private static func floorDivide(_ left: Number, _ right: Number) -> Number? {
    guard right.double != 0 else { return nil }
    guard case .integer(let a) = left, case .integer(let b) = right else {
      return .float((left.double / right.double).rounded(.down))
    }
    guard a != .min || b != -1 else { return nil }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return .integer(remainder != 0 && (remainder < 0) != (b < 0) ? quotient - 1 : quotient)
  }

  private static func modulo(_ left: Number, _ right: Number) -> Number? {
    guard let quotient = floorDivide(left, right), let product = multiply(quotient, right),
      let negated = negate(product)
    else { return nil }
    return add(left, negated)
  }

  private static func power(_ base: Number, _ exponent: Number) -> Number? {
    guard case .integer(let b) = base, case .integer(let e) = exponent, e >= 0 else {
      let value = pow(base.double, exponent.double)
      return value.isFinite ? .float(value) : nil
    }
    var result = Number.integer(1)
    if b == 0 || b == 1 { return .integer(e == 0 ? 1 : b) }
    for _ in 0..<min(e, 64) {
      guard let next = multiply(result, base) else { return nil }
      result = next
    }
    return e <= 64 || abs(b) == 1 ? (b == -1 && e % 2 == 0 ? .integer(1) : result) : nil
  }
}
