import Reporting

/// How findings on the words of prompts read.
enum SensitivityTables {
  static let analysis = LabAnalysis(
    "sensitivity",
    summary: "how much scores depend on the words of the prompts (a sweep with variants)",
    definition: """
      the same questions asked with several variants of a method's prompts. Spread: the highest mean less \
      the lowest; its null permutes the prompts' labels within each question. Pairwise: the mean distance \
      of two prompts at one question; its null shuffles each prompt's scores among the questions. Variance \
      components of question, prompt, both, and samples; with one sample the last two are one. Kendall's \
      tau between the orders of methods under two variants, and how often one is above another. Rates of \
      unread answers and of code; the spread under the other grading beside it, since much of it may be the \
      grader's.
      """, comparesGradings: true
  ) { section($0, graded: $1) }

  static func section(_ book: LabBook, graded other: LabBook?) -> ReportSection {
    let all = PromptSensitivity.all(of: book)
    let others = other.map(PromptSensitivity.all) ?? []
    let flips = book.models.compactMap { model in
      RankFlips(model, all.filter { $0.model == model })
    }
    guard !all.isEmpty else {
      return ReportSection(
        name: "sensitivity", title: "What the words of the prompts do",
        findings: [
          "No method here was asked the same questions with two prompts. A sweep of version 2 lists variants "
            + "under prompts."
        ])
    }
    return ReportSection(
      name: "sensitivity", title: "What the words of the prompts do",
      findings: all.map { sentence($0, counterpart(of: $0, in: others)) } + flips.map(sentence),
      tables: [measures(all, others), prompts(all), orders(flips)].filter { !$0.rows.isEmpty })
  }

  private static func counterpart(
    of found: PromptSensitivity, in others: [PromptSensitivity]
  ) -> PromptSensitivity? {
    others.first { $0.model == found.model && $0.method == found.method }
  }

  private static func sentence(_ found: PromptSensitivity, _ other: PromptSensitivity?) -> String {
    let spread = found.spread
    let verdict =
      spread.value > spread.nullUpper
      ? "more than chance gives" : "no more than chance gives"
    let graded = other.map {
      " By the other grading \(LabWords.written($0.spread.value * 100, 1)) points."
    }
    return "\(found.model), \(found.method): \(found.prompts.count) prompts spread by "
      + "\(LabWords.written(spread.value * 100, 1)) points on "
      + "\(LabWords.count(found.questions, "question")); with no effect "
      + "\(LabWords.written(spread.nullMean * 100, 1)) on average and up to "
      + "\(LabWords.written(spread.nullUpper * 100, 1)): \(verdict), "
      + "p \(LabWords.written(spread.pValue, 3)).\(graded ?? "")"
  }

  private static func sentence(_ flips: RankFlips) -> String {
    let tau =
      flips.agreement.map { "tau \(LabWords.written($0, 2)) on average" }
      ?? "nothing but ties"
    return "\(flips.model): the order of \(flips.methods.count) methods under two of "
      + "\(flips.prompts.count) prompts: \(tau)."
  }

  private static func measures(
    _ all: [PromptSensitivity], _ others: [PromptSensitivity]
  ) -> TextTable {
    TextTable(
      name: "sensitivity:measures", title: "Measures beside their nulls, points of the mean score",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "prompts", title: "Prompts"), .init(name: "questions", title: "Questions"),
        .init(name: "samples", title: "Samples"), .init(name: "spread", title: "Spread"),
        .init(name: "spread-null", title: "if none"),
        .init(name: "spread-upper", title: "95 % below"), .init(name: "spread-p", title: "p"),
        .init(name: "spread-other", title: "Other grading"),
        .init(name: "pairwise", title: "Pairwise"),
        .init(name: "pairwise-null", title: "if strangers"),
        .init(name: "var-question", title: "Var question"),
        .init(name: "var-prompt", title: "Var prompt"),
        .init(name: "var-both", title: "Var both"), .init(name: "var-sample", title: "Var sample"),
      ],
      rows: all.map { found in
        .init(
          name: "\(found.model):\(found.method)",
          cells: [
            LabWords.text(found.model), LabWords.text(found.method),
            LabWords.integer(found.prompts.count), LabWords.integer(found.questions),
            LabWords.integer(found.samples), LabWords.percent(found.spread.value),
            LabWords.percent(found.spread.nullMean), LabWords.percent(found.spread.nullUpper),
            LabWords.number(found.spread.pValue, 3),
            LabWords.percent(counterpart(of: found, in: others)?.spread.value),
            LabWords.percent(found.pairwise.value), LabWords.percent(found.pairwise.nullMean),
            LabWords.number(found.components.question, 4),
            LabWords.number(found.components.prompt, 4),
            LabWords.number(found.components.questionAndPrompt, 4),
            LabWords.number(found.components.sample, 4),
          ])
      },
      notes: [
        "Variances of scores from 0 to 1. With one sample the chance of samples is a part of both."
      ])
  }

  private static func prompts(_ all: [PromptSensitivity]) -> TextTable {
    TextTable(
      name: "sensitivity:prompts", title: "The prompts",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "prompt", title: "Prompt", isText: true),
        .init(name: "score", title: "Score %"), .init(name: "unread", title: "Unread %"),
        .init(name: "code", title: "Code %"), .init(name: "stated", title: "Stated %"),
      ],
      rows: all.flatMap { found in
        found.prompts.map { prompt in
          .init(
            name: "\(found.model):\(found.method):\(prompt.name)",
            cells: [
              LabWords.text(found.model), LabWords.text(found.method),
              LabWords.text(prompt.name), LabWords.percent(prompt.score),
              LabWords.percent(prompt.unread), LabWords.percent(prompt.code),
              LabWords.percent(prompt.stated),
            ])
        }
      })
  }

  private static func orders(_ flips: [RankFlips]) -> TextTable {
    TextTable(
      name: "sensitivity:orders", title: "How often one method is above another, over the prompts",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "first", title: "Method", isText: true),
        .init(name: "second", title: "above", isText: true),
        .init(name: "share", title: "Share of prompts %"),
      ],
      rows: flips.flatMap { flip in
        flip.above.map { pair in
          .init(
            name: "\(flip.model):\(pair.first):\(pair.second)",
            cells: [
              LabWords.text(flip.model), LabWords.text(pair.first), LabWords.text(pair.second),
              LabWords.percent(pair.share),
            ])
        }
      })
  }
}
