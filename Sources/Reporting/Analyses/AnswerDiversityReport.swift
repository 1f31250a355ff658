import Analysis
import Statistics
import Sweeps

/// How the diversity of code answers against text answers reads.
enum AnswerDiversityReport {
  static let kind = AnalysisKind(
    "diversity", .openQuestion, of: AnswerDiversity.self,
    summary: "Word and line diversity of code answers against text answers.",
    definition: """
      How much answers repeat themselves, with code and without. Words are runs of letters, digits \
      and _, and every other visible character. Word diversity: in each window of 50 neighbouring \
      words the share of different ones, averaged (moving-average type-token ratio). Line diversity: \
      the share of different lines. Between answers: one less the shared part of the vocabularies of \
      an answer and the one before it in the same group. An answer is all that the model wrote in a \
      trial; it is a code answer where its code was run.
      """, section: section)

  private static func section(_ findings: AnswerDiversity.Findings) -> ReportSection {
    ReportSection(
      name: "diversity", title: "Diversity of code answers against text answers",
      findings: findings.models.map { sentence($0.name, $0.differences) } + [
        "Answers chose themselves into code or text, unless the method forced them: a difference "
          + "describes the answers and does not say that code caused it."
      ],
      tables: [answersTable(findings.groups), differencesTable(findings.models)])
  }

  private static func sentence(
    _ model: String, _ differences: [AnswerDiversity.Difference]
  ) -> String {
    guard let questions = differences.first?.mean.clusters else {
      return
        "\(model): no question was answered both with code and without, so nothing is compared."
    }
    let parts = differences.filter { $0.mean.clusters > 1 }.map { difference in
      let found = difference.mean
      let text = FindingWords.difference(
        found.mean, found.lower, found.upper, decimals: difference.measure.decimals)
      let unsettled = found.excludesZero ? "" : " (not settled)"
      return "\(difference.measure.phrase) \(text)\(unsettled)"
    }
    guard !parts.isEmpty else {
      return "\(model): one question was answered in both ways, which says nothing of others."
    }
    return
      "\(model), code less text on \(FindingWords.count(questions, "question")) answered in both "
      + "ways: " + parts.joined(separator: "; ") + "."
  }

  private static func answersTable(_ groups: [AnswerDiversity.Group]) -> TextTable {
    let rows = groups.map { group -> TextTable.Row in
      func mean(_ measure: AnswerDiversity.Measure) -> TextTable.Cell {
        .number(group.means[measure], measure.decimals)
      }
      let kind = group.usedCode ? "code" : "text"
      return .init(
        name: "\(group.place.model):\(group.place.method):\(kind)",
        cells: [
          .text(group.place.model), .text(group.place.method), .text(kind),
          .integer(group.correct.total), .rate(group.correct), mean(.words), mean(.wordDiversity),
          mean(.lineDiversity), mean(.between),
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
    _ models: [(name: String, differences: [AnswerDiversity.Difference])]
  ) -> TextTable {
    let rows = models.flatMap { model, differences in
      differences.map { difference -> TextTable.Row in
        let found = difference.mean
        let decimals = difference.measure.decimals
        func bound(_ value: Double) -> Double? { value.isFinite ? value : nil }
        return .init(
          name: "\(model):\(difference.measure.name)",
          cells: [
            .text(model), .text(difference.measure.name), .integer(found.clusters),
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
}

extension AnswerDiversity.Measure {
  /// Its name in tables.
  fileprivate var name: String {
    switch self {
    case .words: "words"
    case .wordDiversity: "word diversity"
    case .lineDiversity: "line diversity"
    case .between: "between answers"
    }
  }

  /// Its name in sentences.
  fileprivate var phrase: String { self == .words ? "length in words" : name }

  /// The decimals that it is shown with.
  fileprivate var decimals: Int { self == .words ? 1 : 3 }
}
