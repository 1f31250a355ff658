import Basics
import CodeExecution
import Foundation
import Tasks

/// What a scripted model speaks: prose and Python of a wanted length.
protocol AnswerLanguage: Sendable {
  /// Prose that ends with an answer.
  func prose(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String
  /// Python that prints an answer.
  func code(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String
}

extension AnswerLanguage {
  /// Prose around a block of Python.
  func fenced(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String {
    let opening = generator.chance(2, in: 3) ? prose(size / 4, ending: "", using: &generator) : ""
    let closing = generator.chance(1, in: 2) ? prose(size / 5, ending: "", using: &generator) : ""
    let code = code(
      size - opening.utf8.count - closing.utf8.count, ending: ending, using: &generator)
    return "\(opening)\n\n```python\n\(code)\n```\n\n\(closing)"
  }
}

/// Prose and Python made of few sentences: quick to write, and as long as real answers.
struct ScriptedText: AnswerLanguage {
  private static let sentences = [
    "Let's start by writing down what is given, because the order of the steps matters here.",
    "First, note that the value of $x_{%} = %$ follows directly from the statement.",
    "- **Step %:** combine the two partial results, which gives % before any correction.",
    "If we try the other branch, we would need at least % moves, and that is too many.",
    "So the remaining amount is % \\times % = %, and nothing else changes in this step.",
    "However, this can't be right: the limit of % was already reached one line above.",
    "Checking again with the second condition, we see that only % of the % cases are left.",
    "Therefore we keep the current state and move on to item % on the list.",
    "That means \"every\" entry has to be visited once, which the rule about % allows.",
    "It’s worth being careful with the sign – a small slip here would shift everything by %.",
    "Subtracting % from both sides leaves %, as expected.",
    "By symmetry the same argument holds for position %, so there is no need to repeat it.",
    "Now the only open question is whether % comes before % or after it.",
    "We can rule out the third possibility since it contradicts the fact stated in part %.",
  ]

  private static let statements = [
    "    total = 0", "    for i in range(%):", "        total += values[i] * %",
    "    if total > %:", "        print(\"step %\", total)", "    # keep only what is still open",
    "    queue = [(0, start)]", "    while queue:", "        cost, node = queue.pop(0)",
    "        if node in seen: continue", "        seen.add(node)",
    "        for nxt in graph.get(node, []):", "            queue.append((cost + %, nxt))",
    "    best = min(best, total % 97)", "    names = {'a': %, 'b': %}",
    "    result = sorted(set(values), key=lambda v: -v)[:%]", "",
    "def check_%(values, start=%):", "    \"\"\"Return True if the % rules hold.\"\"\"",
    "    return all(v <= % for v in values)", "",
  ]

  func prose(
    _ size: Int, ending: String, using generator: inout SeededGenerator
  ) -> String {
    var text = ""
    while text.utf8.count + ending.utf8.count < size {
      text += Self.filled(generator.pick(Self.sentences), using: &generator)
      text += generator.chance(1, in: 4) ? "\n\n" : " "
    }
    return ending.isEmpty ? text : "\(text)\n\nThe final answer is:\n\(ending)"
  }

  func code(
    _ size: Int, ending: String, using generator: inout SeededGenerator
  ) -> String {
    var text =
      "import itertools\n\ndef solve(values, graph, start):\n    seen, best = set(), 10**9\n"
    while text.utf8.count + ending.utf8.count < size {
      text += Self.filled(generator.pick(Self.statements), using: &generator) + "\n"
    }
    return "\(text)\n\(ScriptedRun.opening)\(ending)\(ScriptedRun.closing)"
  }

  /// A template with a number for each `%`.
  private static func filled(_ template: String, using generator: inout SeededGenerator) -> String {
    var text = ""
    for (index, part) in template.split(separator: "%", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index > 0 { text += "\(generator.integer(in: 1...999))" }
      text += part
    }
    return text
  }
}

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
      return ExecutionOutcome(end: .limit(.wall), stdout: [], wallMicroseconds: 30_000_000)
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
