/// How often a letter stands in a word, and where.
struct LetterCount: Hashable, Sendable {
  /// The count that was stated; it need not be the number of positions.
  var count: Int
  /// The positions from 1, sorted; a position that was listed twice stands twice.
  var positions: [Int]

  /// The normal spelling.
  var text: String {
    "Count: \(count), Positions: \(Self.list(positions))"
  }

  /// A list as the prompt asks for it.
  static func list(_ positions: [Int]) -> String {
    "[\(positions.map(String.init).joined(separator: ", "))]"
  }
}

/// Finds a count and positions in what models write.
///
/// Read are `Count: 2, Positions: [3, 5]`, its Markdown, Python dictionary and two-line spellings,
/// lists without brackets, and the bare tuple `(2, [3, 5])`. The order of the positions is free.
enum LetterCountReader {
  /// The most positions that are read.
  private static let positionLimit = 10_000
  /// The largest number that is read as itself; larger ones become this and are always wrong.
  private static let numberLimit = 1_000_000_000

  /// The answer of a text.
  static func read(
    _ text: AnswerText, trace: inout GradingTrace
  ) -> Extraction<LetterCount> {
    let reason = "no count with positions stands where an answer would"
    guard trace.reads == .form else {
      return trace.standing(
        in: text, as: .count, expecting: "count with positions", orElse: reason
      ) { text, mention in
        guard !LetterCountProse.isHedged(text.bytes[mention.range]) else {
          return nil
        }
        let answer =
          switch mention.rule {
          case .numberAndList: tuple(text.bytes, mention.range)
          default:
            labelled(
              text.bytes, mention.range,
              readsProse: !ByteSearch.starts(
                "count:", in: text.bytes, at: mention.range.lowerBound))
              ?? (mention.rule == .lastLabels ? nil : tuple(text.bytes, mention.range))
          }
        return answer.map { ($0, $0.text) }
      }
    }
    let all = text.trimmed(text.bytes.indices)
    let places =
      AnswerCandidates.of(text) + [
        AnswerCandidate(range: all, rule: .lastLabels),
        AnswerCandidate(range: all, rule: .numberAndList),
      ]
    return trace.first(
      of: places, expecting: "count with positions", orElse: reason
    ) { place in
      let answer =
        switch place.rule {
        case .lastLabels: labelled(text.bytes, place.range)
        case .numberAndList: tuple(text.bytes, place.range)
        default: read(text.bytes, place.range)
        }
      return answer.map { ($0, $0.text) }
    }
  }

  private static func read(_ bytes: [UInt8], _ range: Range<Int>) -> LetterCount? {
    labelled(bytes, range) ?? tuple(bytes, range)
  }

  /// The list after the last "position" and the number after the last "count" before it.
  ///
  /// - Parameter readsProse: Whether `occurs 5 times, at positions 1 and 2` is read too.
  private static func labelled(
    _ bytes: [UInt8], _ range: Range<Int>, readsProse: Bool = false
  ) -> LetterCount? {
    let inside = Array(bytes[range])
    let (count, positions) = (Array("count".utf8), Array("position".utf8))
    guard let label = AnswerCandidates.lastOccurrence(of: positions, in: inside) else { return nil }
    var listStart = label + positions.count
    skipLabel(inside, &listStart)
    guard let list = list(inside, from: listStart) else { return nil }
    if readsProse, let number = LetterCountProse.count(inside, around: label) {
      return number < 0 ? nil : LetterCount(count: number, positions: list.sorted())
    }
    guard
      let counted = AnswerCandidates.lastOccurrence(of: count, in: Array(inside[..<label]))
        ?? AnswerCandidates.lastOccurrence(of: count, in: inside)
    else { return nil }
    var numberStart = counted + count.count
    skipLabel(inside, &numberStart)
    guard let number = number(inside, &numberStart), !isHedged(inside, at: numberStart) else {
      return nil
    }
    return LetterCount(count: number, positions: list.sorted())
  }

  /// Whether another number or list is named right after one.
  private static func isHedged(_ bytes: [UInt8], at index: Int) -> Bool {
    let rest = bytes[index...].prefix(16).drop { ", *_`'\"".utf8.contains($0) }
    return rest.starts(with: "or ".utf8) || rest.first == UInt8(ascii: "[")
  }

  /// A number and a list in brackets, with nothing else but punctuation.
  private static func tuple(_ bytes: [UInt8], _ range: Range<Int>) -> LetterCount? {
    var index = range.lowerBound
    let end = range.upperBound
    while index < end, "( \t".utf8.contains(bytes[index]) { index += 1 }
    let inside = Array(bytes[index..<end])
    var place = 0
    guard let number = number(inside, &place) else { return nil }
    while place < inside.count, ", \t\r\n".utf8.contains(inside[place]) { place += 1 }
    guard place < inside.count, inside[place] == UInt8(ascii: "["),
      let list = list(inside, from: place)
    else { return nil }
    return LetterCount(count: number, positions: list.sorted())
  }

  /// Passes over the end of a label's word and over colons, quotes, emphasis and the like.
  private static func skipLabel(_ bytes: [UInt8], _ index: inout Int) {
    while index < bytes.count, ASCII.isLetter(bytes[index]) || bytes[index] == UInt8(ascii: ")") {
      index += 1
    }
    while index < bytes.count, "*_`'\":=$\\ \t\r\n".utf8.contains(bytes[index]) { index += 1 }
    for word in ["are ", "is ", "text{"] where bytes[index...].starts(with: word.utf8) {
      index += word.utf8.count
    }
  }

  /// The numbers of a list in brackets, or of one without to the end of its line.
  private static func list(_ bytes: [UInt8], from start: Int) -> [Int]? {
    var index = start
    let isBracketed = index < bytes.count && "[({".utf8.contains(bytes[index])
    if isBracketed { index += 1 }
    var list: [Int] = []
    while index < bytes.count {
      let byte = bytes[index]
      if ASCII.isDigit(byte) {
        guard list.count < positionLimit, let number = number(bytes, &index) else { return nil }
        list.append(number)
        skipOrdinal(bytes, &index)
      } else if isBracketed, "])}\\".utf8.contains(byte) {
        return isHedged(bytes, at: index + 1) ? nil : list
      } else if byte == UInt8(ascii: "\n"), !isBracketed {
        break
      } else if ASCII.isSpace(byte) || ",;&'\"`*_$".utf8.contains(byte) {
        index += 1
      } else if bytes[index...].starts(with: "and ".utf8) {
        index += 4
      } else if isBracketed {
        return nil
      } else {
        break
      }
    }
    // An open bracket, or nothing at all where positions should be, is no list; "none" is one.
    if isBracketed { return nil }
    if list.isEmpty { return startsWithNone(bytes, start) ? [] : nil }
    return list
  }

  private static func startsWithNone(_ bytes: [UInt8], _ start: Int) -> Bool {
    let word = bytes[start...].prefix(4).map(ASCII.lowercased)
    return word == Array("none".utf8)
  }

  private static func skipOrdinal(_ bytes: [UInt8], _ index: inout Int) {
    for ending in ["st", "nd", "rd", "th"] where bytes[index...].starts(with: ending.utf8) {
      index += 2
      return
    }
  }

  /// A whole number without a sign that starts here and is not the start of a decimal.
  private static func number(_ bytes: [UInt8], _ index: inout Int) -> Int? {
    let start = index
    var value = 0
    while index < bytes.count, ASCII.isDigit(bytes[index]) {
      value = min(value * 10 + Int(bytes[index] - UInt8(ascii: "0")), numberLimit)
      index += 1
    }
    let isDecimal =
      index + 1 < bytes.count && bytes[index] == UInt8(ascii: ".")
      && ASCII.isDigit(bytes[index + 1])
    return index == start || isDecimal ? nil : value
  }
}
