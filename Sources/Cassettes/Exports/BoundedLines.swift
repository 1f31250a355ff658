import Glibc

/// The lines of a file, one after the other, none longer than a bound.
public struct BoundedLines: ~Copyable {
  /// The file, as it was named.
  public let path: String
  /// The number of the line that was read last, from 1.
  public private(set) var number = 0

  private let file: OpenFile
  private let limit: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var offset = 0
  private var isAtEnd = false
  private static let chunk = 1 << 18

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - limit: The longest line, in bytes.
  public init(
    path: String, limit: Int = ExchangeLine.maximumLength
  ) throws(CassetteError) {
    self.path = path
    self.limit = limit
    guard !Directory.isFolder(path) else {
      throw .invalidExport(
        path, "this is a folder", next: "Give the file that `cassette export` wrote")
    }
    file = try OpenFile(path: path)
  }

  /// Up to `count` bytes from the start of a file.
  public static func prefix(
    of path: String, _ count: Int
  ) throws(CassetteError) -> [UInt8] {
    try OpenFile(path: path).prefix(count)
  }

  /// The next line without its end; `nil` at the end of the file.
  ///
  /// A last line without an end is one too. A line beyond the bound throws `invalidExport`.
  public mutating func next() throws(CassetteError) -> [UInt8]? {
    var searched = start
    while true {
      if let end = Self.newline(in: buffer, from: searched) {
        number += 1
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      guard buffer.count - start <= limit else {
        throw .invalidExport(path, line: number + 1, "is longer than \(limit) bytes")
      }
      guard !isAtEnd else {
        guard start < buffer.count else { return nil }
        number += 1
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      let count = try file.append(Self.chunk, from: offset, to: &buffer)
      offset += count
      isAtEnd = count == 0
    }
  }

  private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { raw in
      guard start < raw.count, let base = raw.baseAddress,
        let found = memchr(base + start, 0x0a, raw.count - start)
      else { return nil }
      return base.distance(to: UnsafeRawPointer(found))
    }
  }
}

extension OpenFile {
  /// Appends up to `count` bytes from an offset, and gives their number; 0 at the end.
  func append(
    _ count: Int, from offset: Int, to bytes: inout [UInt8]
  ) throws(CassetteError) -> Int {
    let chunk = try read(count, from: offset)
    bytes += chunk
    return chunk.count
  }
}
