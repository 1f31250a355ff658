/// A token of Python code as far as its shape matters: what strings say does not.
enum PythonCodeToken: Hashable, Sendable {
  /// A name or a keyword.
  case name(String)
  case number
  /// A string without values in it.
  case string
  /// An f-string, with the tokens of the values in it.
  case format([PythonCodeToken])
  /// Any other sign, such as `(` or `==`.
  case sign(String)
}

/// One logical line of Python, or the part of it before or after the colon of a one-line block.
struct PythonStatement: Sendable {
  /// The column at which it starts; a tab goes to the next multiple of eight.
  var indentation: Int
  var tokens: [PythonCodeToken]

  /// The words that open a block.
  static let blockWords: Set<String> = [
    "if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally",
    "match", "case",
  ]

  /// The first word; `async` is passed over.
  var word: String? {
    let first = tokens.first == .name("async") ? tokens.dropFirst().first : tokens.first
    if case .name(let word) = first { return word } else { return nil }
  }

  /// Whether it opens a block.
  var opensBlock: Bool {
    guard let word, Self.blockWords.contains(word) else { return false }
    // `match` and `case` are words of their own only before a block.
    return tokens.last == .sign(":")
  }
}

/// Cuts Python code into statements, in one pass and within bounds.
struct PythonStatementReader {
  /// The most tokens that are looked at.
  static let tokenLimit = 50_000

  private var tokenizer: PythonTokenizer
  private var statements: [PythonStatement] = []
  private var tokens: [PythonCodeToken] = []
  private var indentation = 0
  private var depth = 0
  private var count = 0

  private init(_ bytes: [UInt8]) {
    tokenizer = PythonTokenizer(bytes)
  }

  /// The statements; `nil` where there are too many tokens.
  static func statements(of bytes: [UInt8]) -> [PythonStatement]? {
    var reader = PythonStatementReader(bytes)
    guard reader.readAll() else { return nil }
    return reader.statements
  }

  private mutating func readAll() -> Bool {
    while true {
      if tokens.isEmpty { measureIndentation() }
      let start = tokenizer.index
      guard let token = tokenizer.next() else { break }
      count += 1
      guard count <= Self.tokenLimit else { return false }
      switch token {
      case .newline: close()
      case .name(let name): tokens.append(.name(name))
      case .number: tokens.append(.number)
      case .string: tokens.append(.string)
      case .refused: tokens.append(text(from: start))
      case .sign(let sign): add(sign)
      }
    }
    close()
    return true
  }

  /// Counts the blanks before a statement, unless it follows a semicolon.
  private mutating func measureIndentation() {
    var index = tokenizer.index
    guard index == 0 || tokenizer.bytes[index - 1] == UInt8(ascii: "\n") else { return }
    indentation = 0
    while index < tokenizer.bytes.count {
      switch tokenizer.bytes[index] {
      case UInt8(ascii: " "): indentation += 1
      case UInt8(ascii: "\t"): indentation = (indentation / 8 + 1) * 8
      default: return
      }
      index += 1
    }
  }

  private mutating func add(_ sign: String) {
    tokens.append(.sign(sign))
    switch sign {
    case "(", "[", "{": depth += 1
    case ")", "]", "}": depth = max(depth - 1, 0)
    case ":" where depth == 0: splitBlock()
    default: break
    }
  }

  /// Ends a statement at the colon that opens its block; what follows on the line is the block.
  private mutating func splitBlock() {
    let header = PythonStatement(indentation: indentation, tokens: tokens)
    guard header.opensBlock, !tokens.contains(.name("lambda")) else { return }
    statements.append(header)
    tokens = []
    indentation += 1
  }

  private mutating func close() {
    depth = 0
    guard !tokens.isEmpty else { return }
    statements.append(PythonStatement(indentation: indentation, tokens: tokens))
    tokens = []
  }

  /// The token of a string that is no literal: the values of an f-string are read, one level deep.
  private func text(from start: Int) -> PythonCodeToken {
    let raw = tokenizer.bytes[start..<tokenizer.index]
      .drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let prefix = raw.prefix { !PythonTokenizer.isQuote($0) }
    guard prefix.contains(where: { $0 | 0x20 == UInt8(ascii: "f") }) else { return .string }
    var values: [PythonCodeToken] = []
    for field in Self.fields(in: raw.dropFirst(prefix.count)) {
      var inner = PythonTokenizer(Array(field))
      while let token = inner.next() {
        switch token {
        case .name(let name): values.append(.name(name))
        case .number: values.append(.number)
        case .sign(let sign): values.append(.sign(sign))
        case .string, .refused: values.append(.string)
        case .newline: continue
        }
      }
      // Two values are no operands of each other.
      values.append(.sign(","))
    }
    return .format(values)
  }

  /// The expressions between single braces, each without its conversion and format.
  private static func fields(in text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      let isDouble = index + 1 < text.endIndex && text[index + 1] == byte
      guard byte == UInt8(ascii: "{") else {
        index += 1
        continue
      }
      guard !isDouble else {
        index += 2
        continue
      }
      let start = index + 1
      let end = self.end(ofFieldAt: start, in: text)
      fields.append(text[start..<end])
      index = max(end, start)
    }
    return fields
  }

  /// Where an expression ends: at its closing brace, or at the colon or exclamation mark before a
  /// format.
  private static func end(ofFieldAt start: Int, in text: ArraySlice<UInt8>) -> Int {
    var depth = 0
    for index in start..<text.endIndex {
      switch text[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}") where depth == 0: return index
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
      case UInt8(ascii: ":") where depth == 0: return index
      case UInt8(ascii: "!") where depth == 0:
        let next = index + 1 < text.endIndex ? text[index + 1] : 0
        if next != UInt8(ascii: "=") { return index }
      default: break
      }
    }
    return text.endIndex
  }
}
