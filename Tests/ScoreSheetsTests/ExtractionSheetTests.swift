import BenchTestSupport
import ModelAPI
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials

@Suite("A score sheet of answers that a model read")
struct ExtractionSheetTests {
  private static func line(_ cost: ExtractionCost?) -> TrialLine {
    var line = Lines.line()
    line.extraction = cost
    return line
  }

  private static let cost = ExtractionCost(
    calls: 1, usage: TokenUsage(freshInput: 900, cacheRead: nil, visibleOutput: 5),
    serviceMicroseconds: 70, waitMicroseconds: 8)

  @Test("has columns for that, and comes back as it was", arguments: [cost, ExtractionCost()])
  func roundTrip(cost: ExtractionCost) throws {
    let line = Self.line(cost)
    let bytes = try Lines.bytes([line], header: Lines.header(extractsByModel: true))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      text.hasPrefix("# steerbench score sheet 1\tsweep=small\tcassettes=\textraction=model\n"))
    #expect(text.contains("grade_digest\textraction_calls\textraction_fresh_input\t"))
    #expect(try Lines.read(bytes) == [line])
  }

  @Test("says both policy and extraction, in one order")
  func policyToo() throws {
    let header = try Lines.header("s", grading: .paper, extractsByModel: true)
    let bytes = try Lines.bytes([Self.line(Self.cost)], header: header)
    let reader = try ScoreSheetReader(bytes: bytes, named: "sheet")
    #expect(reader.header == header)
    let text = String(decoding: bytes, as: UTF8.self)
    let swapped = text.replacing(
      "grading=paper\textraction=model", with: "extraction=model\tgrading=paper")
    #expect(swapped != text)
    #expect(throws: ScoreSheetError.self) {
      try ScoreSheetReader(bytes: Array(swapped.utf8), named: "sheet")
    }
  }

  @Test("takes no trial whose answer was read otherwise")
  func mixed() {
    #expect(throws: ScoreSheetError.self) {
      try Lines.bytes([Self.line(nil)], header: Lines.header(extractsByModel: true))
    }
    #expect(throws: ScoreSheetError.self) {
      try Lines.bytes([Self.line(Self.cost)], header: Lines.header())
    }
  }

  @Test("a sheet of rules has none of the columns")
  func rules() throws {
    let text = String(decoding: try Lines.bytes([Lines.line()]), as: UTF8.self)
    #expect(!text.contains("extraction_calls") && !text.contains("extraction=model"))
    #expect(text.split(separator: "\n")[1].hasSuffix("\tgrade_digest"))
    let columns = ScoreColumn.columns(extractsByModel: false)
    #expect(columns.count == 29 && !columns.contains(where: \.isOfExtraction))
  }
}
