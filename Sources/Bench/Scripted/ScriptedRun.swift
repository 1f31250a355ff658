import Basics
import CodeExecution
import Foundation
import Tasks

/// The scripted interpreter: prints what the code's last call of `print` holds, or fails.
enum ScriptedRun {
  /// What stands before and after the text of the last `print`.
  static let opening = "print(\"\"\""
  static let closing = "\"\"\")"

  /// The outcome of some code: the same code always gives the same outcome.
  static func outcome(of code: String) -> ExecutionOutcome {
    var generator = SeededGenerator(seed: code)
    let wall = generator.integer(in: 18_000...400_000)
    if generator.chance(1, in: 10) { return failure(wall, line: generator.integer(in: 1...30)) }
    if generator.chance(1, in: 50) {
      return ExecutionOutcome(end: .wallLimit, stdout: [], wallMicroseconds: 30_000_000)
    }
    return ExecutionOutcome(
      end: .exited(0), stdout: Array("\(printed(by: code))\n".utf8), wallMicroseconds: wall)
  }

  private static func printed(by code: String) -> String {
    guard let start = code.range(of: opening, options: .backwards)?.upperBound,
      let end = code.range(of: closing, options: .backwards)?.lowerBound, start <= end
    else { return "" }
    return String(code[start..<end])
  }

  private static func failure(_ wall: Int, line: Int) -> ExecutionOutcome {
    let traceback = """
      Traceback (most recent call last):
        File "/code/main.py", line \(line), in <module>
          main()
        File "/code/main.py", line \(line / 2 + 1), in main
          total = values[index] / count
      ZeroDivisionError: division by zero

      """
    return ExecutionOutcome(
      end: .exited(1), stdout: [], stderr: Array(traceback.utf8), wallMicroseconds: wall)
  }
}
