import Basics

/// Tables in LaTeX, with the rules of the package booktabs: a `table` each, its title as the caption.
///
/// What is best in a row is bold, and a row that sums up stands below a rule. Notes stand below the table.
public struct LaTeXRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) -> String {
    let head = "% Needs \\usepackage{booktabs} and, for other letters than ASCII, UTF-8.\n"
    return head + tables.map(render).joined(separator: "\n")
  }

  private func render(_ table: TextTable) -> String {
    let shape = table.columns.map { $0.isText ? "l" : "r" }.joined()
    var lines = [
      "\\begin{table}", "  \\centering", "  \\caption{\(LaTeXText.escape(table.title))}",
      "  \\label{tab:\(LaTeXText.label(table.name))}", "  \\begin{tabular}{\(shape)}",
      "    \\toprule",
      "    " + row(table.columns.map { LaTeXText.escape($0.title) }), "    \\midrule",
    ]
    for (index, row) in table.rows.enumerated() {
      if row.isSummary, index > 0, !table.rows[index - 1].isSummary {
        lines.append("    \\midrule")
      }
      lines.append("    " + self.row(table.columns.indices.map { text(of: row.cell($0)) }))
    }
    lines += ["    \\bottomrule", "  \\end{tabular}"]
    for note in table.notes { lines.append("  \\par\\footnotesize \(LaTeXText.escape(note))") }
    lines.append("\\end{table}")
    return lines.map { $0 + "\n" }.joined()
  }

  private func row(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }

  private func text(of cell: TextTable.Cell) -> String {
    let text = LaTeXText.escape(cell.text)
    return cell.isBest ? "\\textbf{\(text)}" : text
  }
}

/// Text that may stand in a LaTeX document.
enum LaTeXText {
  /// The text with everything escaped that LaTeX takes for a command, so that a name can be none.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in VisibleText.escape(text).unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\textbackslash{}"
      case "{", "}", "$", "&", "#", "_", "%": escaped += "\\\(scalar)"
      case "^": escaped += "\\textasciicircum{}"
      case "~": escaped += "\\textasciitilde{}"
      case "<": escaped += "\\textless{}"
      case ">": escaped += "\\textgreater{}"
      case "|": escaped += "\\textbar{}"
      case "\"": escaped += "\\textquotedbl{}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    // A line that begins with a bracket would be an argument of the line's end before it.
    return escaped.hasPrefix("[") ? "{}" + escaped : escaped
  }

  /// A name that a reference can use: letters, digits and dashes.
  static func label(_ name: String) -> String {
    let plain = name.unicodeScalars.map { scalar -> Character in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        ? Character(scalar) : "-"
    }
    return String(plain)
  }
}
