package import Basics
import BigInt

/// How a number is read and compared: exactly, in decimal and never as floating point, or within what the
/// task's file says.
package struct NumberRule: Hashable, Sendable {
  /// What a percent sign means.
  package enum Percent: String, Hashable, Sendable, CaseIterable {
    /// An answer with one is none.
    case refused
    /// `50%` is 50.
    case points
    /// `50%` is 0.5.
    case ratio
  }

  /// A unit, and how many of the truth's unit it is.
  package struct Unit: Hashable, Sendable {
    /// The name, as it stands behind or before the number.
    package var name: String
    /// The factor.
    package var factor: Rational

    /// Creates a unit.
    package init(name: String, factor: Rational) {
      self.name = name
      self.factor = factor
    }
  }

  /// Whether only whole numbers are answers.
  package var isWhole = false
  /// How far an answer may be from the truth.
  package var absolute: Rational?
  /// How far, as a part of the truth.
  package var relative: Rational?
  /// To how many decimals both are rounded before they are compared, halves away from zero.
  package var places: Int?
  /// What a percent sign means.
  package var percent = Percent.refused
  /// The units that may stand beside the number, the longest name first.
  package private(set) var units: [Unit] = []
  /// Whether decimals are written with a comma, and groups with a point.
  package var hasDecimalComma = false

  /// Creates a rule that compares exactly.
  package init(isWhole: Bool = false) {
    self.isWhole = isWhole
  }

  /// Sets the units.
  package mutating func allow(_ units: [Unit]) {
    self.units = units.sorted {
      ($1.name.utf8.count, $0.name) < ($0.name.utf8.count, $1.name)
    }
  }
}

// MARK: - Truths

extension NumberRule {
  /// The number that a whole text is: a decimal or a fraction, with a sign or not.
  package func value(of text: String) -> Rational? {
    let swapped = hasDecimalComma ? Self.swappingMarks(Array(text.utf8)) : Array(text.utf8)
    var bytes = swapped.drop(while: ASCII.isSpace)
    while let last = bytes.last, ASCII.isSpace(last) { bytes.removeLast() }
    guard bytes.count <= 1_000 else { return nil }
    var factor = Rational(1)
    if percent != .refused, bytes.last == UInt8(ascii: "%") {
      bytes.removeLast()
      if percent == .ratio { factor = Rational(1, over: 100) }
    }
    for unit in units where bytes.count > unit.name.utf8.count {
      guard bytes.suffix(unit.name.utf8.count).elementsEqual(unit.name.utf8) else { continue }
      bytes.removeLast(unit.name.utf8.count)
      factor = factor * unit.factor
      break
    }
    while let last = bytes.last, ASCII.isSpace(last) { bytes.removeLast() }
    return SpelledNumber.value(bytes).map { $0 * factor }
  }

  /// Why a truth cannot be one, as the end of a sentence; `nil` where it can.
  func fault(ofTruth truth: String) -> String? {
    guard let value = value(of: truth) else {
      return "which is no number: a decimal such as -12.5, or a fraction such as 5/18, is one"
    }
    if isWhole, !value.isInteger { return "which is no whole number, such as -12" }
    if relative != nil, absolute == nil, value.numerator == 0 {
      return "of which no part can be taken: give \"absolute\" beside \"relative\""
    }
    return nil
  }

  /// Decimal commas and grouping points turned round, byte for byte.
  private static func swappingMarks(_ bytes: [UInt8]) -> [UInt8] {
    var swapped = bytes
    for index in bytes.indices.dropFirst().dropLast()
    where ASCII.isDigit(bytes[index - 1]) && ASCII.isDigit(bytes[index + 1]) {
      switch bytes[index] {
      case UInt8(ascii: ","): swapped[index] = UInt8(ascii: ".")
      case UInt8(ascii: "."): swapped[index] = UInt8(ascii: ",")
      default: continue
      }
    }
    return swapped
  }
}

// MARK: - Answers

extension NumberRule {
  /// The text with the marks that the readers of numbers know.
  func readable(_ text: AnswerText) -> AnswerText {
    hasDecimalComma
      ? AnswerText(Self.swappingMarks(text.bytes), thoughts: text.thoughts) : text
  }

  /// The number of a mention; `nil` where it holds none that counts.
  func read(_ text: AnswerText, _ mention: AnswerMention) -> WrittenNumber? {
    var mention = mention
    let marked = units.isEmpty ? nil : unit(in: text, mention)
    if let marked { mention.range = mention.range.lowerBound..<marked.end }
    let sign = percent == .refused ? nil : Self.percentSign(text.bytes, mention.range)
    if let sign { mention.range = mention.range.lowerBound..<sign }
    guard !NumberForms.isOther(text, mention, of: .number, allowsPercent: false) else { return nil }
    let candidate = mention.candidate
    guard
      var number = MathReader.written(in: text, candidate)
        ?? NumberReader.stated(in: text, candidate)
    else { return nil }
    if let marked {
      guard number.value.magnitude == marked.value else { return nil }
      number.value = number.value * marked.factor
    } else if !units.isEmpty, mention.rule.isExplicit, Self.endsInWord(text, mention.range) {
      // Beside a number in a marker stands its unit, and this one is none of the task's.
      return nil
    }
    if percent == .ratio, sign != nil { number.value = number.value * Rational(1, over: 100) }
    if isWhole, !number.value.isInteger || number.hasExponent { return nil }
    return number
  }

  /// The last number with a unit behind it, or before it; its value, the end of its digits and the factor.
  private func unit(
    in text: AnswerText, _ mention: AnswerMention
  ) -> (value: Rational, end: Int, factor: Rational)? {
    guard mention.range.count <= ShortAnswer.byteLimit else { return nil }
    let bytes = text.bytes
    var found: (value: Rational, end: Int, factor: Rational)?
    var index = mention.range.lowerBound
    while index < mention.range.upperBound {
      guard ASCII.isDigit(bytes[index]) else {
        index += 1
        continue
      }
      let start = index
      var scanner = NumberScanner(bytes: bytes, index: index, end: mention.range.upperBound)
      let number = scanner.scan()
      index = max(scanner.index, index + 1)
      guard let number else { continue }
      let behind = units.first {
        Self.stands($0.name, in: bytes, behind: scanner.index, to: mention.range.upperBound)
      }
      let unit =
        behind
        ?? units.first {
          Self.stands($0.name, in: bytes, before: start, from: mention.range.lowerBound)
        }
      if let unit { found = (number.value, scanner.index, unit.factor) }
    }
    return found
  }

  private static let wrappers: [StaticString] = ["text{", "mathrm{", "textrm{", "mbox{", "rm "]

  private static func stands(
    _ name: String, in bytes: [UInt8], behind start: Int, to end: Int
  ) -> Bool {
    var index = start
    while index < end {
      if " \t~$\\*_,;{".utf8.contains(bytes[index]) {
        index += 1
      } else if let wrapper = wrappers.first(where: {
        bytes[index - 1] == UInt8(ascii: "\\") && index + $0.utf8CodeUnitCount <= end
          && ByteSearch.starts($0, in: bytes, at: index)
      }) {
        index += wrapper.utf8CodeUnitCount
      } else {
        break
      }
    }
    guard bytes[index..<end].starts(with: name.utf8) else { return false }
    let next = index + name.utf8.count
    return next >= end
      || !(ASCII.isLetter(bytes[next]) || ASCII.isDigit(bytes[next])
        || bytes[next] == UInt8(ascii: "^"))
  }

  private static func stands(
    _ name: String, in bytes: [UInt8], before start: Int, from: Int
  ) -> Bool {
    var end = start
    while end > from, " \t\\-".utf8.contains(bytes[end - 1]) { end -= 1 }
    let begin = end - name.utf8.count
    guard begin >= from, bytes[begin..<end].elementsEqual(name.utf8) else { return false }
    return begin == from || !(ASCII.isLetter(bytes[begin - 1]) || ASCII.isDigit(bytes[begin - 1]))
  }

  /// Whether a word follows the last digit of a range.
  private static func endsInWord(_ text: AnswerText, _ range: Range<Int>) -> Bool {
    guard let digit = text.bytes[range].lastIndex(where: ASCII.isDigit) else { return false }
    return text.bytes[(digit + 1)..<range.upperBound].contains(where: ASCII.isLetter)
  }

  /// The end of the last number of a range, where a percent sign stands behind it.
  private static func percentSign(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let digit = bytes[range].lastIndex(where: ASCII.isDigit) else { return nil }
    let rest = bytes[(digit + 1)..<range.upperBound].drop { " \t\\".utf8.contains($0) }
    return rest.first == UInt8(ascii: "%") || rest.starts(with: "percent".utf8) ? digit + 1 : nil
  }
}

// MARK: - Judging

extension NumberRule {
  /// Whether a number is right.
  func accepts(_ number: WrittenNumber, for truth: Rational) -> Bool {
    if number.value == truth { return true }
    // Code prints 0.1 + 0.2 as 0.30000000000000004; a truth of more digits than that is meant to the last.
    if !Self.hasManyDigits(truth), number.isFloatingPointSpelling(of: truth) { return true }
    let distance = (number.value - truth).magnitude
    if let absolute, distance <= absolute { return true }
    if let relative, distance <= truth.magnitude * relative { return true }
    if let places { return Self.rounded(number.value, places) == Self.rounded(truth, places) }
    return false
  }

  private static func hasManyDigits(_ truth: Rational) -> Bool {
    truth.decimal.map { $0.utf8.count(where: ASCII.isDigit) > 15 } ?? false
  }

  /// A number as a multiple of a decimal place, halves away from zero.
  static func rounded(_ value: Rational, _ places: Int) -> Rational {
    let scaled = value.magnitude * Self.ten(to: places)
    let doubled = scaled.numerator * 2 + scaled.denominator
    let whole = Rational(doubled / (scaled.denominator * 2))
    let back = whole.divided(by: Self.ten(to: places)) ?? whole
    return value.numerator < 0 ? -back : back
  }

  private static func ten(to places: Int) -> Rational {
    (0..<max(places, 0)).reduce(Rational(1)) { product, _ in product * Rational(10) }
  }
}

extension NumberRule {
  /// The rule as the digest of a task is made of it.
  var json: JSONValue {
    var members = [
      JSONMember(name: "kind", value: .string(isWhole ? "integer" : "number")),
      JSONMember(name: "percent", value: .string(percent.rawValue)),
      JSONMember(name: "decimal", value: .string(hasDecimalComma ? "," : ".")),
    ]
    if let absolute {
      members.append(JSONMember(name: "absolute", value: .string(absolute.description)))
    }
    if let relative {
      members.append(JSONMember(name: "relative", value: .string(relative.description)))
    }
    if let places { members.append(JSONMember(name: "round", value: .integer(Int64(places)))) }
    if !units.isEmpty {
      members.append(
        JSONMember(
          name: "unit",
          value: .array(units.map { [.string($0.name), .string($0.factor.description)] })))
    }
    return .object(JSONObject(members))
  }
}
