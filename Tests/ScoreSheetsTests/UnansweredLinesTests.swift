import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import Testing
import Trials

@Suite("A sheet's line without an answer")
struct UnansweredLinesTests {
  private let lost = Lines.line(outcome: .providerError, score: 0)

  @Test("has - for its score, and reads back as it was")
  func isWrittenWithoutScore() throws {
    let bytes = try Lines.bytes([lost])
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: "\n")[2]
      .split(separator: "\t")
    #expect(fields[6] == "provider-error" && fields[7] == "-")
    #expect(try Lines.read(bytes) == [lost])
  }

  @Test(
    "is read by its outcome where an older version wrote a score",
    arguments: ["0.000000", "1.000000"])
  func oldLines(score: String) throws {
    let text = String(decoding: try Lines.bytes([lost]), as: UTF8.self)
    let old = text.replacing("provider-error\t-\t", with: "provider-error\t\(score)\t")
    #expect(old != text)
    let lines = try Lines.read(Array(old.utf8))
    #expect(lines == [lost] && lines[0].score == nil)
    var gate = try BaselineGate(
      baseline: try ScoreSheetReader(bytes: Array(old.utf8), named: "baseline.tsv"))
    try gate.add(lost)
    #expect(try gate.finish().passes, "an old baseline stays valid")
  }

  @Test("alone may have no score: any other is damaged without one")
  func othersNeedAScore() throws {
    let text = String(decoding: try Lines.bytes([Lines.line()]), as: UTF8.self)
    let damaged = text.replacing("correct\t1.000000\t", with: "correct\t-\t")
    #expect(damaged != text)
    #expect(throws: ScoreSheetError.self) { try Lines.read(Array(damaged.utf8)) }
  }

  @Test("that was answered before, or is now, is a flip named unanswered, and no score moved")
  func isAFlipOfItsOwn() throws {
    for (before, after) in [(lost, Lines.line()), (Lines.line(), lost)] {
      let flip = try #require(Flip(before: before, after: after))
      #expect(flip.cause == .unanswered && flip.cause.name == "unanswered")
      #expect(flip.scoreChange == nil && flip.columns.contains(.score))
      var gate = try BaselineGate(baseline: try Lines.reader([before]))
      try gate.add(after)
      let verdict = try gate.finish()
      #expect(!verdict.passes && verdict.risen == 0 && verdict.fallen == 0)
      #expect(verdict.groups.map(\.cause) == [.unanswered])
    }
  }
}
