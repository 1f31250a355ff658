import Files
import ModelAPI
import RecordReplay
import Sweeps
public import Trials

/// Reads a score sheet line by line: memory does not grow with the sheet.
///
/// A reader is a value: a copy reads on from the same place, independently.
public struct ScoreSheetReader: Sendable {
  /// What the sheet is of.
  public let header: ScoreSheetHeader
  /// The file, or what else the bytes are called.
  public let file: String
  private let columns: [ScoreColumn]
  private var lines: SheetLines
  private var last: TrialID?

  /// Opens a sheet; fails on anything that is not a regular file with this version's columns.
  ///
  /// - Parameter name: What errors and reports call it; its path where it is `nil`.
  public init(path: String, named name: String? = nil) throws(ScoreSheetError) {
    let name = name ?? path
    try self.init(
      SheetLines(.file(try files(at: path, ReadableFile(path))), file: name), file: name)
  }

  /// Reads a sheet in memory, `name` in errors.
  public init(bytes: [UInt8], named name: String) throws(ScoreSheetError) {
    try self.init(SheetLines(.memory(bytes), file: name), file: name)
  }

  private init(_ source: SheetLines, file: String) throws(ScoreSheetError) {
    var lines = source
    let first = try lines.next() ?? []
    do {
      header = try ScoreSheetHeader(parsing: String(decoding: first, as: UTF8.self))
    } catch { throw error.located(file: file, line: 1) }
    let second = try lines.next() ?? []
    columns = header.columns
    guard second.elementsEqual(header.columnLine.utf8) else {
      throw ScoreSheetError(
        .columns, file: file, line: 2, "the columns are not those of this version",
        next: "Write the sheet again with a replay")
    }
    self.lines = lines
    self.file = file
  }

  /// The next trial; `nil` at the end.
  ///
  /// Trials come in ascending order, or an error is thrown.
  public mutating func next() throws(ScoreSheetError) -> TrialLine? {
    guard let bytes = try lines.next() else { return nil }
    do {
      let line = try ScoreSheetRow.parse(bytes, columns)
      try ScoreSheetEncoder.checkOrder(last, line.trial)
      last = line.trial
      return line
    } catch { throw error.located(file: file, line: lines.number) }
  }
}

extension ScoreSheetRow {
  /// Reads a line without its end.
  static func parse(
    _ bytes: ArraySlice<UInt8>, _ columns: [ScoreColumn]
  ) throws(ScoreSheetError) -> TrialLine {
    let fields = bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard fields.count == columns.count else {
      throw ScoreSheetError(
        .columns, file: "", "\(fields.count) columns instead of \(columns.count)",
        next: "Write the sheet again with a replay, and do not edit it by hand")
    }
    var reader = FieldReader(fields: fields, columns: columns)
    let trial = TrialID(
      model: try reader.name(), method: try reader.method(), task: try reader.name(),
      question: try reader.name(), sample: try reader.count())
    let rung = try reader.count()
    let outcome = try reader.outcome()
    let score = try reader.score(of: outcome)
    let usage = try reader.usage()
    return TrialLine(
      trial: trial, rung: rung, outcome: outcome, score: score, usage: usage,
      textTokens: try reader.count(), serviceMicroseconds: try reader.counter(),
      executionMicroseconds: try reader.counter(), waitMicroseconds: try reader.counter(),
      usedCode: try reader.flag(), turns: try reader.count(), calls: try reader.count(),
      executions: try reader.count(), layers: try reader.layers(),
      extraction: try reader.cost { $0.isOfExtraction }, judging: try reader.cost { $0.isOfJudging }
    )
  }
}

/// Reads the fields of a line one after the other.
private struct FieldReader {
  let fields: [ArraySlice<UInt8>]
  let columns: [ScoreColumn]
  var index = 0

  private mutating func next() -> (field: ArraySlice<UInt8>, column: ScoreColumn) {
    defer { index += 1 }
    return (fields[index], columns[index])
  }

  mutating func name() throws(ScoreSheetError) -> String {
    let (field, column) = next()
    guard let name = String(validating: field, as: UTF8.self), SheetName.isValid(name) else {
      throw .value(column, "a name that is empty or has characters which no name may have")
    }
    return name
  }

  /// The method's name, which the column of the prompt variant must agree with where there is one.
  mutating func method() throws(ScoreSheetError) -> String {
    let method = try name()
    guard columns[index] == .prompts else { return method }
    guard try name() == PromptVariant.name(inMethod: method) else {
      throw .value(.prompts, "not the prompt variant that the method's name says")
    }
    return method
  }

  mutating func count() throws(ScoreSheetError) -> Int {
    let (field, column) = next()
    guard let count = Self.number(field) else { throw .value(column, "not a whole number") }
    return count
  }

  mutating func counter() throws(ScoreSheetError) -> Int? {
    let (field, column) = next()
    if field.elementsEqual("-".utf8) { return nil }
    guard let count = Self.number(field) else {
      throw .value(column, "neither a whole number nor -")
    }
    return count
  }

  mutating func outcome() throws(ScoreSheetError) -> Outcome {
    let (field, column) = next()
    guard let outcome = Outcome(rawValue: String(decoding: field, as: UTF8.self)) else {
      throw .value(column, "not an outcome")
    }
    return outcome
  }

  mutating func flag() throws(ScoreSheetError) -> Bool {
    let (field, column) = next()
    if field.elementsEqual("yes".utf8) { return true }
    guard field.elementsEqual("no".utf8) else { throw .value(column, "neither yes nor no") }
    return false
  }

  /// A score: one digit, a point and six digits, from 0 to 1; `-` of a trial that was not answered.
  ///
  /// Versions that had no `-` wrote a score there; it is read and forgotten.
  mutating func score(of outcome: Outcome) throws(ScoreSheetError) -> Double? {
    let (field, column) = next()
    if outcome.isUnanswered, field.elementsEqual("-".utf8) { return nil }
    let millionths = try Self.millionths(field, column)
    return outcome.isUnanswered ? nil : Double(millionths) / 1_000_000
  }

  private static func millionths(
    _ field: ArraySlice<UInt8>, _ column: ScoreColumn
  ) throws(ScoreSheetError) -> Int {
    let point = field.startIndex + 1
    guard field.count == 8, field[point] == UInt8(ascii: "."),
      let whole = digits(field[..<point]), let part = digits(field[(point + 1)...]),
      whole * 1_000_000 + part <= 1_000_000
    else { throw .value(column, "not a score from 0.000000 to 1.000000") }
    return whole * 1_000_000 + part
  }

  mutating func usage() throws(ScoreSheetError) -> TokenUsage {
    TokenUsage(
      freshInput: try counter(), cacheRead: try counter(), cacheWrite: try counter(),
      visibleOutput: try counter(), reasoningOutput: try counter(),
      undividedInput: try counter(), undividedOutput: try counter())
  }

  mutating func layers() throws(ScoreSheetError) -> TrialLayers {
    var shorts: [String] = []
    for _ in Layer.allCases {
      let (field, column) = next()
      guard ScoreSheetRow.isDigest(field) else { throw .value(column, "not a short digest") }
      shorts.append(String(decoding: field, as: UTF8.self))
    }
    guard let layers = TrialLayers(shorts: shorts) else {
      throw .value(.promptDigest, "not \(Layer.allCases.count) layers")
    }
    return layers
  }

  /// What reading or judging the answer by models took; `nil` where the sheet has no columns for it.
  mutating func cost(
    _ isMeant: (ScoreColumn) -> Bool
  ) throws(ScoreSheetError) -> ExtractionCost? {
    guard index < columns.count, isMeant(columns[index]) else { return nil }
    return ExtractionCost(
      calls: try count(), usage: try usage(), serviceMicroseconds: try counter(),
      waitMicroseconds: try counter())
  }

  /// A whole number in its one spelling: no sign, no leading zero.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    guard field.count == 1 || field.first != UInt8(ascii: "0"), let number = digits(field),
      number <= ScoreSheetRow.maximumCount
    else { return nil }
    return number
  }

  private static func digits(_ field: ArraySlice<UInt8>) -> Int? {
    guard (1...16).contains(field.count) else { return nil }
    var number = 0
    for byte in field {
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }
}

/// Splits bytes into lines of a bounded length.
struct SheetLines: Sendable {
  /// Where the bytes come from.
  enum Source: Sendable {
    case file(ReadableFile)
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
      case .file(let sheet): try files(at: file, sheet.read(Self.chunk, at: offset))
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
