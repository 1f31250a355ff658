/// Where two texts differ: between their longest common start and their longest common end.
struct TextDifference {
  private static let lineLimit = 8
  private static let columnLimit = 240

  private let old: [UInt8]
  private let new: [UInt8]
  private let start: Int
  private let oldEnd: Int
  private let newEnd: Int

  init(from old: String, to new: String) {
    self.old = Array(old.utf8)
    self.new = Array(new.utf8)
    let shorter = min(self.old.count, self.new.count)
    var start = 0
    while start < shorter, self.old[start] == self.new[start] { start += 1 }
    var tail = 0
    while tail < shorter - start,
      self.old[self.old.count - 1 - tail] == self.new[self.new.count - 1 - tail]
    {
      tail += 1
    }
    self.start = start
    oldEnd = self.old.count - tail
    newEnd = self.new.count - tail
  }

  /// The bytes of the new text that differ; empty where something was only taken away.
  var changedRange: Range<Int> { start..<newEnd }

  /// The whole lines around the difference, `-` old and `+` new, bounded in number and length.
  var lines: [String] {
    Self.lines(of: old, touching: start..<oldEnd).map { "- \($0)" }
      + Self.lines(of: new, touching: start..<newEnd).map { "+ \($0)" }
  }

  private static func lines(of bytes: [UInt8], touching range: Range<Int>) -> [String] {
    guard !bytes.isEmpty else { return [] }
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<range.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[max(range.upperBound, start)...].firstIndex(of: newline) ?? bytes.count
    let all = bytes[start..<end].split(separator: newline, omittingEmptySubsequences: false)
    // A long line is shown around its difference and not from its start.
    let shown = all.prefix(lineLimit).enumerated().map { index, line in
      index == 0 ? excerpt(line, around: range.lowerBound) : excerpt(line, around: line.startIndex)
    }
    return all.count > lineLimit ? shown + ["[\(all.count - lineLimit) more lines]"] : shown
  }

  private static func excerpt(_ line: ArraySlice<UInt8>, around position: Int) -> String {
    guard line.count > columnLimit else { return String(decoding: line, as: UTF8.self) }
    let start = max(line.startIndex, min(position - 60, line.endIndex - columnLimit))
    let kept = line[start..<min(start + columnLimit, line.endIndex)]
    return (start > line.startIndex ? "…" : "") + String(decoding: kept, as: UTF8.self)
      + (kept.endIndex < line.endIndex ? "…" : "")
  }
}
