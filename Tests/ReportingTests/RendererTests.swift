import Analysis
import Basics
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("Tables")
struct RendererTests {
  private var table: TextTable { ModelTable.table(of: Fixture.axes.models[1], in: Fixture.summary) }

  private func hostile(_ text: String) -> TextTable {
    TextTable(
      name: "hostile", title: text, columns: [.init(name: "c", title: text, isText: true)],
      rows: [.init(name: text, cells: [.init(.text(text))])], notes: [text])
  }

  @Test("are aligned for a terminal, with short titles and no escape sequences unless allowed")
  func terminal() {
    #expect(
      TerminalRenderer(colour: false).render([table]) == """
        Small: mean score by task and method

        Task                       Text  Code  CI  Code@2
        ------------------------  -----  ----  --  ------
        Game 24                     0.0   0.0  NA       -
        BoxNet                     20.0  10.0  NA       -
        ------------------------  -----  ----  --  ------
        Average Normalized Score  100.0  50.0  NA       -
        Rank                          1     2  NA       -

        Left out of the average, since no single-turn method scored anything: Game 24. \
        Tasks in the average: 1.

        """)
  }

  @Test(
    "show the best of a row in bold green where colour is allowed, and are aligned all the same")
  func colour() {
    let colourful = TerminalRenderer(colour: true).render([table])
    #expect(
      colourful.contains(
        "BoxNet                     \u{1b}[1;32m20.0\u{1b}[0m  10.0  \u{1b}[2mNA\u{1b}[0m"
          + "       \u{1b}[2m-\u{1b}[0m\n"))
    #expect(
      colourful.contains("Rank                          \u{1b}[1;32m1\u{1b}[0m     2  "))
    let plain = ["1", "2", "1;32", "0"].reduce(colourful) {
      $0.replacing("\u{1b}[\($1)m", with: "")
    }
    #expect(plain == TerminalRenderer(colour: false).render([table]))
  }

  @Test("are Markdown with full titles, and the best in bold")
  func markdown() {
    #expect(
      MarkdownRenderer().render([table]) == """
        ### Small: mean score by task and method

        | Task | All Text | All Code | Code Interpreter | All Code, 2 turns |
        | --- | ---: | ---: | ---: | ---: |
        | Game 24 | 0.0 | 0.0 | NA | - |
        | BoxNet | **20.0** | 10.0 | NA | - |
        | Average Normalized Score | **100.0** | 50.0 | NA | - |
        | Rank | **1** | 2 | NA | - |

        Left out of the average, since no single-turn method scored anything: Game 24. \
        Tasks in the average: 1.

        """)
  }

  @Test("are CSV with unrounded numbers and nothing where nothing was measured")
  func csv() throws {
    let scores = MethodTables.tables(of: Fixture.axes.models[0], in: Fixture.summary)[0]
    #expect(
      try CSVRenderer().render([table]) == """
        Task,All Text,All Code,Code Interpreter,"All Code, 2 turns"
        Game 24,0,0,NA,
        BoxNet,20,10,NA,
        Average Normalized Score,100,50,NA,
        Rank,1,2,NA,

        """)
    #expect(try CSVRenderer().render([scores]).contains(",41.666666666666664,"))
  }

  @Test("are canonical JSON that reads back")
  func json() throws {
    let text = try JSONRenderer().render([table])
    let columns = """
      [{"name":"task","title":"Task"},{"name":"all-text","title":"All Text"},\
      {"name":"all-code","title":"All Code"},\
      {"name":"code-interpreter","title":"Code Interpreter"},\
      {"name":"all-code@2","title":"All Code, 2 turns"}]
      """
    let rows = """
      [{"cells":["Game 24",0,0,"NA",null],"name":"game24","summary":false},\
      {"cells":["BoxNet",20,10,"NA",null],"name":"boxnet","summary":false},\
      {"cells":["Average Normalized Score",100,50,"NA",null],\
      "name":"average-normalized-score","summary":true},\
      {"cells":["Rank",1,2,"NA",null],"name":"rank","summary":true}]
      """
    #expect(text.hasPrefix("[{\"columns\":\(columns),\"name\":\"model:small\",\"notes\":["))
    #expect(text.contains("\"rows\":\(rows),"))
    #expect(try JSONValue(parsing: text)[0]?["title"] == "Small: mean score by task and method")
  }

  @Test("are the same in every format twice", arguments: TableFormat.allCases)
  func deterministic(format: TableFormat) throws {
    let first = try format.renderer().render(Fixture.all)
    for _ in 0..<5 { #expect(try format.renderer().render(Fixture.all) == first) }
    #expect(first.hasSuffix("\n") && !first.contains("\u{1b}"))
  }

  @Test("let no control, bidi or invisible character through for people")
  func escapesInvisible() throws {
    let texts = [
      "\u{1b}[31mred", "a\u{202E}b", "a\u{200B}b", "a\u{7}b", "a\u{2028}b", "a\u{9b}b",
    ]
    for text in texts {
      for format in [TableFormat.terminal, .markdown, .csv] {
        let rendered = try format.renderer().render([hostile(text)])
        let hidden = rendered.unicodeScalars.filter {
          $0 != "\n" && [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
        }
        #expect(hidden.isEmpty)
      }
      let json = try JSONValue(parsing: JSONRenderer().render([hostile(text)]))
      #expect(json[0]?["title"] == .string(text))
    }
  }

  @Test("keep newlines and pipes inside a Markdown cell, and markup out of it")
  func escapesMarkdown() {
    #expect(MarkdownText.escape("a|b") == #"a\|b"#)
    #expect(MarkdownText.escape(#"a\|b"#) == #"a\\\|b"#)
    #expect(MarkdownText.escape("a\nb\r\tc") == #"a\\nb\\r\\tc"#)
    #expect(MarkdownText.escape("<img>&") == "&lt;img&gt;&amp;")
    #expect(MarkdownText.escape("[x](y) *z* `c` _u_") == #"\[x\](y) \*z\* \`c\` \_u\_"#)
    #expect(MarkdownText.escape("@team #1") == ##"&#64;team \#1"##)
    let lines = MarkdownRenderer().render([hostile("a\n| b |\nc")]).split(separator: "\n")
    #expect(lines.count == 5)
  }

  @Test("quote CSV fields and defuse formulas")
  func escapesCSV() {
    #expect(CSVRenderer.field("a,b") == "\"a,b\"")
    #expect(CSVRenderer.field("a\"b") == "\"a\"\"b\"")
    #expect(CSVRenderer.field("a\nb") == #"a\nb"#)
    #expect(CSVRenderer.field("plain") == "plain")
    for formula in ["=1+1", "+1", "-1", "@x"] {
      #expect(CSVRenderer.field(formula) == "'" + formula)
    }
    #expect(CSVRenderer.field("=HYPERLINK(\"x\",1)") == "\"'=HYPERLINK(\"\"x\"\",1)\"")
  }

  @Test("are aligned by what a terminal shows, not by characters")
  func displayWidth() {
    let table = TextTable(
      name: "t", title: "t",
      columns: [.init(name: "a", title: "a", isText: true), .init(name: "b", title: "b")],
      rows: [
        .init(name: "1", cells: [.init(.text("模型")), .init(.integer(1))]),
        .init(name: "2", cells: [.init(.text("e\u{301}e\u{301}")), .init(.integer(2))]),
        .init(name: "3", cells: [.init(.text("😀")), .init(.integer(3))]),
      ])
    #expect(
      TerminalRenderer(colour: false).render([table]) == """
        t

        a     b
        ----  -
        模型  1
        e\u{301}e\u{301}    2
        😀    3

        """)
  }

  @Test("stand rows that are too short, numbers that are none and tables without rows")
  func toleratesGaps() throws {
    let table = TextTable(
      name: "t", title: "t", columns: [.init(name: "a", title: "a"), .init(name: "b", title: "b")],
      rows: [.init(name: "1", cells: [.init(.number(.nan, decimals: 1))])])
    #expect(MarkdownRenderer().render([table]).hasSuffix("| - | - |\n"))
    #expect(try CSVRenderer().render([table]) == "a,b\n,\n")
    #expect(try JSONRenderer().render([table]).contains("\"cells\":[null,null]"))
    for format in TableFormat.allCases {
      #expect(
        try format.renderer().render([TextTable(name: "e", title: "e", columns: [])]).hasSuffix(
          "\n"))
    }
  }
}
