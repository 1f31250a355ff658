import Analysis
import Basics
import BenchTestSupport
import Foundation
import FoundationXML
import ModelAPI
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

#if canImport(FoundationXML)
#endif

@Suite("Gate results for continuous integration")
struct GateExportTests {
  private func line(
    _ question: Int, method: String = "all-code", _ outcome: Outcome = .correct
  ) -> TrialLine {
    TrialLine(
      trial: TrialID(
        model: "m", method: method, task: "game24", question: "q\(1000 + question)", sample: 0),
      rung: 1, outcome: outcome, score: outcome == .correct ? 1 : 0, usage: TokenUsage(),
      textTokens: 1, serviceMicroseconds: 1, executionMicroseconds: 0, waitMicroseconds: 0,
      usedCode: false, turns: 1, calls: 1, executions: 0,
      layers: TrialLayers { _ in Digest.sha256("\(outcome)") })
  }

  private func report(_ before: [TrialLine], _ after: [TrialLine]) throws -> GateVerdict {
    func reader(_ lines: [TrialLine]) throws -> ScoreSheetReader {
      try Lines.reader(lines, header: Lines.header("s"))
    }
    var gate = try BaselineGate(baseline: reader(before))
    try gate.add(reader(after))
    return try gate.finish()
  }

  /// What an independent XML parser makes of a document: element names with their attributes.
  private final class Elements: NSObject, XMLParserDelegate {
    var found: [(name: String, attributes: [String: String])] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String] = [:]
    ) {
      found.append((name, attributes))
    }
  }

  private func elements(
    of xml: String
  ) throws -> [(name: String, attributes: [String: String])] {
    let parser = XMLParser(data: Data(xml.utf8))
    let elements = Elements()
    parser.delegate = elements
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return elements.found
  }

  @Test("writes JUnit XML with a case a cell, and fails just the cells that differ")
  func junit() throws {
    let report = try report(
      [line(1), line(2), line(1, method: "all-text")],
      [line(1), line(2, .wrong), line(1, method: "all-text")])
    let xml = JUnitReport([GatedSweep(sweep: "smol", report: report)]).xml
    let elements = try elements(of: xml)
    #expect(elements.first?.attributes["tests"] == "2")
    #expect(elements.first?.attributes["failures"] == "1")
    let cases = elements.filter { $0.name == "testcase" }.map(\.attributes)
    #expect(cases.map { $0["classname"] } == ["m.all-code", "m.all-text"])
    let failure = try #require(elements.first { $0.name == "failure" })
    #expect(failure.attributes["message"] == "1 of 2 trials differ from the baseline")
    #expect(xml.contains("m/all-code/game24/q1002/0: correct -&gt; wrong"))
  }

  @Test("reports what could not be compared as an error, and hostile text as text")
  func junitErrors() throws {
    let hostile = "]]><x a='1'>&\u{0}\u{1B}\u{202E}\u{FFFE}\u{D7FF}\n\"quoted\""
    let xml = JUnitReport([GatedSweep(sweep: "a<b", report: nil, problems: [hostile])]).xml
    let elements = try elements(of: xml)
    #expect(elements.map(\.name) == ["testsuites", "testsuite", "testcase", "error"])
    #expect(elements[0].attributes["errors"] == "1")
    #expect(elements[3].attributes["message"]?.contains("]]><x a='1'>&\\u{0}") == true)
  }

  @Test("keeps a summary below the limit and counts what it leaves out")
  func summaryLimit() throws {
    let flips = try report((0..<60).map { line($0) }, (0..<60).map { line($0, .wrong) })
    let findings = (0..<50).map { GatedSweep(sweep: "sweep-\($0)", report: flips) }
    let whole = GitHubReport(findings).summary()
    #expect(whole.contains("### ❌ sweep-49") && whole.contains("Trials that differ"))
    let cut = GitHubReport(findings).summary(limit: 20_000)
    #expect(cut.utf8.count <= 20_000)
    #expect(cut.contains("### ❌ sweep-0") && cut.contains("Not shown, for want of space: "))
  }

  @Test("annotates the gravest causes first, ten at most, and lets no text end a command")
  func annotations() throws {
    let flips = try report([line(1)], [line(1, .wrong)])
    let few = GitHubReport([
      GatedSweep(sweep: "a,b:c", report: flips),
      GatedSweep(sweep: "bad", report: nil, problems: ["50 % lost\n::error::injected"]),
    ]).annotations
    #expect(few.count == 2)
    #expect(few[0].hasPrefix("::error title=Steerbench%3A a%2Cb%3Ac::score changed, first in"))
    #expect(few[1].contains("50 %25 lost\\n::error::injected"))
    #expect(few.allSatisfy { !$0.contains("\n") })
    let many = GitHubReport(
      (0..<30).map { GatedSweep(sweep: "s\($0)", report: nil, problems: ["lost"]) }
    ).annotations
    #expect(many.count == 10 && many[9].hasSuffix("21 more causes; see the step's summary"))
  }

  @Test("shows a pass as a pass")
  func passes() throws {
    let finding = GatedSweep(sweep: "smol", report: try report([line(1)], [line(1)]))
    #expect(finding.passes)
    #expect(GitHubReport([finding]).annotations.isEmpty)
    #expect(GitHubReport([finding]).summary().contains("### ✅ smol"))
    #expect(try elements(of: JUnitReport([finding]).xml)[0].attributes["failures"] == "0")
  }
}
