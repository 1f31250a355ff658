public import Analysis
import PythonLiterals
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Code that prints an answer without computing it.
public struct TextLikeCodeAnalysis: SweepAnalysis {
  static let kind = SweepAnalysisKind(
    name: "text-like-code",
    definition: """
      Code that prints an answer without computing it, judged by its tokens and never run. Computing \
      is an operator between values, a comparison, and/or/not, a membership test, or a call of \
      anything but functions that print, convert, lay out text or walk over what is there. A name is \
      computed where it is ever assigned something computed, or anything under an if, while or for \
      whose head is. Code computes if some print prints something computed or stands under such a \
      head; it is text-like if it prints and no print does; it is silent if it prints nothing. The \
      rules lean to computing: text-like is only what cannot depend on a computation. The code that \
      ran last is judged, in trials whose answer was read from a reply with code.
      """
  ) { _ in TextLikeCodeAnalysis() }

  /// Trials that are listed by name.
  private static let exampleLimit = 20

  private struct Group {
    var trials = 0
    var counts: [PythonComputation.Verdict: Int] = [:]
    var right: [PythonComputation.Verdict: Int] = [:]

    var code: Int { counts.values.reduce(0, +) }
  }

  private struct Key: Hashable, Comparable {
    var model: String
    var method: String

    static func < (left: Key, right: Key) -> Bool {
      CellKey(model: left.model, method: left.method, task: "")
        < CellKey(model: right.model, method: right.method, task: "")
    }
  }

  private var groups: [Key: Group] = [:]
  private var examples: [TrialLine] = []

  public mutating func add(_ trial: TrialFeatures) {
    let line = trial.line
    let key = Key(model: line.trial.model, method: line.trial.method)
    groups[key, default: Group()].trials += 1
    // Code of an agent that the answer was not read from is not the answer's code.
    guard line.usedCode, let verdict = trial.code else { return }
    groups[key]?.counts[verdict, default: 0] += 1
    groups[key]?.right[verdict, default: 0] += line.outcome == .correct ? 1 : 0
    if verdict == .textLike, examples.count < Self.exampleLimit { examples.append(line) }
  }

  public var section: ReportSection {
    ReportSection(
      name: "text-like-code", title: "Text-like code: printed, not computed",
      findings: findings, tables: [table, examplesTable])
  }

  private var findings: [String] {
    let models = Set(groups.keys.map(\.model)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return models.map { model in
      var total = Group()
      for (key, group) in groups where key.model == model {
        total.trials += group.trials
        total.counts.merge(group.counts, uniquingKeysWith: +)
        total.right.merge(group.right, uniquingKeysWith: +)
      }
      guard total.code > 0 else { return "\(model): no trial ran code." }
      let (like, computing) = (total.counts[.textLike] ?? 0, total.counts[.computing] ?? 0)
      var text =
        "\(model): of the trials with code, text-like are "
        + "\(ReportWords.share(like, of: total.code))."
      if like > 0, computing > 0 {
        text +=
          " Right where it was text-like: "
          + "\(ReportWords.share(total.right[.textLike] ?? 0, of: like)); where it computed: "
          + "\(ReportWords.share(total.right[.computing] ?? 0, of: computing))."
      }
      return text
    }
  }

  private var table: TextTable {
    let rows = groups.keys.sorted().compactMap { key -> TextTable.Row? in
      guard let group = groups[key] else { return nil }
      func count(_ verdict: PythonComputation.Verdict) -> Int { group.counts[verdict] ?? 0 }
      func right(_ verdict: PythonComputation.Verdict) -> TextTable.Cell {
        let all = count(verdict)
        return .number(all > 0 ? Double(group.right[verdict] ?? 0) * 100 / Double(all) : nil, 1)
      }
      let counts: [TextTable.Cell] = [
        .text(key.model), .text(key.method), .integer(group.trials), .integer(group.code),
        .integer(count(.textLike)),
      ]
      return .init(
        name: "\(key.model):\(key.method)",
        cells: counts + TextTable.Cell.share(count(.textLike), of: group.code)
          + [
            right(.textLike), .integer(count(.computing)), right(.computing),
            .integer(count(.silent)), .integer(count(.unjudged)),
          ])
    }
    return TextTable(
      name: "text-like-code:methods", title: "Code by what it does",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "trials", title: "Trials"), .init(name: "code-trials", title: "With code"),
        .init(name: "text-like", title: "Text-like"),
      ] + TextTable.Column.share("text-like-rate", "Text-like") + [
        .init(name: "text-like-correct", title: "Text-like, correct %", shortTitle: "Correct %"),
        .init(name: "computing", title: "Computing"),
        .init(name: "computing-correct", title: "Computing, correct %", shortTitle: "Correct %"),
        .init(name: "silent", title: "Silent"), .init(name: "unjudged", title: "Unjudged"),
      ], rows: rows,
      notes: ["Text-like %: of the trials with code, with Wilson's interval."])
  }

  private var examplesTable: TextTable {
    let all = groups.values.reduce(0) { $0 + ($1.counts[.textLike] ?? 0) }
    return TextTable(
      name: "text-like-code:trials", title: "Trials with text-like code",
      columns: [
        .init(name: "trial", title: "Trial", isText: true),
        .init(name: "outcome", title: "Outcome", isText: true),
      ],
      rows: examples.map { line in
        .init(
          name: line.trial.description,
          cells: [.text(line.trial.description), .text(line.outcome.rawValue)])
      },
      notes: (all > examples.count ? ["More that are not listed: \(all - examples.count)."] : [])
        + ["Read one with: steerbench transcript TRIAL"])
  }
}
