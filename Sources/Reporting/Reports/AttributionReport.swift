import Analysis
public import Basics
public import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A change of scores split into code, recording and interaction, for people and for programs.
public struct AttributionReport: Sendable {
  private let result: Crossing.Square

  /// Creates a report.
  public init(_ result: Crossing.Square) {
    self.result = result
  }

  /// The square and its parts.
  public var table: TextTable {
    TextTable(
      name: "attribution", title: "Mean score in %, and what moved it",
      columns: [
        .init(name: "group", title: "Trials of", isText: true),
        .init(name: "trials", title: "Trials"),
        .init(name: "aa", title: "A on A"), .init(name: "ba", title: "B on A"),
        .init(name: "ab", title: "A on B"), .init(name: "bb", title: "B on B"),
        .init(name: "code", title: "Code"), .init(name: "recording", title: "Recording"),
        .init(name: "interaction", title: "Interaction"), .init(name: "total", title: "Total"),
      ],
      rows: result.attribution.rows.map { row in
        let means = Attribution.Corner.allCases.map(row.mean)
        let parts = [row.code, row.recording, row.interaction, row.total]
        return .init(
          name: row.group.name,
          cells: [.init(.text(row.group.name)), .init(.integer(row.trials))]
            + (means + parts).map { .init(.number($0 * 100, decimals: 1)) },
          isSummary: row.group.method == nil)
      },
      notes: notes)
  }

  private var notes: [String] {
    var notes = ["X on Y: the code of commit X replays the recording of side Y."]
    for (corner, count) in zip(Attribution.Corner.allCases, result.attribution.unanswered)
    where count > 0 {
      notes.append(
        "\(corner.title): \(count) trials ask for what is not recorded; they are left out of all four."
      )
    }
    if result.attribution.failed > 0 {
      notes.append(
        "\(result.attribution.failed) trials ended in a provider's error in some corner; they have no score "
          + "there, and are left out of all four.")
    }
    return notes
  }

  /// The result in words.
  public func text(colour: Bool, width: Int? = nil) -> String {
    let sides = [
      ("A", result.commits.first, result.recordings.first),
      ("B", result.commits.second, result.recordings.second),
    ]
    let head = sides.map { name, commit, recording in
      "\(name)  \(commit.short)  recording \(recording.prefix(12))  "
        + VisibleText.escape(commit.subject)
    }
    return head.joined(separator: "\n") + "\n\n"
      + TerminalRenderer(colour: colour, width: width).render([table])
  }

  /// The result as a value.
  public var json: JSONValue {
    [
      "a": .string(result.commits.first.id), "b": .string(result.commits.second.id),
      "recordingA": .string(result.recordings.first),
      "recordingB": .string(result.recordings.second),
      "trials": .integer(Int64(result.attribution.trials)),
      "unanswered": .array(result.attribution.unanswered.map { .integer(Int64($0)) }),
      "providerErrors": .integer(Int64(result.attribution.failed)),
      "rows": .array(
        result.attribution.rows.map { row in
          [
            "model": .string(row.group.model),
            "method": row.group.method.map { .string($0) } ?? .null,
            "trials": .integer(Int64(row.trials)),
            "means": .array(Attribution.Corner.allCases.map { .double(row.mean($0)) }),
            "code": .double(row.code), "recording": .double(row.recording),
            "interaction": .double(row.interaction), "total": .double(row.total),
          ]
        }),
    ]
  }
}
