import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The size of a model as its name states it.
public enum ModelSize {
  /// Parameters in thousands, from the last word such as `0.5b`, `1.5B` or `135m` in a name; `nil` where
  /// there is none.
  public static func thousands(in name: String) -> Int? {
    let bytes = Array(name.utf8)
    var found: Int?
    var start = 0
    for index in 0...bytes.count {
      let isPart = index < bytes.count && isPart(bytes[index])
      if isPart { continue }
      found = size(bytes[start..<index]) ?? found
      start = index + 1
    }
    return found
  }

  /// Models by size, the smallest first; `nil` unless every name states one.
  public static func ordered(_ names: [String]) -> [String]? {
    let sizes = names.map { (name: $0, size: thousands(in: $0)) }
    guard sizes.allSatisfy({ $0.size != nil }) else { return nil }
    return sizes.enumerated().sorted {
      ($0.element.size ?? 0, $0.offset) < ($1.element.size ?? 0, $1.offset)
    }.map(\.element.name)
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
      || byte == UInt8(ascii: ".")
  }

  private static func size(_ word: ArraySlice<UInt8>) -> Int? {
    guard let unit = word.last, [UInt8(ascii: "b"), UInt8(ascii: "m")].contains(unit | 0x20) else {
      return nil
    }
    let parts = word.dropLast().split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts.map { String(decoding: $0, as: UTF8.self) }
    guard (1...2).contains(digits.count), digits.allSatisfy({ (1...4).contains($0.utf8.count) }),
      let whole = Int(digits[0]), digits.count == 1 || digits[1].utf8.count <= 3
    else { return nil }
    var thousandths = whole * 1_000
    if digits.count == 2 {
      guard let fraction = Int(digits[1] + String(repeating: "0", count: 3 - digits[1].utf8.count))
      else { return nil }
      thousandths += fraction
    }
    // Thousandths of a million are thousands; of a billion, millions.
    return unit | 0x20 == UInt8(ascii: "b") ? thousandths * 1_000 : thousandths
  }
}
