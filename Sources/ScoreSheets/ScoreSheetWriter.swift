import Files
import RecordReplay
public import Trials

/// Makes the bytes of a score sheet, line by line.
public struct ScoreSheetEncoder: Sendable {
  private var bytes: [UInt8] = []
  private var last: TrialID?
  private let columns: [ScoreColumn]
  private let extractsByModel: Bool
  private let isJudged: Bool

  /// Starts a sheet with its header and the names of its columns.
  public init(_ header: ScoreSheetHeader) throws(ScoreSheetError) {
    bytes.append(contentsOf: "\(try header.line())\n".utf8)
    bytes.append(contentsOf: "\(header.columnLine)\n".utf8)
    columns = header.columns
    extractsByModel = header.extractsByModel
    isJudged = header.isJudged
  }

  /// Appends a trial, which must come after the one before it in the order of ``TrialID``.
  ///
  /// Nothing is appended where an error is thrown.
  public mutating func append(_ line: TrialLine) throws(ScoreSheetError) {
    try Self.checkOrder(last, line.trial)
    guard (line.extraction != nil) == extractsByModel else {
      throw .value(.extractionCalls, "the trial and the sheet do not extract in the same way")
    }
    guard (line.judging != nil) == isJudged else {
      throw .value(.judgeCalls, "the trial and the sheet are not judged in the same way")
    }
    let end = bytes.count
    do {
      try ScoreSheetRow.append(line, columns, to: &bytes)
    } catch {
      bytes.removeLast(bytes.count - end)
      throw error
    }
    last = line.trial
  }

  /// The number of bytes that ``take()`` would give.
  public var pending: Int { bytes.count }

  /// The bytes since the last call.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  static func checkOrder(_ last: TrialID?, _ trial: TrialID) throws(ScoreSheetError) {
    guard let last, !(last < trial) else { return }
    let message = last == trial ? "stands there twice" : "must stand before \(last)"
    throw ScoreSheetError(
      .order, file: "", "the trial \(trial) \(message)",
      next: "Write the sheet again with a replay, and do not merge two sheets by hand")
  }
}

/// A line of a score sheet; the reader takes it apart.
enum ScoreSheetRow {
  /// The largest number in a sheet: 2^53, so that every reader of JSON or a table keeps it exact.
  static let maximumCount = 1 << 53
  /// The number of digits of a layer's digest.
  static let digestDigits = 12

  /// Appends a line and its end.
  static func append(
    _ line: TrialLine, _ columns: [ScoreColumn], to bytes: inout [UInt8]
  ) throws(ScoreSheetError) {
    for (index, column) in columns.enumerated() {
      let value = column.value(in: line)
      try check(value, in: column)
      if index > 0 { bytes.append(UInt8(ascii: "\t")) }
      bytes.append(contentsOf: value.text.utf8)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func check(_ value: ScoreValue, in column: ScoreColumn) throws(ScoreSheetError) {
    let fits =
      switch value {
      case .name(let name): SheetName.isValid(name)
      case .word(let word): column.layer == nil || isDigest(word.utf8)
      case .count(let count): (0...maximumCount).contains(count)
      case .counter(let count): count.map((0...maximumCount).contains) ?? true
      case .millionths: true
      }
    guard fits else { throw .value(column, "the value cannot stand in a sheet") }
  }

  /// Whether some bytes are a layer's digest.
  static func isDigest(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.count == digestDigits
      && bytes.allSatisfy {
        $0 &- UInt8(ascii: "0") <= 9 || $0 &- UInt8(ascii: "a") <= 5
      }
  }
}

/// Writes a score sheet to a file, line by line, and puts it in place when it is whole.
///
/// Until ``finish()`` the lines are in `PATH.partial`; a writer that is dropped removes it, so that
/// no half sheet ever stands where a baseline is looked for.
public struct ScoreSheetWriter: ~Copyable {
  private static let chunk = 1 << 16

  private let path: String
  private let draft: DraftFile
  private var encoder: ScoreSheetEncoder
  private var line = 2

  /// Starts a sheet that will stand at a path.
  public init(path: String, header: ScoreSheetHeader) throws(ScoreSheetError) {
    let encoder: ScoreSheetEncoder
    do {
      encoder = try ScoreSheetEncoder(header)
    } catch { throw error.located(file: path, line: 1) }
    let draft = try files(at: path, DraftFile(for: path, mode: 0o644))
    self.path = path
    self.draft = draft
    self.encoder = encoder
  }

  /// Appends a trial, which must come after the one before it in the order of trial ids.
  public mutating func append(_ line: TrialLine) throws(ScoreSheetError) {
    self.line += 1
    do {
      try encoder.append(line)
    } catch { throw error.located(file: path, line: self.line) }
    if encoder.pending >= Self.chunk { try flush() }
  }

  /// Puts the sheet in place, on stable storage; the writer is of no use afterwards.
  public mutating func finish() throws(ScoreSheetError) {
    try flush()
    try files(at: path, draft.publish(.synced))
  }

  private mutating func flush() throws(ScoreSheetError) {
    try files(at: path, draft.write(encoder.take()))
  }
}
