/// Tells whether a block without a label looks like Python.
enum PythonLook {
  /// Whether there is nothing but white space.
  static func isBlank(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
    content.allSatisfy { $0.isBlank || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }

  /// Whether a line starts an import, a function or a class, a loop, or a call of `print`.
  static func isLikely(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
    var lines = LineReader(content)
    while let line = lines.next() {
      if isTelling(content[line].drop(while: \.isBlank)) { return true }
    }
    return false
  }

  private typealias Line = Slice<UnsafeBufferPointer<UInt8>>

  private static func isTelling(_ line: Line) -> Bool {
    if starts(line, "print(") { return true }
    if starts(line, "import ") { return line.allSatisfy(isImportByte) }
    if starts(line, "from ") { return contains(line, " import ") }
    if starts(line, "def ") || starts(line, "async def ") {
      return line.contains(UInt8(ascii: "(")) && line.contains(UInt8(ascii: ":"))
    }
    if starts(line, "class ") || starts(line, "while ") { return endsWithColon(line) }
    if starts(line, "for ") { return contains(line, " in ") && endsWithColon(line) }
    return false
  }

  /// What `import a.b as c, d` is made of; other languages quote or end their imports.
  private static func isImportByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ","),
      UInt8(ascii: "_"), UInt8(ascii: " "):
      true
    default: false
    }
  }

  private static func endsWithColon(_ line: Line) -> Bool {
    line.last { !$0.isBlank } == UInt8(ascii: ":")
  }

  private static func starts(_ line: Line, _ word: StaticString) -> Bool {
    line.starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private static func contains(_ line: Line, _ word: StaticString) -> Bool {
    var rest = line
    while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
      if starts(rest[space...], word) { return true }
      rest = rest[(space + 1)...]
    }
    return false
  }
}
