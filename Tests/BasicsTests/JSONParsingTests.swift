import Testing

@testable import Basics

@Suite("JSON parsing")
struct JSONParsingTests {
  private static let document = #"""
    {"a":[1,-2.5e3,0,-0.0],"b":{"c":"x\ny\u00e9\ud83d\ude00é","d":null},"e":[true,false,[],{}]}
    """#

  private func code(_ bytes: [UInt8], options: JSONCursor.Options = .strict) -> JSONError.Code? {
    do throws(JSONError) {
      _ = try JSONValue(parsing: bytes, options: options)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("a document gives its values in their order")
  func values() throws {
    let value = try JSONValue(parsing: Self.document)
    #expect(value.object?.names == ["a", "b", "e"])
    #expect(value["a"]?.array == [.integer(1), .double(-2_500), .integer(0), .double(-0.0)])
    #expect(value["b"]?["c"]?.string == "x\ny\u{e9}\u{1f600}é")
    #expect(value["b"]?["d"]?.isNull == true)
    #expect(value["e"] == [true, false, [], [:]])
    #expect(value["none"] == nil && value["e"]?[9] == nil)
  }

  @Test("every truncation of a document is an error, read or skipped")
  func truncations() {
    let bytes = Array(Self.document.utf8)
    for end in 0..<bytes.count {
      let cut = Array(bytes[..<end])
      #expect(code(cut) == .truncated, "cut at \(end)")
      cut.withUnsafeBufferPointer { buffer in
        var cursor = JSONCursor(buffer)
        #expect(throws: JSONError.self) { try cursor.skipValue() }
      }
    }
  }

  @Test("every truncation of a random document is an error or, for a bare number, a shorter one")
  func randomTruncations() throws {
    var random = RandomJSON(seed: 7)
    for _ in 0..<60 {
      let bytes = try CanonicalJSON.bytes(of: ["x": random.value(depth: 3)])
      for end in 0..<bytes.count { #expect(code(Array(bytes[..<end])) != nil) }
    }
  }

  @Test(
    "texts that are not JSON are refused",
    arguments: [
      ("", JSONError.Code.truncated), (" ", .truncated), ("nul", .truncated),
      ("nulx", .unexpectedType),
      ("nulll", .trailingBytes), ("tru", .truncated), ("01", .trailingBytes), ("-", .truncated),
      ("-a", .unexpectedByte), ("+1", .unexpectedByte), (".5", .unexpectedByte), ("1.", .truncated),
      ("1.e5", .unexpectedByte), ("1e", .truncated), ("1e+", .truncated), ("0x10", .trailingBytes),
      ("NaN", .unexpectedByte), ("Infinity", .unexpectedByte), ("1e999", .invalidNumber),
      ("-1e999", .invalidNumber), ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte),
      ("[1 2]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte),
      ("{a:1}", .unexpectedType), ("{\"a\":1 \"b\":2}", .unexpectedByte),
      ("{1:2}", .unexpectedType),
      ("'a'", .unexpectedByte), ("\"a", .truncated), ("\"a\\\"", .truncated), ("\"\\", .truncated),
      ("\"\\q\"", .unexpectedByte), ("\"\\u12g4\"", .unexpectedByte),
      ("\"\\u12\"", .unexpectedByte),
      ("\"\u{1}\"", .unexpectedByte), ("\"a\nb\"", .unexpectedByte), ("1 2", .trailingBytes),
      ("[]]", .trailingBytes), ("{\"a\":1,\"a\":2}", .duplicateName),
      ("\u{feff}1", .unexpectedByte),
      ("\"\\ud800\"", .invalidString), ("\"\\udc00\\ud800\"", .invalidString),
      ("//", .unexpectedByte),
      ("\"\\ud800\\u0041\"", .invalidString), ("{\"\\u0061\":1,\"a\":2}", .duplicateName),
      ("]", .unexpectedByte), ("[}", .unexpectedByte), ("{]", .unexpectedType),
      ("\u{a0}1", .unexpectedByte),
    ])
  func refused(text: String, expected: JSONError.Code) {
    #expect(code(Array(text.utf8)) == expected, "\(text)")
  }

  @Test("a large object's double name is found as well")
  func manyMembers() {
    let members = (0..<500).map { "\"n\($0)\":\($0)" }
    #expect(code(Array("{\(members.joined(separator: ","))}".utf8)) == nil)
    #expect(
      code(Array("{\(members.joined(separator: ",")),\"n250\":0}".utf8)) == .duplicateName)
  }

  @Test("names that only Unicode equivalence makes equal are two names")
  func equivalentNames() throws {
    let value = try JSONValue(parsing: #"{"\u00e9":1,"e\u0301":2}"#)
    #expect(value["\u{e9}"] == 1)
    #expect(value["e\u{301}"] == 2)
    var object = try #require(value.object)
    object["e\u{301}"] = nil
    #expect(object.members.count == 1 && object["\u{e9}"] == 1)
  }

  @Test("values that only Unicode equivalence makes equal differ, as their bytes do")
  func equivalentValues() {
    #expect(JSONValue.string("\u{e9}") != JSONValue.string("e\u{301}"))
    #expect((["\u{e9}": 1] as JSONValue) != (["e\u{301}": 1] as JSONValue))
  }

  @Test(
    "invalid UTF-8 is refused, or repaired where asked",
    arguments: [
      [0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
      [0x80], [0xf0, 0x9f, 0x98],
    ] as [[UInt8]])
  func invalidUTF8(inner: [UInt8]) throws {
    let quote = UInt8(ascii: "\"")
    for prefix in ["", "\\n"] {
      let bytes = [quote] + Array(prefix.utf8) + inner + [quote]
      #expect(code(bytes) == .invalidString)
      let text = try #require(JSONValue(parsing: bytes, options: .tolerant).string)
      #expect(text.unicodeScalars.last == "\u{fffd}")
      bytes.withUnsafeBufferPointer { buffer in
        var cursor = JSONCursor(buffer)
        #expect(throws: JSONError.self) { try cursor.skipValue() }
      }
    }
  }

  @Test(
    "half a surrogate pair is repaired where asked",
    arguments: [
      (#""\ud800""#, "\u{fffd}"), (#""\udc00x""#, "\u{fffd}x"), (#""\ud800\u0041""#, "\u{fffd}A"),
      (#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"), (#""\uD83D\uDE00""#, "\u{1f600}"),
    ])
  func repaired(text: String, expected: String) throws {
    #expect(try JSONValue(parsing: text, options: .tolerant).string == expected)
  }

  @Test("nesting is bounded, by the bound and not by the stack")
  func depth() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(code(nested(64)) == nil)
    #expect(code(nested(65)) == .tooDeep)
    #expect(code(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) == .tooDeep)
    #expect(code(Array(String(repeating: "{\"a\":", count: 100_000).utf8)) == .tooDeep)
    let siblings = "[" + Array(repeating: "[[]]", count: 1_000).joined(separator: ",") + "]"
    #expect(code(Array(siblings.utf8)) == nil)
  }

  @Test(
    "integers are whole numbers within 2^53; other numbers are doubles",
    arguments: [
      ("9007199254740992", JSONValue.integer(9_007_199_254_740_992)),
      ("-9007199254740992", .integer(-9_007_199_254_740_992)),
      ("9007199254740993", .double(9_007_199_254_740_992)),
      ("12345678901234567890", .double(12_345_678_901_234_567_168)), ("1.0", .double(1)),
      ("1e2", .double(100)), ("1E+2", .double(100)), ("-0", .double(-0.0)), ("0", .integer(0)),
      ("1e-400", .double(0)), ("99999999999999999", .double(1e17)),
    ])
  func numbers(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test("a number of a million digits is read or refused, not hung on")
  func longNumbers() {
    let digits = String(repeating: "7", count: 1_000_000)
    #expect(code(Array(digits.utf8)) == .invalidNumber)
    #expect(code(Array("0.\(digits)".utf8)) == nil)
    #expect(code(Array("1e\(digits)".utf8)) == .invalidNumber)
  }

  @Test("a changed byte anywhere gives a value or an error, and never a crash")
  func mutations() {
    var random = RandomJSON(seed: 11)
    let document = Array(Self.document.utf8)
    for _ in 0..<20_000 {
      var bytes = document
      for _ in 0...random.below(3) {
        bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.bits())
      }
      let strict = code(bytes)
      let tolerant = code(bytes, options: .tolerant)
      #expect(strict != nil || tolerant == nil)
    }
  }

  @Test("random bytes give a value or an error, and never a crash")
  func noise() {
    var random = RandomJSON(seed: 13)
    let alphabet = Array("{}[]\",:\\u0129eE+-.truefalsn \u{e9}".utf8) + [0xff, 0x00, 0x80]
    for _ in 0..<20_000 {
      let bytes = (0..<random.below(24)).map { _ in alphabet[random.below(alphabet.count)] }
      if let value = try? JSONValue(parsing: bytes) {
        #expect((try? CanonicalJSON.bytes(of: value)) != nil)
      }
    }
  }
}
