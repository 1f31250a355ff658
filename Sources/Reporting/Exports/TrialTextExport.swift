public import Basics
import CodeExecution
import ModelAPI
import RecordReplay
import ScoreSheets
import Tasks
import Trials

/// What a trial says beside its numbers, by the names of the columns that hold it.
struct TrialTexts {
  /// The columns, in order; they come after those of the sheet.
  static let columns = [
    "question_text", "truth", "answer", "answer_source", "rule", "explanation", "text", "code",
    "output", "stop",
  ]

  /// The texts in the order of the columns; `nil` where there is none.
  let values: [String?]

  init(of trial: ExportedTrial) {
    let judgement = trial.record.judgement
    let last = trial.runs.last
    let stop = trial.completions.last.flatMap { _, result -> StopReason? in
      if case .answer(let completion) = result.outcome { completion.stop } else { nil }
    }
    values = [
      trial.question.shownText, trial.question.reference, judgement.answer,
      judgement.source.map { "\($0.rawValue)" }, judgement.rule, judgement.explanation,
      trial.responses.last, last?.run.request.code,
      last.map { String(decoding: $0.outcome.stdout, as: UTF8.self) },
      stop.map(TranscriptReport.stop),
    ]
  }
}

/// JSON lines: an object a trial, with every column of the sheet and every text.
///
/// `text`, `code` and `output` are the last of each; `responses` and `runs` hold all of them, in order.
/// An unknown counter is null, and so is the score of a trial that was not answered.
public struct JSONLinesSweepExport: SweepExport {
  static let format = SweepExportFormat(
    name: "jsonl",
    summary: "JSON lines: a trial each, all columns, with question, truth, answer and texts."
  ) { JSONLinesSweepExport(columns: $0.header.columns) }

  let columns: [ScoreColumn]

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    var object = JSONSweepExport.object(of: trial.line, columns: columns)
    for (name, text) in zip(TrialTexts.columns, TrialTexts(of: trial).values) {
      object[name] = text.map(JSONValue.string) ?? .null
    }
    object["problem"] = trial.question.problem
    object["responses"] = .array(trial.responses.map(JSONValue.string))
    object["runs"] = trial.runsJSON
    files.append(try CanonicalJSON.text(of: .object(object)) + "\n")
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {}
}

/// Comma-separated values with the texts beside the columns of the sheet (RFC 4180: a field in quotes may
/// hold lines).
///
/// What a spreadsheet would take for a formula has an apostrophe before it, unless it is a number.
public struct CSVTextSweepExport: SweepExport {
  static let format = SweepExportFormat(
    name: "csv-texts",
    summary: "As csv, with question, truth, answer, text, code and output of each trial."
  ) { sweep in CSVTextSweepExport(columns: sweep.header.columns) }

  private var lines: CSVTrialLines

  private init(columns: [ScoreColumn]) {
    lines = CSVTrialLines(columns, and: TrialTexts.columns)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    let texts = TrialTexts(of: trial).values.map { $0.map(Self.field) ?? "" }
    lines.add(trial.line, and: texts, to: &files)
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) { lines.begin(&files) }

  /// A text as a field: its lines stay lines.
  private static func field(_ text: String) -> String {
    let visible = VisibleText.escape(text, keepsLines: true)
    let opensFormula = visible.utf8.first.map { "=+-@".utf8.contains($0) } ?? false
    let harmless = opensFormula && Double(visible) == nil ? "'" + visible : visible
    guard harmless.utf8.contains(where: { ",\"\n".utf8.contains($0) }) else { return harmless }
    let quoted = harmless.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + quoted.joined(separator: "\"\"") + "\""
  }
}
