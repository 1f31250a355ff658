package import Basics

/// What a command says of the report that it wrote.
package struct PageFacts {
  let path: String
  let report: HTMLReportBuilder.Report

  /// Creates it of its parts.
  package init(path: String, report: HTMLReportBuilder.Report) {
    self.path = path
    self.report = report
  }

  /// A line for people.
  package var text: String {
    let left = report.trials - report.transcripts
    let rest = left > 0 ? "; \(left) without, see --transcripts" : ""
    return "Wrote \(path): \(report.trials) trials, \(report.transcripts) transcripts\(rest), "
      + "\(report.html.count) bytes."
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "file": .string(path), "bytes": .integer(Int64(report.html.count)),
      "sha256": .string(Digest.sha256(report.html).hex),
      "trials": .integer(Int64(report.trials)),
      "transcripts": .integer(Int64(report.transcripts)),
    ]
  }
}
