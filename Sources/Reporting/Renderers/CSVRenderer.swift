public import Basics

/// Tables as comma-separated values (RFC 4180, with line feeds).
///
/// Numbers are unrounded; `NA` stands where a method does not apply, nothing where nothing was
/// measured. Several tables are separated by an empty line; titles and notes are left out.
public struct CSVRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) throws(JSONError) -> String {
    var text = ""
    for (index, table) in tables.enumerated() {
      if index > 0 { text += "\n" }
      text += table.columns.map { Self.field($0.title) }.joined(separator: ",") + "\n"
      for row in table.rows {
        for column in table.columns.indices {
          if column > 0 { text += "," }
          text += try field(of: row.cell(column).value)
        }
        text += "\n"
      }
    }
    return text
  }

  private func field(of value: TextTable.Value) throws(JSONError) -> String {
    switch value {
    case .text(let text): Self.field(text)
    case .notApplicable: "NA"
    case .unmeasured: ""
    case .integer, .number:
      value.json.isNull ? "" : try CanonicalJSON.text(of: value.json)
    }
  }

  /// A field of words: quoted where it must be, and with an apostrophe before what a spreadsheet would
  /// take for a formula.
  public static func field(_ text: String) -> String {
    let visible = VisibleText.escape(text)
    let opensFormula = visible.utf8.first.map { "=+-@".utf8.contains($0) } ?? false
    let harmless = opensFormula ? "'" + visible : visible
    guard harmless.utf8.contains(where: { ",\"".utf8.contains($0) }) else { return harmless }
    let quoted = harmless.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + quoted.joined(separator: "\"\"") + "\""
  }
}
