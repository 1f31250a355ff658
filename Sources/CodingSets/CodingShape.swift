import Basics

/// A shape in which coding problems are published, and the task that is made of one.
enum CodingShape: CaseIterable {
  /// A function's head and documentation, to be completed.
  case humanEval
  /// A sentence, and asserts.
  case mbpp
  /// A program with one fault, to be mended.
  case quixBugs

  /// The name that people know it by.
  var name: String {
    switch self {
    case .humanEval: "HumanEval"
    case .mbpp: "MBPP"
    case .quixBugs: "QuixBugs"
    }
  }

  /// The columns that the question shows.
  var shown: [String] {
    switch self {
    case .humanEval: ["prompt"]
    case .mbpp: ["text", "signature"]
    case .quixBugs: ["program"]
    }
  }

  /// What is to be known about every task of this shape.
  var remarks: [String] {
    switch self {
    case .humanEval: []
    case .mbpp:
      [
        "The tests are not shown, as MBPP's own prompt shows them: an answer sees the sentence and the first line."
      ]
    case .quixBugs:
      [
        "Some cases take long even where the program is right: the limit is \"execution: {wall-ms: …}\" of the sweep."
      ]
    }
  }

  private var ask: [String] {
    let whole = "with everything that it needs, in one block that begins with ```python."
    return switch self {
    case .humanEval:
      [
        "Complete this Python function. Give the whole function, \(whole)", "", "```python",
        "{{prompt}}", "```",
      ]
    case .mbpp:
      [
        "{{text}}", "", "Write it as a Python function that begins with this line:", "",
        "```python",
        "{{signature}}", "```", "", "Give the whole function, \(whole)",
      ]
    case .quixBugs:
      [
        "The Python function {{function}} below is broken: it does not do what the text behind it says. Give the "
          + "whole mended function, \(whole)", "", "```python", "{{program}}", "```",
      ]
    }
  }

  /// The text of `task.yaml`.
  func yaml(_ remarks: [String], hasSolutions: Bool) -> String {
    var lines = remarks.map { "# \(VisibleText.escape($0))" }
    lines += [
      "version: 1", "title: \(name)",
      "data: {file: \(CodingSet.dataName), id: id, truth: expected}",
      "prompt: |-",
    ]
    lines += ask.map { $0.isEmpty ? "" : "  \($0)" }
    lines.append("grade: {kind: tests, function: function, inputs: inputs}")
    if hasSolutions {
      lines.append("check: {right: [\"```python\\n{{solution}}\\n```\"]}")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
