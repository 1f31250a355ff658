import Basics
import FoundationEssentials

/// A document with named slots, such as `{{title}}`.
///
/// What is put into a slot is never searched for slots: a text that holds `{{title}}` stays as it is.
struct HTMLTemplate {
  private enum Piece {
    case text(ArraySlice<UInt8>)
    case slot(String)
  }

  private let pieces: [Piece]

  /// Cuts a template at its slots; braces without an end are text.
  init(_ template: [UInt8]) {
    var pieces: [Piece] = []
    var rest = template[...]
    while let open = Self.find("{{", in: rest), let close = Self.find("}}", in: rest[open...]) {
      pieces.append(.text(rest[..<open]))
      pieces.append(.slot(String(decoding: rest[(open + 2)..<close], as: UTF8.self)))
      rest = rest[(close + 2)...]
    }
    pieces.append(.text(rest))
    self.pieces = pieces
  }

  /// The names of the slots, in order.
  var slots: [String] {
    pieces.compactMap { if case .slot(let name) = $0 { name } else { nil } }
  }

  /// The document; a slot that nothing is given for stays empty.
  func filled(_ content: (String) -> [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let text): bytes.append(contentsOf: text)
      case .slot(let name): bytes.append(contentsOf: content(name))
      }
    }
    return bytes
  }

  private static func find(_ mark: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
    let mark = Array("\(mark)".utf8)
    return bytes.indices.first { bytes[$0...].starts(with: mark) }
  }
}

/// A section with findings as HTML: it needs no script.
enum HTMLSection {
  /// The most charts that stand beside the findings; more follow below them.
  private static let besideLimit = 2

  /// The section: its findings as a list, its charts, its tables folded.
  static func element(_ section: ReportSection) -> String {
    let id = MarkupText.html(section.name)
    let charts = section.charts.map(figure).joined()
    let isBeside = (1...besideLimit).contains(section.charts.count)
    let body =
      isBeside
      ? "<div class=\"beside\">\n<div>\n\(concluded(section))</div>\n<div>\n\(charts)</div>\n</div>\n"
      : list(section.findings[...]) + charts
    return """
      <section id="\(id)" aria-labelledby="\(id)-title">
      <h2 id="\(id)-title">\(MarkupText.html(section.title))</h2>
      \(body)\(section.tables.map(HTMLTable.folded).joined())</section>

      """
  }

  /// The conclusion as a paragraph, and what it rests on as a list.
  private static func concluded(_ section: ReportSection) -> String {
    guard let first = section.findings.first else { return "" }
    return "<p class=\"conclusion\">\(MarkupText.html(first))</p>\n"
      + list(section.findings.dropFirst())
  }

  private static func list(_ findings: ArraySlice<String>) -> String {
    guard !findings.isEmpty else { return "" }
    return "<ul class=\"findings\">\n"
      + findings.map { "<li>\(MarkupText.html($0))</li>\n" }.joined() + "</ul>\n"
  }

  /// The link that leads there.
  static func link(to section: ReportSection) -> String {
    """
    <a href="#\(MarkupText.html(section.name))">\(MarkupText.html(section.link))</a>

    """
  }

  /// A chart: the very drawing that a paper gets, on paper's ground in either theme.
  private static func figure(_ chart: Chart) -> String {
    """
    <figure class="print">
    <h3>\(MarkupText.html(chart.title))</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="\(MarkupText.html(chart.title))">
    \(chart.figure.svg)</div>
    <figcaption class="note">\(MarkupText.html(chart.caption))</figcaption>
    </figure>

    """
  }
}

/// A table as HTML, for readers without scripts, for paper, and for who wants every number.
enum HTMLTable {
  /// The table in an element that folds.
  static func folded(_ table: TextTable) -> String {
    """
    <details class="numbers"><summary>\(MarkupText.html(table.title))</summary>
    \(element(table))
    </details>

    """
  }

  /// The table and its notes.
  static func element(_ table: TextTable) -> String {
    let heads = table.columns.map { column in
      "<th scope=\"col\"\(column.isText ? "" : " class=\"n\"")>\(MarkupText.html(column.title))</th>"
    }
    let rows = table.rows.map { row in
      let cells = table.columns.indices.map {
        cell(row.cell($0), table.columns[$0], first: $0 == 0)
      }
      return "<tr\(row.isSummary ? " class=\"sum\"" : "")>\(cells.joined())</tr>\n"
    }
    let notes = table.notes.map { "<p class=\"note\">\(MarkupText.html($0))</p>\n" }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(MarkupText.html(table.title))">
      <table><caption>\(MarkupText.html(table.title))</caption>
      <thead><tr>\(heads.joined())</tr></thead>
      <tbody>
      \(rows.joined())</tbody></table></div>
      \(notes.joined())
      """
  }

  private static func cell(
    _ cell: TextTable.Cell, _ column: TextTable.Column, first: Bool
  ) -> String {
    let text = MarkupText.html(cell.text)
    if first { return "<th scope=\"row\">\(text)</th>" }
    let kinds = [column.isText ? nil : "n", cell.isBest ? "best" : nil].compactMap(\.self)
    let kind = kinds.isEmpty ? "" : " class=\"\(kinds.joined(separator: " "))\""
    return "<td\(kind)>\(text)</td>"
  }
}

/// Data that may stand in an HTML document.
enum HTMLData {
  /// JSON that may stand in a `script` element: no `<` can end the element or open a comment.
  ///
  /// In JSON a `<` stands within strings only, where its escape means the same.
  static func script(_ json: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.underestimatedCount)
    for byte in json {
      if byte == UInt8(ascii: "<") {
        bytes.append(contentsOf: #"\u003c"#.utf8)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}

/// The page that leads to several reports: sweeps that do not compare stand in reports of their own.
public enum HTMLIndex {
  /// A report that the page leads to.
  public struct Entry: Sendable {
    /// What the report is of.
    public var title: String
    /// The number of its trials.
    public var trials: Int
    /// Its path on the server.
    public var path: String

    /// Creates an entry.
    public init(title: String, trials: Int, path: String) {
      self.title = title
      self.trials = trials
      self.path = path
    }
  }

  /// The document and the policy that it carries.
  public static func document(_ entries: [Entry]) -> (html: [UInt8], policy: String) {
    let style = HTMLResources.style
    let policy = ContentPolicy(script: [], style: style).text
    let items = entries.map { entry in
      "<li><a href=\"\(MarkupText.html(entry.path))\">\(MarkupText.html(entry.title))</a>"
        + "<p class=\"facts\">\(entry.trials) trials</p></li>\n"
    }
    let html = HTMLTemplate(PackageResources.index_html).filled { slot in
      switch slot {
      case "policy": Array(policy.utf8)
      case "style": style
      case "entries": Array(items.joined().utf8)
      default: []
      }
    }
    return (html, policy)
  }
}

/// The files that make a report: HTML, CSS and JavaScript as their editors know them, compiled into
/// the program so that it stays one file.
enum HTMLResources {
  /// The document with its slots.
  static var skeleton: [UInt8] { PackageResources.report_html }

  /// The style.
  static var style: [UInt8] {
    [PackageResources.theme_css, PackageResources.layout_css, PackageResources.charts_css]
      .flatMap(\.self)
  }

  /// The script: all files in one scope, those first that others build upon.
  static var script: [UInt8] {
    let files = [
      PackageResources.dom_js, PackageResources.data_js, PackageResources.format_js,
      PackageResources.chart_js, PackageResources.overview_js, PackageResources.heatmap_js,
      PackageResources.costs_js, PackageResources.ladders_js, PackageResources.outcomes_js,
      PackageResources.comparison_js, PackageResources.trials_js, PackageResources.transcript_js,
      PackageResources.panel_js, PackageResources.main_js,
    ]
    return Array("(() => {\n\"use strict\";\n".utf8) + files.flatMap(\.self) + Array("})();\n".utf8)
  }
}

/// What a browser may do with a report: run the one script and the one style that stand in it.
///
/// It can load nothing and send nothing.
struct ContentPolicy {
  private let script: Digest
  private let style: Digest

  /// Allows a script and a style by their digests.
  init(script: [UInt8], style: [UInt8]) {
    self.script = Digest.sha256(script)
    self.style = Digest.sha256(style)
  }

  /// The policy as a `meta` element or a header says it.
  var text: String {
    [
      "default-src 'none'",
      "script-src '\(Self.source(script))'",
      "style-src '\(Self.source(style))'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      // Not even the script itself can turn text into markup.
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].joined(separator: "; ")
  }

  private static func source(_ digest: Digest) -> String {
    "sha256-" + Data(digest.bytes).base64EncodedString()
  }
}
