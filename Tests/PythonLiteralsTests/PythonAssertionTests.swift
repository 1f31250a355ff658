import PythonLiterals
import Testing

@Suite("Assertions about literal values")
struct PythonAssertionTests {
  @Test(
    "are read in the spellings that published tests have",
    arguments: [
      ("assert f(1, 'a') == [2]", "1, a", "[2]"),
      ("assert f( [1.0,\n  2] )==(3)  # why\n", "[1.0 2]", "3"),
      ("assert (f(\"x\") == \"y\"), 't1'", "x", "y"),
      ("assert (f(3)) == None", "3", "None"),
      ("assert f(3) is True", "3", "True"),
      ("assert  f() == {'a': 1}, \"wrong \" + str(f())", "", "{a: 1}"),
    ])
  func spellings(text: String, arguments: String, expected: String) throws {
    let all = try PythonAssertion.all(in: text)
    let found = try #require(all.first)
    #expect(all.count == 1 && found.function == "f" && !found.takesAnyTruth)
    #expect(found.arguments.map(Self.text).joined(separator: ", ") == arguments)
    #expect(Self.text(found.expected) == expected)
  }

  @Test("that name no value take anything that counts as true or false")
  func truths() throws {
    let all = try PythonAssertion.all(in: "assert f(1)\nassert not f(2)\nassert f(3) == True")
    #expect(all.map(\.expected) == [.bool(true), .bool(false), .bool(true)])
    #expect(all.map(\.takesAnyTruth) == [true, true, false])
  }

  @Test("stand among what changes nothing about them")
  func passedOver() throws {
    let text = """
      METADATA = {
          'author': 'x',
      }
      import math

      def check(candidate):
          '''What it does.'''
          # Simple cases
          print
          assert candidate(5) == 1, "first"
          assert True, "never printed"
          assert candidate(6) == 2

      check(f)
      """
    #expect(try PythonAssertion.all(in: text).map(\.arguments) == [[.number("5")], [.number("6")]])
  }

  @Test(
    "are told from tests that calculate, loop or compare otherwise",
    arguments: [
      "assert abs(f(1) - 0.5) < 1e-6", "for x in range(3):\n    assert f(x) == 1",
      "assert f(x) == 1",
      "assert f(2 ** 3) == 8", "assert f(1) < 2", "assert tuple(f([1])) == tuple([1])",
      "assert f(1) == 2.0 / 3.0", "assert not f(1) == 2", "assert f(1) == 1 and f(2) == 2",
      "assert f(1) is 1", "assert f(x=1) == 2", "assert set(f(1)) == {1, 2}", "assert f", "assert",
      "assert (f(1) == 2", "if True:\n  assert f(1) == 2", "assert f(*[1]) == 2", "x += 1",
      "assert f(1) == f(2)", "assert f(1)[0] == 2", "assert f(1).x == 2", "return 3",
    ])
  func refused(text: String) {
    #expect(throws: PythonLiteralError.self) { try PythonAssertion.all(in: text) }
  }

  @Test("are many at most")
  func bounded() {
    let text = String(repeating: "assert f(1)\n", count: PythonAssertion.countLimit + 1)
    #expect(throws: PythonLiteralError.self) { try PythonAssertion.all(in: text) }
  }

  @Test("are compared with the calls that a text shows")
  func calls() {
    let text = ">>> f([1, 2], 3)\n5\nf(x) is defined; f('a') ➞ 1, and f(("
    #expect(
      PythonAssertion.arguments(ofCallsTo: "f", in: text) == [
        [.list([.number("1"), .number("2")]), .number("3")], [.string("a")],
      ])
  }

  private static func text(_ value: PythonLiteral) -> String {
    switch value {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .number(let text), .string(let text): text
    case .list(let values), .tuple(let values): "[\(values.map(text).joined(separator: " "))]"
    case .dictionary(let entries):
      "{\(entries.map { "\(text($0.key)): \(text($0.value))" }.joined(separator: ", "))}"
    }
  }
}
