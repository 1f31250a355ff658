import Basics
import FoundationEssentials
import ModelAPI

/// A form with files: the boundary between its parts is drawn anew each time and means nothing.
enum MultipartBody {
  private static let partLimit = 1000

  /// A segment for each part; `nil` for a body that is not framed as one.
  static func segments(of body: [UInt8], type: String) -> [Segment]? {
    guard let boundary = boundary(in: type), let parts = parts(of: body, boundary) else {
      return nil
    }
    return [CallKey.segment("content-type", "multipart/form-data")]
      + parts.enumerated().map { index, part in
        CallKey.segment(
          "part \(index)",
          ["headers": .string(part.head), "content": BodySegments.opaque(Array(part.content))])
      }
  }

  private static func boundary(in type: String) -> [UInt8]? {
    for parameter in type.split(separator: ";").dropFirst() {
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2,
        parts[0].trimmed(where: \.isWhitespace).lowercased() == "boundary"
      else { continue }
      let value = parts[1].trimmed(where: \.isWhitespace).trimmed(where: { $0 == "\"" })
      return (1...70).contains(value.utf8.count) ? Array("--\(value)".utf8) : nil
    }
    return nil
  }

  private static func parts(
    of body: [UInt8], _ boundary: [UInt8]
  ) -> [(head: String, content: ArraySlice<UInt8>)]? {
    let end = Array("\r\n".utf8)
    guard body.starts(with: boundary) else { return nil }
    var parts: [(head: String, content: ArraySlice<UInt8>)] = []
    var rest = body[boundary.count...]
    while !rest.starts(with: "--".utf8) {
      guard rest.starts(with: end), parts.count < partLimit,
        let next = Self.range(of: end + boundary, in: rest.dropFirst(2)),
        let head = Self.range(of: end + end, in: rest[..<next.lowerBound].dropFirst(2)),
        let text = String(validating: rest[..<head.lowerBound].dropFirst(2), as: UTF8.self)
      else { return nil }
      parts.append((text, rest[head.upperBound..<next.lowerBound]))
      rest = rest[next.upperBound...]
    }
    // Anything behind the last boundary would be left out of the key.
    guard rest.dropFirst(2).isEmpty || rest.dropFirst(2).elementsEqual(end) else { return nil }
    return parts
  }

  private static func range(
    of needle: [UInt8], in hay: ArraySlice<UInt8>
  ) -> Range<Int>? {
    guard hay.count >= needle.count else { return nil }
    for start in hay.startIndex...hay.endIndex - needle.count
    where hay[start] == needle[0] && hay[start..<start + needle.count].elementsEqual(needle) {
      return start..<start + needle.count
    }
    return nil
  }
}
