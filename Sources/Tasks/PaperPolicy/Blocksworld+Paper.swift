extension Blocksworld {
  /// The published checker: lines of exactly six words, and no empty plan (paper, 3.7).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace)
    else { return .nothing(strict.explanation) }
    let text = extracted.text
    let content = text.trimmed(text.bytes.indices)
    guard !content.isEmpty, strict.answer != Plan(moves: []).text else {
      return PaperFinding(
        strict.answer ?? "", success: false, "there is no move", strict.success ? [.emptyPlan] : [])
    }
    var moves: [Move] = []
    for line in text.bytes[content].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    {
      guard moves.count <= PlanLimits.steps, let move = Self.sixWords(line) else {
        return PaperFinding(
          strict.answer ?? text.string(content), success: false,
          "move \(moves.count + 1) is not six words such as Move A from 1 to 2",
          strict.success ? [.sixWords] : [])
      }
      moves.append(move)
    }
    let plan = Plan(moves: moves)
    let fault = BlocksworldSimulator.fault(of: plan, in: problem, trace: &trace)
    return PaperFinding(plan.text, success: fault == nil, fault ?? "the moves lead to the goal")
  }

  /// `Move B from 1 to 2` or `Move B from stack1 to stack2`.
  private static func sixWords(_ line: ArraySlice<UInt8>) -> Move? {
    guard line.count <= 1_024 else { return nil }
    let words = line.split(whereSeparator: ASCII.isSpace).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard words.count == 6, let from = stack(words[3]), let to = stack(words[5]) else { return nil }
    return Move(block: words[1], from: from, to: to)
  }

  private static func stack(_ word: String) -> Int? {
    Int(word.hasPrefix("stack") ? String(word.dropFirst(5)) : word)
  }
}
