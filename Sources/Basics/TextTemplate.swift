/// A text with places for values.
///
/// `{{name}}` is a value, `{{#name}}…{{/name}}` is there where the value is, once for each element of a list,
/// and `{{^name}}…{{/name}}` where it is not; `\{{` is two braces. That is all: nothing is escaped, a value is
/// never read as a template again, and a name that nobody knows is refused instead of being nothing.
package struct TextTemplate: Hashable, Sendable {
  /// A place in the template's text.
  package struct Place: Hashable, Sendable {
    /// The line, from 1.
    package var line: Int
    /// The column in bytes, from 1.
    package var column: Int
  }

  /// Why a text is no template.
  package struct Fault: Error, Hashable, Sendable {
    /// Where.
    package var place: Place
    /// What is wrong, and what to write instead.
    package var message: String
  }

  /// What a name stands for.
  package enum Value: Hashable, Sendable {
    /// Text; nothing where it is empty.
    case text(String)
    /// Elements, each with names of its own.
    case list([[String: String]])
    /// Nothing.
    case absent
  }

  fileprivate indirect enum Piece: Hashable, Sendable {
    case text(String, Place)
    case value(String, Place)
    case section(String, isInverted: Bool, [Piece], Place)
  }

  /// The largest template, in bytes.
  package static let byteLimit = 1 << 20
  /// The deepest nesting of sections.
  private static let depthLimit = 16
  /// The most pieces that a text is made of: sections of long lists inside each other are more than anybody reads.
  private static let pieceLimit = 1 << 18

  private let pieces: [Piece]
  /// Every use of a name, in order.
  package let uses: [Use]

  /// Reads a template.
  package init(_ text: String) throws(Fault) {
    var reader = TemplateReader(text)
    pieces = try reader.pieces(inside: nil, depthLimit: Self.depthLimit)
    uses = Self.uses(of: pieces, in: [])
  }
}

// MARK: - Names

extension TextTemplate {
  /// A name as the template uses it.
  package struct Use: Hashable, Sendable {
    /// The name.
    package var name: String
    /// Where.
    package var place: Place
    /// The sections around it, the outermost first.
    package var sections: [String]
    /// Whether it opens a section, which a missing value closes.
    package var isSection = false
  }

  private static func uses(of pieces: [Piece], in sections: [String]) -> [Use] {
    pieces.flatMap { piece -> [Use] in
      switch piece {
      case .text: []
      case .value(let name, let place): [Use(name: name, place: place, sections: sections)]
      case .section(let name, _, let inner, let place):
        [Use(name: name, place: place, sections: sections, isSection: true)]
          + uses(of: inner, in: sections + [name])
      }
    }
  }

  /// The first of some names that stands in single braces in the text, as in Python: it would be sent as it
  /// is.
  package func literal(of names: Set<String>) -> Use? {
    Self.literal(of: names, in: pieces)
  }

  private static func literal(of names: Set<String>, in pieces: [Piece]) -> Use? {
    for piece in pieces {
      switch piece {
      case .value: continue
      case .section(_, _, let inner, _):
        if let found = literal(of: names, in: inner) { return found }
      case .text(let text, let start):
        var place = start
        var open: (place: Place, name: [UInt8])?
        for byte in text.utf8 {
          if byte == UInt8(ascii: "{") {
            open = (place, [])
          } else if byte == UInt8(ascii: "}"), let (place, name) = open {
            let name = String(decoding: name, as: UTF8.self)
            if names.contains(name) { return Use(name: name, place: place, sections: []) }
            open = nil
          } else {
            open?.name.append(byte)
          }
          place.pass(byte)
        }
      }
    }
    return nil
  }
}

// MARK: - Rendering

extension TextTemplate {
  /// A piece of what a template becomes.
  package enum Rendered: Hashable, Sendable {
    /// What the template itself says.
    case literal(String)
    /// What stands for a name.
    case value(name: String, text: String)

    /// Its text.
    package var text: String {
      switch self {
      case .literal(let text), .value(_, let text): text
      }
    }
  }

  /// The text would be larger than is allowed, or is made of more pieces than any text.
  package struct TooLarge: Error {}

  /// The text with its values, in pieces.
  ///
  /// - Parameters:
  ///   - byteLimit: The most bytes of the whole text.
  ///   - value: What a name stands for. It is asked for names that ``uses`` has, and no others.
  /// - Throws: ``TooLarge`` as soon as a limit is passed, whatever the values of a stranger's table are.
  package func pieces(
    upTo byteLimit: Int, _ value: (String) -> Value
  ) throws(TooLarge) -> [Rendered] {
    var text = RenderedText(bytesLeft: byteLimit, stepsLeft: Self.pieceLimit)
    try Self.render(pieces, [], value, into: &text)
    return text.pieces
  }

  /// The text with its values, in pieces, where whoever gives the values bounds their number and size.
  package func pieces(_ value: (String) -> Value) -> [Rendered] {
    var text = RenderedText(bytesLeft: .max, stepsLeft: .max)
    do throws(TooLarge) {
      try Self.render(pieces, [], value, into: &text)
    } catch {
      preconditionFailure("a text without a limit passes none")
    }
    return text.pieces
  }

  /// A text on its way, and how much of it may still come.
  private struct RenderedText {
    var bytesLeft: Int
    var stepsLeft: Int
    private(set) var pieces: [Rendered] = []

    init(bytesLeft: Int, stepsLeft: Int) {
      self.bytesLeft = bytesLeft
      self.stepsLeft = stepsLeft
    }

    /// Counts a piece, a section or an element, whether anything comes of it or not.
    mutating func step() throws(TooLarge) {
      stepsLeft -= 1
      guard stepsLeft >= 0 else { throw TooLarge() }
    }

    mutating func add(_ piece: Rendered) throws(TooLarge) {
      bytesLeft -= piece.text.utf8.count
      guard bytesLeft >= 0 else { throw TooLarge() }
      pieces.append(piece)
    }
  }

  /// What the template itself says, piece by piece.
  package var literals: [String] { Self.literals(of: pieces) }

  private static func literals(of pieces: [Piece]) -> [String] {
    pieces.flatMap { piece -> [String] in
      switch piece {
      case .text(let text, _): [text]
      case .value: []
      case .section(_, _, let inner, _): literals(of: inner)
      }
    }
  }

  private static func render(
    _ pieces: [Piece], _ scopes: [[String: String]], _ value: (String) -> Value,
    into rendered: inout RenderedText
  ) throws(TooLarge) {
    for piece in pieces {
      try rendered.step()
      switch piece {
      case .text(let literal, _): try rendered.add(.literal(literal))
      case .value(let name, _):
        let text = scopes.last(where: { $0[name] != nil })?[name] ?? value(name).text
        try rendered.add(.value(name: name, text: text))
      case .section(let name, let isInverted, let inner, _):
        let own = scopes.last { $0[name] != nil }?[name]
        let elements = own.map { $0.isEmpty ? [] : [[:]] } ?? value(name).elements
        if isInverted {
          if elements.isEmpty { try render(inner, scopes, value, into: &rendered) }
        } else {
          for element in elements {
            try rendered.step()
            try render(inner, scopes + [element], value, into: &rendered)
          }
        }
      }
    }
  }
}

extension TextTemplate.Value {
  /// What stands there where the value is not taken apart: options are a line each, with their letters.
  fileprivate var text: String {
    switch self {
    case .text(let text): text
    case .absent: ""
    case .list(let elements):
      elements.contains { $0["letter"] != nil }
        ? elements.map { "(\($0["letter"] ?? "")) \($0["item"] ?? "")" }.joined(separator: "\n")
        : elements.compactMap { $0["item"] }.joined(separator: ", ")
    }
  }

  /// What a section is rendered for.
  fileprivate var elements: [[String: String]] {
    switch self {
    case .text(let text): text.isEmpty ? [] : [[:]]
    case .list(let list): list
    case .absent: []
    }
  }
}

// MARK: - Reading

extension TextTemplate.Place {
  fileprivate mutating func pass(_ byte: UInt8) {
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }
}

private struct TemplateReader {
  typealias Place = TextTemplate.Place
  typealias Piece = TextTemplate.Piece
  typealias Fault = TextTemplate.Fault

  private let bytes: [UInt8]
  private var index = 0
  private var place = Place(line: 1, column: 1)

  init(_ text: String) { bytes = Array(text.utf8) }

  private static let brace = UInt8(ascii: "{")

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }

  /// The pieces up to the end of a section, or of the text.
  mutating func pieces(
    inside section: (name: String, place: Place)?, depthLimit: Int
  ) throws(Fault) -> [Piece] {
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var start = place
    func text() -> [Piece] {
      literal.isEmpty ? [] : [.text(String(decoding: literal, as: UTF8.self), start)]
    }
    while index < bytes.count {
      if has("\\{{") {
        pass(1)
        literal += [Self.brace, Self.brace]
        pass(2)
        continue
      }
      guard has("{{") else {
        literal.append(bytes[index])
        pass(1)
        continue
      }
      let opened = place
      let tag = try self.tag()
      if tag.sigil != nil { passLine(behind: &literal) }
      pieces += text()
      literal = []
      start = place
      switch tag.sigil {
      case nil: pieces.append(.value(tag.name, opened))
      case UInt8(ascii: "/"):
        guard section?.name == tag.name else {
          let open = section.map { "{{/\($0.name)}} is due" } ?? "no section is open"
          throw Fault(place: opened, message: "{{/\(tag.name)}} closes nothing: \(open).")
        }
        return pieces
      case let sigil:
        guard depthLimit > 0 else {
          throw Fault(place: opened, message: "sections are nested too deeply here.")
        }
        let inner = try self.pieces(inside: (tag.name, opened), depthLimit: depthLimit - 1)
        pieces.append(
          .section(tag.name, isInverted: sigil == UInt8(ascii: "^"), inner, opened))
        start = place
      }
    }
    if let section {
      throw Fault(
        place: section.place,
        message: "the section {{#\(section.name)}} is never closed: write {{/\(section.name)}}.")
    }
    return pieces + text()
  }

  private func has(_ text: StaticString) -> Bool {
    index + text.utf8CodeUnitCount <= bytes.count
      && text.withUTF8Buffer { bytes[index..<(index + $0.count)].elementsEqual($0) }
  }

  private mutating func pass(_ count: Int) {
    for byte in bytes[index..<min(index + count, bytes.count)] { place.pass(byte) }
    index = min(index + count, bytes.count)
  }

  /// Reads `{{name}}` and its like.
  private mutating func tag() throws(Fault) -> (sigil: UInt8?, name: String) {
    let opened = place
    pass(2)
    if index < bytes.count, "{&>!=".utf8.contains(bytes[index]) {
      throw Fault(
        place: opened,
        message: "a template has {{name}}, {{#name}} … {{/name}} and {{^name}} … {{/name}} only: "
          + "write {{name}}, of which nothing is escaped. Two braces of the text itself are \\{{.")
    }
    let limit = min(bytes.count, index + 200)
    guard let end = (index..<limit).first(where: { bytes[$0...].starts(with: "}}".utf8) }) else {
      throw Fault(
        place: opened,
        message: "{{ is never closed: write {{name}}. Two braces of the text itself are \\{{.")
    }
    var inside = bytes[index..<end].drop(while: Self.isSpace)
    while let last = inside.last, Self.isSpace(last) { inside.removeLast() }
    let sigil = inside.first.flatMap { "#^/".utf8.contains($0) ? $0 : nil }
    if sigil != nil { inside = inside.dropFirst().drop(while: Self.isSpace) }
    guard !inside.isEmpty, !inside.contains(UInt8(ascii: "{")), !inside.contains(0x0a) else {
      throw Fault(
        place: opened,
        message: "no name stands between {{ and }}: write {{name}}. Two braces of the text itself "
          + "are \\{{.")
    }
    pass(end + 2 - index)
    return (sigil, String(decoding: inside, as: UTF8.self))
  }

  /// Takes the line of a tag away that stands alone in it.
  private mutating func passLine(behind literal: inout [UInt8]) {
    let lead = literal.reversed().prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let isFirst =
      lead.count < literal.count
      ? literal[literal.count - lead.count - 1] == 0x0a : startsLine(lead.count)
    var end = index
    while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") {
      end += 1
    }
    let isLast = end == bytes.count || bytes[end] == 0x0a
    guard isFirst, isLast else { return }
    literal.removeLast(lead.count)
    pass(min(end + 1, bytes.count) - index)
  }

  /// Whether the tag that was read last, with some blanks before it, begins a line.
  private func startsLine(_ blanks: Int) -> Bool {
    guard let open = bytes[..<index].lastIndex(where: { $0 == Self.brace }) else { return false }
    let before = open - 1 - blanks
    return before <= 0 || bytes[before - 1] == 0x0a
  }
}
