import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The two scores that the method Self-estimate Score asks a model for: how well code and text suit
/// the question, each from 0 to 10 (paper, section 2, method 10).
///
/// They are telemetry: nothing that a trial does depends on them.
public struct SelfEstimateScores: Hashable, Sendable {
  /// The score of code, from 0 to 10.
  public let coding: Double
  /// The score of text, from 0 to 10.
  public let text: Double

  /// Creates scores.
  public init(coding: Double, text: Double) {
    self.coding = coding
    self.text = text
  }

  /// The bytes of a reply that are searched.
  public static let byteLimit = 1 << 16
  /// How far behind its name a score may stand, in bytes.
  private static let reach = 48

  /// Reads the scores of a reply; `nil` unless it gives both.
  ///
  /// A score is the first number from 0 to 10 behind `coding score`, `code score` or `text score`, in
  /// any case, with nothing but signs, blanks, `is`, `of` and the range `0-10` of the prompt between.
  /// The first place that has such a number counts.
  public init?(in reply: String) {
    // ASCII alone is folded: the names are ASCII, and other bytes keep their places.
    let bytes = reply.utf8.prefix(Self.byteLimit).map { byte in
      UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
    guard let coding = Self.score(["coding score", "code score"], in: bytes),
      let text = Self.score(["text score", "textual score"], in: bytes)
    else { return nil }
    self.init(coding: coding, text: text)
  }

  private static func score(_ names: [String], in bytes: [UInt8]) -> Double? {
    let patterns = names.map { Array($0.utf8) }
    for index in bytes.indices {
      for pattern in patterns where bytes[index...].starts(with: pattern) {
        let start = index + pattern.count
        let end = min(start + reach, bytes.count)
        if let score = number(in: bytes[start..<end]) { return score }
      }
    }
    return nil
  }

  /// The first number behind a score's name.
  private static func number(in bytes: ArraySlice<UInt8>) -> Double? {
    var rest = bytes
    while let byte = rest.first {
      if isDigit(byte) {
        guard let (value, after) = decimal(rest) else { return nil }
        if let behind = behindRange(after) {
          rest = behind
          continue
        }
        return (0...10).contains(value) ? value : nil
      }
      if (byte | 0x20) &- UInt8(ascii: "a") <= 25 {
        let word = rest.prefix { ($0 | 0x20) &- UInt8(ascii: "a") <= 25 }
        guard word.elementsEqual("is".utf8) || word.elementsEqual("of".utf8) else { return nil }
        rest = rest.dropFirst(word.count)
        continue
      }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// A number such as `8` or `7.5`, and what is behind it.
  private static func decimal(_ bytes: ArraySlice<UInt8>) -> (Double, ArraySlice<UInt8>)? {
    let whole = bytes.prefix(while: isDigit)
    var after = bytes.dropFirst(whole.count)
    guard whole.count <= 3, let value = Int(String(decoding: whole, as: UTF8.self)) else {
      return nil
    }
    guard after.first == UInt8(ascii: "."), after.dropFirst().first.map(isDigit) == true else {
      return (Double(value), after)
    }
    let fraction = after.dropFirst().prefix(while: isDigit)
    after = after.dropFirst(1 + fraction.count)
    guard fraction.count <= 3, let part = Int(String(decoding: fraction, as: UTF8.self)) else {
      return nil
    }
    let unit = (0..<fraction.count).reduce(1) { unit, _ in unit * 10 }
    return (Double(value) + Double(part) / Double(unit), after)
  }

  /// What is behind a range such as the prompt's own `0-10`; `nil` where there is none.
  private static func behindRange(_ after: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let dashes = [Array("-".utf8), Array("–".utf8), Array(" to ".utf8)]
    guard let dash = dashes.first(where: { after.starts(with: $0) }) else { return nil }
    let behind = after.dropFirst(dash.count)
    guard behind.first.map(isDigit) == true, let (_, rest) = decimal(behind) else { return nil }
    return rest
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
}
