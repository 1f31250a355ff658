import Analysis
import PythonLiterals
import RecordReplay
import Sweeps
import Trials

/// How code that prints an answer without computing it is told of.
enum TextLikeCodeReport {
  static let kind = AnalysisKind(
    "text-like-code", .openQuestion, of: TextLikeCode.self,
    summary: "Code that prints an answer without computing it.",
    definition: """
      Code that prints an answer without computing it, judged by its tokens and never run. Computing \
      is an operator between values, a comparison, and/or/not, a membership test, or a call of \
      anything but functions that print, convert, lay out text or walk over what is there. A name is \
      computed where it is ever assigned something computed, or anything under an if, while or for \
      whose head is. Code computes if some print prints something computed or stands under such a \
      head; it is text-like if it prints and no print does; it is silent if it prints nothing. The \
      rules lean to computing: text-like is only what cannot depend on a computation. The code that \
      ran last is judged, in trials whose answer was read from a reply with code.
      """, section: section)

  private static func section(_ findings: TextLikeCode.Findings) -> ReportSection {
    ReportSection(
      name: "text-like-code", title: "Text-like code: printed, not computed",
      findings: findings.models.map { sentence($0.name, $0.counts) },
      tables: [table(findings.groups), examplesTable(findings)])
  }

  private static func sentence(_ model: String, _ counts: TextLikeCode.Counts) -> String {
    guard counts.withCode > 0 else { return "\(model): no trial ran code." }
    let (like, computing) = (counts.right(where: .textLike), counts.right(where: .computing))
    var text =
      "\(model): of the trials with code, text-like are \(FindingWords.share(counts.textLike))."
    if like.total > 0, computing.total > 0 {
      text +=
        " Right where it was text-like: \(FindingWords.share(like)); where it computed: "
        + "\(FindingWords.share(computing))."
    }
    return text
  }

  private static func table(
    _ groups: [(place: ModelMethod, counts: TextLikeCode.Counts)]
  ) -> TextTable {
    let rows = groups.map { place, counts -> TextTable.Row in
      func total(_ verdict: PythonComputation.Verdict) -> TextTable.Cell {
        .integer(counts.right(where: verdict).total)
      }
      func right(_ verdict: PythonComputation.Verdict) -> TextTable.Cell {
        .rate(counts.right(where: verdict))
      }
      let head: [TextTable.Cell] = [
        .text(place.model), .text(place.method), .integer(counts.trials), .integer(counts.withCode),
        total(.textLike),
      ]
      return .init(
        name: "\(place.model):\(place.method)",
        cells: head + TextTable.Cell.share(counts.textLike)
          + [
            right(.textLike), total(.computing), right(.computing), total(.silent),
            total(.unjudged),
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

  private static func examplesTable(_ findings: TextLikeCode.Findings) -> TextTable {
    let left = findings.textLike - findings.examples.count
    return TextTable(
      name: "text-like-code:trials", title: "Trials with text-like code",
      columns: [
        .init(name: "trial", title: "Trial", isText: true),
        .init(name: "outcome", title: "Outcome", isText: true),
      ],
      rows: findings.examples.map { line in
        .init(
          name: line.trial.description,
          cells: [.text(line.trial.description), .text(line.outcome.rawValue)])
      },
      notes: (left > 0 ? ["More that are not listed: \(left)."] : [])
        + ["Read one with: steerbench transcript TRIAL"])
  }
}
