import Testing

@testable import RecordReplay

@Suite("Text that is shown")
struct RedactionTests {
  @Test(
    "has no credential in it",
    arguments: [
      "sk-abcdefghijklmnop1234", "sk-proj-abcdefghijklmnop_1234", "ghp_abcdefghijklmnopqrst",
      "github_pat_abcdefghijklmnopqrst", "xoxb-1234567890123456", "AKIAABCDEFGHIJKLMNOP",
      "AIzaSyabcdefghijklmnopqrstuvwxyz0123456", "hf_abcdefghijklmnopqrst",
      "Bearer abcdefghijklmnop", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefg",
    ])
  func masksCredentials(credential: String) {
    for text in [
      credential, "key=\(credential)", "(\(credential))", "\(credential)\n\(credential)",
    ] {
      let shown = Redaction.shown(text)
      #expect(!shown.contains(credential.suffix(10)))
      #expect(shown.contains("[redacted]"))
    }
    #expect(Redaction.shown("a \(credential) b") == "a [redacted] b")
  }

  @Test(
    "keeps what only looks a little like one",
    arguments: ["sk-", "sk-short", "ask-me-why", "Bearer", "eyJ", "hf_", "task-1-2", "π sk- ü"])
  func keepsOthers(text: String) {
    #expect(Redaction.shown(text) == text)
  }

  @Test("shows everything that a terminal would act on as an escape")
  func showsControls() {
    #expect(Redaction.shown("a\u{1b}[31mb") == "a\\u{1B}[31mb")
    #expect(Redaction.shown("a\rb\u{0}\u{7f}\u{9b}") == "a\\rb\\u{0}\\u{7F}\\u{9B}")
    let marks: [Unicode.Scalar] = [
      "\u{61c}", "\u{200b}", "\u{200e}", "\u{200f}", "\u{202a}", "\u{202e}", "\u{2028}", "\u{2066}",
      "\u{2069}", "\u{feff}", "\u{e0041}",
    ]
    for mark in marks {
      let shown = Redaction.shown("x\(Character(mark))y")
      #expect(shown.unicodeScalars.allSatisfy { $0.isASCII }, "\(mark.value)")
    }
  }

  @Test("keeps line ends, tabs and letters of every script")
  func keepsText() {
    let text = "a\tb\nc — ä € 漢字 👩‍🚀 שלום"
    #expect(Redaction.shown(text).replacing("\\u{200D}", with: "\u{200d}") == text)
  }
}
