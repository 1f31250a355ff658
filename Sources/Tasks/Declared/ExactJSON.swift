import Basics

/// A JSON value whose numbers are the decimals that were written.
///
/// A floating-point number holds 53 bits: read as one, `9007199254740993` is `9007199254740992`, and an
/// answer that is off by one would be right. Here `1`, `1.0` and `10e-1` are one number, and those two are
/// two. Equal values have members of the same names in any order.
enum ExactJSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(DecimalSpelling)
  /// The UTF-8 bytes, for texts that only look alike are two.
  case string([UInt8])
  case array([ExactJSON])
  case object([[UInt8]: ExactJSON])

  /// Reads a value that was parsed from this text: its numbers stand in the text in the order in which
  /// the value has them.
  init(_ value: JSONValue, writtenAs text: some Sequence<UInt8>) {
    var numbers = DecimalSpelling.all(inJSON: text)[...]
    self.init(value, &numbers)
    precondition(numbers.isEmpty, "a JSON text has as many numbers as its value")
  }

  private init(_ value: JSONValue, _ numbers: inout ArraySlice<DecimalSpelling>) {
    switch value {
    case .null: self = .null
    case .bool(let bool): self = .bool(bool)
    case .string(let string): self = .string(Array(string.utf8))
    case .integer, .double: self = .number(numbers.removeFirst())
    case .array(let elements): self = .array(elements.map { ExactJSON($0, &numbers) })
    case .object(let object):
      var members: [[UInt8]: ExactJSON] = [:]
      for member in object.members {
        members[Array(member.name.utf8)] = ExactJSON(member.value, &numbers)
      }
      self = .object(members)
    }
  }
}

/// A JSON value that was read from a text.
package struct ReadJSON: Hashable, Sendable {
  /// The value, its numbers as floating point where they are no small integers.
  let value: JSONValue
  /// The value with its numbers as they were written.
  let exact: ExactJSON
  /// How the value is shown: in its canonical spelling, or as it was written where that would round.
  let spelling: String

  /// Reads the value that a whole text is; `nil` where it is none.
  init?(_ text: some Collection<UInt8>) {
    guard let value = try? JSONValue(parsing: Array(text)) else { return nil }
    self.value = value
    exact = ExactJSON(value, writtenAs: text)
    let canonical = value.comparable
    let isExact = ExactJSON(value, writtenAs: canonical) == exact
    spelling = String(decoding: isExact ? canonical : Array(text), as: UTF8.self)
  }
}

/// A decimal number in the one spelling that is its own: digits without zeros at either end, and the
/// power of ten that they are multiplied by.
struct DecimalSpelling: Hashable, Sendable {
  private var isNegative = false
  private var digits: [UInt8] = []
  private var exponent = 0

  /// Reads a number of JSON.
  init(_ text: ArraySlice<UInt8>) {
    var text = text
    if text.first == UInt8(ascii: "-") {
      isNegative = true
      text.removeFirst()
    }
    var isBehindPoint = false
    while let byte = text.first {
      text.removeFirst()
      switch byte {
      case UInt8(ascii: "."): isBehindPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        // A power that no Int holds is as far away as any, and leaves room to count digits.
        let farAway = text.first == UInt8(ascii: "-") ? Int.min : Int.max
        let power = Int(String(decoding: text, as: UTF8.self)) ?? farAway
        exponent += min(max(power, Int.min / 2), Int.max / 2)
        text = []
      default:
        if isBehindPoint { exponent -= 1 }
        if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte) }
      }
    }
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty { (isNegative, exponent) = (false, 0) }
  }

  /// The numbers of a JSON text, in order.
  static func all(inJSON text: some Sequence<UInt8>) -> [DecimalSpelling] {
    var numbers: [DecimalSpelling] = []
    var number: [UInt8] = []
    var isInString = false
    var isEscaped = false
    func isOfNumber(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      // Letters of other words, such as `true`, begin no number.
      case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
        !number.isEmpty
      default: false
      }
    }
    for byte in text {
      if isInString {
        if !isEscaped, byte == UInt8(ascii: "\"") { isInString = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if isOfNumber(byte) {
        number.append(byte)
      } else {
        if !number.isEmpty { numbers.append(DecimalSpelling(number[...])) }
        number = []
        isInString = byte == UInt8(ascii: "\"")
      }
    }
    if !number.isEmpty { numbers.append(DecimalSpelling(number[...])) }
    return numbers
  }
}
