/// A stretch of a request: where its bytes are found.
struct RecipeSpan: Equatable {
  /// Where bytes are copied from.
  enum Source: Equatable {
    /// The literal pool of the cassette.
    case literals
    /// The result at this place of a ``RecipeTable``, seen in some way.
    case result(Int, ResultView)
  }

  /// How many bytes.
  var count: Int
  /// From where.
  var source: Source
  /// From which byte on.
  var offset: Int
}

/// A request as spans of literals and of results, one after the other.
///
/// Spans never refer to another request: so reading one takes no recursion and few blocks.
enum Recipe {
  /// The size of a block of the literal pool, in bytes.
  static let literalBlock = 65_536
  /// No request has more spans than one for every 32 of its bytes, and one.
  static func maximumSpans(of size: Int) -> Int { 1 + size / 32 }
  /// What may be decoded to read one request: a literal block counts whole, a result its view.
  static func sourceBudget(of size: Int) -> Int { (4 << 20) + 16 * size }

  /// Reads the spans of a recipe; `nil` for anything that no sealer writes.
  static func spans(of recipe: ArraySlice<UInt8>, placeCount: Int) -> (
    spans: [RecipeSpan], size: Int
  )? {
    var reader = ByteReader(recipe)
    var spans: [RecipeSpan] = []
    var size = 0
    while !reader.isAtEnd {
      guard let count = reader.varint(), let source = reader.varint(), let offset = reader.varint(),
        count > 0, count <= CassetteFormat.maximumContent - size,
        spans.count < maximumSpans(of: CassetteFormat.maximumContent),
        let source = decoded(source, placeCount: placeCount)
      else { return nil }
      spans.append(RecipeSpan(count: count, source: source, offset: offset))
      size += count
    }
    return spans.count <= maximumSpans(of: size) ? (spans, size) : nil
  }

  private static func decoded(_ number: Int, placeCount: Int) -> RecipeSpan.Source? {
    guard number > 0 else { return .literals }
    let (place, view) = (number - 1).quotientAndRemainder(dividingBy: 3)
    guard place < placeCount, let view = ResultView(rawValue: UInt8(view)) else { return nil }
    return .result(place, view)
  }
}

extension [UInt8] {
  /// Appends a span of a recipe.
  mutating func append(_ span: RecipeSpan) {
    append(varint: span.count)
    switch span.source {
    case .literals: append(varint: 0)
    case .result(let place, let view): append(varint: 1 + 3 * place + Int(view.rawValue))
    }
    append(varint: span.offset)
  }
}

/// How a request quotes a result of the same cassette.
///
/// A message quotes an answer as it is; code that a tool call holds is a string within a string and
/// its run holds it escaped once less; and a message quotes a run's output escaped once more.
enum ResultView: UInt8, CaseIterable {
  /// The bytes as they are.
  case plain = 0
  /// Without each backslash that stands directly before a quotation mark or another backslash.
  case unescaped = 1
  /// As inside a JSON string of RFC 8785.
  case escaped = 2

  private static let backslash = UInt8(ascii: "\\")
  private static let quotation = UInt8(ascii: "\"")

  /// The bytes of a result, seen this way: total, and linear in their number.
  func bytes(of result: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    switch self {
    case .plain: Array(result)
    case .unescaped: Self.unescaped(result)
    case .escaped: Self.escaped(result)
    }
  }

  /// The most bytes that the view of a result of `count` bytes has.
  func largestSize(of count: Int) -> Int { self == .escaped ? 6 * count : count }

  private static func unescaped(_ result: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(result.count)
    var offset = 0
    while offset < result.count {
      if result[offset] == backslash, offset + 1 < result.count,
        result[offset + 1] == quotation || result[offset + 1] == backslash
      {
        offset += 1
      }
      bytes.append(result[offset])
      offset += 1
    }
    return bytes
  }

  private static func escaped(_ result: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(result.count + result.count / 8)
    for byte in result {
      switch byte {
      case backslash, quotation: bytes += [backslash, byte]
      case 8: bytes += [backslash, UInt8(ascii: "b")]
      case 9: bytes += [backslash, UInt8(ascii: "t")]
      case 10: bytes += [backslash, UInt8(ascii: "n")]
      case 12: bytes += [backslash, UInt8(ascii: "f")]
      case 13: bytes += [backslash, UInt8(ascii: "r")]
      case 0..<32:
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
