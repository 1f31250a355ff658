import Basics
import BenchTestSupport
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials

@Suite("A sheet's header")
struct SheetHeaderTests {
  private func sweep(_ more: String) throws -> Sweep {
    try SweepReader.sweep(
      from: """
        version: 1
        models: {m: {access: {base-url: "http://localhost:1/v1"}}}
        \(more)
        """, file: "sweep.yaml", folder: "small")
  }

  @Test("says all that the sweep, the grading and the cassettes decide", arguments: [true, false])
  func saysAll(byModel: Bool) throws {
    let cassettes = ["b", "a", "c"].map { Digest.sha256($0) }
    let header = ScoreSheetHeader(
      of: try sweep(byModel ? "extraction: model" : "extraction: rules"), grading: .paper,
      cassettes: cassettes)
    #expect(header.sweep == "small" && header.grading == .paper)
    #expect(header.cassettes == cassettes.sorted())
    #expect(header.extractsByModel == byModel)
    #expect(header.columns == ScoreColumn.columns(extractsByModel: byModel))
    let read = try ScoreSheetReader(bytes: Lines.bytes([], header: header), named: "sheet").header
    #expect(read == header)
  }

  @Test("names the models that answered in another's place, as its last field")
  func otherModels() throws {
    for (byModel, policy) in [(true, GradingPolicy.paper), (false, .strict)] {
      let plain = try Lines.header("s", grading: policy, extractsByModel: byModel)
      let header = plain.noting(otherModels: ["m: some \"odd\"\tname", "n: b"])
      let bytes = try Lines.bytes([], header: header)
      #expect(try ScoreSheetReader(bytes: bytes, named: "sheet").header == header)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains(#"other-models=["m: some \"odd\"\tname","n: b"]"# + "\n"))
      #expect(
        !String(decoding: try Lines.bytes([], header: plain), as: UTF8.self).contains("other"))
      for wrong in ["other-models=", "other-models=[1]", "other-models={}"] {
        let damaged = text.replacing(#"other-models=["m: some \"odd\"\tname","n: b"]"#, with: wrong)
        #expect(throws: ScoreSheetError.self) {
          try ScoreSheetReader(bytes: Array(damaged.utf8), named: "sheet")
        }
      }
    }
    #expect(try Lines.header("s").noting(otherModels: []) == Lines.header("s"))
  }

  @Test("stands in the header of a sheet where it is not the default")
  func headerNamesPolicy() throws {
    let strict = try Lines.header("s")
    let paper = try Lines.header("s", grading: .paper)
    let (plain, marked) = (
      try Lines.bytes([Lines.line()], header: strict),
      try Lines.bytes([Lines.line()], header: paper)
    )
    #expect(!String(decoding: plain, as: UTF8.self).contains("grading"))
    #expect(String(decoding: marked, as: UTF8.self).contains("\tgrading=paper\n"))
    #expect(try ScoreSheetReader(bytes: plain, named: "sheet").header == strict)
    #expect(try ScoreSheetReader(bytes: marked, named: "sheet").header == paper)
    for wrong in ["strict", "lax", ""] {
      let text = String(decoding: marked, as: UTF8.self).split(separator: "grading=paper")
        .joined(separator: "grading=\(wrong)")
      #expect(throws: ScoreSheetError.self) {
        try ScoreSheetReader(bytes: Array(text.utf8), named: "sheet")
      }
    }
  }
}
