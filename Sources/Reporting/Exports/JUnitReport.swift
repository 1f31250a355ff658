import Analysis
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Gate results as JUnit XML, which every CI system reads: a suite a sweep, a case a method and task.
///
/// A case a trial would be a hundred thousand cases; a cell that differs names its first trials
/// instead. Cases come in the order of names and carry no time: replay's own time says nothing, and
/// the same findings must give the same bytes.
public struct JUnitReport: Sendable {
  private let findings: [GateFinding]

  /// Creates a report.
  public init(_ findings: [GateFinding]) {
    self.findings = findings
  }

  /// The document.
  public var xml: String {
    let suites = findings.map { Suite($0) }
    let tests = suites.reduce(0) { $0 + $1.cases.count }
    let failures = suites.reduce(0) { $0 + $1.failures }
    let errors = suites.reduce(0) { $0 + $1.errors }
    let head = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="steerbench" tests="\(tests)" failures="\(failures)" errors="\(errors)">

      """
    return head + suites.map(\.xml).joined() + "</testsuites>\n"
  }
}

/// The cases of one sweep.
private struct Suite {
  struct Case {
    enum Result {
      case passed
      case failed(message: String, text: String)
      case broken(message: String)
    }

    var group: String
    var name: String
    var result: Result
  }

  let name: String
  let cases: [Case]

  init(_ finding: GateFinding) {
    name = finding.sweep
    var cases = finding.problems.map {
      Case(group: finding.sweep, name: "replay", result: .broken(message: $0))
    }
    if let report = finding.report {
      cases += report.cells.map { Self.testCase($0, in: report) }
    }
    self.cases = cases
  }

  private static func testCase(_ cell: GateVerdict.CellCount, in report: GateVerdict) -> Case {
    let key = cell.key
    let result: Case.Result =
      cell.flips == 0
      ? .passed
      : .failed(
        message: "\(cell.flips) of \(cell.flips + cell.equal) trials differ from the baseline",
        text: report.flips.filter { CellKey(of: $0.trial) == key }.map(FlipLine.text)
          .joined(separator: "\n"))
    return Case(group: "\(key.model).\(key.method)", name: key.task, result: result)
  }

  var failures: Int {
    cases.count { if case .failed = $0.result { true } else { false } }
  }

  var errors: Int {
    cases.count { if case .broken = $0.result { true } else { false } }
  }

  var xml: String {
    let head =
      "  <testsuite name=\"\(MarkupText.xml(name))\" tests=\"\(cases.count)\""
      + " failures=\"\(failures)\" errors=\"\(errors)\">\n"
    return head + cases.map(xml).joined() + "  </testsuite>\n"
  }

  private func xml(_ test: Case) -> String {
    let open =
      "    <testcase classname=\"\(MarkupText.xml(test.group))\" name=\"\(MarkupText.xml(test.name))\""
    switch test.result {
    case .passed: return open + "/>\n"
    case .failed(let message, let text):
      return open + ">\n      <failure message=\"\(MarkupText.xml(message))\">"
        + MarkupText.xml(text) + "</failure>\n    </testcase>\n"
    case .broken(let message):
      return open + ">\n      <error message=\"\(MarkupText.xml(message))\"/>\n    </testcase>\n"
    }
  }
}
