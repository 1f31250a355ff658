/// Names that a mistyped one may have meant.
public enum NearMatch {
  /// The known names closest to a name, at most three, best first; empty if none is close.
  public static func names(like name: String, among known: [String]) -> [String] {
    let limit = max(2, name.utf8.count / 3)
    return
      known
      .map { (name: $0, distance: distance(name, $0)) }
      .filter { $0.distance <= limit || $0.name.hasPrefix(name) || isPart(name, of: $0.name) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3)
      .map(\.name)
  }

  /// `Did you mean a, b?`, or the list of all names if none is close.
  public static func hint(for name: String, among known: [String]) -> String {
    let near = names(like: name, among: known)
    return near.isEmpty
      ? "Known: \(known.joined(separator: ", "))."
      : "Did you mean \(near.joined(separator: ", "))?"
  }

  private static func isPart(_ name: String, of known: String) -> Bool {
    name.utf8.count >= 4 && known.split(separator: "-").contains { $0 == name }
  }

  /// The number of single-byte edits, neighbours swapped counting as one, between two names cut to
  /// 64 bytes.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.lowercased().utf8.prefix(64))
    let right = Array(right.lowercased().utf8.prefix(64))
    guard !left.isEmpty else { return right.count }
    guard !right.isEmpty else { return left.count }
    var rows = [Array(0...right.count)]
    for i in 1...left.count {
      var row = [i]
      for j in 1...right.count {
        let substitution = rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
        var best = min(row[j - 1] + 1, rows[i - 1][j] + 1, substitution)
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
