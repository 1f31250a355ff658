/// Names that a mistyped one may have meant.
public enum NearMatch {
  /// Names that are looked at, so that a hostile list costs little.
  private static let listLimit = 2_000

  /// The known names closest to a name, at most three, best first; empty if none is close.
  public static func names(like name: String, among known: [String]) -> [String] {
    let limit = max(2, name.utf8.count / 3)
    return
      known.prefix(listLimit)
      .map { (name: $0, distance: distance(name, $0)) }
      .filter { $0.distance <= limit || isPart(name, of: $0.name) || isPart($0.name, of: name) }
      .sorted {
        $0.distance == $1.distance
          ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : $0.distance < $1.distance
      }
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

  /// Whether a name of at least four letters stands in another, such as `lies` in `web-of-lies`.
  private static func isPart(_ part: String, of name: String) -> Bool {
    let (part, name) = (Array(part.utf8.prefix(64)), Array(name.utf8.prefix(64)))
    guard part.count >= 4, part.count <= name.count else { return false }
    return (0...(name.count - part.count)).contains { name[$0...].starts(with: part) }
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

/// Makes text from elsewhere harmless to look at.
public enum VisibleText {
  /// The text with every character that moves the cursor, reverses the direction of writing or cannot
  /// be seen replaced by its escape, such as `\n` or `\u{202E}`; so is the character that would make a
  /// command to a build server of a line, see ``LogCommand``.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - keepsLines: Whether line ends and tabs stay as they are.
  public static func escape(_ text: String, keepsLines: Bool = false) -> String {
    LogCommand.broken(seen(text, keepsLines: keepsLines))
  }

  private static func seen(_ text: String, keepsLines: Bool) -> String {
    func isShown(_ scalar: Unicode.Scalar) -> Bool {
      !isHidden(scalar) || (keepsLines && (scalar == "\n" || scalar == "\t"))
    }
    guard !text.unicodeScalars.allSatisfy(isShown) else { return text }
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !isShown(scalar) {
        escaped.append(contentsOf: name(of: scalar).unicodeScalars)
      } else {
        escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7f { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: return false
    }
  }

  fileprivate static func name(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
}

/// Commands that build servers read out of what a job prints: `::error::…` after the white space that
/// begins a line, and `##[error]…`, `##vso[…]` or `##teamcity[…]` anywhere in it.
///
/// A model that writes one must not set a variable, mask a log or fail a job.
public enum LogCommand {
  private static let number = UInt8(ascii: "#")
  private static let colon = UInt8(ascii: ":")

  /// The text without commands: one character of each mark is replaced by its escape.
  static func broken(_ text: String) -> String {
    guard mayHold(text) else { return text }
    let bytes = Array(text.utf8)
    let marks = brackets(bytes) + colons(text)
    guard !marks.isEmpty else { return text }
    return replaced(bytes, marks) { VisibleText.name(of: Unicode.Scalar($0)) }
  }

  /// JSON without commands, which says the same.
  public static func broken(json: String) -> String {
    guard mayHold(json) else { return json }
    let bytes = Array(json.utf8)
    let marks = brackets(bytes)
    // A number sign stands in strings only.
    return marks.isEmpty ? json : replaced(bytes, marks) { _ in "\\u0023" }
  }

  private static func mayHold(_ text: String) -> Bool {
    var last: UInt8 = 0
    for byte in text.utf8 {
      if byte == last, byte == number || byte == colon { return true }
      last = byte
    }
    return false
  }

  private static func replaced(
    _ bytes: [UInt8], _ marks: [Int], _ escape: (UInt8) -> String
  ) -> String {
    var (whole, start): ([UInt8], Int) = ([], 0)
    for mark in marks.sorted() {
      whole += bytes[start..<mark] + Array(escape(bytes[mark]).utf8)
      start = mark + 1
    }
    return String(decoding: whole + bytes[start...], as: UTF8.self)
  }

  /// The last number signs before a bracket: `##[` with any letters between.
  private static func brackets(_ bytes: [UInt8]) -> [Int] {
    var marks: [Int] = []
    var last: Int?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case number where index > 0 && bytes[index - 1] == number: last = index
      case UInt8(ascii: "["):
        if let mark = last { marks.append(mark) }
        last = nil
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      default: last = nil
      }
    }
    return marks
  }

  /// The colons that begin a line of two of them, after any white space.
  private static func colons(_ text: String) -> [Int] {
    var (marks, isStart): ([Int], Bool) = ([], true)
    let scalars = text.unicodeScalars
    for index in scalars.indices {
      let scalar = scalars[index]
      if isStart, scalar == ":", text.utf8[text.utf8.index(after: index)...].first == colon {
        marks.append(text.utf8.distance(from: text.utf8.startIndex, to: index))
      }
      isStart = scalar == "\n" || (isStart && scalar.properties.isWhitespace)
    }
    return marks
  }
}

/// Decimal numbers with a fixed number of digits, by integer arithmetic alone: no locale and no C
/// library can change them.
public enum FixedPoint {
  /// The most digits after the point.
  public static let maximumDecimals = 9

  /// A number rounded to `decimals` digits, halves away from zero; `nil` where it is not finite or
  /// too large to be written this way.
  ///
  /// - Parameter decimals: From 0 to ``maximumDecimals``.
  public static func text(_ value: Double, decimals: Int) -> String? {
    let scaled = (value * Double(power(decimals))).rounded(.toNearestOrAwayFromZero)
    return Int(exactly: scaled).map { text(scaled: $0, decimals: decimals) }
  }

  /// The number `scaled / 10^decimals`, such as 1234 with 3 decimals as `1.234`.
  ///
  /// - Parameter decimals: From 0 to ``maximumDecimals``.
  public static func text(scaled: Int, decimals: Int) -> String {
    let unit = UInt(power(decimals))
    let whole = String(scaled.magnitude / unit)
    let sign = scaled < 0 ? "-" : ""
    guard decimals > 0 else { return sign + whole }
    let fraction = String(scaled.magnitude % unit)
    let zeros = String(repeating: "0", count: decimals - fraction.utf8.count)
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }

  private static func power(_ exponent: Int) -> Int {
    precondition((0...maximumDecimals).contains(exponent), "A number has 0 to 9 decimals.")
    return (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension Int {
  /// The sum of two counts, or the largest number where it would overflow.
  public func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

extension Int? {
  /// The sum of two counts that may be unknown, or the largest number where it would overflow;
  /// unknown where one of them is.
  public func addingKnown(_ other: Int?) -> Int? {
    guard let self, let other else { return nil }
    return self.addingSaturated(other)
  }
}
