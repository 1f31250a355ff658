import Analysis
import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import TestSupport
import Testing
import Trials

@Suite("Reports")
struct ReportTests {
  private func numbers(_ table: TextTable, _ row: String) -> [TextTable.Value] {
    table.rows.first { $0.name == row }.map { $0.cells.dropFirst().map(\.value) } ?? []
  }

  @Test("of one model tell NA from unmeasured, and mark what has no average")
  func modelTable() {
    let big = ModelTable.table(of: Fixture.axes.models[0], in: Fixture.summary)
    #expect(
      numbers(big, "boxnet") == [
        .number(25, decimals: 1), .number(50, decimals: 1), .unmeasured, .number(100, decimals: 1),
      ])
    #expect(numbers(big, "rank") == [.integer(2), .integer(1), .unmeasured, .unmeasured])
    #expect(
      numbers(big, "average-normalized-score") == [
        .number(50, decimals: 1), .number(100, decimals: 1), .unmeasured,
        .number(150, decimals: 1),
      ])
    #expect(
      big.notes == [
        "* over the trials that were answered. A provider's error, and no failure of the model, ended: "
          + "Code Interpreter 1 of 2.",
        "No average, since tasks were not measured: Code Interpreter (1).",
      ])
    let small = ModelTable.table(of: Fixture.axes.models[1], in: Fixture.summary)
    #expect(numbers(small, "rank") == [.integer(1), .integer(2), .notApplicable, .unmeasured])
  }

  @Test("of the published Table 1 are the published Table 1")
  func publishedTable() throws {
    let published = try PublishedScores(
      JSONValue(parsing: RepositoryRoot.bytes(of: "Tasks/paper/table1.json")))
    let preview = try #require(published.scores.axes.models.last)
    let table = ModelTable.table(of: preview, in: published.scores)
    #expect(numbers(table, "game24").first == .number(78, decimals: 1))
    #expect(numbers(table, "game24")[5] == .notApplicable)
    #expect(numbers(table, "letters").first == .unmeasured)
    #expect(
      numbers(table, "rank") == [
        .integer(4), .integer(6), .integer(1), .integer(2), .integer(5), .notApplicable,
        .notApplicable, .notApplicable, .integer(3), .integer(7),
      ])
  }

  @Test("of all models average scores and ranks as the paper does")
  func modelsTable() {
    let table = ModelsTable.table(of: Fixture.summary)
    #expect(
      numbers(table, "all-text") == [
        .number(50, decimals: 1), .number(100, decimals: 1), .number(75, decimals: 1),
        .number(1.5, decimals: 2),
      ])
    #expect(
      numbers(table, "code-interpreter") == [.unmeasured, .notApplicable, .unmeasured, .unmeasured])
    #expect(numbers(table, "all-code@2").last == .unmeasured)
    #expect(table.notes.count == 4)
  }

  @Test(
    "of methods show rates over all trials and over the answered ones, and count the unanswered")
  func methodScores() {
    let tables = MethodTables.tables(of: Fixture.axes.models[0], in: Fixture.summary)
    #expect(tables.map(\.name) == ["scores:big", "outcomes:big", "costs:big"])
    let scores = numbers(tables[0], "code-interpreter")
    #expect(scores[2] == .integer(2) && scores[3] == .integer(1))
    #expect(scores[4] == .number(0, decimals: 1))
    #expect(scores[8] == .integer(0) && scores[9] == .unmeasured && scores[10] == .unmeasured)
    let outcomes = numbers(tables[1], "code-interpreter")
    #expect(outcomes[4] == .number(50, decimals: 1) && outcomes.last == .number(50, decimals: 1))
    let small = MethodTables.tables(of: Fixture.axes.models[1], in: Fixture.summary)
    #expect(numbers(small[2], "code-interpreter").allSatisfy { $0 == .notApplicable })
    #expect(numbers(small[2], "all-code@2").allSatisfy { $0 == .unmeasured })
  }

  @Test("of methods keep unknown counters unknown, and add up what is known without division")
  func methodCosts() {
    let costs = MethodTables.tables(of: nil, in: Fixture.summary)[2]
    #expect(
      numbers(costs, "all-code") == [
        .number(100, decimals: 1), .number(20, decimals: 1), .number(0, decimals: 1), .unmeasured,
        .unmeasured, .number(150, decimals: 1), .number(90, decimals: 1),
        .number(1.3, decimals: 2), .number(0.5, decimals: 2), .number(2, decimals: 2),
        .number(100, decimals: 1),
      ])
  }

  @Test("of a gate say what changed, for people")
  func flipsText() throws {
    let text = FlipsReport(try Fixture.gate()).text(colour: false)
    #expect(
      text.hasPrefix(
        """
        Trials that differ from the baseline: 3 of 4; scores up: 0, down: 1.

        What changed, by the first layer that differs

        Cause                                       Trials  Example
        ------------------------------------------  ------  ------------------------
        verdict changed, first in the layer answer       1  big/all-code/boxnet/q1/0
        not in the baseline                              1  big/all-code/game24/q3/0
        only in the baseline                             1  big/all-code/game24/q2/0

        Trials that changed

        Trial                     Layer or columns  Outcome           Score          \
        Text tokens  Runtime s
        ------------------------  ----------------  ----------------  -------------  \
        -----------  ----------------
        big/all-code/boxnet/q1/0  answer            partial -> wrong  50.0 -> 0.0    \
        90 -> 95     1.300000
        big/all-code/game24/q2/0  removed           correct -> none   100.0 -> none  \
        90 -> none   1.300000 -> none
        big/all-code/game24/q3/0  added             none -> correct   none -> 100.0  \
        none -> 90   none -> 1.300000

        verdict changed, first in the layer answer: big/all-code/boxnet/q1/0
          - outcome=partial score=0.500000 text_tokens=90 answer_digest=
        """))
    #expect(text.contains("\n  + outcome=wrong score=0.000000 text_tokens=95 answer_digest="))
    #expect(text.contains("only in the baseline: big/all-code/game24/q2/0\n  - outcome=correct"))
  }

  @Test("of a gate say what changed, for programs")
  func flipsJSON() throws {
    let json = FlipsReport(try Fixture.gate()).json
    #expect(json["passes"] == false && json["flipCount"] == 3 && json["equalTrials"] == 1)
    #expect(json["causes"]?[0]?["cause"] == "score:answer")
    #expect(json["causes"]?[0]?["layer"] == "answer")
    let flip = json["flips"]?[0]
    #expect(flip?["trial"] == "big/all-code/boxnet/q1/0")
    #expect(flip?["before"]?["outcome"] == "partial" && flip?["after"]?["outcome"] == "wrong")
    #expect(
      flip?["columns"]?.object?.names == ["outcome", "score", "text_tokens", "answer_digest"])
    #expect(flip?["columns"]?["score"] == [0.5, 0.0])
    #expect(json["flips"]?[1]?["after"]?.isNull == true)
    #expect(try CanonicalJSON.text(of: json).utf8.count > 100)
  }

  @Test("of a gate that passes are one sentence, and say where the sheets differ in origin")
  func passingGate() throws {
    let line = Fixture.lines[0]
    var gate = try BaselineGate(
      baseline: Lines.reader([line], header: Lines.header("s"), named: "baseline.tsv"))
    try gate.add(line)
    let report = try gate.finish()
    #expect(FlipsReport(report).text(colour: true) == "All trials equal the baseline: 1.\n")
    let measured = try Lines.header("t", cassettes: [Digest.sha256("x")])
    #expect(
      FlipsReport(report, measured: measured).text(colour: false) == """
        All trials equal the baseline: 1.
        The baseline is of the sweep s, not t.
        The baseline was made from other cassettes.

        """)
  }
}
