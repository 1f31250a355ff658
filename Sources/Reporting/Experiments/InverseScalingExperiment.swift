public import Analysis
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A large against a small model over growing difficulty, with and without a code interpreter.
///
/// The paper claims inverse scaling: with a code interpreter smaller models sometimes beat larger
/// ones, since they reach for code earlier (section 5).
public struct InverseScalingExperiment: SweepAnalysis {
  static let kind = ExperimentKind(
    name: "inverse-scaling",
    question: "do smaller models beat larger ones over growing difficulty, given an interpreter?"
  ) { InverseScalingExperiment(context: $0) }

  /// The fewest questions that a sentence is made of.
  private static let fewest = 5

  private struct Pair {
    var task: ScoreAxes.Entry
    var method: ScoreAxes.Entry
    var small: String
    var large: String
    var outcome: PairedOutcome
    var adjusted = 1.0
    /// Rungs at which the smaller model has the higher success rate, among those that both answered.
    var smallAhead: [Int]
  }

  private let context: ExperimentContext
  private var trials = ExperimentTrials()
  private var summary: ComplexitySummary
  private var counted: Set<TrialID> = []

  init(context: ExperimentContext) {
    self.context = context
    summary = ComplexitySummary(axes: context.axes, ladders: context.ladders)
  }

  public mutating func add(_ trial: TrialFeatures) {
    trials.add(trial)
    if counted.insert(trial.line.trial).inserted { summary.add(trial.line) }
  }

  public var section: ReportSection {
    let pairs = pairs
    return ReportSection(
      name: "inverse-scaling", title: "Experiment: inverse scaling over growing difficulty",
      findings: findings(pairs) + trials.notes, tables: [rungs, Self.table(pairs)])
  }

  /// The models that have trials, the smallest first where their names state sizes.
  private var models: (names: [String], areOrdered: Bool) {
    let measured = Set(trials.entries.map(\.trial.model))
    let names = context.axes.models.map(\.name).filter { measured.contains($0) }
    guard let ordered = ModelSize.ordered(names) else { return (names, false) }
    return (ordered, true)
  }

  private var pairs: [Pair] {
    let names = models.names
    var pairs: [Pair] = []
    for task in context.axes.tasks {
      for method in context.axes.methods {
        let places = names.map { trials.places(model: $0, method: method.name, task: task.name) }
        let measured = names.indices.filter { !places[$0].isEmpty }
        for (small, large) in zip(measured, measured.dropFirst()) {
          let outcome = PairedOutcome(places[small], places[large])
          guard outcome.pairs > 0 else { continue }
          pairs.append(
            Pair(
              task: task, method: method, small: names[small], large: names[large],
              outcome: outcome, smallAhead: Self.ahead(places[small], places[large])))
        }
      }
    }
    let adjusted = HolmCorrection.adjusted(pairs.map(\.outcome.test.pValue))
    for index in pairs.indices { pairs[index].adjusted = adjusted[index] }
    return pairs
  }

  private static func ahead(
    _ small: [ExperimentTrials.Place: ExperimentTrials.Entry],
    _ large: [ExperimentTrials.Place: ExperimentTrials.Entry]
  ) -> [Int] {
    var lead: [Int: Int] = [:]
    for (place, entry) in small {
      guard let other = large[place] else { continue }
      lead[entry.rung, default: 0] += (entry.isRight ? 1 : 0) - (other.isRight ? 1 : 0)
    }
    return lead.filter { $0.value > 0 }.keys.sorted()
  }

  private func findings(_ pairs: [Pair]) -> [String] {
    let (names, areOrdered) = models
    guard names.count > 1 else {
      return [
        "Only \(ReportWords.count(names.count, "model")) is here: name sweeps of a small and of a large "
          + "model that ask the same questions."
      ]
    }
    guard !pairs.isEmpty else {
      return ["The models share no question with any method, so that nothing can be compared."]
    }
    let order =
      areOrdered
      ? "Models from the smallest, by the sizes in their names: \(ReportWords.list(names))."
      : "Not every name states a size: models are taken to grow in the order of the sweeps, "
        + "\(ReportWords.list(names))."
    let told = pairs.filter { $0.outcome.pairs >= Self.fewest }
    let left = pairs.count - told.count
    let rest =
      left == 0
      ? []
      : [
        "\(ReportWords.count(left, "comparison")) of fewer than \(Self.fewest) questions "
          + "\(left == 1 ? "is" : "are") in the table alone."
      ]
    return [order] + told.map(sentence) + rest + [conclusion(pairs)]
  }

  private func sentence(_ pair: Pair) -> String {
    let outcome = pair.outcome
    var text =
      "\(pair.task.title), \(pair.method.title), \(pair.small) against \(pair.large): right in "
      + "\(outcome.first) and \(outcome.second) of the same "
      + "\(ReportWords.count(outcome.pairs, "question")), difference \(outcome.text) points: "
    if pair.adjusted < 0.05 {
      text +=
        outcome.second > outcome.first
        ? "the larger model is better." : "the smaller model is better, inverse scaling."
    } else {
      text += "not settled, \(outcome.reach)."
    }
    if !pair.smallAhead.isEmpty {
      text += " The smaller is ahead on rung \(ReportWords.list(pair.smallAhead.map(String.init)))."
    }
    return text
  }

  private func conclusion(_ pairs: [Pair]) -> String {
    let settled = pairs.filter { $0.adjusted < 0.05 }
    let inverse = settled.filter { $0.outcome.first > $0.outcome.second }
    if !inverse.isEmpty {
      let places = inverse.map { "\($0.task.title) with \($0.method.title)" }
      return "Inverse scaling is shown in \(ReportWords.list(places))."
    }
    return settled.isEmpty
      ? "No comparison is settled after Holm's correction: with so few questions these sweeps neither "
        + "show inverse scaling nor rule it out."
      : "Inverse scaling is shown nowhere: of \(ReportWords.count(pairs.count, "comparison")), "
        + "\(settled.count) are settled, each for the larger model; the others rule nothing out."
  }

  private var rungs: TextTable {
    let names = models.names
    let rows = context.axes.tasks.flatMap { task in
      context.axes.methods.flatMap { method -> [TextTable.Row] in
        let keys = names.map { CellKey(model: $0, method: method.name, task: task.name) }
        let rungs = Set(summary.cells.keys.filter { keys.contains($0.cell) }.map(\.rung)).sorted()
        return rungs.map { rung in
          let cells = keys.flatMap { key -> [TextTable.Cell] in
            let cell = summary.cells[ComplexityKey(key, rung: rung)]
            guard let cell else { return Array(repeating: .init(.unmeasured), count: 4) }
            return [.integer(cell.total.trials)]
              + TextTable.Cell.share(cell.right, of: cell.total.trials)
          }
          return .init(
            name: "\(task.name):\(method.name):\(rung)",
            cells: [
              .text(task.title), .text(method.title), .integer(rung),
              .text(context.ladders[task.name]?[rung] ?? ""),
            ] + cells)
        }
      }
    }
    return TextTable(
      name: "inverse-scaling:rungs", title: "Success along the ladders, the smallest model first",
      columns: [
        .init(name: "task", title: "Task", isText: true),
        .init(name: "method", title: "Method", isText: true), .init(name: "rung", title: "Rung"),
        .init(name: "complexity", title: "Complexity", isText: true),
      ]
        + names.flatMap { name -> [TextTable.Column] in
          [.init(name: "\(name):trials", title: "\(name) trials")]
            + TextTable.Column.share("\(name):correct-rate", "\(name) correct")
        },
      rows: rows, notes: ["Intervals: Wilson, 95 %."])
  }

  private static func table(_ pairs: [Pair]) -> TextTable {
    TextTable(
      name: "inverse-scaling:pairs", title: "A smaller against the next larger model",
      columns: [
        .init(name: "task", title: "Task", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "small", title: "Small", isText: true),
        .init(name: "large", title: "Large", isText: true),
      ] + PairedOutcome.columns("small", "large"),
      rows: pairs.map { pair in
        .init(
          name: "\(pair.task.name):\(pair.method.name):\(pair.small):\(pair.large)",
          cells: [
            .text(pair.task.title), .text(pair.method.title), .text(pair.small), .text(pair.large),
          ] + pair.outcome.cells(adjusted: pair.adjusted))
      }, notes: [PairedOutcome.note])
  }
}
