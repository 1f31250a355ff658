import Testing

@testable import Basics

@Suite("Canonical JSON")
struct CanonicalJSONTests {
  @Test(
    "numbers are written as RFC 8785 lists them",
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
      (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
      (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
      (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
      (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
      (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
      (0x41b3_de43_5555_5557, "333333333.33333343"),
      (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func numbers(bits: UInt64, text: String) throws {
    #expect(try CanonicalJSON.text(of: .double(Double(bitPattern: bits))) == text)
  }

  @Test("numbers that are not finite have no canonical form")
  func notFinite() {
    for double in [Double.nan, .infinity, -.infinity, Double(bitPattern: 0x7fff_ffff_ffff_ffff)] {
      #expect(throws: JSONError(.invalidNumber, at: 1)) {
        try CanonicalJSON.bytes(of: [.double(double)])
      }
    }
  }

  @Test("integers are exact up to 2^53 and refused beyond")
  func integers() throws {
    let limit = JSONValue.exactIntegerLimit
    #expect(try CanonicalJSON.text(of: .integer(limit)) == "9007199254740992")
    #expect(try CanonicalJSON.text(of: .integer(-limit)) == "-9007199254740992")
    for integer in [limit + 1, -limit - 1, .max, .min] {
      #expect(throws: JSONError(.invalidNumber, at: 0)) {
        try CanonicalJSON.bytes(of: .integer(integer))
      }
    }
  }

  @Test("members are sorted by UTF-16 code units, as RFC 8785 shows")
  func sorting() throws {
    let source = #"""
      {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
      "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
      "\u00f6":"Latin Small Letter O With Diaeresis"}
      """#
    let canonical = try CanonicalJSON.bytes(of: JSONValue(parsing: source))
    let values = try JSONValue(parsing: canonical).object?.members.map { $0.value.string }
    #expect(
      values == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
        "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
      ])
  }

  @Test("the sample of RFC 8785 has its canonical form")
  func sample() throws {
    let source = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    let canonical =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(try CanonicalJSON.text(of: JSONValue(parsing: source)) == canonical)
  }

  @Test("only what must be escaped is escaped, in the shortest way")
  func escapes() throws {
    let controls = String(String.UnicodeScalarView((0..<0x20).compactMap(Unicode.Scalar.init)))
    #expect(
      try CanonicalJSON.text(of: .string(controls))
        == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
        + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c"#
        + #"\u001d\u001e\u001f""#)
    let plain = "/ \u{7f}\u{80}\u{2028}<>&'é\u{1f600}"
    #expect(try CanonicalJSON.text(of: .string(plain)) == "\"\(plain)\"")
  }

  @Test("every double reads back as itself")
  func doubles() throws {
    var random = RandomJSON(seed: 1)
    for number in 0..<20_000 {
      let double =
        number.isMultiple(of: 4) ? Double(random.below(1 << 40)) / 1_000 : random.double()
      let text = try CanonicalJSON.text(of: .double(double))
      let back = try #require(JSONValue(parsing: text).double)
      #expect(back == double, "\(text)")
      let digits = text.prefix { $0 != "e" }.filter(\.isNumber)
      #expect(digits.count <= 26, "\(text)")
    }
  }

  @Test("powers of ten change their layout at 1e21 and 1e-7")
  func layout() throws {
    for (double, text) in [
      (1e20, "100000000000000000000"), (1e21, "1e+21"), (1e-6, "0.000001"), (1e-7, "1e-7"),
      (1.5e-7, "1.5e-7"), (123_456.0, "123456"), (0.1, "0.1"), (-1.25, "-1.25"), (1e300, "1e+300"),
    ] {
      #expect(try CanonicalJSON.text(of: .double(double)) == text)
    }
  }

  @Test("writing and parsing a value gives it back, and writing again the same bytes")
  func roundTrip() throws {
    var random = RandomJSON(seed: 2)
    for _ in 0..<1_500 {
      let value = random.value(depth: 4)
      let bytes = try CanonicalJSON.bytes(of: value)
      let back = try JSONValue(parsing: bytes)
      #expect(try CanonicalJSON.bytes(of: back) == bytes)
      #expect(Self.sorted(back) == Self.sorted(value))
    }
  }

  @Test("white space, escapes and the order of members do not change the canonical bytes")
  func loose() throws {
    var random = RandomJSON(seed: 3)
    for _ in 0..<500 {
      let value = random.value(depth: 3)
      let loose = looseBytes(of: value, using: &random)
      let canonical = try CanonicalJSON.bytes(of: value)
      #expect(try CanonicalJSON.bytes(of: JSONValue(parsing: loose)) == canonical)
      #expect(try CanonicalJSON.bytes(of: Self.reversed(value)) == canonical)
    }
  }

  private static func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(sorted))
    case .object(let object):
      let members = object.members.map { JSONMember(name: $0.name, value: sorted($0.value)) }
      return .object(
        JSONObject(
          members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }))
    default: return value
    }
  }

  private static func reversed(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(reversed))
    case .object(let object):
      return .object(
        JSONObject(
          object.members.reversed().map { JSONMember(name: $0.name, value: reversed($0.value)) }))
    default: return value
    }
  }
}
