// file: Sources/Reporting/Analyses/RightAnswersReport.swift
// list: Sources/Reporting/Analyses/AnalysisKind.swift
// before: ^    AnswerDiversityReport\.kind
// line:     RightAnswersReport.kind,
// run: analyze --help
// shows: --right-answers
// run: analyze smollm2-135m --right-answers
// shows: \d+ trials, \d+ of them right

import Analysis
import ScoreSheets
import Trials

/// How many answers are right.
struct RightAnswers: SweepAnalysis {
  /// The trials, and those of them that were right.
  struct Findings: Sendable {
    var trials = 0
    var right = 0
  }

  private(set) var findings = Findings()

  init(_ context: AnalysisContext) {}

  mutating func add(_ trial: TrialFeatures) {
    findings.trials += 1
    if trial.line.outcome == .correct { findings.right += 1 }
  }
}

/// An analysis that is added to show how: how many answers are right.
enum RightAnswersReport {
  static let kind = AnalysisKind(
    "right-answers", .openQuestion, of: RightAnswers.self, summary: "How many answers are right."
  ) { found in
    ReportSection(
      name: "right-answers", title: "Right answers",
      findings: ["\(found.trials) trials, \(found.right) of them right."],
      tables: [])
  }
}
