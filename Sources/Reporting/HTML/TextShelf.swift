import Basics
import RecordReplay

/// The texts of a report's transcripts: each once, made fit to be shown, cut where it is too long.
struct TextShelf {
  /// A text that was left out in the middle.
  struct Cut: Hashable, Sendable {
    /// The text's length in bytes, and how many of them stand in the report.
    var bytes: Int
    var shown: Int
    /// Where the gap is, in UTF-16 units: what a browser counts in.
    var gap: Int
  }

  /// The longest text that is kept whole, in bytes; `nil` for any.
  let textLimit: Int?
  private(set) var texts: [String] = []
  private(set) var cuts: [Int: Cut] = [:]
  /// Bytes of all texts.
  private(set) var byteCount = 0
  private var places: [Digest: Int] = [:]

  init(textLimit: Int?) {
    self.textLimit = textLimit
  }

  /// The place of a text.
  mutating func place(of text: String) -> Int {
    let digest = Digest.sha256(text)
    if let place = places[digest] { return place }
    // Credentials are masked before a cut could hide their beginning.
    let whole = Redaction.shown(text)
    let (shown, cut) = Self.shortened(whole, to: textLimit)
    texts.append(shown)
    places[digest] = texts.count - 1
    cuts[texts.count - 1] = cut
    byteCount += shown.utf8.count
    return texts.count - 1
  }

  /// Takes back what was put here since there were so many texts.
  mutating func rewind(to count: Int) {
    for place in stride(from: texts.count - 1, through: count, by: -1) {
      byteCount -= texts[place].utf8.count
      cuts[place] = nil
    }
    texts.removeLast(max(texts.count - count, 0))
    places = places.filter { $0.value < count }
  }

  /// Beginning and end of a text: a model's answer stands at its end.
  private static func shortened(_ text: String, to limit: Int?) -> (String, Cut?) {
    let bytes = text.utf8
    guard let limit, bytes.count > limit else { return (text, nil) }
    let head = boundary(text, bytes.index(bytes.startIndex, offsetBy: limit / 4 * 3))
    let tail = boundary(text, bytes.index(bytes.endIndex, offsetBy: -(limit / 4)))
    let shown = String(text.unicodeScalars[..<head]) + String(text.unicodeScalars[tail...])
    let gap = text.unicodeScalars[..<head].reduce(0) { $0 + ($1.value > 0xffff ? 2 : 1) }
    return (shown, Cut(bytes: bytes.count, shown: shown.utf8.count, gap: gap))
  }

  /// The start of the scalar that a place lies in.
  private static func boundary(_ text: String, _ place: String.Index) -> String.Index {
    var place = place
    while place > text.startIndex, text.utf8[place] & 0xc0 == 0x80 {
      place = text.utf8.index(before: place)
    }
    return place
  }
}
