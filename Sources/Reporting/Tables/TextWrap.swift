/// Breaks text into lines of a bounded display width, at blanks.
enum TextWrap {
  /// The lines; a word that is wider than a line stands alone on one.
  static func lines(of text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var taken = 0
    for word in text.split(separator: " ") {
      let wide = DisplayWidth.of(String(word))
      if taken > 0, taken + 1 + wide > width {
        lines.append(line)
        (line, taken) = ("", 0)
      }
      line += taken > 0 ? " \(word)" : String(word)
      taken += taken > 0 ? wide + 1 : wide
    }
    if taken > 0 || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// The display width of the widest word.
  static func widestWord(of text: String) -> Int {
    text.split(separator: " ").map { DisplayWidth.of(String($0)) }.max() ?? 0
  }
}
