import Basics

/// Puts requests together again from the results and literals of their cassette.
///
/// What requests share is kept decoded between them, up to a bound, and each source is verified
/// against its digest when it is decoded. One request decodes no more than its recipe may ask for.
final class RequestReader {
  /// Where bytes lie: a block of the literal pool, or a view of the result in a row.
  private struct Source: Hashable {
    var row: Int64
    /// `nil` for a block of literals.
    var view: ResultView?
  }

  private struct Decoded {
    var bytes: [UInt8]
    /// The request that used it last.
    var request: Int
  }

  /// How much is kept between two requests, in bytes.
  private static let capacity = 16 << 20

  private let file: String
  private let cold: ColdTable
  private let decoder: BlockDecoder
  private let lookup: SQLiteStatement
  private var decoded: [Source: Decoded] = [:]
  private var kept = 0
  private var request = 0

  init(
    _ connection: SQLiteConnection, cold: ColdTable, dictionary: [UInt8]
  ) throws(CassetteError) {
    file = connection.file
    self.cold = cold
    // A decoder of its own: the one of replay may be lending its buffer.
    decoder = BlockDecoder(dictionary: dictionary)
    lookup = try connection.prepare("SELECT digest,n,v FROM entry WHERE id=?1", persistent: true)
  }

  /// The request of an exchange: canonical JSON bytes.
  func request(ofRow row: Int) throws(CassetteError) -> [UInt8] {
    let block = try cold.block(of: .recipes, holding: row)
    guard let record = block[row],
      let recipe = Recipe.spans(of: record, tableCount: block.table.count)
    else { throw .damaged(file, "the recipe of request \(row)") }
    if kept > Self.capacity {
      decoded.removeAll(keepingCapacity: true)
      kept = 0
    }
    request += 1
    var budget = Recipe.sourceBudget(of: recipe.size)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(recipe.size)
    for span in recipe.spans {
      switch span.source {
      case .literals: try appendLiterals(span, to: &bytes, budget: &budget)
      case .result(let place, let view):
        let source = Source(row: block.table[place], view: view)
        try append(span.offset..<span.offset + span.count, of: source, to: &bytes, &budget)
      }
    }
    return bytes
  }

  /// Appends a span of the literal pool, which may lie in several blocks.
  private func appendLiterals(
    _ span: RecipeSpan, to bytes: inout [UInt8], budget: inout Int
  ) throws(CassetteError) {
    var offset = span.offset
    let end = offset + span.count
    while offset < end {
      let (block, start) = offset.quotientAndRemainder(dividingBy: Recipe.literalBlock)
      let count = min(end - offset, Recipe.literalBlock - start)
      let source = Source(row: Int64(block), view: nil)
      try append(start..<start + count, of: source, to: &bytes, &budget)
      offset += count
    }
  }

  private func append(
    _ range: Range<Int>, of source: Source, to bytes: inout [UInt8], _ budget: inout Int
  ) throws(CassetteError) {
    let content = try content(of: source, &budget)
    guard budget >= 0, range.upperBound <= content.count else {
      throw .damaged(file, "a recipe refers to bytes that its cassette does not hold")
    }
    bytes += content[range]
  }

  /// The bytes of a source; those that this request had not used yet are taken off the budget.
  private func content(of source: Source, _ budget: inout Int) throws(CassetteError) -> [UInt8] {
    let known = decoded[source]
    if let known, known.request == request { return known.bytes }
    let bytes: [UInt8]
    if let known { bytes = known.bytes } else { bytes = try decode(source) }
    budget -= source.view == nil ? Recipe.literalBlock : bytes.count
    decoded[source] = Decoded(bytes: bytes, request: request)
    return bytes
  }

  /// Decodes and verifies a source, and counts what is kept.
  private func decode(_ source: Source) throws(CassetteError) -> [UInt8] {
    let bytes: [UInt8]
    if let view = source.view {
      bytes = try result(inRow: source.row, view)
    } else {
      bytes = try cold.literals(Int(source.row))
    }
    kept += bytes.count + MemoryLayout<(Source, Decoded)>.stride
    return bytes
  }

  private func result(inRow row: Int64, _ view: ResultView) throws(CassetteError) -> [UInt8] {
    defer { lookup.reset() }
    try lookup.bind(row, at: 1)
    guard try lookup.step(), let digest = lookup.blob(0).flatMap({ Digest(bytes: $0) }),
      let count = lookup.integer(1).flatMap({ Int(exactly: $0) }),
      count <= CassetteFormat.maximumContent,
      let block = lookup.blob(2), let result = decoder.decode(block, count: count),
      Digest.sha256(UnsafeRawBufferPointer(result)) == digest
    else { throw .damaged(file, "a result that a request refers to") }
    return view.bytes(of: result)
  }
}
