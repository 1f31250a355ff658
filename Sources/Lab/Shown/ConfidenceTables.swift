import Reporting

/// How findings on confidence read.
enum ConfidenceTables {
  static let analysis = LabAnalysis(
    "confidence", summary: "what confidence is worth: stated scores, answer tokens, P(code)",
    definition: """
      confidence against what came true. Stated: the score of 0 to 10 that Self-estimate Score gave the way \
      which it took, as a tenth; it says how well the way suits, and is no probability of being right. \
      Answer tokens: the geometric mean probability of the tokens of the answer that was read from the \
      reply, where the provider gave logprobs; what was printed, called through a tool or not told has \
      none. Expected calibration error beside what it would be if every probability were true, and its \
      debiased square; Brier score and its parts; AUROC; area under the risk-coverage curve beside its \
      least. P(code): the mass of what begins a fence or a tool call at the line starts of the reply to \
      the question alone, as bounds. Per rung: overconfidence, and whether it is highest in the middle.
      """
  ) { book, _ in section(ConfidenceFindings(book)) }

  static func section(_ findings: ConfidenceFindings) -> ReportSection {
    ReportSection(
      name: "confidence", title: "What confidence is worth",
      findings: findings.rows.compactMap(sentence) + findings.contrasts.map(sentence),
      tables: [scores(findings), reliability(findings), rungs(findings)]
        .filter { !$0.rows.isEmpty },
      charts: diagram(findings).map { [$0] } ?? [], link: "Confidence")
  }

  /// The reliability diagram, a panel a source; `nil` where no confidence was told.
  private static func diagram(_ findings: ConfidenceFindings) -> Chart? {
    let panels = findings.rows.compactMap { row -> ReliabilityPanels.Panel? in
      guard let scores = row.scores else { return nil }
      let debiased = scores.debiasedSquare.map {
        ", debiased square \(LabWords.written($0, 3))"
      }
      return .init(
        label: "\(row.model), \(row.method), \(row.source.rawValue)",
        notes: [
          "ECE \(LabWords.written(scores.calibrationError, 3))\(debiased ?? ""); "
            + "\(scores.count) of \(row.trials) told",
          "if true: \(LabWords.written(scores.nullError.mean, 3)) on average, "
            + "\(LabWords.written(scores.nullError.upper, 3)) at the most",
        ],
        bins: zip(scores.bins, scores.nullShares).map { bin, expected in
          .init(
            stated: bin.stated, observed: bin.observed, count: bin.count, expected: expected)
        })
    }
    guard !panels.isEmpty else { return nil }
    return .reliability(
      ReliabilityPanels(
        ChartHeading(
          name: "reliability", title: "Reliability of confidence",
          caption:
            "What was stated against the share that was right, with the trials of each bin. On "
            + "the dashed line every confidence is true; the grey bars hold 95 of 100 draws in which it "
            + "is, and the expected calibration error (ECE) of such draws is its bias on so few trials."
        ),
        panels: panels))
  }

  private static func sentence(_ row: ConfidenceFindings.Row) -> String? {
    guard let scores = row.scores else { return nil }
    let above = scores.calibrationError > scores.nullError.upper
    let order =
      scores.discrimination.map {
        "right answers have the higher confidence in \(LabWords.written($0 * 100, 0)) % of pairs"
      } ?? "all came to the same, so that no order can be seen"
    return "\(row.model), \(row.method), \(row.source.rawValue): \(scores.count) of "
      + "\(LabWords.count(row.trials, "trial")) have a confidence, "
      + "\(LabWords.written(scores.meanStated * 100, 0)) % on average, right "
      + "\(LabWords.written(scores.meanObserved * 100, 0)) %. Calibration error "
      + "\(LabWords.written(scores.calibrationError, 3)), and up to "
      + "\(LabWords.written(scores.nullError.upper, 3)) where every confidence is true: "
      + (above ? "it is miscalibrated" : "no miscalibration is shown") + "; \(order)."
  }

  private static func sentence(
    _ contrast: (model: String, contrast: ConfidenceFindings.Contrast)
  ) -> String {
    switch contrast.contrast {
    case .missing(let why): return "\(contrast.model), overconfidence in the middle: \(why)."
    case .measured(let value, let lower, let upper, let questions):
      let verdict =
        lower > 0
        ? "highest in the middle of the ladder" : upper < 0 ? "lowest in the middle" : "not settled"
      return "\(contrast.model), overconfidence along the ladder: contrast "
        + "\(LabWords.written(value, 2)) [\(LabWords.written(lower, 2)), "
        + "\(LabWords.written(upper, 2))] on \(LabWords.count(questions, "question")), \(verdict)."
    }
  }

  private static func scores(_ findings: ConfidenceFindings) -> TextTable {
    TextTable(
      name: "confidence:scores", title: "Confidence against what came true",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "source", title: "Source", isText: true),
        .init(name: "trials", title: "Trials"), .init(name: "told", title: "Told"),
        .init(name: "confidence", title: "Confidence %"), .init(name: "right", title: "Right %"),
        .init(name: "ece", title: "ECE"), .init(name: "ece-null", title: "ECE if true"),
        .init(name: "ece-square", title: "Debiased square"), .init(name: "brier", title: "Brier"),
        .init(name: "reliability", title: "Reliability"),
        .init(name: "resolution", title: "Resolution"),
        .init(name: "uncertainty", title: "Uncertainty"), .init(name: "auroc", title: "AUROC"),
        .init(name: "aurc", title: "AURC"), .init(name: "aurc-least", title: "Least AURC"),
        .init(name: "augrc", title: "AUGRC"),
      ],
      rows: findings.rows.map { row in
        let scores = row.scores
        return .init(
          name: "\(row.model):\(row.method):\(row.source.rawValue)",
          cells: [
            LabWords.text(row.model), LabWords.text(row.method),
            LabWords.text(row.source.rawValue), LabWords.integer(row.trials),
            LabWords.integer(scores?.count ?? 0), LabWords.percent(scores?.meanStated),
            LabWords.percent(scores?.meanObserved), LabWords.number(scores?.calibrationError, 4),
            LabWords.number(scores?.nullError.mean, 4),
            LabWords.number(scores?.debiasedSquare ?? nil, 4), LabWords.number(scores?.brier, 4),
            LabWords.number(scores?.reliability, 4), LabWords.number(scores?.resolution, 4),
            LabWords.number(scores?.uncertainty, 4),
            LabWords.number(scores?.discrimination ?? nil, 3),
            LabWords.number(scores?.riskCoverage, 4),
            LabWords.number(scores?.leastRiskCoverage, 4),
            LabWords.number(scores?.generalizedRiskCoverage, 4),
          ])
      },
      notes: [
        "ECE if true: what the error would be on average if every confidence were true; so few trials "
          + "never show 0. Brier = reliability - resolution + uncertainty where each bin is one value. "
          + "A dash is not told, and never 0."
      ])
  }

  private static func reliability(_ findings: ConfidenceFindings) -> TextTable {
    TextTable(
      name: "confidence:reliability", title: "Reliability",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "source", title: "Source", isText: true),
        .init(name: "confidence", title: "Confidence %"), .init(name: "trials", title: "Trials"),
        .init(name: "right", title: "Right %"), .init(name: "true-low", title: "If true from %"),
        .init(name: "true-high", title: "If true to %"),
      ],
      rows: findings.rows.flatMap { row in
        zip(row.scores?.bins ?? [], row.scores?.nullShares ?? []).enumerated().map { place, entry in
          let (bin, expected) = entry
          return .init(
            name: "\(row.model):\(row.method):\(row.source.rawValue):\(place)",
            cells: [
              LabWords.text(row.model), LabWords.text(row.method),
              LabWords.text(row.source.rawValue), LabWords.percent(bin.stated),
              LabWords.integer(bin.count), LabWords.percent(bin.observed),
              LabWords.percent(expected.lowerBound), LabWords.percent(expected.upperBound),
            ])
        }
      })
  }

  private static func rungs(_ findings: ConfidenceFindings) -> TextTable {
    TextTable(
      name: "confidence:rungs", title: "Confidence and scores along the ladder",
      columns: [
        .init(name: "model", title: "Model", isText: true), .init(name: "rung", title: "Rung"),
        .init(name: "questions", title: "Questions"),
        .init(name: "code-low", title: "P(code) from %"),
        .init(name: "code-high", title: "P(code) to %"),
        .init(name: "confidence", title: "Confidence %"), .init(name: "text", title: "Text %"),
        .init(name: "forced", title: "Forced code %"), .init(name: "free", title: "Free %"),
        .init(name: "overconfidence", title: "Overconfidence"),
      ],
      rows: findings.rungs.map { rung in
        .init(
          name: "\(rung.model):\(rung.rung)",
          cells: [
            LabWords.text(rung.model), LabWords.integer(rung.rung),
            LabWords.integer(rung.questions), LabWords.percent(rung.code?.lowerBound),
            LabWords.percent(rung.code?.upperBound), LabWords.percent(rung.confidence),
            LabWords.percent(rung.text), LabWords.percent(rung.forced),
            LabWords.percent(rung.free), LabWords.percent(rung.overconfidence),
          ])
      })
  }
}
