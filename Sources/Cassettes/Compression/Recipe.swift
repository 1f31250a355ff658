/// A stretch of a request: where its bytes are found.
struct RecipeSpan: Equatable {
  /// Where bytes are copied from.
  enum Source: Equatable {
    /// The literal pool of the cassette.
    case literals
    /// The result in the row at this place of the block's table, seen in some way.
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
  static func spans(of recipe: ArraySlice<UInt8>, tableCount: Int) -> (spans: [RecipeSpan], size: Int)? {
    var reader = ByteReader(recipe)
    var spans: [RecipeSpan] = []
    var size = 0
    while !reader.isAtEnd {
      guard let count = reader.varint(), let source = reader.varint(), let offset = reader.varint(),
        count > 0, count <= CassetteFormat.maximumContent - size,
        spans.count < maximumSpans(of: CassetteFormat.maximumContent),
        let source = decoded(source, tableCount: tableCount)
      else { return nil }
      spans.append(RecipeSpan(count: count, source: source, offset: offset))
      size += count
    }
    return spans.count <= maximumSpans(of: size) ? (spans, size) : nil
  }

  private static func decoded(_ number: Int, tableCount: Int) -> RecipeSpan.Source? {
    guard number > 0 else { return .literals }
    let (place, view) = (number - 1).quotientAndRemainder(dividingBy: 3)
    guard place < tableCount, let view = ResultView(rawValue: UInt8(view)) else { return nil }
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
