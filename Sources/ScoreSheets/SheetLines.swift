import Sweeps
import Trials

/// Splits bytes into lines of a bounded length.
struct SheetLines: Sendable {
  /// Where the bytes come from.
  enum Source: Sendable {
    case file(SheetFile)
    case memory([UInt8])
  }

  /// The longest line: several times what a trial with long names needs.
  static let maximumLength = 1 << 14
  private static let chunk = 1 << 16

  private let source: Source
  private let file: String
  private var offset = 0
  private var buffer: [UInt8] = []
  private var start = 0
  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  init(_ source: Source, file: String) {
    self.source = source
    self.file = file
  }

  /// The next line without its end; `nil` at the end of the bytes.
  mutating func next() throws(ScoreSheetError) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        number += 1
        guard end - start <= Self.maximumLength else { throw tooLong }
        return buffer[start..<end]
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      guard searched <= Self.maximumLength else {
        number += 1
        throw tooLong
      }
      if try fill() == 0 {
        guard searched > 0 else { return nil }
        throw ScoreSheetError(
          .truncated, file: file, line: number + 1, "the last line has no end",
          next: "Restore the file, or write it again with a replay")
      }
    }
  }

  private mutating func fill() throws(ScoreSheetError) -> Int {
    let bytes =
      switch source {
      case .file(let file): try file.read(Self.chunk, at: offset)
      case .memory(let all): Array(all[offset...].prefix(Self.chunk))
      }
    buffer.append(contentsOf: bytes)
    offset += bytes.count
    return bytes.count
  }

  private var tooLong: ScoreSheetError {
    ScoreSheetError(
      .lineTooLong, file: file, line: number,
      "the line is longer than \(Self.maximumLength) bytes",
      next: "Check that the file is a score sheet")
  }
}
