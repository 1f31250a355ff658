import Basics

/// A number in a model's answer: what it is, and whether it was written with decimals.
struct MathNumber: Hashable, Sendable {
  /// The exact value of what was written.
  var value: ExactNumber
  /// The last decimal in the expression; `nil` if there is none.
  var decimal: WrittenNumber?
  /// Whether a percent sign stood behind it; the value is in ones all the same.
  var hasPercentSign = false
}

extension MathNumber {
  /// How far a decimal may be from a truth that has no finite decimal expansion, relative to it: the
  /// paper's tolerance.
  private static let tolerance = Rational(1, over: 1_000)

  /// Whether the number is right.
  ///
  /// Exact spellings are compared exactly. A plain decimal may also stand for a truth that no decimal
  /// can be, such as 1/3 or the root of 2, within the paper's tolerance of 10^-3; and for another
  /// truth as binary floating point prints it. An integer or a fraction never gets a tolerance.
  func isRight(for truth: ExactNumber) -> Bool {
    if value == truth { return true }
    guard let decimal, let written = value.rational else { return false }
    var number = decimal
    number.value = written
    if let rational = truth.rational, rational.isTerminating {
      return number.isFloatingPointSpelling(of: rational)
    }
    let near = truth.approximation
    return (written - near).magnitude <= near.magnitude * Self.tolerance
  }
}

/// Finds exact numbers in what models write.
///
/// A calculation that was left to the reader, such as `16 * 15 / 2`, is no answer: working it out is
/// what was asked. `16 * 15 / 2 = 120` is the answer 120.
enum MathReader {
  /// The longest expression that is looked at, in bytes.
  static let byteLimit = 2_048
  /// The most parts between equals signs that are looked at, from the last.
  private static let partLimit = 4

  /// The number that a whole string spells; in the truth of a question calculations are welcome.
  static func exactly(_ string: String) -> ExactNumber? {
    guard string.utf8.count <= byteLimit else { return nil }
    var parser = MathParser(Array(string.utf8), readsGroups: true)
    return parser.parse(count: 1)?.first?.value
  }

  /// The two numbers of a mention: `\\frac{1}{2} (or \\frac{1}{3})`; `nil` where it is not just two.
  static func alternatives(
    _ bytes: ArraySlice<UInt8>
  ) -> (first: ExactNumber, second: ExactNumber)? {
    guard bytes.count <= 128 else { return nil }
    for joint in [", or ", " or ", "(or ", " and ", " | ", "\n", " vs "] {
      guard let place = ByteSearch.place(of: joint, in: bytes) else { continue }
      let parts = [bytes[..<place], bytes[(place + joint.utf8.count)...]].map { part in
        var part = part
        while let last = part.last, " ().$*_`,".utf8.contains(last) { part.removeLast() }
        return String(
          decoding: part.filter { !"()$*_`".utf8.contains($0) }, as: UTF8.self)
      }
      if let first = exactly(parts[0]), let second = exactly(parts[1]) { return (first, second) }
    }
    return nil
  }

  /// The number before the word `percent`, in ones; `nil` where nothing else stands there.
  static func percentage(_ bytes: ArraySlice<UInt8>) -> MathNumber? {
    guard bytes.count <= 64 else { return nil }
    for word in [" percent", " per cent"] {
      guard let place = ByteSearch.place(of: word, in: bytes),
        bytes[(place + word.utf8.count)...].allSatisfy({ " .*_`$".utf8.contains($0) })
      else { continue }
      return whole(bytes[..<place] + Array("%".utf8), count: 1)?.first
    }
    return nil
  }

  /// The plain number that a candidate is as a whole, for word problems: a fraction, for example.
  static func written(in text: AnswerText, _ candidate: AnswerCandidate) -> WrittenNumber? {
    guard let part = equated(text.bytes[candidate.range], count: 1)?.first,
      let value = part.value.rational
    else { return nil }
    var number = part.decimal ?? WrittenNumber(value: value)
    number.value = value
    return number
  }

  /// The numbers that a candidate states: as a whole, in its last formula, after its last verb, or the
  /// last plain number where nothing but prose is.
  static func numbers(
    _ count: Int, in text: AnswerText, _ candidate: AnswerCandidate
  ) -> [MathNumber]? {
    let range = candidate.range
    let bytes = text.bytes[range]
    if let numbers = equated(bytes, count: count) { return numbers }
    if candidate.rule == .fencedLine { return nil }
    if let formula = lastFormula(in: bytes), let numbers = equated(formula, count: count) {
      return numbers
    }
    if let tail = afterLastVerb(in: bytes), let numbers = equated(tail, count: count) {
      return numbers
    }
    guard count == 1, !hasMathematics(bytes) else { return nil }
    return NumberReader.stated(in: text, candidate).map {
      [MathNumber(value: ExactNumber($0.value), decimal: $0.isDecimal ? $0 : nil)]
    }
  }

  /// The value of `A = x = y ≈ z`: what is only near is cut off, and of the parts between equals signs
  /// the last without decimals is taken, else the last, so that `5/18 = 0.28` is 5/18.
  private static func equated(_ bytes: ArraySlice<UInt8>, count: Int) -> [MathNumber]? {
    guard bytes.count <= byteLimit, !isInequality(bytes) else { return nil }
    var decimals: [MathNumber]?
    let parts = beforeApproximation(bytes).split(
      separator: UInt8(ascii: "="), omittingEmptySubsequences: true)
    for part in parts.suffix(partLimit).reversed() {
      guard let numbers = whole(part, count: count) else { continue }
      if numbers.allSatisfy({ $0.decimal == nil }) { return numbers }
      decimals = decimals ?? numbers
    }
    return decimals
  }

  /// Whether an equals sign is a part of `!=`, `<=` or `>=`.
  private static func isInequality(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains(UInt8(ascii: "="))
      && zip(bytes, bytes.dropFirst()).contains {
        $1 == UInt8(ascii: "=") && "!<>".utf8.contains($0)
      }
  }

  private static func whole(_ bytes: ArraySlice<UInt8>, count: Int) -> [MathNumber]? {
    var parser = MathParser(Array(bytes), readsGroups: count == 1)
    let numbers = parser.parse(count: count)
    return parser.isCalculation ? nil : numbers
  }

  private static func beforeApproximation(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for (index, byte) in zip(bytes.indices, bytes)
    where byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "~") || byte == 0xe2 {
      let rest = bytes[index...]
      if rest.starts(with: "\\approx".utf8) || rest.starts(with: "\u{2248}".utf8)
        || rest.starts(with: "~=".utf8)
      {
        return bytes[..<index]
      }
    }
    return bytes
  }

  /// The inside of the last `$…$` or `\(…\)`.
  private static func lastFormula(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard bytes.count <= 8 * byteLimit else { return nil }
    if var close = bytes.lastIndex(of: UInt8(ascii: "$")) {
      // Displayed formulas have two dollar signs at each end.
      while close > bytes.startIndex, bytes[close - 1] == UInt8(ascii: "$") { close -= 1 }
      let before = bytes[..<close]
      guard let open = before.lastIndex(of: UInt8(ascii: "$")) else { return nil }
      return before[(open + 1)...]
    }
    let whole = Array(bytes)
    guard let open = AnswerCandidates.lastOccurrence(of: Array("\\(".utf8), in: whole),
      let close = AnswerCandidates.lastOccurrence(of: Array("\\)".utf8), in: whole),
      open + 2 <= close
    else { return nil }
    return whole[(open + 2)..<close]
  }

  /// What follows the last ` is `, ` are `, ` equals ` or colon.
  private static func afterLastVerb(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard bytes.count <= 8 * byteLimit else { return nil }
    let whole = Array(bytes)
    let starts = [" is ", " are ", " equals ", ":"].compactMap { verb in
      AnswerCandidates.lastOccurrence(of: Array(verb.utf8), in: whole).map { $0 + verb.utf8.count }
    }
    return starts.max().map { whole[$0...] }
  }

  /// Whether something stands here that a plain number would be torn out of.
  private static func hasMathematics(_ bytes: ArraySlice<UInt8>) -> Bool {
    let lead = bytes.prefix(8 * byteLimit)
    return lead.contains { "/^\\%!".utf8.contains($0) }
      || lead.indices.contains { index in
        let rest = lead[index...]
        return ["\u{221a}", "\u{3c0}", "sqrt", "pi ", "*pi"].contains { rest.starts(with: $0.utf8) }
      }
  }
}
