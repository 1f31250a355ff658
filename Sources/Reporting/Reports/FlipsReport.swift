import Analysis
public import Basics
import ModelAPI
public import RecordReplay
import Regression
public import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// A gate's result for people and for programs.
public struct FlipsReport: Sendable {
  private let report: GateVerdict
  private let measured: ScoreSheetHeader?
  private let texts: [TrialID: String]
  private let sweep: String
  private let places: [TrialID: FilePlace]

  /// Creates the report.
  ///
  /// - Parameters:
  ///   - measured: What the new lines are of, to say where that is not what the baseline is of.
  ///   - texts: How the first differing layer of a cause's example reads now.
  ///   - sweep: The sweep as a command takes it, for the next step.
  ///   - places: Where the causes stand, by their examples, where that is known.
  public init(
    _ report: GateVerdict, measured: ScoreSheetHeader? = nil, texts: [TrialID: String] = [:],
    sweep: String = "SWEEP", places: [TrialID: FilePlace] = [:]
  ) {
    self.report = report
    self.measured = measured
    self.texts = texts
    self.sweep = sweep
    self.places = places
  }

  /// The result in one sentence.
  public var verdict: String {
    if report.measuredNothing {
      return "Nothing was measured; trials in the baseline: \(report.baselineTrials)."
    }
    if report.passes { return "All trials equal the baseline: \(report.newTrials)." }
    if report.flipCount == 0 {
      return
        "No trial differs from the baseline (\(report.newTrials)), but what decides the grades does: "
        + "\(moved). Where that is meant: --update-baseline."
    }
    return "Trials that differ from the baseline: \(report.flipCount) of "
      + "\(report.flipCount + report.equalTrials); scores up: \(report.risen), "
      + "down: \(report.fallen)."
  }

  /// What decides the grades and is another than the baseline's.
  private var moved: String { report.movedTasks.map(\.text).joined(separator: ", ") }

  /// The verdict and, where something differs, the flips by cause and one by one.
  ///
  /// - Parameters:
  ///   - head: What the verdict follows on its line.
  ///   - colour: Whether a terminal may be sent escape sequences.
  ///   - width: The columns that tables and sentences are fitted into; as many as are wanted where it is
  ///     `nil`.
  public func text(after head: String = "", colour: Bool, width: Int? = nil) -> String {
    let tables = report.flipCount == 0 ? [] : [causes, flips]
    let lines = ([head + verdict] + headerNotes).map { VisibleText.escape($0) }
    let sentences = Self.text(of: lines, width)
    guard !tables.isEmpty else { return sentences }
    return sentences + "\n" + TerminalRenderer(colour: colour, width: width).render(tables)
      + Self.text(of: examples, width)
  }

  /// One trial of each cause as a difference of the sheet's columns, and how its first differing layer
  /// reads now.
  ///
  /// A baseline keeps digests, and no text to set beside it.
  private var examples: [String] {
    var lines: [String] = []
    for group in report.groups {
      let difference = FlipDifference(group.example)
      lines += ["", "\(group.cause.title): \(group.example.trial)"]
      if let place = places[group.example.trial] {
        lines.append("  in \(VisibleText.escape(place.path)), line \(place.line)")
      }
      lines += difference.lines.map { "  \($0)" }
      guard let layer = group.cause.layer, let text = texts[group.example.trial] else { continue }
      lines.append("  the layer \(layer.rawValue) now:")
      lines += FlipDifference.bounded(text).map { "    \($0)" }
    }
    guard !texts.isEmpty else { return lines }
    lines += [
      "",
      "The baseline keeps digests of the layers. To see what they were, and which commit changed them:",
      "  steerbench bisect \(sweep) --good REV",
    ]
    return lines
  }

  private static func text(of lines: [String], _ width: Int?) -> String {
    lines.map { TextWrap.fitted($0, width: width) + "\n" }.joined()
  }

  /// The flips by cause, the gravest first, with an example each.
  public var causes: TextTable {
    TextTable(
      name: "causes", title: "What changed, by the first layer that differs",
      columns: [
        .init(name: "cause", title: "Cause", isText: true),
        .init(name: "trials", title: "Trials"),
        .init(name: "example", title: "Example", isText: true),
      ],
      rows: report.groups.map { group in
        .init(
          name: group.cause.name,
          cells: [
            .init(.text(group.cause.title)), .init(.integer(group.count)),
            .init(.text(group.example.trial.description)),
          ])
      })
  }

  /// The flips that were kept, those first that do most to the scores.
  public var flips: TextTable {
    let more = report.flipCount - report.flipsByWeight.count
    return TextTable(
      name: "flips", title: "Trials that changed",
      columns: [
        .init(name: "trial", title: "Trial", isText: true),
        .init(name: "layer", title: "Layer or columns", isText: true),
        .init(name: "outcome", title: "Outcome", isText: true),
        .init(name: "score", title: "Score", isText: true),
        .init(name: "tokens", title: "Text tokens", isText: true),
        .init(name: "runtime", title: "Runtime s", isText: true),
      ],
      rows: report.flipsByWeight.map(Self.row),
      notes: more > 0 ? ["More that are not listed: \(more)."] : [])
  }

  /// The whole result as a value.
  public var json: JSONValue {
    let value: JSONValue = [
      "passes": .bool(report.passes),
      "verdict": .string(verdict),
      "baselineTrials": .integer(Int64(report.baselineTrials)),
      "newTrials": .integer(Int64(report.newTrials)),
      "equalTrials": .integer(Int64(report.equalTrials)),
      "flipCount": .integer(Int64(report.flipCount)),
      "risen": .integer(Int64(report.risen)),
      "fallen": .integer(Int64(report.fallen)),
      "notes": .array(headerNotes.map { .string($0) }),
      "causes": .array(
        report.groups.map { group in
          [
            "cause": .string(group.cause.name),
            "layer": group.cause.layer.map { .string($0.rawValue) } ?? .null,
            "trials": .integer(Int64(group.count)),
            "example": Self.json(of: group.example),
            "diff": .array(FlipDifference(group.example).lines.map { .string($0) }),
            "text": texts[group.example.trial].map { .string($0) } ?? .null,
          ]
        }),
      "flips": .array(report.flipsByWeight.map(Self.json)),
      "weights": .object(
        JSONObject(
          FlipWeight.allCases.map {
            JSONMember(name: $0.rawValue, value: .integer(Int64(report.count(of: $0))))
          })),
    ]
    guard var object = value.object, !report.movedTasks.isEmpty else { return value }
    object["moved"] = .array(
      report.movedTasks.map { task in
        [
          "task": .string(task.task), "truths": .bool(task.hasOtherTruths),
          "grading": .bool(task.hasOtherRules),
        ]
      })
    return .object(object)
  }

  /// What the two sheets are of, where that differs: then a flip may come from other recordings.
  private var headerNotes: [String] {
    guard let measured, measured != report.baseline else { return [] }
    var notes: [String] = []
    if measured.sweep != report.baseline.sweep {
      notes.append("The baseline is of the sweep \(report.baseline.sweep), not \(measured.sweep).")
    }
    if measured.grading != report.baseline.grading {
      notes.append(
        "The baseline was graded by the policy \(report.baseline.grading.rawValue), not "
          + "\(measured.grading.rawValue).")
    }
    if measured.cassettes != report.baseline.cassettes {
      notes.append("The baseline was made from other cassettes.")
    }
    if !report.movedTasks.isEmpty, report.flipCount > 0 {
      notes.append("What decides the grades is another than the baseline's: \(moved).")
    }
    return notes
  }

  private static func row(_ flip: Flip) -> TextTable.Row {
    func change(_ text: (TrialLine) -> String) -> TextTable.Cell {
      let before = flip.before.map(text) ?? "none"
      let after = flip.after.map(text) ?? "none"
      return .init(.text(before == after ? before : "\(before) -> \(after)"))
    }
    let columns = flip.columns.map(\.rawValue).joined(separator: ", ")
    let isAccounting = flip.cause == .accounting
    let layer = flip.cause.layer?.rawValue ?? (isAccounting ? columns : flip.cause.name)
    return .init(
      name: flip.trial.description,
      cells: [
        .init(.text(flip.trial.description)),
        .init(.text(layer)),
        change(\.outcome.rawValue),
        change { ScoreWords.text(millionths: $0.scoreMillionths) },
        change { String($0.textTokens) },
        change { $0.runtimeMicroseconds.map { FixedPoint.text(scaled: $0, decimals: 6) } ?? "-" },
      ])
  }

  private static func json(of flip: Flip) -> JSONValue {
    let columns = flip.columns.map { column in
      JSONMember(
        name: column.rawValue,
        value: .array([flip.before, flip.after].map { json(column, $0) }))
    }
    return [
      "trial": .string(flip.trial.description),
      "cause": .string(flip.cause.name),
      "weight": .string(flip.weight.rawValue),
      "layer": flip.cause.layer.map { .string($0.rawValue) } ?? .null,
      "before": flip.before.map(json) ?? .null,
      "after": flip.after.map(json) ?? .null,
      "columns": .object(JSONObject(columns)),
    ]
  }

  private static func json(of line: TrialLine) -> JSONValue {
    [
      "outcome": .string(line.outcome.rawValue),
      "score": json(.score, line),
      "textTokens": json(.textTokens, line),
      "runtimeMicroseconds": TextTable.Value.integer(line.runtimeMicroseconds).json,
    ]
  }

  private static func json(_ column: ScoreColumn, _ line: TrialLine?) -> JSONValue {
    guard let line else { return .null }
    return switch column.value(in: line) {
    case .name(let text), .word(let text): .string(text)
    case .count(let count): TextTable.Value.integer(count).json
    case .counter(let count): TextTable.Value.integer(count).json
    case .millionths(let millionths):
      millionths.map { .double(Double($0) / 1_000_000) } ?? .null
    }
  }
}

/// A flip in one line.
enum FlipLine {
  static func text(_ flip: Flip) -> String {
    "\(flip.trial): \(change(flip)) (\(flip.cause.title))"
  }

  /// What became of the outcome, the score where it alone changed, or the columns that did.
  static func change(_ flip: Flip) -> String {
    guard let before = flip.before, let after = flip.after else { return flip.cause.title }
    if before.outcome != after.outcome {
      return "\(before.outcome.rawValue) -> \(after.outcome.rawValue)"
    }
    if before.scoreMillionths != after.scoreMillionths {
      return "score \(ScoreWords.text(millionths: before.scoreMillionths)) -> "
        + ScoreWords.text(millionths: after.scoreMillionths)
    }
    return flip.columns.map(\.rawValue).joined(separator: ", ")
  }
}

/// One flip as a difference: `-` what the baseline has, `+` what there is now, the columns that differ.
struct FlipDifference {
  private static let lineLimit = 16
  private static let columnLimit = 200

  let lines: [String]

  init(_ flip: Flip) {
    let columns = flip.columns.isEmpty ? [.outcome, .score] : flip.columns
    func text(_ line: TrialLine) -> String {
      columns.map { "\($0.rawValue)=\($0.value(in: line).text)" }.joined(separator: " ")
    }
    lines =
      [flip.before.map { "- \(text($0))" } ?? "- (not in the baseline)"]
      + [flip.after.map { "+ \(text($0))" } ?? "+ (not measured any more)"]
  }

  /// The first lines of a text, each cut where it is long, fit to be shown.
  static func bounded(_ text: String) -> [String] {
    let lines = Redaction.shown(text).split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.prefix(lineLimit).map { line in
      line.count > columnLimit ? line.prefix(columnLimit) + "…" : String(line)
    }
    return lines.count > lineLimit ? shown + ["[\(lines.count - lineLimit) more lines]"] : shown
  }
}
