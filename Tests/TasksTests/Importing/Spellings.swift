@testable import Tasks

/// Ways in which models write a right answer, for each kind of question.
enum Spellings {
  /// A whole number or a decimal, given in plain digits.
  static func number(_ plain: String) -> [String] {
    let isNegative = plain.hasPrefix("-")
    let sign = isNegative ? "-" : ""
    let digits = isNegative ? String(plain.dropFirst()) : plain
    let parts = digits.split(separator: ".").map(String.init)
    let tail = parts.count > 1 ? "." + parts[1] : ""
    func grouped(_ separator: String) -> String { group(parts[0], separator) + tail }
    return [
      "<<<\(plain)>>>",
      "Multiplying step by step, we get <<<\(sign)\(grouped(","))>>>.",
      "**Final answer:** $\\boxed{\(sign)\(grouped("{,}"))}$",
      "The answer is **\(plain)**.",
      "It follows that the result is\n\(isNegative ? "\u{2212}" : "")\(digits)",
      "<<< $\(sign)\(grouped("\\,"))$ >>>\n\nI hope this helps!",
      "```\n<<<\(plain)>>>\n```",
    ]
  }

  /// The places of a letter.
  static func count(_ word: String, _ letter: String) -> [String] {
    let places = word.enumerated().filter { String($0.element) == letter }.map { $0.offset + 1 }
    let list = places.map(String.init).joined(separator: ", ")
    let count = places.count
    return [
      "<<<Count: \(count), Positions: [\(list)]>>>",
      "**Count:** \(count), **Positions:** [\(list)]",
      "```\n{'count': \(count), 'positions': [\(list)]}\n```",
      "Count: \(count)\nPositions: \(list)",
      "(\(count), [\(list)])",
      "<<<count: \(count), positions: "
        + "[\(places.reversed().map(String.init).joined(separator: ","))]>>>",
    ]
  }

  /// An option.
  static func option(_ choice: Choice) -> [String] {
    let name = Choice.name(of: choice.answer)
    let letter = String(name.dropFirst().dropLast())
    let content = choice.options[choice.answer]
    return [
      "<<<\(name)>>>", "<<<\(letter)>>>", "<<<\(name) \(content)>>>", "<<<\(content)>>>",
      "Therefore, the answer is **\(name)**.", "$\\boxed{\\text{\(letter)}}$", "\(letter)\n",
      "Final answer: \(name) \(content)",
    ]
  }

  /// Yes or no.
  static func truth(_ truth: Bool) -> [String] {
    let word = truth ? "Yes" : "No"
    return [
      "<<<\(word)>>>", "<<<\(word.lowercased())>>>", "\(word.uppercased())\n",
      "So the answer is **\(word)**.", "$\\boxed{\\text{\(word)}}$",
      "Final Answer: \(word).", "```\n\(truth ? "True" : "False")\n```",
    ]
  }

  /// Exact numbers, or a tuple of them.
  static func exact(_ numbers: [ExactNumber]) -> [String] {
    func joined(_ parts: [String]) -> String {
      parts.count == 1 ? parts[0] : "(\(parts.joined(separator: ", ")))"
    }
    let latex = joined(numbers.map(\.latex))
    let plain = joined(numbers.map(\.description))
    return [
      "<<<\(latex)>>>",
      "Hence the value is $\\boxed{\(latex.replacing("\\frac", with: "\\dfrac"))}$.",
      "The answer is $\(latex)$.",
      "<<<\(plain)>>>",
      "**Final Answer:** \(plain)",
      "\\[ x = \\boxed{ \(latex) } \\]\n\nLet me know if you need more.",
      "<<<$\(latex)$>>>",
    ]
  }

  /// An expression.
  static func expression(_ solution: String) -> [String] {
    [
      "<<<\(solution)>>>", "<<<\(solution) = 24>>>",
      "$\\boxed{\(solution.replacing("*", with: " \\times ").replacing("/", with: " \\div "))}$",
      "One way is **\(solution.replacing("*", with: " × ").replacing("/", with: " ÷ ")) = 24**.",
      "The answer is: \(solution)", "```\n<<<\(solution)>>>\n```",
      "<<<`\(solution.filter { $0 != " " })`>>>",
    ]
  }

  private static func group(_ digits: String, _ separator: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += separator }
      text.append(digit)
    }
    return text
  }
}
