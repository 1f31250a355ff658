import Wire

/// Tables in Markdown, as GitHub reads it.
public struct MarkdownRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) -> String {
    tables.map(render).joined(separator: "\n")
  }

  private func render(_ table: TextTable) -> String {
    var lines = ["### \(Self.escape(table.title))", ""]
    lines.append(line(table.columns.map { Self.escape($0.title) }))
    lines.append(line(table.columns.map { $0.isText ? "---" : "---:" }))
    for row in table.rows {
      lines.append(line(table.columns.indices.map { text(of: row.cell($0)) }))
    }
    for note in table.notes { lines += ["", Self.escape(note)] }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  private func text(of cell: TextTable.Cell) -> String {
    let text = Self.escape(cell.value.text)
    return cell.isBest ? "**\(text)**" : text
  }

  /// The text with everything escaped that Markdown or HTML could take for markup, so that a name can
  /// neither leave its cell nor become a link, an image or a mention.
  public static func escape(_ text: String) -> String {
    var escaped: [UInt8] = []
    for byte in VisibleText.escape(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): escaped.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): escaped.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): escaped.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "@"): escaped.append(contentsOf: "&#64;".utf8)
      case UInt8(ascii: "\\"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "*"),
        UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "~"),
        UInt8(ascii: "#"), UInt8(ascii: "$"):
        escaped.append(UInt8(ascii: "\\"))
        escaped.append(byte)
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
