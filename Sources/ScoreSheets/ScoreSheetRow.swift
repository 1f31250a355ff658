import ModelAPI
import RecordReplay
import Sweeps
import Trials

/// One line of a score sheet, both ways.
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
      model: try reader.name(), method: try reader.name(), task: try reader.name(),
      question: try reader.name(), sample: try reader.count())
    let rung = try reader.count()
    let outcome = try reader.outcome()
    let score = Double(try reader.millionths()) / 1_000_000
    let usage = try reader.usage()
    return TrialLine(
      trial: trial, rung: rung, outcome: outcome, score: score, usage: usage,
      textTokens: try reader.count(), serviceMicroseconds: try reader.count(),
      executionMicroseconds: try reader.count(), waitMicroseconds: try reader.count(),
      usedCode: try reader.flag(), turns: try reader.count(), calls: try reader.count(),
      executions: try reader.count(), layers: try reader.layers(),
      extraction: try reader.extraction())
  }

  /// Whether some bytes are a layer's digest.
  static func isDigest(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.count == digestDigits
      && bytes.allSatisfy {
        $0 &- UInt8(ascii: "0") <= 9 || $0 &- UInt8(ascii: "a") <= 5
      }
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

  /// A score: one digit, a point and six digits, from 0 to 1.
  mutating func millionths() throws(ScoreSheetError) -> Int {
    let (field, column) = next()
    let point = field.startIndex + 1
    guard field.count == 8, field[point] == UInt8(ascii: "."),
      let whole = Self.digits(field[..<point]), let part = Self.digits(field[(point + 1)...]),
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

  /// What reading the answer by a model took; `nil` where the sheet has no columns for it.
  mutating func extraction() throws(ScoreSheetError) -> ExtractionCost? {
    guard index < columns.count else { return nil }
    return ExtractionCost(
      calls: try count(), usage: try usage(), serviceMicroseconds: try count(),
      waitMicroseconds: try count())
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
