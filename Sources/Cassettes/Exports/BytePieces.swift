public import Basics
import FoundationEssentials

/// How an export writes bytes: as JSON where they are JSON, as text where they are text, as base64
/// where they are neither; each piece stands for exactly its bytes.
enum BytePieces {
  /// The deepest nesting that is written as JSON; lines themselves go a little deeper.
  private static let depth = 60
  /// How many pieces one field may have.
  static let limit = 64

  // MARK: Writing

  /// Appends bytes, cut at some offsets, as one piece or an array of pieces.
  static func append(_ bytes: [UInt8], cuts: [Int] = [], to line: inout [UInt8]) {
    let bounds = [0] + cuts + [bytes.count]
    bytes.withUnsafeBufferPointer { buffer in
      guard !cuts.isEmpty, cuts.count < limit, bounds == bounds.sorted() else {
        return appendPiece(buffer, to: &line)
      }
      line.append(UInt8(ascii: "["))
      for (number, (start, end)) in zip(bounds, bounds.dropFirst()).enumerated() {
        if number > 0 { line.append(UInt8(ascii: ",")) }
        appendPiece(UnsafeBufferPointer(rebasing: buffer[start..<end]), to: &line)
      }
      line.append(UInt8(ascii: "]"))
    }
  }

  private static func appendPiece(_ bytes: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      return appendBase64(bytes, to: &line)
    }
    if isJSON(bytes) {
      line.append(contentsOf: #"{"json":"#.utf8)
      line.append(contentsOf: bytes)
      return line.append(UInt8(ascii: "}"))
    }
    let start = line.count
    line.append(UInt8(ascii: "\""))
    CanonicalJSON.appendEscaped(bytes, to: &line)
    line.append(UInt8(ascii: "\""))
    // Text of nothing but escapes is not readable either, and could grow sixfold.
    if line.count - start > 2 * bytes.count + 64 {
      line.removeLast(line.count - start)
      appendBase64(bytes, to: &line)
    }
  }

  private static func appendBase64(_ bytes: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]) {
    line.append(contentsOf: #"{"base64":""#.utf8)
    line.append(contentsOf: Data(buffer: bytes).base64EncodedData())
    line.append(contentsOf: #""}"#.utf8)
  }

  /// Whether bytes are one JSON object or array, on one line and without anything around it.
  private static func isJSON(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
      !bytes.contains(where: { $0 == 0x0a || $0 == 0x0d })
    else { return false }
    var cursor = JSONCursor(bytes, options: .init(maximumDepth: depth, repairsStrings: false))
    guard let range = try? cursor.skipValue() else { return false }
    return range == 0..<bytes.count
  }

  // MARK: Reading

  /// Reads the bytes that a piece, or an array of pieces, stands for; at most `most` of them.
  static func read(
    _ cursor: inout JSONCursor, in line: UnsafeBufferPointer<UInt8>, atMost most: Int
  ) throws(JSONError) -> [UInt8] {
    var bytes: [UInt8] = []
    guard try cursor.peek() == .array else {
      try readPiece(&cursor, in: line, atMost: most, to: &bytes)
      return bytes
    }
    try cursor.enterArray()
    var first = true
    var count = 0
    while try cursor.nextElement(first: &first) {
      count += 1
      guard count <= limit else { throw JSONError(.unexpectedType, at: cursor.offset) }
      try readPiece(&cursor, in: line, atMost: most, to: &bytes)
    }
    return bytes
  }

  private static func readPiece(
    _ cursor: inout JSONCursor, in line: UnsafeBufferPointer<UInt8>, atMost most: Int,
    to bytes: inout [UInt8]
  ) throws(JSONError) {
    let start = cursor.offset
    if try cursor.peek() == .string {
      bytes.append(contentsOf: try cursor.readString().utf8)
    } else {
      try cursor.enterObject()
      var first = true
      switch try cursor.nextName(first: &first) {
      case "json": bytes.append(contentsOf: line[try cursor.skipValue()])
      case "base64":
        guard let data = Data(base64Encoded: try cursor.readString()) else {
          throw JSONError(.invalidString, at: start)
        }
        bytes.append(contentsOf: data)
      default: throw JSONError(.unexpectedType, at: start)
      }
      guard try cursor.nextName(first: &first) == nil else {
        throw JSONError(.unexpectedType, at: cursor.offset)
      }
    }
    guard bytes.count <= most else { throw JSONError(.invalidNumber, at: start) }
  }
}

/// A content in an export: an image or a file that requests name, as a line of JSON.
///
/// Members are `base64`, the bytes, and `content`, their SHA-256.
public struct ExportedContent: Sendable {
  /// The bytes.
  public let bytes: [UInt8]

  private static let start = Array(#"{"base64":""#.utf8)
  private static let middle = Array(#"","content":""#.utf8)
  private static let end = Array(#""}"#.utf8)

  /// The line of a content, without its end.
  public static func bytes(of content: [UInt8], _ digest: Digest) -> [UInt8] {
    start + Data(content).base64EncodedData() + middle + Array(digest.hex.utf8) + end
  }

  /// Reads a line; `nil` if it is no content.
  ///
  /// Throws `invalidExport` for a content that is not what its digest says, or too large.
  public init?(_ line: [UInt8], _ number: Int, _ file: String) throws(CassetteError) {
    guard line.starts(with: Self.start) else { return nil }
    let tail = Self.middle.count + 2 * Digest.byteCount + Self.end.count
    let text = line.dropFirst(Self.start.count).dropLast(tail)
    guard line.count >= Self.start.count + tail,
      text.count <= CassetteFormat.maximumContent / 3 * 4 + 4,
      let data = Data(base64Encoded: Data(text)), data.count <= CassetteFormat.maximumContent,
      case let bytes = Array(data), Self.bytes(of: bytes, .sha256(bytes)) == line
    else {
      throw .invalidExport(file, line: number, "is no content, or one that is not its digest's")
    }
    self.bytes = bytes
  }
}
