public import Analysis
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Self-estimated scores against correctness.
public struct CalibrationAnalysis: SweepAnalysis {
  static let kind = SweepAnalysisKind(
    name: "calibration",
    definition: """
      What models say of themselves with the method self-estimate, against what came true. The reply \
      gives a Coding score and a Text score from 0 to 10; the confidence of a trial is the score of \
      the way that it took, divided by 10: Coding where its code was run, Text otherwise. Brier score: \
      the mean square of confidence less outcome (1 right, 0 not); 0 is perfect. Expected calibration \
      error: over ten bins of a tenth each, the distance between mean confidence and the share that \
      was right, weighted by trials.
      """
  ) { _ in CalibrationAnalysis() }

  private struct Model {
    var trials = 0
    var calibration = Calibration()
    /// Trials that took the way that their own scores put first, and trials whose scores differ.
    var followed = 0
    var decided = 0
    var decidedRight = (followed: 0, other: 0)
  }

  private var models: [String: Model] = [:]

  public mutating func add(_ trial: TrialFeatures) {
    let id = trial.line.trial
    guard
      id.method.utf8.prefix(while: { $0 != UInt8(ascii: "@") })
        .elementsEqual(TrialFeatures.estimateMethod.utf8)
    else { return }
    var model = models[id.model] ?? Model()
    model.trials += 1
    if let scores = trial.estimate {
      let isRight = trial.line.outcome == .correct
      let taken = trial.line.usedCode ? scores.coding : scores.text
      model.calibration.add(confidence: taken / 10, isRight: isRight)
      if scores.coding != scores.text {
        model.decided += 1
        let follows = (scores.coding > scores.text) == trial.line.usedCode
        model.followed += follows ? 1 : 0
        if follows {
          model.decidedRight.followed += isRight ? 1 : 0
        } else {
          model.decidedRight.other += isRight ? 1 : 0
        }
      }
    }
    models[id.model] = model
  }

  private var names: [String] {
    models.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public var section: ReportSection {
    ReportSection(
      name: "calibration", title: "Self-estimated scores against correctness",
      findings: models.isEmpty
        ? [
          "No trial of the method \(TrialFeatures.estimateMethod) is here, so nothing is measured."
        ]
        : names.flatMap { findings($0, models[$0] ?? Model()) },
      tables: models.isEmpty ? [] : [summary, curve])
  }

  private func findings(_ name: String, _ model: Model) -> [String] {
    let calibration = model.calibration
    guard let brier = calibration.brierScore, let base = calibration.baseRateBrierScore,
      let error = calibration.expectedCalibrationError, let confidence = calibration.meanConfidence
    else {
      return ["\(name): none of \(ReportWords.count(model.trials, "trial")) gave both scores."]
    }
    let right = ReportWords.share(calibration.right, of: calibration.trials)
    let interval = WilsonInterval(successes: calibration.right, trials: calibration.trials)
    let verdict =
      interval.map {
        confidence > $0.upper ? "overconfident" : confidence < $0.lower ? "underconfident" : nil
      } ?? nil
    var sentences = [
      "\(name): \(calibration.trials) of \(ReportWords.count(model.trials, "trial")) gave both scores. "
        + "Mean confidence \(ReportWords.percent(confidence)) %, right \(right): "
        + (verdict ?? "the interval holds the confidence, so that no bias is shown") + ".",
      "\(name): Brier score \(ReportWords.number(brier, 3)), against \(ReportWords.number(base, 3)) of "
        + "who always states the share that was right: the scores "
        + (brier < base ? "carry information" : "are worth no more than that") + ". Expected "
        + "calibration error \(ReportWords.number(error, 3)); with \(calibration.trials) trials it is "
        + "biased upwards.",
    ]
    if model.decided > 0 {
      let other = model.decided - model.followed
      sentences.append(
        "\(name): where the two scores differ, the way that the higher one names was taken in "
          + "\(ReportWords.share(model.followed, of: model.decided)). Right there: "
          + "\(ReportWords.share(model.decidedRight.followed, of: model.followed)); in the others: "
          + "\(ReportWords.share(model.decidedRight.other, of: other)).")
    }
    return sentences
  }

  private var summary: TextTable {
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
      rows: names.map { name in
        let model = models[name] ?? Model()
        let calibration = model.calibration
        return .init(
          name: name,
          cells: [
            .text(name), .integer(model.trials), .integer(calibration.trials),
            .number(calibration.meanConfidence.map { $0 * 100 }, 1),
          ] + TextTable.Cell.share(calibration.right, of: calibration.trials) + [
            .number(calibration.brierScore, 4), .number(calibration.baseRateBrierScore, 4),
            .number(calibration.expectedCalibrationError, 4),
          ])
      })
  }

  private var curve: TextTable {
    let rows = names.flatMap { name in
      (models[name]?.calibration.bins ?? []).filter { $0.trials > 0 }.map { bin -> TextTable.Row in
        let upper = bin.number == Calibration.binCount - 1 ? "100" : "\(bin.number * 10 + 9)"
        return .init(
          name: "\(name):\(bin.number)",
          cells: [
            .text(name), .text("\(bin.number * 10)-\(upper)"), .integer(bin.trials),
            .number(bin.meanConfidence.map { $0 * 100 }, 1),
          ] + TextTable.Cell.share(bin.right, of: bin.trials))
      }
    }
    return TextTable(
      name: "calibration:curve", title: "Calibration curve",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "bin", title: "Stated %", isText: true), .init(name: "trials", title: "Trials"),
        .init(name: "confidence", title: "Confidence %"),
      ] + TextTable.Column.share("correct-rate", "Correct"),
      rows: rows,
      notes: ["Perfect calibration: Correct % equals Confidence % in every row."])
  }
}
