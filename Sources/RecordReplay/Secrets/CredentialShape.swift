import Basics

/// How one kind of credential looks: how it starts, and what must follow.
///
/// Ordinary text must not trip it, placeholders such as `sk-xxxxxxxx` or `hf_your_token` included:
/// what follows the prefix has to be long and to look drawn by chance.
struct CredentialShape: Sendable {
  /// One part of what follows the prefix.
  enum Piece: Sendable {
    /// This text.
    case text([UInt8])
    /// A run of bytes of a set, at least so long.
    case run(ByteSet, Int)
    /// Letters and digits, exactly so many, all of a set.
    case exactly(ByteSet, Int)
  }

  /// What must follow the prefix.
  enum Rule: Sendable {
    /// These, one after the other.
    case pieces([Piece])
    /// What no row of sets can say.
    case context(CredentialContext)
  }

  /// What messages call it.
  let kind: String
  /// How it starts.
  let prefix: [UInt8]
  /// Whether the prefix is found in either case.
  let anyCase: Bool
  /// Whether the prefix says enough to be found inside a word.
  let standsAnywhere: Bool
  /// A run that must stand before the prefix.
  let before: (set: ByteSet, least: Int)?
  /// What follows.
  let rule: Rule
  /// How long a stretch of letters and digits has to be, where words could follow too.
  let stretch: Int?
  /// Whether digits and letters, or both cases, must stand in it.
  let isMixed: Bool
  /// Whether messages mask it loosely.
  let isMaskedLoosely: Bool

  /// The fewest bytes after the prefix that messages mask.
  var leastMasked: Int {
    guard case .pieces(let pieces) = rule else { return 16 }
    return min(
      16,
      pieces.reduce(0) { sum, piece in
        switch piece {
        case .text(let text): sum + text.count
        case .run(_, let least), .exactly(_, let least): sum + least
        }
      })
  }

  /// How evenly the runs use their bytes: digits and hexadecimal have fewer to choose from.
  var evenness: Int {
    guard case .pieces(let pieces) = rule else { return 8 }
    var size = 0
    var length = 0
    for case .run(let set, let least) in pieces where least > 1 {
      size = max(size, set.size)
      length += least
    }
    return size <= 10 ? 2 : size <= 22 || length < 20 ? 5 : 8
  }

  /// Every shape of the table; of two that start alike, the one that says more stands first.
  static let all: [CredentialShape] = CredentialTable.text.split(separator: "\n").flatMap { line in
    guard let shapes = CredentialRow(line)?.shapes else {
      preconditionFailure("CredentialTable: not a row: \(line)")
    }
    return shapes
  }
}

/// One row of the table, taken apart.
struct CredentialRow {
  /// The vendor, or what gives the credential its place.
  let vendor: String
  /// Where the shape was learnt.
  let source: String
  /// The shapes: one for each choice of alternatives.
  let shapes: [CredentialShape]

  /// Reads a row; `nil` if it is none.
  init?(_ line: Substring) {
    let columns = line.split(separator: "|", omittingEmptySubsequences: false)
    // The shape may hold alternatives, whose bars stand without spaces.
    let fields = Self.fields(line)
    guard columns.count >= 5, fields.count == 5 else { return nil }
    vendor = fields[0]
    source = fields[4]
    let marks = fields[3].split(separator: " ")
    var stretch: Int?
    for mark in marks where mark.hasPrefix("s") { stretch = Int(mark.dropFirst()) }
    let kind = fields[0] + " " + fields[1]
    var shapes: [CredentialShape] = []
    for choice in Self.choices(fields[2][...]) {
      guard let parts = Self.parts(of: choice), let shape = Self.shape(kind, parts, marks, stretch)
      else { return nil }
      shapes.append(shape)
    }
    self.shapes = shapes
  }

  private enum Part {
    case piece(CredentialShape.Piece)
    case context(CredentialContext)
  }

  private static func fields(_ line: Substring) -> [String] {
    var fields: [String] = []
    var rest = Array(line.utf8)[...]
    func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
      var bytes = bytes
      while bytes.first == 0x20 { bytes.removeFirst() }
      while bytes.last == 0x20 { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    }
    var index = rest.startIndex
    while index < rest.endIndex {
      let isBar = rest[index] == UInt8(ascii: "|") && index > rest.startIndex
      if isBar, rest[index - 1] == 0x20, index + 1 < rest.endIndex, rest[index + 1] == 0x20 {
        fields.append(trimmed(rest[..<index]))
        // The space belongs to both bars where a column is empty.
        rest = rest[(index + 1)...]
        index = rest.startIndex + 1
      } else {
        index += 1
      }
    }
    fields.append(trimmed(rest))
    return fields
  }

  /// The text with each choice of its alternatives.
  private static func choices(_ text: Substring) -> [Substring] {
    guard let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")"), open < close
    else { return [text] }
    let rests = choices(text[text.index(after: close)...])
    return text[text.index(after: open)..<close].split(separator: "|").flatMap { choice in
      rests.map { Substring(text[..<open] + choice + $0) }
    }
  }

  private static func parts(of text: Substring) -> [Part]? {
    var parts: [Part] = []
    var rest = text
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest.firstIndex(of: "}"), open < close else { return nil }
      if open > rest.startIndex { parts.append(.piece(.text(Array(rest[..<open].utf8)))) }
      var words = rest[rest.index(after: open)..<close].split(separator: " ")
      guard !words.isEmpty else { return nil }
      if words[0].hasPrefix("@") {
        guard let context = CredentialContext(rawValue: String(words[0].dropFirst())) else {
          return nil
        }
        parts.append(.context(context))
      } else {
        let isExact = words[0].hasPrefix("=")
        if isExact { words[0].removeFirst() }
        guard words.count == 2, let set = ByteSet.named[String(words[0])], let least = Int(words[1])
        else { return nil }
        parts.append(.piece(isExact ? .exactly(set, least) : .run(set, least)))
      }
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.piece(.text(Array(rest.utf8)))) }
    return parts
  }

  private static func shape(
    _ kind: String, _ parts: [Part], _ marks: [Substring], _ stretch: Int?
  ) -> CredentialShape? {
    var parts = parts[...]
    var before: (set: ByteSet, least: Int)?
    if case .piece(.run(let set, let least)) = parts.first {
      before = (set, least)
      parts.removeFirst()
    }
    guard case .piece(.text(let prefix)) = parts.popFirst(), prefix.count >= 3 else { return nil }
    var pieces: [CredentialShape.Piece] = []
    var context: CredentialContext?
    for part in parts {
      switch part {
      case .piece(let piece): pieces.append(piece)
      case .context(let rule): context = rule
      }
    }
    guard context == nil || pieces.isEmpty else { return nil }
    let ends = prefix.last == UInt8(ascii: "-") || prefix.last == UInt8(ascii: "_")
    let isWord = prefix.first.map(ByteSet.alphanumeric.contains) ?? false
    return CredentialShape(
      kind: kind, prefix: prefix, anyCase: marks.contains("i"),
      standsAnywhere: !isWord || before != nil || context != nil
        || (ends && prefix.count >= 4 && stretch == nil),
      before: before, rule: context.map { .context($0) } ?? .pieces(pieces), stretch: stretch,
      isMixed: !marks.contains("n"), isMaskedLoosely: marks.contains("l"))
  }
}
