import CodeExecution
import Evaluation
import Testing

@Suite("Divergence of a repeated run")
struct DivergenceTests {
  private let recorded = ExecutionOutcome.printing("1\n", errors: "e")

  private func divergence(_ edit: (inout ExecutionOutcome) -> Void) -> Divergence? {
    var repeated = recorded
    edit(&repeated)
    return Divergence(of: repeated, from: recorded)
  }

  @Test("is none where only times and the tier differ")
  func same() {
    #expect(divergence { _ in } == nil)
    #expect(divergence { $0.wallMicroseconds = 99_999 } == nil)
    #expect(divergence { $0.tier = .landlock } == nil)
  }

  @Test("is of the output where other bytes were printed, or more of them")
  func output() {
    #expect(divergence { $0.stdout = Array("2\n".utf8) } == .output)
    #expect(divergence { $0.stderr = [] } == .output)
    #expect(divergence { $0.stdoutTruncated = true } == .output)
    #expect(divergence { $0.stderrTruncated = true } == .output)
  }

  @Test("is of the status where it ended otherwise, whatever was printed")
  func status() {
    #expect(divergence { $0.end = .exited(1) } == .status)
    #expect(divergence { $0.end = .signaled(11) } == .status)
    #expect(
      divergence {
        $0.end = .exited(1)
        $0.stdout = []
      } == .status)
  }

  @Test("is of a limit where either reached one")
  func limit() {
    #expect(divergence { $0.end = .wallLimit } == .limit)
    let ended = ExecutionOutcome.printing("", end: .cpuLimit)
    #expect(Divergence(of: recorded, from: ended) == .limit)
    #expect(Divergence(of: .printing("x", end: .cpuLimit), from: ended) == .limit)
    #expect(Divergence(of: ended, from: ended) == nil)
  }
}
