import Testing

@testable import Basics

@Suite("A template")
struct TextTemplateTests {
  private func rendered(_ text: String, _ values: [String: TextTemplate.Value]) throws -> String {
    try TextTemplate(text).pieces(upTo: 1_000) { values[$0] ?? .absent }.map(\.text).joined()
  }

  private func fault(_ text: String) -> TextTemplate.Fault? {
    do throws(TextTemplate.Fault) {
      _ = try TextTemplate(text)
      return nil
    } catch {
      return error
    }
  }

  @Test("puts values in as they are, and never reads them as a template again")
  func values() throws {
    let hostile = "{{b}} {#a} <b> & \"x\" \\{{ {{/a}}"
    #expect(try rendered("1 {{a}} 2", ["a": .text(hostile), "b": .text("no")]) == "1 \(hostile) 2")
    #expect(try rendered("{a} { {} }} \\{{a}}", [:]) == "{a} { {} }} {{a}}")
    #expect(try rendered("{{ a }}", ["a": .text("0")]) == "0")
  }

  @Test("ends as soon as its text would be too large, or goes through lists in lists without end")
  func bounded() throws {
    let list = TextTemplate.Value.list(Array(repeating: ["item": "x"], count: 1_000))
    func isTooLarge(_ text: String) throws -> Bool {
      do {
        _ = try rendered(text, ["a": .text(String(repeating: "y", count: 400)), "l": list])
        return false
      } catch is TextTemplate.TooLarge {
        return true
      }
    }
    #expect(try !isTooLarge("{{a}}{{a}}"))
    #expect(try isTooLarge("{{a}}{{a}}{{a}}"))
    #expect(try !isTooLarge("{{#l}}{{item}}{{/l}}"))
    #expect(try isTooLarge("{{#l}}{{item}}{{item}}{{/l}}"))
    // Nothing comes of it, and it would go on for a million millions of steps.
    #expect(try isTooLarge("{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}"))
  }

  @Test("has sections where a value is, and their contrary where it is not")
  func sections() throws {
    let text = "{{#a}}<{{a}}>{{/a}}{{^a}}none{{/a}}"
    #expect(try rendered(text, ["a": .text("0")]) == "<0>")
    #expect(try rendered(text, ["a": .text("")]) == "none")
    #expect(try rendered(text, [:]) == "none")
    let list = TextTemplate.Value.list([
      ["item": "x", "number": "1"], ["item": "y", "number": "2"],
    ])
    #expect(try rendered("{{#l}}{{number}}.{{item}} {{/l}}", ["l": list]) == "1.x 2.y ")
    #expect(try rendered("{{l}}", ["l": list]) == "x, y")
    let options = TextTemplate.Value.list([
      ["item": "x", "letter": "A"], ["item": "y", "letter": "B"],
    ])
    #expect(try rendered("{{options}}", ["options": options]) == "(A) x\n(B) y")
  }

  @Test("takes the line of a section's tag away that stands alone in it")
  func lines() throws {
    let text = "a\n{{#x}}\n  b {{x}}\n{{/x}}\nc"
    #expect(try rendered(text, ["x": .text("1")]) == "a\n  b 1\nc")
    #expect(try rendered(text, [:]) == "a\nc")
    #expect(
      try rendered("{{#x}}\n{{#y}}\nb\n{{/y}}\n{{/x}}\n", ["x": .text("1"), "y": .text("2")])
        == "b\n")
  }

  @Test("is refused with its line and column where it is none")
  func faults() {
    #expect(fault("a\nb {{a")?.place == .init(line: 2, column: 3))
    #expect(fault("{{#a}}")?.message.contains("never closed") == true)
    #expect(fault("{{/a}}")?.message.contains("no section is open") == true)
    #expect(fault("{{#a}}{{/b}}")?.message.contains("{{/a}} is due") == true)
    for text in [
      "{{{a}}}", "{{&a}}", "{{>a}}", "{{!a}}", "{{=<% %>=}}", "{{}}", "{{ }}", "{{a\nb}}",
    ] {
      #expect(fault(text) != nil, "\(text)")
    }
    #expect(
      fault(String(repeating: "{{#a}}", count: 20_000))?.message.contains("too deeply") == true)
  }

  @Test("finds a column in single braces, which would be sent as it is")
  func literal() throws {
    let template = try TextTemplate("x {other}\n{question}")
    #expect(template.literal(of: ["question"])?.place == .init(line: 2, column: 1))
    #expect(template.literal(of: ["answer"]) == nil)
  }

  @Test("becomes no more than memory holds, however its sections nest", .timeLimit(.minutes(1)))
  func nested() throws {
    let list = TextTemplate.Value.list((0..<26).map { ["item": "\($0)", "number": "\($0)"] })
    let (open, close) = ("{{#l}}", "{{/l}}")
    for inner in ["{{item}}", ""] {
      let text =
        String(repeating: open, count: 16) + inner + String(repeating: close, count: 16)
      let template = try TextTemplate(text)
      #expect(throws: TextTemplate.TooLarge.self) {
        try template.pieces(upTo: TextTemplate.byteLimit) { _ in list }
      }
    }
    let twice = try TextTemplate("{{#l}}{{#l}}.{{/l}}{{/l}}")
    let pieces = try twice.pieces(upTo: TextTemplate.byteLimit) { _ in list }
    #expect(pieces.count == 676)
  }
}
