/// A sentence of a text, or a line without an end of a sentence.
struct Sentence {
  /// Its bytes, the sign at its end included.
  var range: Range<Int>
  /// Whether it ends in a question mark.
  var isQuestion: Bool
  /// Whether it stands in a code fence.
  var isInFence: Bool
  /// Whether that fence holds a program, which says nothing before it runs.
  var isInProgram = false
  /// What it says of answers; nothing before it was asked for by ``readCues(in:)``.
  private(set) var cues = SentenceCues()
  /// What it rules where it is nothing but a verdict; of a question, of code and of a row of a table nothing.
  private(set) var ruling: PlainVerdict.Ruling?

  init(range: Range<Int>, isQuestion: Bool, isInFence: Bool, isInProgram: Bool = false) {
    self.range = range
    self.isQuestion = isQuestion
    self.isInFence = isInFence
    self.isInProgram = isInProgram
  }
}

extension Sentence {
  /// Looks for what it says of answers; code says nothing.
  mutating func readCues(in text: AnswerText) {
    guard !isInFence else { return }
    let words = CueWords(text.bytes, range)
    cues = SentenceCues.of(words)
    if isQuestion {
      cues.insert(.asks)
    } else if range.count <= PlainVerdict.byteLimit,
      text.bytes[range.lowerBound] != UInt8(ascii: "|")
    {
      ruling = PlainVerdict.of(words.words)
    }
  }

  /// The sentences of a text, in order; what stands in a marker never ends one.
  static func all(in text: AnswerText, markers: [Range<Int>]) -> [Sentence] {
    var splitter = SentenceSplitter(text: text, markers: markers)
    return splitter.split()
  }
}

/// Parts a text into sentences, in one pass.
private struct SentenceSplitter {
  private static let ends = ByteSet("\n.!?")
  private static let signs = ByteSet("\n.!?<")
  /// How a sentence goes on behind an option whose own words end in a full stop.
  private static let continuations: [StaticString] = [
    "is wrong", "is what", "unless ", "if ", "but ",
  ]
  /// Signs that may stand between the end of a sentence and what follows it.
  private static let wrapping = ByteSet("*_`\"')")

  let text: AnswerText
  let markers: [Range<Int>]
  private var sentences: [Sentence] = []
  private var start = 0
  private var isInFence = false
  private var isInProgram = false

  init(text: AnswerText, markers: [Range<Int>]) {
    self.text = text
    self.markers = markers
  }

  mutating func split() -> [Sentence] {
    let bytes = text.bytes
    var marker = 0
    var index = 0
    while let place = sign(from: index) {
      index = place
      let byte = bytes[index]
      let isEnd = Self.ends.contains(byte)
      if byte == UInt8(ascii: "<") || isEnd {
        while marker < markers.count, markers[marker].upperBound <= index { marker += 1 }
        if marker < markers.count, markers[marker].contains(index) {
          index = markers[marker].upperBound
          continue
        }
      }
      guard isEnd else {
        index += 1
        continue
      }
      if byte == UInt8(ascii: "\n") {
        close(index + 1, mark: lastMark(start..<index))
        index += 1
        continue
      }
      var next = index + 1
      while next < bytes.count, next - index < 4, Self.wrapping.contains(bytes[next]) {
        next += 1
      }
      if byte == UInt8(ascii: "."), goesOn(behind: index, next) {
        index = next
      } else if next < bytes.count, ASCII.isSpace(bytes[next]) || byte == UInt8(ascii: "?") {
        close(next, mark: byte)
        index = next
      } else {
        index += 1
      }
    }
    close(bytes.count, mark: lastMark(start..<bytes.count))
    return sentences
  }

  /// The first place from a place on at which a sentence may end or a marker begin.
  private func sign(from start: Int) -> Int? {
    text.bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        if Self.signs.contains(bytes[index]) { return index }
        index += 1
      }
      return nil
    }
  }

  /// Whether a full stop ends no sentence: that of `e.g.`, or one that `or` or a remark in brackets
  /// follows.
  private func goesOn(behind index: Int, _ next: Int) -> Bool {
    let bytes = text.bytes
    let isShort =
      index >= 3 && bytes[index - 2] == UInt8(ascii: ".") && ASCII.isLetter(bytes[index - 1])
      && ASCII.isLetter(bytes[index - 3])
      && (index == 3 || !ASCII.isLetter(bytes[index - 4]))
    if isShort || ByteSearch.starts(" vs.", in: bytes, at: index - 3) { return true }
    guard next + 2 < bytes.count, bytes[next] == UInt8(ascii: " ") else { return false }
    if bytes[next + 1] >= UInt8(ascii: "a"),
      Self.continuations.contains(where: { ByteSearch.starts($0, in: bytes, at: next + 1) })
    {
      return true
    }
    return ByteSearch.starts("or ", in: bytes, at: next + 1) && bytes[next + 1] == UInt8(ascii: "o")
      || bytes[next + 1] == UInt8(ascii: "(") && bytes[next + 2] >= UInt8(ascii: "a")
        && ASCII.isLetter(bytes[next + 2])
  }

  private mutating func close(_ end: Int, mark: UInt8?) {
    let range = text.trimmed(start..<end)
    start = end
    guard !range.isEmpty else { return }
    if isFence(range) {
      isInFence.toggle()
      isInProgram = isInFence && isProgram(range)
      return
    }
    sentences.append(
      Sentence(
        range: range, isQuestion: mark == UInt8(ascii: "?"), isInFence: isInFence,
        isInProgram: isInProgram))
  }

  private func isFence(_ range: Range<Int>) -> Bool {
    let mark = text.bytes[range.lowerBound]
    return range.count >= 3 && (mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"))
      && text.bytes[range].prefix(3).allSatisfy { $0 == mark }
  }

  private static let languages: Set = [
    "python", "py", "python3", "javascript", "js", "typescript", "java", "cpp", "c", "rust", "ruby",
    "swift", "bash", "sh",
  ]

  /// Whether the line of a fence says that a program follows.
  private func isProgram(_ fence: Range<Int>) -> Bool {
    let name = text.bytes[fence].drop { "`~ {.".utf8.contains($0) }.prefix {
      ASCII.isLetter($0) || ASCII.isDigit($0)
    }
    return name.count <= 10
      && Self.languages.contains(String(decoding: name.map(ASCII.lowercased), as: UTF8.self))
  }

  private func lastMark(_ range: Range<Int>) -> UInt8? {
    text.bytes[range].suffix(8).last { !ASCII.isSpace($0) && !Self.wrapping.contains($0) }
  }
}
