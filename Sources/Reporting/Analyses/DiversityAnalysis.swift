public import Analysis
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Word and line diversity of code answers against text answers.
public struct DiversityAnalysis: SweepAnalysis {
  static let kind = SweepAnalysisKind(
    name: "diversity",
    definition: """
      How much answers repeat themselves, with code and without. Words are runs of letters, digits \
      and _, and every other visible character. Word diversity: in each window of 50 neighbouring \
      words the share of different ones, averaged (moving-average type-token ratio). Line diversity: \
      the share of different lines. Between answers: one less the shared part of the vocabularies of \
      an answer and the one before it in the same group. An answer is all that the model wrote in a \
      trial; it is a code answer where its code was run.
      """
  ) { _ in DiversityAnalysis() }

  /// What is measured of an answer.
  private enum Measure: Int, CaseIterable {
    case words
    case wordDiversity
    case lineDiversity
    case between
  }

  private struct Group: Hashable, Comparable {
    var model: String
    var method: String
    var usedCode: Bool

    static func < (left: Group, right: Group) -> Bool {
      let (a, b) = (
        CellKey(model: left.model, method: left.method, task: ""),
        CellKey(model: right.model, method: right.method, task: "")
      )
      return a == b ? !left.usedCode && right.usedCode : a < b
    }
  }

  private struct Question: Hashable, Comparable {
    var task: String
    var id: String

    static func < (left: Question, right: Question) -> Bool {
      CellKey(model: left.task, method: left.id, task: "")
        < CellKey(model: right.task, method: right.id, task: "")
    }
  }

  private struct Answers {
    var trials = 0
    var correct = 0
    var values: [Measure: [Question: [Double]]] = [:]
    var last: TextDiversity?
  }

  private var groups: [Group: Answers] = [:]

  public mutating func add(_ trial: TrialFeatures) {
    guard trial.diversity.wordCount > 0 else { return }
    let id = trial.line.trial
    let group = Group(model: id.model, method: id.method, usedCode: trial.line.usedCode)
    let question = Question(task: id.task, id: id.question)
    var answers = groups[group] ?? Answers()
    answers.trials += 1
    answers.correct += trial.line.outcome == .correct ? 1 : 0
    let values: [Measure: Double?] = [
      .words: Double(trial.diversity.wordCount), .wordDiversity: trial.diversity.wordDiversity,
      .lineDiversity: trial.diversity.lineDiversity,
      .between: answers.last.flatMap { trial.diversity.distance(to: $0) },
    ]
    for measure in Measure.allCases {
      guard case .some(let value?) = values[measure] else { continue }
      answers.values[measure, default: [:]][question, default: []].append(value)
    }
    answers.last = trial.diversity
    groups[group] = answers
  }

  public var section: ReportSection {
    let models = Set(groups.keys.map(\.model)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let pairs = models.map { (model: $0, differences: differences(of: $0)) }
    return ReportSection(
      name: "diversity", title: "Diversity of code answers against text answers",
      findings: pairs.flatMap { Self.findings($0.model, $0.differences) }
        + [
          "Answers chose themselves into code or text, unless the method forced them: a difference "
            + "describes the answers and does not say that code caused it."
        ],
      tables: [answersTable, Self.differencesTable(pairs)])
  }

  /// Code less text on each question that a model answered in both ways.
  private func differences(of model: String) -> [(measure: Measure, bootstrap: PairedBootstrap?)] {
    Measure.allCases.filter { $0 != .between }.map { measure in
      let code = values(of: measure, model, usedCode: true)
      let text = values(of: measure, model, usedCode: false)
      let both = code.keys.filter { text[$0] != nil }.sorted()
      let clusters = both.compactMap { question -> [Double]? in
        guard let code = code[question].flatMap(Self.mean),
          let text = text[question].flatMap(Self.mean)
        else { return nil }
        return [code - text]
      }
      return (
        measure, PairedBootstrap(of: clusters, seed: "diversity \(model) \(measure.rawValue)")
      )
    }
  }

  private func values(
    of measure: Measure, _ model: String, usedCode: Bool
  ) -> [Question: [Double]] {
    var values: [Question: [Double]] = [:]
    for group in groups.keys.sorted() where group.model == model && group.usedCode == usedCode {
      values.merge(groups[group]?.values[measure] ?? [:]) { $0 + $1 }
    }
    return values
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private static func findings(
    _ model: String, _ differences: [(measure: Measure, bootstrap: PairedBootstrap?)]
  ) -> [String] {
    guard let questions = differences.first?.bootstrap?.clusters else {
      return [
        "\(model): no question was answered both with code and without, so nothing is compared."
      ]
    }
    let names = ["length in words", "word diversity", "line diversity"]
    let parts = zip(names, differences).compactMap { name, entry -> String? in
      guard let found = entry.bootstrap, found.clusters > 1 else { return nil }
      let decimals = entry.measure == .words ? 1 : 3
      let text = ReportWords.difference(found.mean, found.lower, found.upper, decimals: decimals)
      return "\(name) \(text)\(found.excludesZero ? "" : " (not settled)")"
    }
    guard !parts.isEmpty else {
      return ["\(model): one question was answered in both ways, which says nothing of others."]
    }
    return [
      "\(model), code less text on \(ReportWords.count(questions, "question")) answered in both ways: "
        + parts.joined(separator: "; ") + "."
    ]
  }

  private var answersTable: TextTable {
    let rows = groups.keys.sorted().compactMap { group -> TextTable.Row? in
      guard let answers = groups[group] else { return nil }
      func mean(_ measure: Measure, _ decimals: Int) -> TextTable.Cell {
        let values = answers.values[measure] ?? [:]
        return .number(Self.mean(values.keys.sorted().flatMap { values[$0] ?? [] }), decimals)
      }
      let kind = group.usedCode ? "code" : "text"
      return .init(
        name: "\(group.model):\(group.method):\(kind)",
        cells: [
          .text(group.model), .text(group.method), .text(kind), .integer(answers.trials),
          .number(Double(answers.correct) * 100 / Double(max(answers.trials, 1)), 1),
          mean(.words, 1), mean(.wordDiversity, 3), mean(.lineDiversity, 3), mean(.between, 3),
        ])
    }
    return TextTable(
      name: "diversity:answers", title: "Answers by method, with code and without",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "answer", title: "Answer", isText: true),
        .init(name: "trials", title: "Trials"), .init(name: "correct-rate", title: "Correct %"),
        .init(name: "words", title: "Words"),
        .init(name: "word-diversity", title: "Word diversity"),
        .init(name: "line-diversity", title: "Line diversity"),
        .init(name: "between-answers", title: "Between answers"),
      ], rows: rows,
      notes: ["Means an answer. Diversities are shares from 0 (all the same) to 1 (all different)."]
    )
  }

  private static func differencesTable(
    _ pairs: [(model: String, differences: [(measure: Measure, bootstrap: PairedBootstrap?)])]
  ) -> TextTable {
    let rows = pairs.flatMap { model, differences in
      differences.compactMap { measure, found -> TextTable.Row? in
        guard let found else { return nil }
        let decimals = measure == .words ? 1 : 3
        func bound(_ value: Double) -> Double? { value.isFinite ? value : nil }
        return .init(
          name: "\(model):\(names[measure.rawValue])",
          cells: [
            .text(model), .text(names[measure.rawValue]), .integer(found.clusters),
            .number(found.mean, decimals), .number(bound(found.lower), decimals),
            .number(bound(found.upper), decimals),
          ])
      }
    }
    return TextTable(
      name: "diversity:differences", title: "Code less text, on the same questions",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "measure", title: "Measure", isText: true),
        .init(name: "questions", title: "Questions"),
        .init(name: "difference", title: "Difference"),
        .init(name: "low", title: "95 % from", shortTitle: "from"),
        .init(name: "high", title: "95 % to", shortTitle: "to"),
      ], rows: rows,
      notes: [
        "A question's answers are averaged first, over methods. Intervals: bootstrap over questions, "
          + "\(PairedBootstrap.resamples) resamples by \(PairedBootstrap.generator) with a fixed seed."
      ])
  }

  private static let names = ["words", "word diversity", "line diversity", "between answers"]
}
