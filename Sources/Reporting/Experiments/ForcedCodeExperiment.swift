public import Analysis
import PythonLiterals
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Always answering with code against a code interpreter, on a mixed set of tasks.
///
/// The paper claims that forcing code does not guarantee better accuracy, since code may merely print
/// a textual answer (section 5).
public struct ForcedCodeExperiment: SweepAnalysis {
  static let kind = ExperimentKind(
    name: "forced-code",
    question: "does always answering with code beat a code interpreter on a mixed task set?"
  ) { ForcedCodeExperiment(context: $0) }

  private static let forced = "all-code"
  private static let free = "code-interpreter"

  private let context: ExperimentContext
  private var trials = ExperimentTrials()

  init(context: ExperimentContext) {
    self.context = context
  }

  public mutating func add(_ trial: TrialFeatures) { trials.add(trial) }

  private struct Group {
    var model: ScoreAxes.Entry
    /// The task; `nil` for all of them.
    var task: ScoreAxes.Entry?
    var outcome: PairedOutcome
    var adjusted: Double?
    var forcedCode = (used: 0, all: 0)
    var freeCode = (used: 0, all: 0)
  }

  public var section: ReportSection {
    let groups = groups
    return ReportSection(
      name: "forced-code", title: "Experiment: forced code against a code interpreter",
      findings: findings(groups) + trials.notes, tables: groups.isEmpty ? [] : [Self.table(groups)])
  }

  private var groups: [Group] {
    var groups = context.axes.models.flatMap { model -> [Group] in
      let all = group(model, nil)
      guard all.outcome.pairs > 0 else { return [] }
      return context.axes.tasks.map { group(model, $0) }.filter { $0.outcome.pairs > 0 } + [all]
    }
    let totals = groups.indices.filter { groups[$0].task == nil }
    let adjusted = HolmCorrection.adjusted(totals.map { groups[$0].outcome.test.pValue })
    for (index, value) in zip(totals, adjusted) { groups[index].adjusted = value }
    return groups
  }

  private func group(_ model: ScoreAxes.Entry, _ task: ScoreAxes.Entry?) -> Group {
    let forced = trials.places(model: model.name, method: Self.forced, task: task?.name)
    let free = trials.places(model: model.name, method: Self.free, task: task?.name)
    func code(_ places: [ExperimentTrials.Place: ExperimentTrials.Entry]) -> (Int, Int) {
      (places.values.count { $0.usedCode }, places.count)
    }
    return Group(
      model: model, task: task, outcome: PairedOutcome(forced, free), forcedCode: code(forced),
      freeCode: code(free))
  }

  private func findings(_ groups: [Group]) -> [String] {
    let totals = groups.filter { $0.task == nil }
    guard !totals.isEmpty else {
      return [
        "No model answers the same questions both with \(Self.forced) and with \(Self.free): name "
          + "sweeps that have both."
      ]
    }
    return totals.flatMap { [sentence($0)] + codeSentences($0.model) }
      + [
        "Tasks are rows to explore: with so few questions each, only the totals are tested."
      ]
  }

  private func sentence(_ group: Group) -> String {
    let outcome = group.outcome
    var text =
      "\(group.model.title): right in \(outcome.first) with All Code and in \(outcome.second) with the "
      + "Code Interpreter, of the same \(ReportWords.count(outcome.pairs, "question")); the "
      + "interpreter less forced code \(outcome.text) points: "
    if (group.adjusted ?? 1) < 0.05 {
      text +=
        outcome.second > outcome.first
        ? "forcing code is worse here." : "forcing code is better here."
    } else {
      text += "not settled, \(outcome.reach)."
    }
    return text
      + " Code ran in \(ReportWords.share(group.forcedCode.used, of: group.forcedCode.all)) "
      + "of the forced trials and \(ReportWords.share(group.freeCode.used, of: group.freeCode.all)) "
      + "of the free ones."
  }

  /// How much of the forced code was text-like, and what became of it.
  private func codeSentences(_ model: ScoreAxes.Entry) -> [String] {
    let entries = trials.places(model: model.name, method: Self.forced).values
    let judged = entries.filter { $0.code != nil }
    let like = judged.filter { $0.code == .textLike }
    let computing = judged.filter { $0.code == .computing }
    guard !judged.isEmpty else { return [] }
    let silent = judged.count { $0.code == .silent }
    var text =
      "\(model.title), forced code: prints without computing (text-like) "
      + "\(ReportWords.share(like.count, of: judged.count)); prints nothing "
      + "\(ReportWords.share(silent, of: judged.count))."
    if !like.isEmpty {
      text += " Right where text-like: \(Self.right(like))."
    }
    if !computing.isEmpty {
      text += " Right where it computed: \(Self.right(computing))."
    }
    return [text]
  }

  private static func right(_ entries: [ExperimentTrials.Entry]) -> String {
    ReportWords.share(entries.count { $0.isRight }, of: entries.count)
  }

  private static func table(_ groups: [Group]) -> TextTable {
    func rate(_ code: (used: Int, all: Int)) -> TextTable.Cell {
      .number(code.all > 0 ? Double(code.used) * 100 / Double(code.all) : nil, 1)
    }
    return TextTable(
      name: "forced-code:tasks", title: "All Code (forced) against Code Interpreter (free)",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "task", title: "Task", isText: true),
      ] + PairedOutcome.columns("forced", "free") + [
        .init(name: "forced-code", title: "Forced, code %"),
        .init(name: "free-code", title: "Free, code %"),
      ],
      rows: groups.map { group in
        .init(
          name: "\(group.model.name):\(group.task?.name ?? "all")",
          cells: [.text(group.model.title), .text(group.task?.title ?? "All tasks")]
            + group.outcome.cells(adjusted: group.adjusted)
            + [rate(group.forcedCode), rate(group.freeCode)])
      },
      notes: [PairedOutcome.note, "The correction is over the rows of all tasks."])
  }
}
