import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import ScoreSheets
import Testing
import Trials

@Suite("The baseline gate")
struct BaselineGateTests {
  static let columnsBelowTrial = ScoreColumn.allCases.filter {
    ![.model, .method, .prompts, .task, .question, .sample].contains($0)
  }

  private func line(_ question: String, score: Double = 1) -> TrialLine {
    TrialLine(
      trial: TrialID(
        model: "m", method: "all-code", task: "game24", question: question, sample: 0),
      rung: 1, outcome: score == 1 ? .correct : .partial, score: score,
      usage: TokenUsage(freshInput: 10), textTokens: 12, serviceMicroseconds: 100,
      executionMicroseconds: 5, waitMicroseconds: 0, usedCode: true, turns: 1, calls: 1,
      executions: 1, layers: layers())
  }

  private func layers(changing changed: [Layer] = []) -> TrialLayers {
    TrialLayers { Digest.sha256(changed.contains($0) ? "new" : "old") }
  }

  private func gate(
    _ baseline: [TrialLine], _ lines: [TrialLine], keeping limit: Int = 100
  ) throws -> GateVerdict {
    var gate = try BaselineGate(baseline: reader(baseline), keeping: limit)
    try gate.add(reader(lines))
    return try gate.finish()
  }

  private func reader(_ lines: [TrialLine]) throws -> ScoreSheetReader {
    try Lines.reader(lines)
  }

  @Test("lets equal lines pass, scores that no sheet writes in full included")
  func passes() throws {
    let lines = ["a", "b"].map { line($0, score: 1.0 / 3) }
    var gate = try BaselineGate(baseline: reader(lines))
    for line in lines { try gate.add(line) }
    let report = try gate.finish()
    #expect(report.passes && !report.measuredNothing)
    #expect(report.equalTrials == 2 && report.baselineTrials == 2 && report.newTrials == 2)
  }

  @Test("notices a change in every single column", arguments: columnsBelowTrial)
  func noticesEveryColumn(column: ScoreColumn) throws {
    var before = line("a")
    // Some columns are only in the sheets of sweeps whose answers a model helps to read.
    if column.isOfExtraction { before.extraction = ExtractionCost() }
    if column.isOfJudging { before.judging = ExtractionCost() }
    let after = try changed(before, in: column)
    let report = try gate([before], [after])
    #expect(!report.passes && report.flipCount == 1)
    #expect(report.flips.first?.columns == [column])
    let cause: FlipCause =
      switch column {
      case .outcome, .score: .score(nil)
      default: column.layer.map { .layer($0) } ?? .accounting
      }
    #expect(report.groups.map(\.cause) == [cause])
  }

  /// A line that differs in one column, made by changing the text of the sheet.
  private func changed(_ line: TrialLine, in column: ScoreColumn) throws -> TrialLine {
    let header = try Lines.header(
      extractsByModel: line.extraction != nil, isJudged: line.judging != nil)
    let index = try #require(
      header.columns.firstIndex(of: column))
    var encoder = try ScoreSheetEncoder(header)
    let head = encoder.take()
    try encoder.append(line)
    var fields = String(decoding: encoder.take(), as: UTF8.self)
      .split(separator: "\n")[0].split(separator: "\t").map(String.init)
    fields[index] =
      switch column {
      case .outcome: "wrong"
      case .score: "0.999999"
      case .usedCode: "no"
      default: column.layer == nil ? "77" : "0123456789ab"
      }
    let bytes = head + Array(fields.joined(separator: "\t").utf8) + [UInt8(ascii: "\n")]
    var reader = try ScoreSheetReader(bytes: bytes, named: "changed")
    return try #require(try reader.next())
  }

  @Test("names the first layer that differs, with and without another score")
  func namesTheLayer() throws {
    let baseline = ["a", "b", "c", "d", "e"].map { line($0) }
    var lines = baseline
    lines[0].layers = layers(changing: [.answer, .execution, .grade])
    lines[0].score = 0
    lines[0].outcome = .wrong
    lines[1].layers = layers(changing: [.extraction])
    lines[2].layers = layers(changing: [.answer, .grade])
    lines[2].score = 0
    lines[2].outcome = .wrong
    lines[3].serviceMicroseconds? += 1
    let report = try gate(baseline, lines)
    #expect(
      report.groups.map(\.cause) == [.score(.answer), .layer(.extraction), .accounting])
    #expect(report.groups.map(\.count) == [2, 1, 1])
    #expect(report.groups[0].example.trial.question == "a")
    #expect(report.fallen == 2 && report.risen == 0 && report.equalTrials == 1)
    #expect(FlipCause.layer(.extraction).title == "same score, other layer: extraction")
  }

  @Test("lists trials that were added and removed, at both ends and between")
  func findsAddedAndRemoved() throws {
    let report = try gate(
      ["a", "c", "d", "g"].map { line($0) }, ["b", "c", "e", "h"].map { line($0) })
    #expect(report.flips.map(\.trial.question) == ["a", "b", "d", "e", "g", "h"])
    #expect(
      report.flips.map(\.cause) == [.removed, .added, .removed, .added, .removed, .added])
    #expect(report.equalTrials == 1)
    #expect(report.groups.map(\.count) == [3, 3])
  }

  @Test("finds what a comparison in memory finds", arguments: 0..<100)
  func agreesWithDictionaries(seed: Int) throws {
    func lines(_ salt: Int) -> [TrialLine] {
      (0..<30).compactMap { index in
        let word = Digest.sha256("\(seed) \(salt) \(index)").bytes
        guard word[0] > 80 else { return nil }
        return line("q\(10 + index)", score: word[1] > 200 ? 0.5 : 1)
      }
    }
    let (before, after) = (lines(1), lines(2))
    let old = Dictionary(uniqueKeysWithValues: before.map { ($0.trial, $0) })
    let new = Dictionary(uniqueKeysWithValues: after.map { ($0.trial, $0) })
    let differing = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
    let report = try gate(before, after)
    #expect(report.flips.map(\.trial) == differing)
    #expect(report.flips.allSatisfy { $0.before == old[$0.trial] && $0.after == new[$0.trial] })
    #expect(report.newTrials == after.count && report.baselineTrials == before.count)
  }

  @Test("keeps the first flips and counts all")
  func boundsMemory() throws {
    let names = (0..<50).map { "q\(100 + $0)" }
    let report = try gate(names.map { line($0) }, names.map { line($0, score: 0.5) }, keeping: 3)
    #expect(report.flips.map(\.trial.question) == ["q100", "q101", "q102"])
    #expect(report.flipCount == 50 && report.fallen == 50)
    #expect(report.groups.map(\.count) == [50])
  }

  @Test("keeps the heaviest flips: three changed scores are seen beside a thousand other tokens")
  func heaviestFirst() throws {
    let names = (0..<1000).map { "q\(1000 + $0)" }
    let baseline = names.map { line($0) }
    var lines = baseline
    for index in lines.indices { lines[index].textTokens += 1 }
    for index in [400, 700, 999] { lines[index].score = 0.5 }
    lines[998].outcome = .partial
    let report = try gate(baseline, lines, keeping: 100)
    #expect(
      report.flipsByWeight.prefix(4).map(\.trial.question) == ["q1400", "q1700", "q1999", "q1998"])
    #expect(report.flipsByWeight.count == 100 && report.flips.count == 100)
    #expect(report.flips.map(\.trial) == report.flipsByWeight.map(\.trial).sorted())
    #expect(report.firstFlip?.trial.question == "q1000")
    #expect(FlipWeight.allCases.map { report.count(of: $0) } == [3, 0, 1, 0, 996])
    #expect(report.count(from: .outcome) == 4)
    #expect(report.groups.map(\.count) == [4, 996])
    #expect(report.groups[0].example.trial.question == "q1400")
  }

  @Test("ranks a trial that came or went below a changed score and above a changed layer")
  func presence() throws {
    let baseline = ["a", "b", "c"].map { line($0) }
    var lines = Array(baseline.dropLast())
    lines[0].layers = layers(changing: [.extraction])
    lines[1].score = 0
    let report = try gate(baseline, lines)
    #expect(report.flipsByWeight.map(\.weight) == [.score, .presence, .layer])
    #expect(report.groups.map(\.cause) == [.score(nil), .removed, .layer(.extraction)])
  }

  @Test("tells nothing measured from a pass")
  func measuredNothing() throws {
    let empty = try gate([], [])
    #expect(empty.measuredNothing)
    let report = try gate([line("a")], [])
    #expect(report.measuredNothing && !report.passes && report.flipCount == 1)
  }

  @Test("refuses new lines out of order and a baseline that cannot be read")
  func refusesDisorder() throws {
    var gate = try BaselineGate(baseline: reader([line("a")]))
    try gate.add(line("b"))
    for question in ["b", "a"] {
      let error = #expect(throws: ScoreSheetError.self) { try gate.add(line(question)) }
      #expect(error?.code == .order)
    }
    let bytes = try Lines.bytes([line("a"), line("b")])
    let damaged = try ScoreSheetReader(bytes: bytes.dropLast(), named: "base.tsv")
    var second = try BaselineGate(baseline: damaged)
    let error = #expect(throws: ScoreSheetError.self) { try second.add(line("a")) }
    #expect(error?.code == .truncated)
    #expect(error?.description.hasPrefix("base.tsv, line 4: ") == true)
  }
}
