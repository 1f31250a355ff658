import Analysis
import Statistics
import Sweeps

/// How forced code against a code interpreter reads.
enum ForcedCodeReport {
  static let kind = AnalysisKind(
    "forced-code", .experiment, of: ForcedCode.self,
    summary: "does always answering with code beat a code interpreter on a mixed task set?",
    section: section)

  private static func section(_ findings: ForcedCode.Findings) -> ReportSection {
    ReportSection(
      name: "forced-code", title: "Experiment: forced code against a code interpreter",
      findings: sentences(findings.models) + FindingWords.notes(onRepeated: findings.repeated),
      tables: findings.models.isEmpty
        ? [] : [table(findings.models.flatMap { $0.tasks + [$0.total] })],
      charts: findings.models.isEmpty ? [] : [chart(findings.models)])
  }

  private static func chart(_ models: [ForcedCode.Model]) -> Chart {
    .differences(
      DifferenceForest(
        ChartHeading(
          name: "forced-code-differences", title: "Code Interpreter (free) less All Code (forced)",
          caption: "Left of 0 forcing code is better. " + PairedSuccess.caption
            + " Tasks are rows to explore; only totals are tested."),
        rows: models.flatMap { model in
          ([model.total] + model.tasks).map { group in
            group.outcome.row(
              "\(models.count > 1 ? "\(group.model.title), " : "")\(group.task?.title ?? "all tasks")",
              isSettled: group.task == nil && group.verdict != .unsettled)
          }
        }))
  }

  private static func sentences(_ models: [ForcedCode.Model]) -> [String] {
    guard !models.isEmpty else {
      return [
        "No model answers the same questions both with \(ForcedCode.forced) and with "
          + "\(ForcedCode.free): name sweeps that have both."
      ]
    }
    return models.flatMap { model in
      [sentence(model.total)] + (model.code.map { [sentence(model.total.model.title, $0)] } ?? [])
    } + ["Tasks are rows to explore: with so few questions each, only the totals are tested."]
  }

  private static func sentence(_ group: ForcedCode.Group) -> String {
    let (outcome, counts) = (group.outcome, group.outcome.counts)
    let verdict =
      switch group.verdict {
      case .forcingIsWorse: "forcing code is worse here."
      case .forcingIsBetter: "forcing code is better here."
      case .unsettled: "not settled, \(outcome.reach)."
      }
    return
      "\(group.model.title): right in \(counts.first) with All Code and in \(counts.second) with the "
      + "Code Interpreter, of the same \(FindingWords.count(counts.pairs, "question")); the "
      + "interpreter less forced code \(outcome.points) points: \(verdict)"
      + " Code ran in \(FindingWords.share(group.forcedCode)) "
      + "of the forced trials and \(FindingWords.share(group.freeCode)) of the free ones."
  }

  /// How much of the forced code was text-like, and what became of it.
  private static func sentence(_ model: String, _ code: ForcedCode.CodeKinds) -> String {
    var text =
      "\(model), forced code: prints without computing (text-like) "
      + "\(FindingWords.share(code.textLike)); prints nothing \(FindingWords.share(code.silent))."
    if code.rightWhereTextLike.total > 0 {
      text += " Right where text-like: \(FindingWords.share(code.rightWhereTextLike))."
    }
    if code.rightWhereComputing.total > 0 {
      text += " Right where it computed: \(FindingWords.share(code.rightWhereComputing))."
    }
    return text
  }

  private static func table(_ groups: [ForcedCode.Group]) -> TextTable {
    TextTable(
      name: "forced-code:tasks", title: "All Code (forced) against Code Interpreter (free)",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "task", title: "Task", isText: true),
      ] + PairedSuccess.columns("forced", "free") + [
        .init(name: "forced-code", title: "Forced, code %"),
        .init(name: "free-code", title: "Free, code %"),
      ],
      rows: groups.map { group in
        .init(
          name: "\(group.model.name):\(group.task?.name ?? "all")",
          cells: [.text(group.model.title), .text(group.task?.title ?? "All tasks")]
            + group.outcome.cells(adjusted: group.adjusted)
            + [.rate(group.forcedCode), .rate(group.freeCode)])
      },
      notes: [PairedSuccess.note, "The correction is over the rows of all tasks."])
  }
}
