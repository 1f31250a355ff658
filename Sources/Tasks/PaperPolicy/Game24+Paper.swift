extension Game24 {
  /// The published checker: what Python evaluates, in floating point, with a second chance (paper, 3.2).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let marked = PaperExtraction.lastMatch(in: reply.text.bytes)
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    if let marked, marked.count >= 5, isValid(reply.text.bytes[marked], for: problem) {
      trace.place(.marker, marked, isAccepted: true, "Python evaluates it to \(problem.target)")
      return PaperFinding(
        reply.text.string(marked), success: true, "Python evaluates it to \(problem.target)",
        strict.success ? [] : [.pythonExpression])
    }
    // The second reading is verbatim: the place that strict extraction takes the answer from.
    var probe = GradingTrace()
    let response = reply.response ?? reply.text
    if case .found = extract(from: response, for: problem, trace: &probe),
      let place = probe.answerPlace?.range
    {
      let bytes = response.bytes[place]
      if isValid(bytes, for: problem) {
        return PaperFinding(
          response.string(place), success: true, "Python evaluates it to \(problem.target)",
          (marked == nil ? [] : [.secondChance]) + (strict.success ? [] : [.pythonExpression]))
      }
    }
    let shown = marked.map(reply.text.string) ?? strict.answer
    guard let shown else { return .nothing(strict.explanation) }
    return PaperFinding(
      shown, success: false, "Python does not evaluate it to \(problem.target)",
      strict.success ? [Self.fault(of: strict.answer ?? "", for: problem, self)] : [])
  }

  /// Why a right expression fails: its normal spelling is read by Python or is not.
  private static func fault(of spelling: String, for problem: Problem, _ task: Game24) -> PaperQuirk
  {
    task.isValid(Array(spelling.utf8)[...], for: problem) ? .pythonOnly : .floatEquality
  }

  /// The published validation: the numbers as a multiset of digit runs, both sides evaluated.
  func isValid(_ bytes: ArraySlice<UInt8>, for problem: Problem) -> Bool {
    guard bytes.count <= ArithmeticParser.byteLimit else { return false }
    let text = Self.withoutLaTeX(Array(bytes))
    let sides = text.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
    guard let left = sides.first, let right = sides.last else { return false }
    let target = Double(problem.target)
    // An equals sign and the target are added where there is none.
    if sides.count > 1, PythonArithmetic.value(of: Self.stripped(right))?.double != target {
      return false
    }
    return Self.digitRuns(in: left) == problem.numbers.sorted()
      && PythonArithmetic.value(of: Self.stripped(left))?.double == target
  }

  /// The runs of digits as numbers, sorted; a run that is too long is -1.
  private static func digitRuns(in bytes: ArraySlice<UInt8>) -> [Int] {
    bytes.split { !ASCII.isDigit($0) }
      .map { Int(String(decoding: $0.prefix(18), as: UTF8.self)) ?? -1 }.sorted()
  }

  private static func stripped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, ASCII.isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, ASCII.isSpace(last) { bytes.removeLast() }
    return bytes
  }

  /// The text with `\times`, `\div` and `\frac{a}{b}` without braces inside made plain.
  private static func withoutLaTeX(_ bytes: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...]
      if rest.starts(with: "\\times".utf8) {
        plain.append(UInt8(ascii: "*"))
        index += 6
      } else if rest.starts(with: "\\div".utf8) {
        plain.append(UInt8(ascii: "/"))
        index += 4
      } else if rest.starts(with: "\\frac{".utf8), let top = flatGroup(bytes, at: index + 5),
        let bottom = flatGroup(bytes, at: top.upperBound + 1)
      {
        plain += Array("(".utf8) + bytes[top] + Array("/".utf8) + bytes[bottom] + Array(")".utf8)
        index = bottom.upperBound + 1
      } else {
        plain.append(bytes[index])
        index += 1
      }
    }
    return plain
  }

  /// The inside of a group in braces that holds no braces.
  private static func flatGroup(_ bytes: [UInt8], at open: Int) -> Range<Int>? {
    guard open < bytes.count, bytes[open] == UInt8(ascii: "{") else { return nil }
    var index = open + 1
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "}") { return (open + 1)..<index }
      if bytes[index] == UInt8(ascii: "{") { return nil }
      index += 1
    }
    return nil
  }
}
