import Basics

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
