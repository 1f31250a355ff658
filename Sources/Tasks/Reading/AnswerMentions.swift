/// A place where an answer was put, in the order of the text.
struct AnswerMention: AnswerPlace, Hashable {
  /// The bytes of the text.
  var range: Range<Int>
  /// The form in which it was put.
  var rule: AnswerRule
  /// Where its form begins: the marker, the box, the words `the answer is`.
  var start: Int
  /// Whether the place is the last line, which was not put there to be the answer.
  var isWeak = false
  /// Whether the place counts only if it is nothing but the answer.
  var mustBeWhole = false
  /// Whether the place counts only where an answer was given before that it takes the place of.
  var replaces = false
}

extension AnswerMention {
  /// The place as the readers of numbers and plans know it.
  var candidate: AnswerCandidate { AnswerCandidate(range: range, rule: rule) }

  /// The place as the readers of words know it; `nil` if it is too long to be an answer.
  var short: ShortAnswer? {
    guard range.count <= ShortAnswer.byteLimit else { return nil }
    return ShortAnswer(
      range: range, rule: rule == .fencedLine ? .lastLine : rule, mustBeWhole: mustBeWhole,
      leads: !isWeak)
  }
}

/// The mentions that a form of their own makes: markers and boxes.
enum AnswerForms {
  /// The most mentions of a form, from the end.
  private static let limit = 512
  /// The longest box that is looked at, in bytes: boxes stand in one another.
  private static let byteLimit = 4_096

  /// The markers with something in them, in order; their outer ranges come along.
  ///
  /// - Parameter keepsEmpty: Whether an empty marker is one: a plan without steps.
  static func markers(
    in text: AnswerText, keepsEmpty: Bool = false
  ) -> [(inside: Range<Int>, outer: Range<Int>)] {
    let bytes = text.bytes
    var found: [(inside: Range<Int>, outer: Range<Int>)] = []
    var open: Int?
    guard var index = ByteSearch.place(of: UInt8(ascii: "<"), in: bytes, bytes.indices) else {
      return []
    }
    while index + 2 < bytes.count {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">"), byte == bytes[index + 1],
        byte == bytes[index + 2]
      else {
        index += 1
        continue
      }
      if byte == UInt8(ascii: "<") {
        open = index
      } else if let start = open {
        let inside = text.trimmed((start + 3)..<index)
        if !isPlaceholder(bytes[inside]), keepsEmpty || !inside.isEmpty {
          found.append((inside, start..<(index + 3)))
        }
        open = nil
      }
      index += 3
    }
    return found.suffix(limit)
  }

  private static let placeholders: Set = [
    "answer", "your answer", "final answer", "...", "your final answer", "the answer", "x",
    "\u{2026}", "your answer here", "answer here", "final_answer", "your_answer",
    "the final answer",
  ]

  private static func isPlaceholder(_ inside: ArraySlice<UInt8>) -> Bool {
    inside.count <= 24
      && placeholders.contains(String(decoding: inside.map(ASCII.lowercased), as: UTF8.self))
  }

  /// The boxes with balanced braces, in order.
  static func boxes(in text: AnswerText) -> [AnswerMention] {
    let bytes = text.bytes
    guard var index = ByteSearch.place(of: UInt8(ascii: "\\"), in: bytes, bytes.indices) else {
      return []
    }
    let command: StaticString = "\\boxed{"
    var found: [AnswerMention] = []
    var stack: [Int?] = []
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), ByteSearch.starts(command, in: bytes, at: index) {
        stack.append(index)
        index += command.utf8CodeUnitCount
        continue
      }
      if byte == UInt8(ascii: "{"), !stack.isEmpty, stack.count < 10_000 { stack.append(nil) }
      if byte == UInt8(ascii: "}"), let open = stack.popLast(), let start = open {
        let inside = text.trimmed((start + command.utf8CodeUnitCount)..<index)
        if !inside.isEmpty, inside.count <= byteLimit {
          found.append(AnswerMention(range: inside, rule: .boxed, start: start))
        }
      }
      index += 1
    }
    return found.suffix(limit)
  }
}
