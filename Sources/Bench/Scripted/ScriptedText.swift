import Basics
import Tasks

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
