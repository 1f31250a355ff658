import Basics

/// Some bytes with one layer of JSON escapes undone, wherever these stand.
///
/// Nothing has to be well-formed: what is no escape stays as it is.
struct EscapedText {
  /// The bytes without the escapes.
  let bytes: [UInt8]
  /// After each escape: where the source goes on, and where the result does.
  private let marks: [(source: Int, result: Int)]

  /// Undoes the escapes; `nil` if there is none.
  init?(_ source: UnsafeBufferPointer<UInt8>) {
    var output: [UInt8] = []
    var marks: [(source: Int, result: Int)] = []
    var start = 0
    var index = 0
    while let backslash = Self.backslash(in: source, from: index) {
      index = backslash + 1
      guard let (byte, next) = Self.escape(in: source, at: backslash) else { continue }
      if output.capacity == 0 { output.reserveCapacity(source.count) }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: source[start..<backslash]))
      output.append(byte)
      start = next
      index = next
      marks.append((next, output.count))
    }
    guard !marks.isEmpty else { return nil }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: source[start...]))
    bytes = output
    self.marks = marks
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

  private static func backslash(in source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < source.count {
      if source[index] == UInt8(ascii: "\\") { return index }
      index += 1
    }
    return nil
  }

  /// What an escape stands for, in one byte, and where the text goes on.
  ///
  /// A character beyond ASCII is no part of a credential and becomes a byte that is none either.
  private static func escape(
    in source: UnsafeBufferPointer<UInt8>, at backslash: Int
  ) -> (byte: UInt8, next: Int)? {
    guard backslash + 1 < source.count else { return nil }
    switch source[backslash + 1] {
    case UInt8(ascii: "n"): return (0x0a, backslash + 2)
    case UInt8(ascii: "t"): return (0x09, backslash + 2)
    case UInt8(ascii: "r"): return (0x0d, backslash + 2)
    case UInt8(ascii: "b"): return (0x08, backslash + 2)
    case UInt8(ascii: "f"): return (0x0c, backslash + 2)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return (source[backslash + 1], backslash + 2)
    case UInt8(ascii: "u"):
      guard backslash + 6 <= source.count else { return nil }
      var unit: UInt32 = 0
      for digit in source[(backslash + 2)..<(backslash + 6)] {
        guard let value = hexadecimal(digit) else { return nil }
        unit = unit << 4 | UInt32(value)
      }
      return (unit < 0x80 ? UInt8(truncatingIfNeeded: unit) : 0xff, backslash + 6)
    default: return nil
    }
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
    guard isStream(body) else { return [] }
    var texts: [String: [UInt8]] = [:]
    var order: [String] = []
    for line in body.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d })
    where line.count <= eventLimit && line.starts(with: "data:".utf8) {
      let data = UnsafeBufferPointer(rebasing: line.dropFirst(5))
      guard let event = try? JSONValue(parsing: data, options: .tolerant) else { continue }
      collect(event, at: "") { place, text in
        let place = texts[place] != nil || order.count < textLimit ? place : "…"
        if texts[place] == nil { order.append(place) }
        texts[place, default: []].append(contentsOf: text.utf8)
      }
    }
    return order.compactMap { texts[$0] }
  }

  /// Whether a body begins as a stream does: with a field of an event, or a comment.
  private static func isStream(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = body.prefix(256).drop { $0 == 0x0a || $0 == 0x0d || $0 == 0x20 }
    return ["data:", "event:", "id:", "retry:", ":"].contains { start.starts(with: $0.utf8) }
  }

  private static func collect(
    _ value: JSONValue, at place: String, _ body: (String, String) -> Void
  ) {
    switch value {
    case .string(let text): body(place, text)
    case .array(let elements):
      // The elements of a chunk number themselves; their order in it says little.
      for element in elements { collect(element, at: place + "[]", body) }
    case .object(let object):
      let numbers = numbering.compactMap { object[$0]?.integer }.map { "#\($0)" }.joined()
      for member in object.members {
        collect(member.value, at: "\(place)\(numbers).\(member.name)", body)
      }
    default: break
    }
  }
}
