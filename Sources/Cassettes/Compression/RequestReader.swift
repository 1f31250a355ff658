import Basics

/// Where the recipes of a cassette and the bytes that they name come from.
protocol RecipeSources: AnyObject {
  /// The file, for errors.
  var file: String { get }
  /// The recipe of a request, and how it names results.
  func recipe(ofRow row: Int) throws(CassetteError) -> (ArraySlice<UInt8>, RecipeTable)
  /// A block of the literal pool.
  func literals(_ number: Int) throws(CassetteError) -> [UInt8]
  /// A result, verified against its digest, seen in some way.
  func result(_ key: Int64, _ view: ResultView) throws(CassetteError) -> RecipeSource
}

/// How the recipes of a block name results: by a place in a table of rows, or by the distance from
/// the request's own number.
enum RecipeTable {
  case rows([Int64])
  case distances(from: Int, count: Int)

  /// Places from this one on name nothing.
  var placeCount: Int {
    switch self {
    case .rows(let rows): rows.count
    case .distances(_, let count): 2 * count
    }
  }

  /// The key of the result at a place; `nil` if there is none.
  subscript(place: Int) -> Int64? {
    switch self {
    case .rows(let rows): return rows.indices.contains(place) ? rows[place] : nil
    case .distances(let own, let count):
      // Zigzag: 0, -1, 1, -2, …
      let row = own + (place >> 1 ^ -(place & 1))
      return (0..<count).contains(row) ? Int64(row) : nil
    }
  }

  /// The place of a result that is so far from the request's own.
  static func place(ofDistance distance: Int) -> Int { distance << 1 ^ distance >> 63 }
}

/// A result that a recipe names, decoded.
struct RecipeSource {
  var bytes: [UInt8]
  /// The solid block that was decoded for it, and that one's size; `nil` where it lies by itself.
  var block: (number: Int, size: Int)?
}

/// How much a reader keeps in memory between two readings.
struct ReadingMemory {
  /// Of the file itself, in KiB.
  var fileKiB: Int
  /// Of what requests are made of, decoded, in bytes.
  var sources: Int

  /// A reader that is asked for anything, in any order, as often as it likes.
  ///
  /// Trials lie in the order in which they are replayed, and what was decoded is kept beside: more of the
  /// file in memory makes no replay faster, and each worker would have its own.
  static let replay = ReadingMemory(fileKiB: 8_192, sources: 16 << 20)
  /// A reader that goes through the file once, as one of several.
  static let proof = ReadingMemory(fileKiB: 1_024, sources: 4 << 20)
}

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
    var source: RecipeSource
    /// The request that used it last.
    var request: Int
  }

  /// How much is kept between two requests, in bytes.
  private let capacity: Int
  private let sources: any RecipeSources
  private var decoded: [Source: Decoded] = [:]
  /// The solid blocks that the request in hand has been charged for.
  private var blocks: Set<Int> = []
  private var kept = 0
  private var request = 0

  init(_ sources: any RecipeSources, memory: ReadingMemory = .replay) {
    self.sources = sources
    capacity = memory.sources
  }

  private var file: String { sources.file }

  /// The request of an exchange: canonical JSON bytes.
  func request(ofRow row: Int) throws(CassetteError) -> [UInt8] {
    let (record, table) = try sources.recipe(ofRow: row)
    guard let recipe = Recipe.spans(of: record, placeCount: table.placeCount)
    else { throw .damaged(file, "the recipe of request \(row)") }
    if kept > capacity {
      decoded.removeAll(keepingCapacity: true)
      kept = 0
    }
    request += 1
    blocks.removeAll(keepingCapacity: true)
    var budget = Recipe.sourceBudget(of: recipe.size)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(recipe.size)
    for span in recipe.spans {
      switch span.source {
      case .literals: try appendLiterals(span, to: &bytes, budget: &budget)
      case .result(let place, let view):
        guard let key = table[place] else { throw .damaged(file, "the recipe of request \(row)") }
        let source = Source(row: key, view: view)
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
    if let known, known.request == request { return known.source.bytes }
    let found: RecipeSource
    if let known { found = known.source } else { found = try decode(source) }
    budget -= source.view == nil ? Recipe.literalBlock : found.bytes.count
    if let block = found.block, blocks.insert(block.number).inserted { budget -= block.size }
    decoded[source] = Decoded(source: found, request: request)
    return found.bytes
  }

  /// Decodes and verifies a source, and counts what is kept.
  private func decode(_ source: Source) throws(CassetteError) -> RecipeSource {
    let found: RecipeSource
    if let view = source.view {
      found = try sources.result(source.row, view)
    } else {
      found = RecipeSource(bytes: try sources.literals(Int(source.row)))
    }
    kept += found.bytes.count + MemoryLayout<(Source, Decoded)>.stride
    return found
  }
}
