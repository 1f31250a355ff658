/// Names that a mistyped name may have meant.
enum NearMatches {
  /// Names are compared up to this length, so that a hostile list costs little.
  private static let lengthLimit = 100
  private static let listLimit = 2000

  /// At most `count` of the candidates, nearest first: those of which the name is a part or the other
  /// way round, and those at most a third of the name's letters away.
  static func of(_ name: String, among candidates: [String], count: Int = 3) -> [String] {
    let wanted = letters(name)
    let ranked = candidates.prefix(listLimit).compactMap { candidate -> (Int, String)? in
      let letters = letters(candidate)
      let distance = distance(wanted, letters)
      let isPart = contains(letters, wanted) || contains(wanted, letters)
      return isPart || distance * 3 <= wanted.count ? (distance, candidate) : nil
    }
    let sorted = ranked.sorted {
      $0.0 == $1.0 ? $0.1.utf8.lexicographicallyPrecedes($1.1.utf8) : $0.0 < $1.0
    }
    return sorted.prefix(count).map(\.1)
  }

  /// The name's bytes with ASCII letters in lower case.
  private static func letters(_ name: String) -> [UInt8] {
    name.utf8.prefix(lengthLimit).map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count >= 3, text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
  }

  /// The number of letters to change, add or leave out (Levenshtein's distance).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let change = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j + 1] + 1, row[j] + 1)
      }
    }
    return row[right.count]
  }
}
