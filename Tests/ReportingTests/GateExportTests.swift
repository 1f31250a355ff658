import Analysis
import Basics
import BenchTestSupport
import Foundation
import FoundationXML
import ModelAPI
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@testable import RecordReplay

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
    #expect(few[0].hasPrefix("::error title=Steerbench%3A a%2Cb%3Ac::verdict changed, first in"))
    #expect(few[1].contains("50 %25 lost\\n::error::injected"))
    #expect(few.allSatisfy { !$0.contains("\n") })
    let many = GitHubReport(
      (0..<30).map { GatedSweep(sweep: "s\($0)", report: nil, problems: ["lost"]) }
    ).annotations
    #expect(many.count == 10 && many[9].hasSuffix("21 more causes; see the step's summary"))
  }

  /// Recordings that are missing since a word of a prompt moved.
  private func missing(_ count: Int, prompt: String = "all-code") -> GatedSweep.Missing {
    let trials = (0..<count).map { line($0).trial }
    let group = MissGroup(
      cause: MissCause(
        reason: .missingAction, segment: "message 1 user", source: "prompt \(prompt)", lane: .trial),
      trials: trials,
      example: MissExample(
        trial: trials[0], asked: "aaaa", nearestTrial: "\(trials[0])", nearest: "bbbb",
        diff: ["- Answer exactly.", "+ Answer precisely."], firstByte: 7))
    return .init(group, at: FilePlace(path: "Tasks/prompts/\(prompt).txt", line: 3))
  }

  @Test("names the words that moved, the file and line, the first trials and the next command")
  func missingInMarkdown() throws {
    let finding = GatedSweep(
      sweep: "smol", path: "cassettes/smol", report: nil, missing: [missing(8)])
    let summary = GitHubReport([finding]).summary()
    for part in [
      "prompt all-code differs from what was recorded", "8 trials have no recording",
      "```diff\n- Answer exactly.\n+ Answer precisely.\n```",
      "In Tasks/prompts/all-code.txt, line 3.", "- m/all-code/game24/q1000/0\n", "- and 3 more",
      "steerbench replay cassettes/smol", "steerbench record cassettes/smol",
    ] {
      #expect(summary.contains(part), "\(part)")
    }
    let annotation = try #require(GitHubReport([finding]).annotations.first)
    #expect(
      annotation.hasPrefix(
        "::error file=Tasks/prompts/all-code.txt,line=3,title=Steerbench%3A smol::"))
    #expect(annotation.hasSuffix("%0A- Answer exactly.%0A+ Answer precisely."))
    #expect(!annotation.contains("\n"))
    let elements = try elements(of: JUnitReport([finding]).xml)
    #expect(elements.filter { $0.name == "error" }.count == 1)
    #expect(JUnitReport([finding]).xml.contains("+ Answer precisely."))
  }

  @Test("shows flips cause by cause with the first trials, a diff, the layer now and a command")
  func flipsInMarkdown() throws {
    let report = try report((0..<9).map { line($0) }, (0..<9).map { line($0, .wrong) })
    var finding = GatedSweep(sweep: "smol", report: report)
    finding.texts = [line(0).trial: "```\nescape\u{1B}[0m"]
    let summary = GitHubReport([finding]).summary()
    for part in [
      "9 trials:\n", "q1004/0: correct -&gt; wrong", "- and 4 more", "\n+ outcome=wrong",
      "\n    ```\n", "steerbench transcript m/all-code/game24/q1000/0 --sweep smol",
      "steerbench bisect smol --good REV",
    ] {
      #expect(summary.contains(part), "\(part)")
    }
    #expect(!summary.contains("\u{1B}"))
  }

  @Test("keeps 10,000 flips and 10,000 causes within the limits, and counts what is left out")
  func platformLimits() throws {
    let names = 0..<10_000
    let flips = try report(
      names.map { line($0) }.sorted { $0.trial < $1.trial },
      names.map { line($0, .wrong) }.sorted { $0.trial < $1.trial })
    let missing = names.map { self.missing(1, prompt: "p\($0)") }
    let findings = [
      GatedSweep(sweep: "flips", report: flips),
      GatedSweep(sweep: "gone", report: nil, missing: missing),
      GatedSweep(sweep: "last", report: nil, problems: ["there is no baseline to compare with"]),
    ]
    let report = GitHubReport(findings)
    for (text, limit) in [
      (report.summary(), GitHubReport.summaryLimit), (report.comment, 65_536),
    ] {
      #expect(text.utf8.count <= limit && text.utf8.count > limit / 2)
      #expect(text.contains("### ❌ flips") && text.contains("### ❌ last"))
      #expect(text.contains("\nNot shown, for want of space: ") && text.hasSuffix(".\n"))
    }
    #expect(report.annotations.count == 10)
    #expect(report.annotations[0].contains("verdict changed"))
    #expect(report.annotations[9].contains("more causes"))
  }

  @Test("fails on scores alone where that was asked for, and reports the rest as warnings")
  func failsOnScores() throws {
    var lines = (0..<3).map { line($0) }
    let before = lines
    lines[1].textTokens += 5
    var finding = GatedSweep(sweep: "smol", report: try report(before, lines))
    #expect(!finding.passes)
    #expect(GitHubReport([finding]).annotations.allSatisfy { $0.hasPrefix("::error ") })
    finding.failsOn = .score
    #expect(finding.passes)
    #expect(GitHubReport([finding]).annotations.allSatisfy { $0.hasPrefix("::warning ") })
    #expect(GitHubReport([finding]).summary().contains("the gate fails on score: 1."))
    #expect(try elements(of: JUnitReport([finding]).xml)[0].attributes["failures"] == "0")
    lines[2] = line(2, .wrong)
    finding = GatedSweep(sweep: "smol", report: try report(before, lines))
    finding.failsOn = .score
    #expect(!finding.passes)
    #expect(try elements(of: JUnitReport([finding]).xml)[0].attributes["failures"] == "1")
  }

  @Test("writes SARIF: a result a cause, where it stands, with a rule each")
  func sarif() throws {
    let report = try report([line(1), line(2)], [line(1), line(2, .wrong)])
    var flipped = GatedSweep(sweep: "smol", report: report)
    flipped.examplePlaces = [line(2).trial: FilePlace(path: "cassettes/a b/baseline.tsv", line: 4)]
    var gone = GatedSweep(
      sweep: "gone", report: nil, missing: [missing(2)], problems: ["damaged\u{1B}"])
    gone.home = FilePlace(path: "cassettes/gone/sweep.yaml", line: 1)
    let json = SARIFReport([flipped, gone], version: "9.9").json
    #expect(json["version"] == "2.1.0")
    let run = json["runs"]?[0]
    let results = try #require(run?["results"]?.array)
    #expect(
      results.compactMap { $0["ruleId"]?.string } == [
        "score:prompt", "missing:missingAction", "not-compared",
      ])
    let rules = try #require(run?["tool"]?["driver"]?["rules"]?.array).compactMap {
      $0["id"]?.string
    }
    #expect(Set(rules) == Set(results.compactMap { $0["ruleId"]?.string }))
    func place(_ index: Int) -> JSONValue? {
      results[index]["locations"]?[0]?["physicalLocation"]
    }
    #expect(place(0)?["artifactLocation"]?["uri"] == "cassettes/a%20b/baseline.tsv")
    #expect(place(0)?["region"]?["startLine"] == 4)
    #expect(place(1)?["artifactLocation"]?["uri"] == "Tasks/prompts/all-code.txt")
    #expect(place(2)?["artifactLocation"]?["uri"] == "cassettes/gone/sweep.yaml")
    #expect(results[2]["message"]?["text"]?.string?.contains("\u{1B}") == false)
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
