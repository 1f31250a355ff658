/// Reads the language out of a fence's info string.
enum InfoString {
  /// The language that the first word names: `python title="a.py"`, `{.python}` and `py` alike.
  static func language(_ info: UnsafeBufferPointer<UInt8>) -> FencedCode.Language {
    guard !info.isEmpty else { return .unlabelled }
    let word = firstWord(info)
    let isPython =
      names.contains { equals(word, $0) }
      || (word.count > version.utf8CodeUnitCount
        && equals(UnsafeBufferPointer(rebasing: word[..<version.utf8CodeUnitCount]), version))
    return isPython ? .python : .other
  }

  /// More than any name of Python has, as in `python3.12`.
  static let longestPythonName = 16

  private static let names: [StaticString] = ["python", "py", "python3", "py3"]
  /// What a full version starts with, as in `python3.12`.
  private static let version: StaticString = "python3."

  /// Letters, digits and what names of languages hold, after a `{` or a dot as Pandoc writes them.
  private static func firstWord(_ info: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    while start < info.count,
      info[start] == UInt8(ascii: "{") || info[start] == UInt8(ascii: ".") || info[start].isBlank
    { start += 1 }
    var end = start
    while end < info.count, isWordByte(info[end]) { end += 1 }
    return UnsafeBufferPointer(rebasing: info[start..<end])
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "#"):
      true
    default: false
    }
  }

  /// Whether a word is a lower-case name, in whatever case it is written.
  private static func equals(_ word: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
    guard word.count == name.utf8CodeUnitCount else { return false }
    for (index, byte) in word.enumerated() {
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      guard (isUpper ? byte | 0x20 : byte) == name.utf8Start[index] else { return false }
    }
    return true
  }
}
