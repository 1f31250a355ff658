import Analysis
public import Basics
import ModelAPI
public import ScoreSheets
import Statistics
import Sweeps
import Tasks
public import Trials

/// One JSON document: what the sweep is, every trial's line, and the cells.
///
/// The members of the document come in a fixed order, with the trials between the head and the cells;
/// each value below them is canonical.
public struct JSONSweepExport: SweepExport {
  /// The version of the document.
  public static let formatVersion = 1
  static let format = SweepExportFormat(
    name: "json", summary: "One document: the sweep, every trial's line, and the cells."
  ) { JSONSweepExport(sweep: $0) }

  private let sweep: ExportedSweep
  private var summary: ScoreSummary
  private var isBegun = false

  init(sweep: ExportedSweep) {
    self.sweep = sweep
    summary = ScoreSummary(axes: sweep.axes)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    files.append(isBegun ? ",\n" : try head)
    isBegun = true
    files.append(try CanonicalJSON.bytes(of: value(of: trial.line)))
    summary.add(trial.line)
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {
    if !isBegun { files.append(try head) }
    files.append("\n],\"cells\":[")
    for (index, key) in summary.cells.keys.sorted().enumerated() {
      guard let cell = summary.cells[key] else { continue }
      files.append(index == 0 ? "\n" : ",\n")
      files.append(try CanonicalJSON.bytes(of: Self.value(of: cell, at: key)))
    }
    files.append("\n]}\n")
  }

  private var head: String {
    get throws(JSONError) {
      let members: [(String, JSONValue)] = [
        ("format", "steerbench-sweep"), ("version", .count(Self.formatVersion)),
        ("tool", .string(sweep.toolVersion)), ("sweep", .string(sweep.header.sweep)),
        ("cassettes", .array(sweep.header.cassettes.map { .string($0.hex) })),
        ("grading", .string(sweep.header.grading.rawValue)),
        ("recorded", .string(sweep.recorded)),
        (
          "models",
          .array(
            sweep.models.map {
              [
                "name": .string($0.name), "served": .string($0.served),
                "parameters": .object($0.parameters),
              ]
            })
        ),
      ]
      var text = "{"
      for (name, value) in members { text += "\"\(name)\":\(try CanonicalJSON.text(of: value)),\n" }
      return text + "\"trials\":[\n"
    }
  }

  /// A line by the names of the sheet's columns; an unknown counter is null, and so is the score of a trial
  /// that was not answered; any other is a number.
  private func value(of line: TrialLine) -> JSONValue {
    .object(Self.object(of: line, columns: sweep.header.columns))
  }

  /// The members of a line, one for each column.
  public static func object(of line: TrialLine, columns: [ScoreColumn]) -> JSONObject {
    JSONObject(
      columns.map { column in
        let value: JSONValue =
          switch column.value(in: line) {
          case .name(let text), .word(let text): .string(text)
          case .count(let count): .count(count)
          case .counter(let count): count.map(JSONValue.count) ?? .null
          case .millionths(let millionths):
            millionths.map { .double(Double($0) / 1_000_000) } ?? .null
          }
        return JSONMember(name: column.rawValue, value: value)
      })
  }

  private static func value(of cell: CellSums, at key: CellKey) -> JSONValue {
    let interval = cell.correct.interval
    return [
      "model": .string(key.model), "method": .string(key.method), "task": .string(key.task),
      "trials": .count(cell.trials), "meanScore": cell.meanScore.map(JSONValue.double) ?? .null,
      "correct": .count(cell.count(of: .correct)), "answered": .count(cell.graded),
      "unanswered": .count(cell.unanswered),
      "correctLow": interval.map { .double($0.lower) } ?? .null,
      "correctHigh": interval.map { .double($0.upper) } ?? .null,
      "codeTrials": .count(cell.allCosts.codeTrials),
      "tokens": cell.allCosts.usage.total.map(JSONValue.count) ?? .null,
      "textTokens": .count(cell.allCosts.textTokens),
      "runtimeMicroseconds": cell.allCosts.runtimeMicroseconds.map(JSONValue.count) ?? .null,
    ]
  }
}
