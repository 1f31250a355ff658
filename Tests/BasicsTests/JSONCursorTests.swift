import Testing

@testable import Basics

@Suite("JSON cursor")
struct JSONCursorTests {
  @discardableResult
  private func withCursor<Result>(
    _ text: String, options: JSONCursor.Options = .strict,
    _ body: (inout JSONCursor) throws -> Result
  ) rethrows -> Result {
    try Array(text.utf8).withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer, options: options)
      return try body(&cursor)
    }
  }

  @Test("an object is walked name by name, with values read or skipped")
  func walk() throws {
    try withCursor(#" { "skip" : {"x":[1,"]"]} , "n" : 7 , "s" : "t" , "b" : false } "#) { cursor in
      var names: [String] = []
      var first = true
      try cursor.enterObject()
      while let name = try cursor.nextName(first: &first) {
        names.append(name)
        switch name {
        case "n": #expect(try cursor.readInteger() == 7)
        case "s": #expect(try cursor.readString() == "t")
        case "b": #expect(try cursor.readBool() == false)
        default: try cursor.skipValue()
        }
      }
      try cursor.finish()
      #expect(names == ["skip", "n", "s", "b"])
    }
  }

  @Test("a skipped value's range holds exactly its bytes")
  func ranges() throws {
    for value in ["null", "-1.5e3", "\"a\\\"b\"", "[1,[2],{}]", "{\"a\":{\"b\":\"}\"}}", "true"] {
      try withCursor("  \(value)  ,") { cursor in
        let range = try cursor.skipValue()
        #expect(range == 2..<(2 + value.utf8.count), "\(value)")
      }
    }
  }

  @Test("skipping and reading accept the same texts")
  func agreement() {
    var random = RandomJSON(seed: 5)
    let alphabet = Array("{}[]\",:\\u00d8e1-.tn \u{e9}".utf8) + [0xff]
    for _ in 0..<30_000 {
      let bytes = (0..<random.below(12)).map { _ in alphabet[random.below(alphabet.count)] }
      bytes.withUnsafeBufferPointer { buffer in
        var reader = JSONCursor(buffer)
        var skipper = JSONCursor(buffer)
        let read = Result { () throws(JSONError) in try reader.readValue() }
        let skipped = Result { () throws(JSONError) in try skipper.skipValue() }
        switch (read, skipped) {
        case (.success, .success): #expect(reader.offset == skipper.offset)
        case (.failure, .failure): break
        case (.failure(let error), .success):
          // Only values that the grammar allows may be skipped but not read.
          #expect([.duplicateName, .invalidNumber].contains(error.code), "\(bytes)")
        case (.success, .failure): Issue.record("read but not skipped: \(bytes)")
        }
      }
    }
  }

  @Test("a value of another type than asked is an error at its place")
  func types() {
    withCursor(" 1") { cursor in
      #expect(throws: JSONError(.unexpectedType, at: 1)) { try cursor.readString() }
    }
    withCursor("\"1\"") { cursor in
      #expect(throws: JSONError(.unexpectedType, at: 0)) { try cursor.readInteger() }
    }
    withCursor("1.5") { cursor in
      #expect(throws: JSONError(.unexpectedType, at: 0)) { try cursor.readInteger() }
    }
    withCursor("[]") { cursor in
      #expect(throws: JSONError(.unexpectedType, at: 0)) { try cursor.enterObject() }
    }
    withCursor("1") { cursor in
      #expect(throws: JSONError(.unexpectedType, at: 0)) { try cursor.readBool() }
    }
  }

  @Test("the rest after a value is found by finish")
  func rest() throws {
    try withCursor("1 x") { cursor in
      _ = try cursor.readInteger()
      #expect(throws: JSONError(.trailingBytes, at: 2)) { try cursor.finish() }
    }
    try withCursor("1 \n\t\r") { cursor in
      _ = try cursor.readInteger()
      try cursor.finish()
    }
  }

  @Test("a tolerant cursor checks the escapes of the strings that it skips")
  func tolerantSkip() {
    for text in [#""\q""#, #""\u12""#, #"{"\x":1}"#] {
      let skipped = try? withCursor(text, options: .tolerant) { cursor in try cursor.skipValue() }
      #expect(skipped == nil, "\(text)")
    }
  }

  @Test("depth counts what is open, not what was")
  func depth() throws {
    let options = JSONCursor.Options(maximumDepth: 2, repairsStrings: false)
    try withCursor("[[],[],{}]", options: options) { cursor in try cursor.skipValue() }
    withCursor("[[[]]]", options: options) { cursor in
      #expect(throws: JSONError(.tooDeep, at: 2)) { try cursor.skipValue() }
    }
  }
}
