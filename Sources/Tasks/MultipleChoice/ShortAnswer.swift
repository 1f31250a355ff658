/// The places where an answer of a few words may stand.
///
/// They are those of ``AnswerCandidates``, cut to a length that bounds all later work, with two rules
/// more: a closing code fence is not a last line, and a line of a code block is read only if it is
/// nothing but the answer, because the last `print` of a branch says nothing about what runs.
struct ShortAnswer: AnswerPlace, Hashable {
  /// The bytes of the text.
  var range: Range<Int>
  /// The rule that found it.
  var rule: AnswerRule
  /// Whether only a candidate that is nothing but the answer counts.
  var mustBeWhole: Bool
  /// Whether the candidate was put there to be the answer, so that its first word leads.
  var leads: Bool

  /// The longest candidate that is read, in bytes.
  static let byteLimit = 1_024

  /// The candidates of a text, strongest first.
  static func candidates(in text: AnswerText) -> [ShortAnswer] {
    var found: [ShortAnswer] = []
    for candidate in AnswerCandidates.of(text) {
      switch candidate.rule {
      case .lastLine, .fencedLine: break
      case .answerPhrase:
        let end = min(candidate.range.upperBound, candidate.range.lowerBound + byteLimit)
        found.append(
          ShortAnswer(
            range: candidate.range.lowerBound..<end, rule: candidate.rule, mustBeWhole: false,
            leads: true))
      default:
        guard candidate.range.count <= byteLimit else { continue }
        found.append(
          ShortAnswer(
            range: candidate.range, rule: candidate.rule, mustBeWhole: false, leads: true))
      }
    }
    if let line = lastLine(of: text) { found.append(line) }
    return found
  }

  /// The last line with a letter or digit.
  private static func lastLine(of text: AnswerText) -> ShortAnswer? {
    let bytes = text.bytes
    guard
      let last = bytes.lastIndex(where: { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 >= 0x80 })
    else { return nil }
    let newline = UInt8(ascii: "\n")
    let end = bytes[last...].firstIndex(of: newline) ?? bytes.count
    let start = (bytes[..<last].lastIndex(of: newline) ?? -1) + 1
    let line = text.trimmed(start..<end)
    // A closing fence may carry no word; an opening one does, and then holds no answer.
    guard !isFence(bytes, at: line.lowerBound, end: line.upperBound) else { return nil }
    return ShortAnswer(
      range: max(line.lowerBound, line.upperBound - byteLimit)..<line.upperBound,
      rule: .lastLine, mustBeWhole: isInsideFence(text, before: start) || isCode(bytes[line]),
      leads: false)
  }

  /// Whether a line prints or returns something: code, whether or not it stands in a fence.
  private static func isCode(_ line: ArraySlice<UInt8>) -> Bool {
    ["print(", "return "].contains { line.starts(with: $0.utf8) }
  }

  /// Whether an odd number of fence lines stands before a place.
  private static func isInsideFence(_ text: AnswerText, before end: Int) -> Bool {
    var inside = false
    var isLineStart = true
    for index in 0..<end {
      let byte = text.bytes[index]
      if byte == UInt8(ascii: "\n") {
        isLineStart = true
      } else if isLineStart, !ASCII.isSpace(byte) {
        if isFence(text.bytes, at: index, end: end) { inside.toggle() }
        isLineStart = false
      }
    }
    return inside
  }

  private static func isFence(_ bytes: [UInt8], at index: Int, end: Int) -> Bool {
    index + 3 <= end
      && (bytes[index..<(index + 3)].allSatisfy { $0 == UInt8(ascii: "`") }
        || bytes[index..<(index + 3)].allSatisfy { $0 == UInt8(ascii: "~") })
  }
}
