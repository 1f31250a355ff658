import Analysis
import Statistics

/// How self-estimated scores against correctness read.
enum CalibrationReport {
  static let kind = AnalysisKind(
    "calibration", .openQuestion, of: SelfEstimateCalibration.self,
    summary: "Self-estimated scores against correctness.",
    definition: """
      What models say of themselves with the method self-estimate, against what came true. The reply \
      gives a Coding score and a Text score from 0 to 10; the confidence of a trial is the score of \
      the way that it took, divided by 10: Coding where its code was run, Text otherwise. Brier score: \
      the mean square of confidence less outcome (1 right, 0 not); 0 is perfect. Expected calibration \
      error: over the confidences that were stated, the distance between each and the share that was right, \
      weighted by trials.
      """, section: section)

  private static func section(_ models: [SelfEstimateCalibration.Model]) -> ReportSection {
    ReportSection(
      name: "calibration", title: "Self-estimated scores against correctness",
      findings: models.isEmpty
        ? [
          "No trial of the method \(TrialFeatures.estimateMethod) is here, so nothing is measured."
        ]
        : models.flatMap(sentences),
      tables: models.isEmpty ? [] : [summary(models), curve(models)])
  }

  private static func sentences(_ model: SelfEstimateCalibration.Model) -> [String] {
    let name = model.name
    let calibration = model.calibration
    guard let brier = calibration.brierScore, let base = calibration.baseRateBrierScore,
      let error = calibration.expectedCalibrationError, let confidence = calibration.meanConfidence
    else {
      return ["\(name): none of \(FindingWords.count(model.trials, "trial")) gave both scores."]
    }
    let right = FindingWords.share(calibration.correct)
    var sentences = [
      "\(name): \(calibration.trials) of \(FindingWords.count(model.trials, "trial")) gave both scores. "
        + "Mean confidence \(FindingWords.percent(confidence)) %, right \(right): "
        + (model.bias?.rawValue ?? "the interval holds the confidence, so that no bias is shown")
        + ".",
      "\(name): Brier score \(FindingWords.number(brier, 3)), against \(FindingWords.number(base, 3)) of "
        + "who always states the share that was right: the scores "
        + (brier < base ? "carry information" : "are worth no more than that") + ". Expected "
        + "calibration error \(FindingWords.number(error, 3)); with \(calibration.trials) trials it is "
        + "biased upwards.",
    ]
    if model.followed.total > 0 {
      sentences.append(
        "\(name): where the two scores differ, the way that the higher one names was taken in "
          + "\(FindingWords.share(model.followed)). Right there: "
          + "\(FindingWords.share(model.rightWhereFollowed)); in the others: "
          + "\(FindingWords.share(model.rightElsewhere)).")
    }
    return sentences
  }

  private static func summary(_ models: [SelfEstimateCalibration.Model]) -> TextTable {
    TextTable(
      name: "calibration:models", title: "Calibration by model",
      columns: [
        .init(name: "model", title: "Model", isText: true), .init(name: "trials", title: "Trials"),
        .init(name: "scored", title: "With scores"),
        .init(name: "confidence", title: "Confidence %"),
      ] + TextTable.Column.share("correct-rate", "Correct") + [
        .init(name: "brier", title: "Brier"), .init(name: "brier-base", title: "Base-rate Brier"),
        .init(name: "ece", title: "ECE"),
      ],
      rows: models.map { model in
        let calibration = model.calibration
        return .init(
          name: model.name,
          cells: [
            .text(model.name), .integer(model.trials), .integer(calibration.trials),
            .number(calibration.meanConfidence.map { $0 * 100 }, 1),
          ] + TextTable.Cell.share(calibration.correct) + [
            .number(calibration.brierScore, 4), .number(calibration.baseRateBrierScore, 4),
            .number(calibration.expectedCalibrationError, 4),
          ])
      })
  }

  private static func curve(_ models: [SelfEstimateCalibration.Model]) -> TextTable {
    let rows = models.flatMap { model in
      model.calibration.bins.map { bin -> TextTable.Row in
        .init(
          name: "\(model.name):\(bin.thousandths)",
          cells: [
            .text(model.name), .number(bin.confidence * 100, 1), .integer(bin.trials),
          ] + TextTable.Cell.share(bin.correct))
      }
    }
    return TextTable(
      name: "calibration:curve", title: "Calibration curve",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "confidence", title: "Confidence %"), .init(name: "trials", title: "Trials"),
      ] + TextTable.Column.share("correct-rate", "Correct"),
      rows: rows,
      notes: ["Perfect calibration: Correct % equals Confidence % in every row."])
  }
}
