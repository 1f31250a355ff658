import Basics
public import Cassettes
public import ModelAPI

/// A question to the outside world that no cassette answers.
public struct Miss: Hashable, Sendable {
  /// How it is missing.
  public enum Reason: String, Hashable, Sendable {
    /// The folder holds no cassette at all.
    case missingCassette
    /// This was never asked while recording.
    case missingAction
    /// It was asked, but not as often, or not for this sample.
    case slotExhausted
  }

  /// The trial that asked.
  public var trial: TrialID
  /// What was asked.
  public var action: Action
  /// Where.
  public var slot: Slot
  /// What the trial asked it for.
  public var lane: Lane
  /// How it is missing.
  public var reason: Reason
  /// The conversation that was to be completed, for a model call: it knows which prompt each part
  /// came from.
  public var request: CompletionRequest?

  /// Creates a miss.
  public init(
    trial: TrialID, action: Action, lane: Lane, slot: Slot, reason: Reason,
    request: CompletionRequest? = nil
  ) {
    self.trial = trial
    self.action = action
    self.lane = lane
    self.slot = slot
    self.reason = reason
    self.request = request
  }

  /// One sentence.
  public var summary: String {
    let what =
      switch (action.kind, lane) {
      case (.completion, .trial): "model call"
      case (.completion, .extraction): "extraction call"
      case (.execution, .trial): "run of code"
      case (.execution, .extraction): "run of code for its extraction"
      case (.completion, .judge): "call of its judge"
      case (.execution, .program): "run of its grader"
      case (.execution, .tests): "run of its tests"
      case (.completion, .program), (.completion, .tests): "call for its grade"
      case (.execution, .judge): "run of code for its judge"
      case (.proxied, _): "call through the proxy"
      }
    switch reason {
    case .missingCassette: return "no cassette is there to answer its \(what)"
    case .missingAction: return "no cassette holds its \(what) \(action.digest.short)"
    case .slotExhausted:
      return "its \(what) \(action.digest.short) is recorded, but not for sample \(slot.sample), "
        + "repetition \(slot.ordinal)"
    }
  }
}

/// What made recordings unusable: the segment that moved, and whose text moved in it.
public struct MissCause: Hashable, Sendable {
  /// How the recording is missing.
  public var reason: Miss.Reason
  /// The first segment that differs from the nearest recording, such as `message 1 user`; `nil` where
  /// no recording is near.
  public var segment: String?
  /// Where the text that differs came from, such as `prompt all-code`, or what of a grader's input differs,
  /// such as `truth`; `nil` where the segment is neither or the place cannot be told.
  public var source: String?
  /// What the missing exchange was asked for.
  public var lane: Lane

  /// Whether a text that people wrote is the cause: a prompt, a question, or what all questions of a task have
  /// in common.
  var isAuthored: Bool {
    guard let source else { return false }
    return ["prompt ", "question ", "template of ", "examples of "].contains {
      source.hasPrefix($0)
    }
  }

  /// One line for a person.
  public var title: String {
    switch lane {
    case .trial: reasonTitle
    case .extraction: "extraction call: \(reasonTitle)"
    case .program:
      segment == "code"
        ? "the program that grades differs from what was recorded"
        : given(to: "the program that grades is") ?? "grader: \(reasonTitle)"
    case .tests: given(to: "the tests are") ?? "tests: \(reasonTitle)"
    case .judge: "judge: \(reasonTitle)"
    }
  }

  /// That a grader is given something else; `nil` where that is not what differs.
  private func given(to who: String) -> String? {
    guard segment == "input", let source else { return nil }
    return "\(who) given another \"\(source)\" than was recorded"
  }

  private var reasonTitle: String {
    switch (reason, segment, source) {
    case (.missingCassette, _, _): return "there is no cassette in the folder"
    case (.slotExhausted, _, _): return "recorded, but not for this sample or repetition"
    case (.missingAction, let segment?, let source?):
      return "\(source) differs from what was recorded (segment \"\(segment)\")"
    case (.missingAction, let segment?, nil):
      return "segment \"\(segment)\" differs from what was recorded"
    case (.missingAction, nil, _): return "never recorded"
    }
  }
}

/// Misses with one cause.
public struct MissGroup: Hashable, Sendable {
  /// The cause.
  public var cause: MissCause
  /// The trials that it touches, in order.
  public var trials: [TrialID]
  /// The nearest recording's trial and what differs, for the first of them.
  public var example: MissExample?
}

/// The difference between what one trial asked and the nearest recording.
public struct MissExample: Hashable, Sendable {
  /// The trial.
  public var trial: TrialID
  /// The digest of what it asked, shortened.
  public var asked: String
  /// The trial that made the nearest recording.
  public var nearestTrial: String
  /// The digest of the nearest recording's action, shortened.
  public var nearest: String
  /// The lines that differ, `-` recorded and `+` asked, redacted and bounded.
  public var diff: [String]
  /// The first byte of the moved segment's whole text that differs, from 0; `nil` where only a credential
  /// does.
  public var firstByte: Int?
}

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
