import Reporting
import Testing

@Suite("Tables in a narrow terminal")
struct TableLayoutTests {
  private var wide: TextTable {
    let heads = ["Alpha beta gamma", "Delta", "Epsilon zeta eta theta", "Iota", "Kappa lambda"]
    return TextTable(
      name: "t", title: "A title that is longer than forty columns by some words",
      columns: [.init(name: "name", title: "Name", isText: true)]
        + heads.map { .init(name: $0, title: $0) },
      rows: (1...2).map { row in
        .init(
          name: "r\(row)",
          cells: [.init(.text("row \(row)"))]
            + (1...5).map { .init(.number(Double(row * $0), decimals: 1)) })
      },
      notes: ["A note that is so long that it must be broken into lines to be read here."])
  }

  @Test("break their heads before they part their columns")
  func breaksHeads() {
    #expect(
      TerminalRenderer(colour: false, width: 50).render([wide]) == """
        A title that is longer than forty columns by some
        words

                                   Epsilon
               Alpha beta         zeta eta         Kappa
        Name        gamma  Delta     theta  Iota  lambda
        -----  ----------  -----  --------  ----  ------
        row 1         1.0    2.0       3.0   4.0     5.0
        row 2         2.0    4.0       6.0   8.0    10.0

        A note that is so long that it must be broken into
        lines to be read here.

        """)
  }

  @Test("part their columns where they must, and say again which row is which")
  func partsColumns() {
    var table = wide
    table.columns =
      [table.columns[0]] + (1...12).map { .init(name: "c\($0)", title: "column\($0)") }
    let text = TerminalRenderer(colour: false, width: 40).render([table])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 40 }, "\(text)")
    #expect(lines.count { $0.hasPrefix("row 1") } == 4)
    for column in 1...12 { #expect(text.contains("column\(column)"), "\(column)") }
  }

  @Test("never lose a column or a cell, at any width", arguments: [40, 41, 47, 55, 63, 80, 200])
  func losesNothing(width: Int) {
    let text = TerminalRenderer(colour: false, width: width).render([wide])
    for word in ["Alpha", "gamma", "Delta", "theta", "Iota", "lambda", "row 2", "10.0", "8.0"] {
      #expect(text.contains(word), "\(word) at \(width)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
  }

  @Test("overflow rather than cut where one column is wider than the terminal")
  func overflows() {
    let long = String(repeating: "x", count: 90)
    let table = TextTable(
      name: "t", title: "t",
      columns: [.init(name: "a", title: "a", isText: true), .init(name: "b", title: "b")],
      rows: [.init(name: "r", cells: [.init(.text(long)), .init(.integer(7))])])
    let text = TerminalRenderer(colour: false, width: 40).render([table])
    #expect(text.contains(long) && text.contains("7"))
  }

  @Test("are aligned by what they take on a screen, colour or not")
  func displayWidth() {
    let table = TextTable(
      name: "t", title: "模型",
      columns: [
        .init(name: "a", title: "模型 e\u{301}", isText: true), .init(name: "b", title: "b"),
      ],
      rows: [.init(name: "r", cells: [.init(.text("▁▄█")), .init(.integer(7), isBest: true)])])
    #expect(
      TerminalRenderer(colour: false, width: 40).render([table]) == """
        模型

        模型 e\u{301}  b
        ------  -
        ▁▄█     7

        """)
  }

  @Test("put sections under headings, with what they found before the numbers")
  func sections() throws {
    let section = ReportSection(
      name: "s", title: "What was found", findings: ["One thing.", "Another <b>thing</b>."],
      tables: [wide])
    let terminal = try TableFormat.terminal.text(of: [section])
    #expect(terminal.hasPrefix("What was found\n==============\n\n* One thing.\n* Another <b>"))
    let markdown = try TableFormat.markdown.text(of: [section])
    #expect(markdown.hasPrefix("## What was found\n\n- One thing.\n- Another &lt;b&gt;"))
    let json = try TableFormat.json.text(of: [section])
    #expect(json.contains("\"findings\":[\"One thing.\""))
    #expect(try TableFormat.csv.text(of: [section]).hasPrefix("Name,Alpha"))
  }
}
