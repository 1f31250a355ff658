import Analysis
import Basics
import BenchTestSupport
import Foundation
import ModelAPI
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@testable import Reporting

@Suite("The report for a browser")
struct HTMLReportTests {
  @Test("has the same bytes each time")
  func isDeterministic() throws {
    let first = try HTMLReport(PageFixture.parts()).document()
    #expect(first.html == (try HTMLReport(PageFixture.parts()).document().html))
    #expect(first.html.count > 50_000)
  }

  @Test("carries a policy that allows its own script and style by their digests, and nothing else")
  func policy() throws {
    let (html, policy) = try HTMLReport(PageFixture.parts()).document()
    let page = String(decoding: html, as: UTF8.self)
    let script = try #require(
      PageFixture.content(of: "<script>", to: "</script>", in: page))
    let style = try #require(PageFixture.content(of: "<style>", to: "</style>", in: page))
    for (directive, text) in [("script-src", script), ("style-src", style)] {
      let digest = Data(Digest.sha256(text).bytes).base64EncodedString()
      #expect(policy.contains("\(directive) 'sha256-\(digest)'"))
    }
    #expect(policy.hasPrefix("default-src 'none'; ") && !policy.contains("unsafe"))
    #expect(page.contains("content=\"\(policy)\""))
    #expect(
      page.components(separatedBy: "<script").count == 1 + 5, "four blocks of data, one script")
  }

  @Test("lets no text from a model become markup: data has no <, and tables are escaped")
  func hostileText() throws {
    let page = try PageFixture.page(PageFixture.parts(title: "a </title><script>x</script>"))
    for id in ["summary-data", "question-data", "trial-data", "transcript-data"] {
      let open = "<script type=\"application/json\" id=\"\(id)\">"
      let data = try #require(PageFixture.content(of: open, to: "</script>", in: page))
      #expect(!data.contains("<"))
    }
    #expect(!page.contains("alert(1)</script>") && !page.contains("<img"))
    #expect(page.contains("<title>a &lt;/title&gt;&lt;script&gt;x&lt;/script&gt;"))
    #expect(
      page.unicodeScalars.allSatisfy { $0 != "\u{1B}" && $0 != "\u{202E}" && $0 != "\u{2066}" })
  }

  @Test("holds a hostile answer as the text that it is, its hidden characters made visible")
  func transcripts() throws {
    let data = try #require(try PageFixture.data("transcript-data", in: PageFixture.page()))
    let entries = try #require(data["entries"]?.array)
    #expect(entries.count == PageFixture.lines.count)
    let place = try #require(entries[0][1]?["answer"]?.integer)
    let text = try #require(data["texts"]?[place]?.string)
    #expect(text == Redaction.shown(PageFixture.hostile))
    #expect(text.contains("<script>alert(1)</script>") && text.contains("\\u{202E}"))
    #expect(text.contains("{{title}}"), "a slot's name in a text is text")
    #expect(data["texts"]?.array?.count == 3, "answer, rule and reason, each once")
  }

  @Test("asks for nothing: no address, no way to load, and no way to make markup of text")
  func asksForNothing() throws {
    let page = try PageFixture.page()
    let namespaces = page.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
    #expect(!namespaces.contains("http://") && !namespaces.contains("https://"))
    for word in [
      "innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "fetch(",
      "XMLHttpRequest", "import(", "@import", "url(", "src=\"", "WebSocket", "sendBeacon",
    ] { #expect(!page.contains(word), "\(word)") }
  }

  @Test("names every trial, cell and interval as the tables do")
  func figures() throws {
    let page = try PageFixture.page()
    let trials = try #require(try PageFixture.data("trial-data", in: page))
    #expect(trials["item"]?.array?.count == PageFixture.lines.count)
    #expect(trials["outcome"]?.string == "baaaabacdh")
    #expect(trials["code"]?.string == "bbbbbaaabb")
    let summary = try #require(try PageFixture.data("summary-data", in: page))
    let cell = try #require(
      summary["cells"]?.array?.first { $0[0]?.array?.prefix(3).map(\.integer) == [0, 0, 0] })
    #expect(cell[1]?.double == 50 && cell[0]?[3]?.integer == 2 && cell[0]?[4]?.integer == 1)
    let wilson = try #require(WilsonInterval(successes: 1, trials: 2))
    #expect(abs((cell[2]?.double ?? 0) - wilson.lower * 100) < 1e-4)
    let total = try #require(summary["totals"]?.array?.first { $0["total"]?[0]?[1]?.integer == 1 })
    #expect(total["normalized"]?.double == 100 && total["rank"]?.integer == 1)
    #expect(page.contains("<caption>Big: mean score by task and method</caption>"))
  }

  @Test("says of a comparison which regime it is, and draws the other's cells")
  func comparison() throws {
    func reader(_ name: String, _ lines: [TrialLine]) throws -> ScoreSheetReader {
      let header = try Lines.header(name, cassettes: [Digest.sha256("tape")])
      return try Lines.reader(lines, header: header, named: name)
    }
    var old = PageFixture.lines
    old[0].outcome = .wrong
    old[0].score = 0
    old[0].layers = TrialLayers { Digest.sha256($0 == .answer ? "other" : $0.rawValue) }
    let comparison = try Comparison(reader("old", old), reader("s", PageFixture.lines), keeping: 9)
    var other = ScoreSummary(axes: Fixture.axes)
    for line in old { other.add(line) }
    let parts = PageFixture.parts(
      comparison: ReportComparison(
        comparison, names: Sides(first: "old<b>", second: "s"), other: other))
    let page = try PageFixture.page(parts)
    let data = try #require(try PageFixture.data("summary-data", in: page)?["comparison"])
    #expect(data["exact"] == true && data["flips"]?.array?.count == 1)
    #expect(data["regime"]?.string?.hasPrefix("Same recordings") == true)
    #expect(data["cells"]?.array?.count == Set(old.map { CellKey(of: $0.trial) }).count)
    #expect(page.contains("Trials that changed") && !page.contains("old<b>"))
  }

  @Test("of several groups of sweeps has a page that leads to each, and runs no script")
  func index() {
    let (html, policy) = HTMLIndex.document([
      .init(title: "<b>one</b>", trials: 3, path: "/1"), .init(title: "two", trials: 4, path: "/2"),
    ])
    let page = String(decoding: html, as: UTF8.self)
    #expect(page.contains("<a href=\"/1\">&lt;b&gt;one&lt;/b&gt;</a>") && page.contains("/2"))
    #expect(page.contains("content=\"\(policy)\"") && !page.contains("<script"))
  }

  @Test("has a letter and a colour for every outcome")
  func outcomes() {
    #expect(Outcome.allCases.count <= 26)
    let style = String(decoding: HTMLResources.style, as: UTF8.self)
    for place in Outcome.allCases.indices {
      #expect(style.contains(".o\(place) { fill:") && style.contains("--o\(place): light-dark("))
    }
  }
}
