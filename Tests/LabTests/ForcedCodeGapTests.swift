import Reporting
import Testing

@testable import Lab

@Suite struct ForcedCodeGapTests {
  @Test func thePartsAddUpToTheGapAndTheRemainderIsNamed() throws {
    let book = ScriptedBook(tasks: ["a": 6, "b": 6]) { method, _, number, _ in
      guard method == "all-code" else {
        return .init(answer: "1", score: 333_333 * (number % 4))
      }
      switch number {
      case 0: return .init(answer: nil, score: 0, ending: .truncated)
      case 1: return .init(answer: nil, score: 0, run: .failed(.syntax))
      case 2: return .init(answer: nil, score: 0, run: .failed(.limit))
      case 3: return .init(answer: nil, score: 0, run: .succeeded)
      case 4: return .init(answer: "1", score: 777_777, run: .succeeded, printed: true)
      default: return .init(answer: "2", score: 1_000_000, run: .succeeded, printed: true)
      }
    }.book()
    let gaps = ForcedCodeGap.all(of: book)
    #expect(gaps.count == 1)
    let gap = try #require(gaps.first)
    #expect(gap.pairs == 12 && gap.questions == 12 && gap.leftOut == 0)
    #expect(abs(gap.parts.reduce(0) { $0 + $1.share } - gap.gap) < 1e-12)
    #expect(
      gap.parts.map(\.cause)
        == [
          .truncated, .failed(.syntax), .failed(.limit), .silent, .sameAnswer, .otherAnswer,
        ])
    #expect(gap.parts.map(\.pairs) == [2, 2, 2, 2, 2, 2])
    #expect(gap.agreeing.count == 2 && gap.agreeing.of == 4)
    let section = LabAnalysis.forcedCode.section(of: book)
    #expect(section.findings[0].contains("the remainder"))
    #expect(section.tables[0].rows.last?.name == "gap")
  }

  @Test func trialsWithoutAScoreAreLeftOutAndCounted() throws {
    let book = ScriptedBook { method, _, number, _ in
      .init(
        answer: "1", score: method == "all-code" && number == 0 ? nil : 0,
        ending: method == "all-code" && number == 0 ? .providerError : nil)
    }.book()
    let gap = try #require(ForcedCodeGap.all(of: book).first)
    #expect(gap.pairs == 6 && gap.leftOut == 2)
  }

  @Test func errorsOfPythonAreToldApartByTheirLastLine() {
    func kind(_ text: String) -> CodeFailure { CodeFailure(errors: Array(text.utf8)) }
    #expect(kind("Traceback\n  File\nSyntaxError: invalid syntax\n") == .syntax)
    #expect(kind("ModuleNotFoundError: No module named 'numpy'") == .name)
    #expect(kind("EOFError: EOF when reading a line\n") == .input)
    #expect(kind("ZeroDivisionError: division by zero\n") == .exception)
    #expect(kind("Killed") == .other)
    #expect(kind("") == .other)
  }
}
