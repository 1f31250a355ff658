/// The size of a model as its name states it.
public enum ModelSize {
  /// Parameters in thousands, from the last word such as `0.5b`, `1.5B` or `135m` in a name; `nil` where
  /// there is none.
  public static func thousands(in name: String) -> Int? { word(in: name)?.thousands }

  /// The last word that states a size, and what is before it.
  fileprivate static func word(in name: String) -> (before: String, thousands: Int)? {
    let bytes = Array(name.utf8)
    var found: (before: String, thousands: Int)?
    var start = 0
    for index in 0...bytes.count {
      let isPart = index < bytes.count && isPart(bytes[index])
      if isPart { continue }
      if let thousands = size(bytes[start..<index]) {
        found = (String(decoding: bytes[..<start], as: UTF8.self), thousands)
      }
      start = index + 1
    }
    return found
  }

  /// Models by size, the smallest first; `nil` unless every name states one.
  public static func ordered(_ names: [String]) -> [String]? {
    var sized: [(name: String, size: Int, place: Int)] = []
    for (place, name) in names.enumerated() {
      guard let size = thousands(in: name) else { return nil }
      sized.append((name, size, place))
    }
    return sized.sorted { ($0.size, $0.place) < ($1.size, $1.place) }.map(\.name)
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

/// The family of a model, as far as its names tell: the models of one family differ in size, and those of two
/// in how they were made as well.
enum ModelFamily {
  /// The families of two models; `nil` where they are of one, or their names do not tell.
  ///
  /// - Parameter models: The names of each, the most telling first.
  static func different(_ models: [[String]]) -> [String]? {
    let families = models.compactMap(family)
    guard families.count == models.count,
      Set(families.map(\.maker)).count > 1
        || families.allSatisfy(\.isSized) && Set(families.map(\.name)).count > 1
    else { return nil }
    return families.map(\.name)
  }

  /// The words before the size in the first name that states one, such as `qwen2.5-coder`; otherwise the
  /// letters that the first name begins with, such as `gpt`.
  private static func family(
    _ names: [String]
  ) -> (name: String, maker: String, isSized: Bool)? {
    // What hosts put before a model's name says nothing of the model.
    let names = names.map { name in
      String(decoding: name.utf8.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
        .lowercased()
    }
    let sized = names.lazy.compactMap { ModelSize.word(in: $0)?.before }.first { !$0.isEmpty }
    guard let name = sized ?? names.first else { return nil }
    let maker = String(decoding: name.utf8.prefix { (97...122).contains($0) }, as: UTF8.self)
    guard !maker.isEmpty else { return nil }
    guard sized != nil else { return (maker, maker, false) }
    let end = name.utf8.reversed().prefix { byte in
      [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: " ")].contains(byte)
    }.count
    return (String(decoding: name.utf8.dropLast(end), as: UTF8.self), maker, true)
  }
}
