import Basics

/// A small generator of JSON values for property tests.
struct RandomJSON {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  mutating func below(_ bound: Int) -> Int {
    Int(bits() % UInt64(bound))
  }

  /// A finite double of any exponent.
  mutating func double() -> Double {
    while true {
      let double = Double(bitPattern: bits())
      if double.isFinite { return double }
    }
  }

  /// A value that the parser gives back as it is: doubles that look like integers are left out.
  mutating func value(depth: Int) -> JSONValue {
    switch below(depth > 0 ? 8 : 6) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .integer(Int64(bitPattern: bits()) % (JSONValue.exactIntegerLimit + 1))
    case 3:
      let double = double()
      return double == double.rounded() && double.magnitude < 0x1p54 ? .null : .double(double)
    case 4, 5: return .string(string())
    case 6: return .array((0..<below(5)).map { _ in value(depth: depth - 1) })
    default:
      var object = JSONObject()
      for _ in 0..<below(12) { object[string()] = value(depth: depth - 1) }
      return .object(object)
    }
  }

  /// A string of scalars from all planes, control characters and escapes.
  mutating func string() -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<below(8) {
      let bound: UInt32 = [0x20, 0x80, 0x800, 0x1_0000, 0x11_0000][below(5)]
      if let scalar = Unicode.Scalar(UInt32(below(Int(bound)))) { text.append(scalar) }
    }
    return String(text)
  }
}

/// The bytes of a value with white space and escapes wherever JSON allows them.
func looseBytes(of value: JSONValue, using random: inout RandomJSON) -> [UInt8] {
  var bytes: [UInt8] = []
  func space() { bytes.append(contentsOf: [[], [0x20], [0x0a, 0x09], [0x0d]][random.below(4)]) }
  func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for unit in text.utf16 {
      let hex = String(unit, radix: 16, uppercase: random.below(2) == 0)
      bytes.append(contentsOf: "\\u".utf8)
      bytes.append(contentsOf: (String(repeating: "0", count: 4 - hex.utf8.count) + hex).utf8)
    }
    bytes.append(UInt8(ascii: "\""))
  }
  func append(_ value: JSONValue) {
    space()
    switch value {
    case .string(let text): string(text)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(element)
      }
      space()
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        space()
        string(member.name)
        space()
        bytes.append(UInt8(ascii: ":"))
        append(member.value)
      }
      space()
      bytes.append(UInt8(ascii: "}"))
    default: bytes.append(contentsOf: (try? CanonicalJSON.bytes(of: value)) ?? [])
    }
    space()
  }
  append(value)
  return bytes
}
