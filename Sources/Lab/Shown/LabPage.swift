public import Reporting

/// The lab as parts of a page: policies, and where the recordings tell of them, confidence and forced code.
public enum LabPage {
  /// The sections.
  ///
  /// - Parameter findings: What became of policies; `nil` where there is nothing to judge.
  public static func sections(
    _ findings: LabFindings?, of book: LabBook
  ) -> [ReportSection] {
    let judged = findings.map { LabReport($0).sections } ?? []
    // What is not there to the end has no shares to compare.
    guard book.missing.isEmpty else { return judged }
    let confidence = ConfidenceTables.analysis.section(of: book)
    let forced = LabAnalysis.forcedCode.section(of: book)
    return judged + (confidence.charts.isEmpty ? [] : [confidence])
      + (forced.tables.isEmpty ? [] : [forced])
  }

  /// The section that says why nothing is judged.
  public static func section(_ error: LabError) -> ReportSection {
    ReportSection(
      name: "lab", title: "Lab: policies of steering", findings: [error.message], link: "Lab")
  }
}
