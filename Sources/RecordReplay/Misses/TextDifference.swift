/// Where two texts differ: between their longest common start and their longest common end.
public struct TextDifference: Sendable {
  private static let lineLimit = 8
  private static let columnLimit = 240
  private static let lineEnd = UInt8(ascii: "\n")

  private let old: [UInt8]
  private let new: [UInt8]
  private let start: Int
  private let oldEnd: Int
  private let newEnd: Int

  /// Compares two texts.
  public init(from old: String, to new: String) {
    self.old = Array(old.utf8)
    self.new = Array(new.utf8)
    start = Self.commonStart(self.old[...], self.new[...])
    let tail = Self.commonEnd(self.old[start...], self.new[start...])
    oldEnd = self.old.count - tail
    newEnd = self.new.count - tail
  }

  /// The number of elements that two lists start with alike.
  static func commonStart<Element: Equatable>(
    _ left: ArraySlice<Element>, _ right: ArraySlice<Element>
  ) -> Int {
    var count = 0
    for (left, right) in zip(left, right) {
      guard left == right else { break }
      count += 1
    }
    return count
  }

  /// The number of elements that two lists end with alike.
  static func commonEnd<Element: Equatable>(
    _ left: ArraySlice<Element>, _ right: ArraySlice<Element>
  ) -> Int {
    var count = 0
    for (left, right) in zip(left.reversed(), right.reversed()) {
      guard left == right else { break }
      count += 1
    }
    return count
  }

  /// The first byte that differs, from 0; `nil` for two texts that are the same.
  public var firstByte: Int? { start < old.count || start < new.count ? start : nil }

  /// The bytes of the new text that differ; empty where something was only taken away.
  ///
  /// What was taken away between two like texts may have stood at several places: this is the first
  /// of them, so that a paragraph that a prompt lost at its end is not looked for behind the prompt.
  var changedRange: Range<Int> {
    guard start == newEnd else { return start..<newEnd }
    var place = start
    while place > 0, old[place - 1] == old[oldEnd - (start - place) - 1] { place -= 1 }
    return place..<place
  }

  /// The whole lines that differ, `-` old and `+` new, bounded in number and length.
  public var lines: [String] {
    var oldLines = Self.lines(of: old, touching: start..<oldEnd)
    var newLines = Self.lines(of: new, touching: start..<newEnd)
    // A line that was added or taken away as a whole touches a neighbour that did not change.
    let head = Self.commonStart(oldLines, newLines)
    oldLines = oldLines.dropFirst(head)
    newLines = newLines.dropFirst(head)
    let tail = Self.commonEnd(oldLines, newLines)
    return shown(oldLines.dropLast(tail)).map { "- \($0)" }
      + shown(newLines.dropLast(tail)).map { "+ \($0)" }
  }

  private static func lines(
    of bytes: [UInt8], touching range: Range<Int>
  ) -> ArraySlice<ArraySlice<UInt8>> {
    guard !bytes.isEmpty else { return [] }
    let start = bytes[..<range.lowerBound].lastIndex(of: lineEnd).map { $0 + 1 } ?? 0
    let end = bytes[max(range.upperBound, start)...].firstIndex(of: lineEnd) ?? bytes.count
    return bytes[start..<end].split(separator: lineEnd, omittingEmptySubsequences: false)[...]
  }

  /// The first lines as text; a long line is shown around the difference and not from its start.
  private func shown(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [String] {
    let shown = lines.prefix(Self.lineLimit).map { line in
      Self.excerpt(line, around: max(start, line.startIndex))
    }
    let rest = lines.count - shown.count
    return rest > 0 ? shown + ["[\(rest) more lines]"] : shown
  }

  private static func excerpt(_ line: ArraySlice<UInt8>, around position: Int) -> String {
    guard line.count > columnLimit else { return String(decoding: line, as: UTF8.self) }
    var start = max(line.startIndex, min(position - 60, line.endIndex - columnLimit))
    var end = min(start + columnLimit, line.endIndex)
    // Cut between characters, not inside one.
    while start < end, isInside(start, line) { start += 1 }
    while end > start, isInside(end, line) { end -= 1 }
    return (start > line.startIndex ? "…" : "") + String(decoding: line[start..<end], as: UTF8.self)
      + (end < line.endIndex ? "…" : "")
  }

  /// Whether a place lies between two bytes of one character.
  private static func isInside(_ index: Int, _ line: ArraySlice<UInt8>) -> Bool {
    index < line.endIndex && line[index] & 0xc0 == 0x80
  }
}
