import ScoreSheets
import Statistics
import Sweeps
import Trials

/// How much a text repeats itself, in words and in lines.
///
/// The paper asks whether forced code lowers accuracy because code answers are less diverse than
/// answers in text (its open questions). Both measures are shares from 0 to 1, and neither grows or
/// shrinks with the text's length by itself.
public struct TextDiversity: Hashable, Sendable {
  /// Neighbouring words that are looked at together.
  public static let window = 50
  /// The bytes of a text that are looked at.
  public static let byteLimit = 1 << 18

  /// The words: runs of letters, digits and underscores; every other visible character is one of its
  /// own.
  public let wordCount: Int
  /// The different words.
  public let vocabulary: Set<String>
  /// Moving-average type-token ratio: in each ``window`` of neighbouring words, the share of
  /// different ones, averaged.
  ///
  /// In a text without a whole window, that of all its words; `nil` for a text without words.
  public let wordDiversity: Double?
  /// The share of different lines among those with something on them, blanks at both ends left out;
  /// `nil` for a text without lines.
  public let lineDiversity: Double?

  /// Measures a text.
  public init(of text: String) {
    let bytes = Array(text.utf8.prefix(Self.byteLimit))
    let words = Self.words(of: bytes)
    wordCount = words.count
    vocabulary = Set(words)
    wordDiversity = Self.movingAverage(of: words)
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Self.trimmed).filter { !$0.isEmpty }
    lineDiversity = lines.isEmpty ? nil : Double(Set(lines).count) / Double(lines.count)
  }

  /// How little two texts have in common: one less the shared part of their vocabularies (Jaccard
  /// distance); `nil` where both are empty.
  public func distance(to other: TextDiversity) -> Double? {
    let shared = vocabulary.intersection(other.vocabulary).count
    let all = vocabulary.count + other.vocabulary.count - shared
    return all == 0 ? nil : 1 - Double(shared) / Double(all)
  }

  private static func words(of bytes: [UInt8]) -> [String] {
    var words: [String] = []
    var start: Int?
    for (index, byte) in bytes.enumerated() {
      if isWordByte(byte) {
        start = start ?? index
        continue
      }
      if let begun = start { words.append(String(decoding: bytes[begun..<index], as: UTF8.self)) }
      start = nil
      if byte > 0x20, byte != 0x7f { words.append(String(UnicodeScalar(byte))) }
    }
    if let begun = start { words.append(String(decoding: bytes[begun...], as: UTF8.self)) }
    return words
  }

  /// Letters, digits, underscores, and every byte of a character outside ASCII.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
      || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func movingAverage(of words: [String]) -> Double? {
    guard !words.isEmpty else { return nil }
    let window = min(window, words.count)
    var counts: [String: Int] = [:]
    for word in words[..<window] { counts[word, default: 0] += 1 }
    var different = counts.count
    for end in window..<words.count {
      let leaving = words[end - window]
      counts[leaving, default: 0] -= 1
      if counts[leaving] == 0 { counts[leaving] = nil }
      counts[words[end], default: 0] += 1
      different += counts.count
    }
    return Double(different) / Double((words.count - window + 1) * window)
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let kept = line.drop { $0 <= 0x20 }
    return kept.prefix((kept.lastIndex { $0 > 0x20 } ?? kept.startIndex - 1) + 1 - kept.startIndex)
  }
}
