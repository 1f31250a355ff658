import PythonLiterals
import Testing

@Suite struct PythonLiteralTests {
  @Test("Lists, tuples, dictionaries, numbers, strings and constants are read as they are spelled")
  func values() throws {
    let literal = try PythonLiteral(
      parsing: "{'a': [-9, 4.50, (1,), ()], \"b\": ('x' \"y\", None, True), 3: 1_000e-2}")
    #expect(
      literal
        == .dictionary([
          .init(
            .string("a"),
            .list([.number("-9"), .number("4.50"), .tuple([.number("1")]), .tuple([])])),
          .init(.string("b"), .tuple([.string("xy"), .none, .bool(true)])),
          .init(.number("3"), .number("1000e-2")),
        ]))
    #expect(try PythonLiteral(parsing: "\n # one\n (5) # five\n\n").integer == 5)
  }

  @Test(
    "What is more than a literal is refused and never evaluated",
    arguments: [
      "__import__('os')", "1 + 1", "2 ** 99", "[x for x in y]", "f'{x}'", "b'a'", "lambda: 1",
      "open",
      "[1, 2", "[1 2]", "(1", "'a", "'a\nb'", "{1}", "{1: 2", "1 2", "--1", "1e", ".", "0x10",
      "a.b",
      "'a' 1", "'a' + 1", "", "\"\\N{DASH}\"", "'\\xZ1'", "'\\ud800'", "'a' % 3", "'a'.strip()",
    ])
  func refusals(_ text: String) {
    #expect(throws: PythonLiteralError.self) { try PythonLiteral(parsing: text) }
  }

  @Test("Escapes mean what they mean in Python")
  func escapes() throws {
    let text = #"'a\n\t\\\'\"\x41\u00e9\U0001F600\101\q' r'\n\'' '' "#
    #expect(try PythonLiteral(parsing: text).string == "a\n\t\\'\"Aé😀A\\q\\n\\'")
    #expect(try PythonLiteral(parsing: "'''a\n'b''c\\\nd'''").string == "a\n'b''cd")
    #expect(try PythonLiteral(parsing: "f'no braces'").string == "no braces")
  }

  @Test("Nesting and size are bounded")
  func bounds() {
    for open in ["[", "(", "{1:"] {
      #expect(throws: PythonLiteralError.self) {
        try PythonLiteral(parsing: String(repeating: open, count: 100_000))
      }
    }
    // Many small values and one large one: neither passes, and neither is kept.
    let string = "'" + String(repeating: "x", count: PythonLiteral.sizeLimit / 8) + "'"
    for (count, isRead) in [(7, true), (8, false)] {
      let list = "[" + String(repeating: string + ",", count: count) + "]"
      #expect(((try? PythonLiteral(parsing: list)) != nil) == isRead)
    }
  }
}
