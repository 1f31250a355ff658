import Basics
import Testing

@Suite("Text that is harmless to look at")
struct VisibleTextTests {
  @Test(
    "a command to a build server at a line's start is shown and not obeyed",
    arguments: [
      ("::error::x", #"\u{3A}:error::x"#),
      ("a\n  ::set-output name=a::b", "a\n  \\u{3A}:set-output name=a::b"),
      ("\u{A0}\u{3000}::stop-commands::t", "\u{A0}\u{3000}\\u{3A}:stop-commands::t"),
      ("\n\n\t::add-mask::a\n::debug::b", "\n\n\t\\u{3A}:add-mask::a\n\\u{3A}:debug::b"),
      (":::", #"\u{3A}::"#),
    ])
  func colons(text: String, shown: String) {
    #expect(VisibleText.escape(text, keepsLines: true) == shown)
  }

  @Test(
    "a command in brackets is shown and not obeyed, wherever it stands in a line",
    arguments: [
      ("##[error]x", #"#\u{23}[error]x"#),
      ("a ##vso[task.setvariable variable=A]b", #"a #\u{23}vso[task.setvariable variable=A]b"#),
      ("##teamcity[buildStop]", #"#\u{23}teamcity[buildStop]"#),
      ("###[group]", ##"##\u{23}[group]"##),
      ("##[a]##[b]", ##"#\u{23}[a]#\u{23}[b]"##),
    ])
  func brackets(text: String, shown: String) {
    #expect(VisibleText.escape(text) == shown)
  }

  @Test(
    "what is no command stays as it is",
    arguments: [
      "a[::2]", "std::string", "x ::error::", "## Heading [link]", "## [x]", "#[derive]", ":",
      "a:\n:b", "##", "##vso", "",
    ])
  func others(text: String) {
    #expect(VisibleText.escape(text, keepsLines: true) == text)
  }

  @Test("JSON without commands says the same")
  func json() throws {
    let value = JSONValue.object(
      JSONObject([
        JSONMember(name: "##vso[a]", value: .string("##[error]\\##[x] ##teamcity[\n::error::"))
      ]))
    let text = try CanonicalJSON.text(of: value)
    let broken = LogCommand.broken(json: text)
    #expect(try JSONValue(parsing: broken) == value)
    for mark in ["##[", "##vso[", "##teamcity["] { #expect(!broken.contains(mark)) }
    #expect(LogCommand.broken(json: "[\"## b\"]") == "[\"## b\"]")
  }
}
