import Analysis
public import Basics
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Gate results as JUnit XML, which every CI system reads: a suite a sweep, a case a method and task.
///
/// A case a trial would be a hundred thousand cases; a cell that differs names its first trials
/// instead. Cases come in the order of names and carry no time: replay's own time says nothing, and
/// the same findings must give the same bytes.
public struct JUnitReport: Sendable {
  private let findings: [GatedSweep]

  /// Creates a report.
  public init(_ findings: [GatedSweep]) {
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
      case broken(message: String, text: String)
    }

    var group: String
    var name: String
    var result: Result
  }

  let name: String
  let cases: [Case]

  init(_ finding: GatedSweep) {
    name = finding.sweep
    let broken =
      finding.missing.map { ($0.sentence, MissText($0.group).lines.joined(separator: "\n")) }
      + finding.otherProblems.map { ($0, "") }
    var cases = broken.map { message, text in
      Case(group: finding.sweep, name: "replay", result: .broken(message: message, text: text))
    }
    if let report = finding.report {
      cases += report.cells.map { Self.testCase($0, in: report, failingOn: finding.failsOn) }
    }
    self.cases = cases
  }

  private static func testCase(
    _ cell: GateVerdict.CellCount, in report: GateVerdict, failingOn: FailOn
  ) -> Case {
    let key = cell.key
    let result: Case.Result =
      cell.count(from: failingOn.weight) == 0
      ? .passed
      : .failed(
        message: "\(cell.flips) of \(cell.flips + cell.equal) trials differ from the baseline",
        text: report.flipsByWeight.filter { CellKey(of: $0.trial) == key }.map(FlipLine.text)
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
    case .broken(let message, let text):
      let head = ">\n      <error message=\"\(MarkupText.xml(message))\""
      let error = text.isEmpty ? "/>" : ">\(MarkupText.xml(text))</error>"
      return open + head + error + "\n    </testcase>\n"
    }
  }
}

/// JUnit XML, a suite a model and method and a case a trial: what was right passes, what was not
/// fails, and what the provider or the sandbox broke is an error.
///
/// `steerbench replay --junit` is another document: whether scores changed, not what they are. The
/// time of a case is the recorded runtime; where it is unknown, no time is said.
public struct JUnitSweepExport: SweepExport {
  static let format = SweepExportFormat(
    name: "junit", summary: "JUnit XML, a case a trial: right passes, anything else fails."
  ) { JUnitSweepExport(sweep: $0.header.sweep) }

  private struct Suite {
    var name: String
    var cases = ""
    var tests = 0
    var failures = 0
    var errors = 0
    var microseconds: Int? = 0
  }

  private let sweep: String
  private var suites: [Suite] = []

  init(sweep: String) {
    self.sweep = sweep
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    let line = trial.line
    let name = "\(line.trial.model).\(line.trial.method)"
    if suites.last?.name != name { suites.append(Suite(name: name)) }
    let last = suites.count - 1
    suites[last].tests += 1
    suites[last].microseconds = suites[last].microseconds.addingKnown(line.runtimeMicroseconds)
    let isError =
      line.outcome == .providerError || line.outcome == .executionFailed
      || line.outcome == .graderError
    if isError {
      suites[last].errors += 1
    } else if line.outcome != .correct {
      suites[last].failures += 1
    }
    suites[last].cases += Self.xml(of: trial, in: name, isError: isError)
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {
    func sum(_ value: (Suite) -> Int) -> Int { suites.reduce(0) { $0 + value($1) } }
    func counts(_ tests: Int, _ failures: Int, _ errors: Int, _ microseconds: Int?) -> String {
      "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\""
        + Self.time(microseconds)
    }
    let microseconds = suites.reduce(Optional(0)) { $0.addingKnown($1.microseconds) }
    files.append(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(MarkupText.xml(sweep))" \
      \(counts(sum(\.tests), sum(\.failures), sum(\.errors), microseconds))>

      """)
    for suite in suites {
      let head = counts(suite.tests, suite.failures, suite.errors, suite.microseconds)
      files.append("  <testsuite name=\"\(MarkupText.xml(suite.name))\" \(head)>\n")
      files.append(suite.cases + "  </testsuite>\n")
    }
    files.append("</testsuites>\n")
  }

  private static func xml(of trial: ExportedTrial, in suite: String, isError: Bool) -> String {
    let line = trial.line
    let group = MarkupText.xml("\(suite).\(line.trial.task)")
    let name = MarkupText.xml("\(line.trial.question)/\(line.trial.sample)")
    let time = time(line.runtimeMicroseconds)
    let head = "    <testcase classname=\"\(group)\" name=\"\(name)\"\(time)"
    guard line.outcome != .correct else { return head + "/>\n" }
    let score = ScoreWords.text(millionths: line.scoreMillionths)
    let message = MarkupText.xml("\(line.outcome.rawValue), score \(score)")
    let word = isError ? "error" : "failure"
    let reason = MarkupText.xml(trial.record.judgement.explanation)
    return head + ">\n      <\(word) message=\"\(message)\">\(reason)</\(word)>\n    </testcase>\n"
  }

  private static func time(_ microseconds: Int?) -> String {
    microseconds.map { " time=\"\(FixedPoint.text(scaled: $0, decimals: 6))\"" } ?? ""
  }
}
