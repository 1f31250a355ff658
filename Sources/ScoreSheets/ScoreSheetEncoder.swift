import RecordReplay
import Sweeps
public import Trials

/// Makes the bytes of a score sheet, line by line.
public struct ScoreSheetEncoder: Sendable {
  private var bytes: [UInt8] = []
  private var last: TrialID?
  private let columns: [ScoreColumn]
  private let extractsByModel: Bool

  /// Starts a sheet with its header and the names of its columns.
  public init(_ header: ScoreSheetHeader) throws(ScoreSheetError) {
    bytes.append(contentsOf: "\(try header.line())\n".utf8)
    bytes.append(contentsOf: "\(header.columnLine)\n".utf8)
    columns = header.columns
    extractsByModel = header.extractsByModel
  }

  /// Appends a trial, which must come after the one before it in the order of ``TrialID``.
  ///
  /// Nothing is appended where an error is thrown.
  public mutating func append(_ line: TrialLine) throws(ScoreSheetError) {
    try Self.checkOrder(last, line.trial)
    guard (line.extraction != nil) == extractsByModel else {
      throw .value(.extractionCalls, "the trial and the sheet do not extract in the same way")
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
