import Testing

@testable import Basics

@Suite("A pattern")
struct LinearRegexTests {
  @Test(
    "matches a text as a whole",
    arguments: [
      ("a+b", "aab", true), ("a+b", "aabc", false), ("a|bc", "bc", true), ("(?:ab)*", "", true),
      ("(ab){2,3}", "ababab", true), ("(ab){2,3}", "ab", false), ("[^0-9]+", "abc", true),
      ("[a-f\\d]+", "c0ffee", true), ("\\w+@\\w+\\.com", "x@y.com", true), ("a.c", "a\nc", false),
      ("(?i)paris", "PARIS", true), ("\\bx\\b", "x", true), ("é+", "éé", true),
      ("a{,3}", "a{,3}", true),
      ("^ab$", "ab", true), ("a??b", "b", true), ("[]]", "]", true), ("[a\\-z]", "-", true),
      ("x*", "", true), ("(a|b|)c", "c", true), ("\\u0041", "A", true), ("[^\\S]", " ", true),
    ])
  func matches(pattern: String, text: String, isMatch: Bool) throws {
    #expect(try LinearRegex(pattern).matches(text) == isMatch)
  }

  @Test(
    "that looks around, refers back or is no pattern is refused",
    arguments: [
      "(a)\\1", "(?=a)", "(?<!a)b", "(a", "a)", "[a", "*a", "a{3,2}", "a{2000}", "\\", "a++", "\\q",
      "(?P<n>a)", "[z-a]", "[[:alpha:]]", "((a{999}){999}){999}",
    ])
  func refused(pattern: String) {
    #expect(throws: LinearRegex.Fault.self) { try LinearRegex(pattern) }
  }

  @Test("takes time in proportion to the text, however it is nested", .timeLimit(.minutes(1)))
  func linear() throws {
    let text = String(repeating: "a", count: 5_000)
    for pattern in ["(a+)+b", "(a*)*b", "(a|a)*b", "(.*.*.*)*b", "(a?){200}a{200}b"] {
      #expect(try !LinearRegex(pattern).matches(text))
    }
  }

  @Test("of nothing, repeated without end, is read at once", .timeLimit(.minutes(1)))
  func nothing() throws {
    let nested = (0..<20).reduce("()") { inner, _ in "(\(inner)){1000}" }
    #expect(try LinearRegex(nested).matches(""))
    #expect(try !LinearRegex(nested).matches("a"))
  }

  @Test("is found in a text where it is asked for so")
  func found() throws {
    #expect(try LinearRegex("b+").isFound(in: "abba"))
    #expect(try !LinearRegex("^b+").isFound(in: "abba"))
  }

  /// The parts of a text that a pattern finds.
  private func parts(_ pattern: String, _ text: String, steps: Int = 1 << 30) throws -> [String]? {
    let scalars = Array(text.unicodeScalars)
    var left = steps
    return try LinearRegex(pattern).ranges(in: scalars, steps: &left)?.map {
      String(String.UnicodeScalarView(scalars[$0]))
    }
  }

  @Test(
    "finds the parts of a text from left to right, each as far as its first choice goes",
    arguments: [
      ("/tmp/[a-z0-9]+", "cd /tmp/a1 && ls /tmp/b", ["/tmp/a1", "/tmp/b"]),
      ("a|ab", "abab", ["a", "a"]), ("ab|a", "aba", ["ab", "a"]), ("a+?", "aaa", ["a", "a", "a"]),
      ("a{1,2}", "aaaaa", ["aa", "aa", "a"]), ("a{1,2}?", "aa", ["a", "a"]),
      ("<.+?>", "<a><b>", ["<a>", "<b>"]), ("<.+>", "<a><b>", ["<a><b>"]),
      ("x*", "axxb", ["xx"]), ("\\b", "a b", []), ("b$", "bab", ["b"]), ("^a", "aa", ["a"]),
      ("(?:ab)+|b", "bababb", ["b", "abab", "b"]), ("x*y|x", "xxzxy", ["x", "x", "xy"]),
      ("é\\d", "é1e2\u{301}3é4", ["é1", "é4"]), ("\\bid\\b", "id idx xid id", ["id", "id"]),
    ])
  func finds(pattern: String, text: String, found: [String]) throws {
    #expect(try parts(pattern, text) == found)
  }

  @Test("finds what a search by trying would find, whatever pattern and text")
  func likeTrying() throws {
    var random = SeededGenerator(seed: "patterns")
    let pieces = ["a", "b", "(a|b)", "(a|ab)", "(?:b|ba)", ".", "[ab]", "(ab)"]
    let times = ["", "", "*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}"]
    for _ in 0..<2_000 {
      let pattern = (0..<random.integer(in: 1...4)).map { _ in
        random.pick(pieces) + random.pick(times)
      }.joined(separator: random.chance(1, in: 3) ? "|" : "")
      let text = String((0..<12).map { _ in random.pick(Array("abc")) })
      let tried = text.matches(of: try Regex(pattern)).map { String(text[$0.range]) }
      #expect(try parts(pattern, text) == tried.filter { !$0.isEmpty }, "\(pattern) in \(text)")
    }
  }

  @Test("is given up where it looks far ahead again and again, after as many steps everywhere")
  func steps() throws {
    let text = String(repeating: "x", count: 20_000)
    #expect(try parts("x*y|x", text, steps: 1_000_000) == nil)
    #expect(try parts("(x+x+)+y", text, steps: 1_000_000) == [])
    #expect(try parts("x+", text, steps: 1_000_000) == [text])
    #expect(try parts("x", text, steps: 100_000)?.count == 20_000)
  }
}
