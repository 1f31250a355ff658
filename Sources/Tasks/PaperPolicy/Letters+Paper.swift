extension Letters {
  /// The published pattern, and positions as a set (paper, 3.4).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace),
      let found = CountPattern.first(in: extracted.text.bytes)
    else {
      return PaperFinding(
        strict.answer, success: false, "Count: n, Positions: [...] is not found",
        strict.success ? [.countPattern] : [])
    }
    guard !found.hasTrailingComma else {
      return PaperFinding(
        strict.answer, success: false, "an empty position is no number: the run ends with an error",
        strict.success ? [.trailingComma] : [])
    }
    let positions = Self.positions(in: problem)
    let success = found.count == positions.count && Set(found.positions) == Set(positions)
    return PaperFinding(
      LetterCount(count: found.count, positions: found.positions).text, success: success,
      success ? "count and set of positions agree" : "the positions are \(positions)",
      success && !strict.success ? [.positionSet] : [])
  }
}

/// The first match of `Count: (\d+), Positions: \[([\d, ]+)\]`.
private struct CountPattern {
  var count: Int
  var positions: [Int]
  /// Whether an element of the list is empty, on which the published code stops.
  var hasTrailingComma: Bool

  static func first(in bytes: [UInt8]) -> CountPattern? {
    let label = Array("Count: ".utf8)
    guard bytes.count > label.count else { return nil }
    for start in 0..<(bytes.count - label.count)
    where bytes[start] == label[0] && bytes[start...].starts(with: label) {
      if let match = match(bytes[(start + label.count)...]) { return match }
    }
    return nil
  }

  private static func match(_ bytes: ArraySlice<UInt8>) -> CountPattern? {
    let digits = bytes.prefix(while: ASCII.isDigit)
    let label = Array(", Positions: [".utf8)
    let rest = bytes[digits.endIndex...]
    guard !digits.isEmpty, digits.count <= 9, rest.starts(with: label) else { return nil }
    let list = rest.dropFirst(label.count).prefix {
      ASCII.isDigit($0) || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ")
    }
    guard !list.isEmpty, list.endIndex < bytes.endIndex,
      bytes[list.endIndex] == UInt8(ascii: "]")
    else { return nil }
    let parts = list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let numbers = parts.map { part -> Int? in
      Int(String(decoding: part.filter { $0 != UInt8(ascii: " ") }.prefix(10), as: UTF8.self))
    }
    return CountPattern(
      count: Int(String(decoding: digits, as: UTF8.self)) ?? 0,
      positions: numbers.compactMap(\.self), hasTrailingComma: numbers.contains(nil))
  }
}
