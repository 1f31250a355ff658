import ModelAPI
import Sweeps
import Testing

@Suite("The extraction of a sweep file")
struct SweepExtractionTests {
  private func sweep(_ extraction: String) throws -> Sweep {
    try SweepReader.sweep(
      from: """
        version: 1
        models:
          one: {access: {base-url: "http://localhost:1/v1"}}
          two: {access: {base-url: "http://localhost:1/v1", key: TWO_KEY}}
        \(extraction)
        """, file: "sweep.yaml", folder: "small")
  }

  @Test("names who is asked, and all models that may be")
  func extractors() throws {
    let other = """
      extraction: {by: model, when: always, model: {model: gpt-4o, access: {base-url: "http://localhost:1/v1", key: K}}}
      """
    #expect(try sweep("").extractor(forModelAt: 0) == nil)
    #expect(try sweep("extraction: model").extractor(forModelAt: 1)?.name == "two")
    #expect(
      try sweep("extraction: {by: model, model: two}").extractor(forModelAt: 0)?.name == "two")
    #expect(try sweep(other).extractor(forModelAt: 0)?.endpoint.model == "gpt-4o")
    #expect(try sweep(other).askedModels.map(\.access.keyVariable) == [nil, "TWO_KEY", "K"])
    #expect(try sweep("extraction: model").askedModels.map(\.name) == ["one", "two"])
  }

  @Test(
    "is refused with its line where it cannot be meant",
    arguments: [
      ("extraction: modle", "line 5", "model"),
      ("extraction: {model: two}", "line 5", "extraction.by"),
      ("extraction: {by: rules, when: always}", "line 5", "asks no model"),
      ("extraction: {by: model, model: tow}", "line 5", "two"),
      ("extraction: {by: model, when: sometimes}", "line 5", "unread"),
      ("extraction: {by: model, model: {access: {}}}", "line 5", "extraction.model.model"),
      ("extraction: {by: model, wen: always}", "line 5", "when"),
      ("extraction: []", "line 5", "mapping"),
    ])
  func refused(text: String, line: String, hint: String) {
    let error = #expect(throws: SweepError.self) { try sweep(text) }
    #expect(error?.message.contains(line) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains(hint) == true, "\(error?.message ?? "")")
  }
}
