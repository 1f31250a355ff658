public import Basics

/// A part of a report: what the numbers say, in sentences made of them, and the numbers.
public struct ReportSection: Hashable, Sendable {
  /// The name in JSON.
  public var name: String
  /// What the section is about.
  public var title: String
  /// What it shows and what it cannot show, a sentence each.
  public var findings: [String]
  /// The numbers.
  public var tables: [TextTable]

  /// Creates a section.
  public init(name: String, title: String, findings: [String] = [], tables: [TextTable] = []) {
    self.name = name
    self.title = title
    self.findings = findings
    self.tables = tables
  }
}

extension TableFormat {
  /// Sections in the format: a heading, the findings and the tables; CSV has the tables alone.
  ///
  /// - Parameters:
  ///   - colour: Whether a terminal may be sent escape sequences.
  ///   - width: The columns of a terminal; `nil` for as many as are wanted.
  public func text(
    of sections: [ReportSection], colour: Bool = false, width: Int? = nil
  ) throws(JSONError) -> String {
    switch self {
    case .json:
      return try CanonicalJSON.text(of: .array(sections.map(Self.value))) + "\n"
    case .csv:
      return try renderer().render(sections.flatMap(\.tables))
    case .markdown:
      var parts: [String] = []
      for section in sections {
        parts.append("## \(MarkdownText.escape(section.title))\n")
        if !section.findings.isEmpty {
          parts.append(section.findings.map { "- \(MarkdownText.escape($0))\n" }.joined())
        }
        if !section.tables.isEmpty { parts.append(try renderer().render(section.tables)) }
      }
      return parts.joined(separator: "\n")
    case .terminal:
      let renderer = TerminalRenderer(colour: colour, width: width)
      return sections.map { section in
        ([renderer.heading(section.title)] + section.findings.map { renderer.item($0) }).joined()
          + (section.tables.isEmpty ? "" : "\n" + renderer.render(section.tables))
      }.joined(separator: "\n")
    }
  }

  private static func value(of section: ReportSection) -> JSONValue {
    [
      "name": .string(section.name), "title": .string(section.title),
      "findings": .array(section.findings.map(JSONValue.string)),
      "tables": .array(section.tables.map { JSONRenderer().value(of: $0) }),
    ]
  }
}
