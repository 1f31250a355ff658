import Testing

@testable import Tasks

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

  @Test("is found in a text where it is asked for so")
  func found() throws {
    #expect(try LinearRegex("b+").isFound(in: "abba"))
    #expect(try !LinearRegex("^b+").isFound(in: "abba"))
  }
}
