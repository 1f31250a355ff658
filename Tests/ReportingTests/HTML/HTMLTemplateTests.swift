import Testing

@testable import Reporting

@Suite("The template of a document")
struct HTMLTemplateTests {
  private func filled(_ template: String, _ content: [String: String]) -> String {
    String(
      decoding: HTMLTemplate(Array(template.utf8)).filled { Array((content[$0] ?? "").utf8) },
      as: UTF8.self)
  }

  @Test("is filled slot by slot, and what is filled in is never a slot")
  func filling() {
    #expect(filled("a {{x}} b {{y}}{{x}}", ["x": "{{y}}", "y": "2"]) == "a {{y}} b 2{{y}}")
    #expect(filled("{{x}}", [:]).isEmpty)
    #expect(filled("no slot {{ and } here", ["x": "1"]) == "no slot {{ and } here")
  }

  @Test("of the report has exactly the slots that the report fills")
  func slots() {
    let slots = HTMLTemplate(HTMLResources.skeleton).slots
    #expect(
      slots.sorted() == [
        "comparison", "policy", "provenance", "questions", "script", "section-links", "sections",
        "style", "summary", "tables",
        "title", "title", "transcripts", "trials",
      ])
  }

  @Test("escapes what markup and readers would act on")
  func escaping() {
    #expect(
      MarkupText.html("<a b='c' d=\"e\">&\u{202E}")
        == "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;\\u{202E}")
    let data = HTMLData.script(Array(#"{"a":"</script><!--"}"#.utf8))
    #expect(String(decoding: data, as: UTF8.self) == #"{"a":"\u003c/script>\u003c!--"}"#)
  }
}
