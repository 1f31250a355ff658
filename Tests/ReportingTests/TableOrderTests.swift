import Analysis
import RecordReplay
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("What tables show, and in which order")
struct TableOrderTests {
  private func labels(_ table: TextTable) -> [String] { table.rows.map(\.name) }

  private var table: TextTable {
    func row(_ name: String, _ value: TextTable.Value, isSummary: Bool = false) -> TextTable.Row {
      .init(name: name, cells: [.init(.text(name)), .init(value)], isSummary: isSummary)
    }
    return TextTable(
      name: "t", title: "t",
      columns: [
        .init(name: "name", title: "Name", isText: true),
        .init(name: "mean-score", title: "Mean score", shortTitle: "Mean"),
      ],
      rows: [
        row("b", .integer(1)), row("a", .number(2.5, decimals: 1)), row("d", .unmeasured),
        row("c", .integer(1)), row("sum", .integer(99), isSummary: true),
      ])
  }

  @Test("numbers come from the highest, words by their bytes, what has no value last, sums below")
  func orders() throws {
    func sorted(_ column: String, _ reversed: Bool = false) throws -> [String] {
      labels(try #require(TableOrder(by: column, reversed: reversed).sorted([table])?.first))
    }
    #expect(try sorted("mean-score") == ["a", "b", "c", "d", "sum"])
    #expect(try sorted("MEAN SCORE", true) == ["b", "c", "a", "d", "sum"])
    #expect(try sorted("mean") == ["a", "b", "c", "d", "sum"])
    #expect(try sorted("name") == ["a", "b", "c", "d", "sum"])
    #expect(try sorted("Name", true) == ["d", "c", "b", "a", "sum"])
  }

  @Test("a column that no table has is an error and not an order")
  func unknown() {
    #expect(TableOrder(by: "height").sorted([table]) == nil)
    #expect(TableOrder(by: "name").sorted([]) == nil)
  }

  @Test("methods that are not shown change no average, no rank and no best")
  func methods() throws {
    let all = Fixture.axes.methods.map(\.name)
    let tables = MethodView(of: all, showing: ["all-text"]).narrowed(Fixture.all)
    let big = try #require(tables.first { $0.name == "model:big" })
    #expect(big.columns.map(\.name) == ["task", "all-text"])
    let average = try #require(big.rows.first { $0.name == "average-normalized-score" })
    #expect(average.cells[1].value == .number(50, decimals: 1))
    #expect(big.rows.first { $0.name == "rank" }?.cells[1].value == .integer(2))
    #expect(big.notes.last?.contains("among all methods") == true)
    let scores = try #require(tables.first { $0.name == "scores:big" })
    #expect(labels(scores) == ["all-text"])
    #expect(MethodView(of: all, showing: all).narrowed(Fixture.all) == Fixture.all)
  }

  @Test("ladders at a glance say none, some and all, and leave no class out")
  func glance() throws {
    var summary = ComplexitySummary(axes: Fixture.axes, ladders: [:])
    for (rung, score) in [(1, 1.0), (2, 0.0), (3, 1.0)] {
      for question in 0..<2 {
        let isRight = rung == 3 ? question == 0 : score == 1
        var line = Fixture.line(
          "big", "all-code", "game24", "q\(rung)\(question)", isRight ? 1 : 0)
        line.rung = rung
        summary.add(line)
      }
    }
    let table = try #require(ComplexityGlance.tables(of: summary).first)
    #expect(table.rows.map(\.name) == ["all-code"])
    let cells = table.rows[0].cells.map(\.value)
    #expect(cells[2] == .text("█▁▅"))
    #expect(cells[3] == .text("███"))
    #expect(cells[4] == .text("██████████▓▓▓▓▓▓▓▓▓▓"))
  }
}
