/// A section with findings as HTML: it needs no script.
enum HTMLSection {
  /// The section: its findings as a list, its tables folded.
  static func element(_ section: ReportSection) -> String {
    let id = HTMLText.escape(section.name)
    let findings = section.findings.map { "<li>\(HTMLText.escape($0))</li>\n" }
    return """
      <section id="\(id)" aria-labelledby="\(id)-title">
      <h2 id="\(id)-title">\(HTMLText.escape(section.title))</h2>
      <ul class="findings">
      \(findings.joined())</ul>
      \(section.tables.map(HTMLTable.folded).joined())</section>

      """
  }

  /// The link that leads there.
  static func link(to section: ReportSection) -> String {
    """
    <a href="#\(HTMLText.escape(section.name))">Experiment</a>

    """
  }
}
