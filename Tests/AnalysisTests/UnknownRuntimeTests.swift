import Analysis
import BenchTestSupport
import RecordReplay
import Testing
import Trials

@Suite("A runtime that is unknown")
struct UnknownRuntimeTests {
  private func cell(_ lines: TrialLine...) -> CellSums {
    var cell = CellSums()
    for line in lines { cell.add(line) }
    return cell
  }

  @Test("leaves the mean of its cell and of every total unknown, and nothing else")
  func leavesMeansUnknown() {
    let timed = cell(Lines.line(question: "q1"), Lines.line(question: "q2"))
    #expect(timed.meanRuntimeSeconds == 1.52)
    var mixed = cell(Lines.line(question: "q3"), Lines.line(question: "q4", timing: .shared))
    #expect(mixed.meanRuntimeSeconds == nil && mixed.costs.waitMicroseconds == nil)
    #expect(mixed.meanScore == 100 && mixed.meanTextTokens == 140)
    mixed.add(timed)
    #expect(mixed.counted == 4 && mixed.meanRuntimeSeconds == nil)
  }
}
