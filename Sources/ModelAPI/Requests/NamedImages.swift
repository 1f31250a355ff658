import Basics
import FoundationEssentials

/// Images in the segments of a request: named by their digests where they are hashed and kept, in base64 where
/// they are sent.
///
/// So a recording holds an image once, whatever the number of its requests, and a request's identity covers its
/// bytes all the same: the digest, the media type and the detail stand in the message's segment.
enum NamedImages {
  private static let mark = Array("sha256:".utf8)
  private static let nameCount = mark.count + 2 * Digest.byteCount
  /// How the content of a message with parts begins, and how its text does, which comes last.
  private static let partsStart = Array(#"{"content":[{"#.utf8)
  private static let textStart = Array(#"{"text":""#.utf8)

  /// The images of a request's messages, each file once.
  static func all(in request: CompletionRequest) -> [ImageFile] {
    var seen: Set<Digest> = []
    return request.messages.flatMap(\.images).filter { seen.insert($0.digest).inserted }
  }

  /// The segments with the bytes of the images in them.
  static func filled(_ segments: [Segment], with images: [ImageFile]) -> [Segment] {
    guard !images.isEmpty else { return segments }
    let texts = Dictionary(
      images.map { (Array($0.digest.hex.utf8), Array(Data($0.bytes).base64EncodedString().utf8)) },
      uniquingKeysWith: { first, _ in first })
    return segments.map { segment in
      guard segment.name.hasPrefix(SegmentName.messagePrefix),
        segment.name.hasSuffix(ChatRole.user.rawValue), segment.bytes.starts(with: partsStart)
      else { return segment }
      return Segment(name: segment.name, bytes: filled(segment.bytes, with: texts))
    }
  }

  /// Fills what stands before the text: there is nothing in it that anybody but this program wrote.
  private static func filled(_ bytes: [UInt8], with texts: [[UInt8]: [UInt8]]) -> [UInt8] {
    let end = bytes.firstRange(of: textStart)?.lowerBound ?? bytes.count
    var filled: [UInt8] = []
    filled.reserveCapacity(bytes.count + texts.values.reduce(0) { $0 + $1.count })
    var place = 0
    while place < end {
      if bytes[place] == mark[0], place + nameCount <= end,
        bytes[place..<place + mark.count].elementsEqual(mark),
        let text = texts[Array(bytes[place + mark.count..<place + nameCount])]
      {
        filled.append(contentsOf: text)
        place += nameCount
      } else {
        filled.append(bytes[place])
        place += 1
      }
    }
    filled.append(contentsOf: bytes[end...])
    return filled
  }
}

extension ImageFile {
  /// The start of a data URI with the name in place of the base64.
  var dataURI: String { "data:\(format.mediaType);base64,\(name)" }
}
