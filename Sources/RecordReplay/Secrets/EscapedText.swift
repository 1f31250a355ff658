import Basics

/// Some bytes with one layer of escapes undone, wherever these stand: those of JSON and of programs
/// (`\n`, `\u0073`, `\x73`), of URLs (`%73`) and of HTML (`&#115;`, `&#x73;`, `&amp;`).
///
/// Nothing has to be well-formed: what is no escape stays as it is.
struct EscapedText {
  /// The bytes without the escapes.
  let bytes: [UInt8]
  /// After each escape: where the source goes on, and where the result does.
  private let marks: [(source: Int, result: Int)]

  /// Undoes the escapes; `nil` if there is none.
  init?(_ source: UnsafeBufferPointer<UInt8>) {
    guard var found = Self.next(in: source, from: 0), let base = source.baseAddress else {
      return nil
    }
    var marks: [(source: Int, result: Int)] = []
    // What an escape stands for is shorter than the escape.
    bytes = [UInt8](unsafeUninitializedCapacity: source.count) { output, count in
      guard let start = output.baseAddress else { return }
      var (read, more) = (0, true)
      while more {
        (start + count).update(from: base + read, count: found.mark - read)
        count += found.mark - read
        output[count] = found.byte
        count += 1
        read = found.end
        marks.append((read, count))
        if let next = Self.next(in: source, from: read) { found = next } else { more = false }
      }
      (start + count).update(from: base + read, count: source.count - read)
      count += source.count - read
    }
    self.marks = marks
  }

  /// The next escape: where it stands, what it stands for, and where the text goes on.
  private static func next(
    in source: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (mark: Int, byte: UInt8, end: Int)? {
    var index = start
    while let mark = mark(in: source, from: index) {
      if let (byte, end) = escape(in: source, at: mark) { return (mark, byte, end) }
      index = mark + 1
    }
    return nil
  }

  /// The place in the source of a place in the result.
  func source(of range: Range<Int>) -> Range<Int> {
    let start = source(of: range.lowerBound)
    return start..<max(start, source(of: range.upperBound))
  }

  private func source(of offset: Int) -> Int {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].result <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return low < marks.count ? min(offset, marks[0].source) : offset }
    let mark = marks[low - 1]
    return mark.source + offset - mark.result
  }

  /// The next byte that an escape may begin with.
  ///
  /// Eight bytes are looked at as one number.
  private static func mark(in source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let base = UnsafeRawPointer(source.baseAddress) else { return nil }
    var index = start
    while index + 8 <= source.count {
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let found =
        places(of: 0x5c, in: word) | places(of: 0x25, in: word) | places(of: 0x26, in: word)
      // The lowest bit is never wrong.
      if found != 0 { return index + (found.trailingZeroBitCount >> 3) }
      index += 8
    }
    while index < source.count {
      let byte = source[index]
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&") {
        return index
      }
      index += 1
    }
    return nil
  }

  /// The highest bit of each byte of a number that is a given one, and maybe of bytes above it.
  @inline(__always)
  private static func places(of byte: UInt64, in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let other = word ^ (byte &* ones)
    return (other &- ones) & ~other & 0x8080_8080_8080_8080
  }

  /// What an escape stands for, in one byte, and where the text goes on.
  ///
  /// A character beyond ASCII is no part of a credential and becomes a byte that is none either.
  private static func escape(
    in source: UnsafeBufferPointer<UInt8>, at mark: Int
  ) -> (byte: UInt8, next: Int)? {
    guard mark + 1 < source.count else { return nil }
    switch source[mark] {
    case UInt8(ascii: "%"): return number(in: source, from: mark + 1, digits: 2)
    case UInt8(ascii: "&"): return reference(in: source, at: mark)
    default: break
    }
    switch source[mark + 1] {
    case UInt8(ascii: "n"): return (0x0a, mark + 2)
    case UInt8(ascii: "t"): return (0x09, mark + 2)
    case UInt8(ascii: "r"): return (0x0d, mark + 2)
    case UInt8(ascii: "b"): return (0x08, mark + 2)
    case UInt8(ascii: "f"): return (0x0c, mark + 2)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return (source[mark + 1], mark + 2)
    case UInt8(ascii: "u"): return number(in: source, from: mark + 2, digits: 4)
    case UInt8(ascii: "x"): return number(in: source, from: mark + 2, digits: 2)
    default: return nil
    }
  }

  private static func number(
    in source: UnsafeBufferPointer<UInt8>, from start: Int, digits: Int
  ) -> (byte: UInt8, next: Int)? {
    guard start + digits <= source.count else { return nil }
    var unit: UInt32 = 0
    for digit in source[start..<(start + digits)] {
      guard let value = hexadecimal(digit) else { return nil }
      unit = unit << 4 | UInt32(value)
    }
    return (unit < 0x80 ? UInt8(truncatingIfNeeded: unit) : 0xff, start + digits)
  }

  private static let references: [(name: [UInt8], byte: UInt8)] = [
    ("amp", 0x26), ("lt", 0x3c), ("gt", 0x3e), ("quot", 0x22), ("apos", 0x27), ("lowbar", 0x5f),
    ("period", 0x2e), ("colon", 0x3a), ("equals", 0x3d), ("plus", 0x2b), ("sol", 0x2f),
    ("commat", 0x40), ("nbsp", 0x20), ("percnt", 0x25), ("bsol", 0x5c), ("dash", 0x2d),
    ("NewLine", 0x0a), ("Tab", 0x09),
  ].map { (Array(($0.0 + ";").utf8), $0.1) }

  /// A reference of HTML: a number of up to seven digits, or one of the names.
  private static func reference(
    in source: UnsafeBufferPointer<UInt8>, at mark: Int
  ) -> (byte: UInt8, next: Int)? {
    let start = mark + 1
    guard source[start] == UInt8(ascii: "#") else {
      let rest = source[start...]
      return references.first { rest.starts(with: $0.name) }.map {
        ($0.byte, start + $0.name.count)
      }
    }
    let isHexadecimal = start + 1 < source.count && source[start + 1] | 0x20 == UInt8(ascii: "x")
    let first = start + (isHexadecimal ? 2 : 1)
    var unit: UInt32 = 0
    var index = first
    while index < min(source.count, first + 7), let digit = hexadecimal(source[index]) {
      guard isHexadecimal || digit < 10 else { return nil }
      unit = unit * (isHexadecimal ? 16 : 10) + UInt32(digit)
      index += 1
    }
    guard index > first, index < source.count, source[index] == UInt8(ascii: ";") else {
      return nil
    }
    return (unit < 0x80 ? UInt8(truncatingIfNeeded: unit) : 0xff, index + 1)
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// The texts that the events of a stream make up together: a credential may be cut anywhere.
///
/// It reads server-sent events whose data is JSON, and knows no provider: strings at the same place
/// of successive events are one text. The place is the path of names, with the numbers of array
/// elements and of the members that say which part an event belongs to (`index`, `output_index`,
/// `content_index`). OpenAI's chat chunks (`choices[].delta.content`, `…tool_calls[].function
/// .arguments`), its responses events (`delta`) and Anthropic's (`delta.text`,
/// `delta.partial_json`, `delta.thinking`) all come out whole.
enum StreamText {
  /// A larger event is scanned by itself only.
  private static let eventLimit = 1 << 20
  /// More texts than this are put together into one.
  private static let textLimit = 1_024
  private static let numbering = ["index", "output_index", "content_index"]

  /// The texts of a body; none where it is no stream of events.
  static func texts(of body: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
    var texts: [String: [UInt8]] = [:]
    var order: [String] = []
    forEachEvent(of: body) { _, event in
      collect(event, at: "") { place, text in
        let place = texts[place] != nil || order.count < textLimit ? place : "…"
        if texts[place] == nil { order.append(place) }
        texts[place, default: []].append(contentsOf: text.utf8)
      }
    }
    return order.compactMap { texts[$0] }
  }

  /// Calls `body` with the data of every event that is JSON, and where it lies in the bytes; gives whether
  /// they are a stream at all.
  @discardableResult
  static func forEachEvent(
    of bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, JSONValue) -> Void
  ) -> Bool {
    guard isStream(bytes) else { return false }
    for line in bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d })
    where line.count <= eventLimit && line.starts(with: "data:".utf8) {
      let data = line.dropFirst(5)
      guard
        let event = try? JSONValue(
          parsing: UnsafeBufferPointer(rebasing: data), options: .tolerant)
      else { continue }
      body(data.startIndex..<data.endIndex, event)
    }
    return true
  }

  /// The numbers by which an event says what part of an answer it belongs to.
  static func numbers(of object: JSONObject) -> String {
    numbering.compactMap { object[$0]?.integer }.map { "#\($0)" }.joined()
  }

  /// Whether a body begins as a stream does: with a field of an event, or a comment.
  private static func isStream(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = body.prefix(256).drop { $0 == 0x0a || $0 == 0x0d || $0 == 0x20 }
    return ["data:", "event:", "id:", "retry:", ":"].contains { start.starts(with: $0.utf8) }
  }

  /// Calls `body` with every text of an event, and its place.
  static func collect(
    _ value: JSONValue, at place: String, _ body: (String, String) -> Void
  ) {
    switch value {
    case .string(let text): body(place, text)
    case .array(let elements):
      // The elements of a chunk number themselves; their order in it says little.
      for element in elements { collect(element, at: place + "[]", body) }
    case .object(let object):
      let numbers = numbers(of: object)
      for member in object.members {
        collect(member.value, at: "\(place)\(numbers).\(member.name)", body)
      }
    default: break
    }
  }
}
