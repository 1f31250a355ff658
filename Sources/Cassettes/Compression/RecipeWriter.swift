/// Finds the bytes of requests in the results and in requests before them.
///
/// The same exchanges in the same order give the same recipes. Beside the requests and results, which
/// the caller holds, it keeps the index (for n bytes of results at most 2 n bytes, usually n), the
/// other views of some results, and the pool. The work for a request is linear in its size: text that
/// would need more comparing, as one byte repeated does, is kept as a literal.
struct RecipeWriter {
  /// A stretch of a request, and where its bytes are found.
  struct Piece: Equatable {
    /// Where it begins in the request.
    var start: Int
    var count: Int
    /// The number of the document: 0 for the pool, then results, each in three views.
    var document: Int
    var offset: Int

    var end: Int { start + count }
  }

  /// Matches that are shorter cost about as much as they save.
  private static let shortestMatch = 40
  /// A common beginning that is shorter is left to the matches.
  private static let shortestPrefix = 24
  /// Longer results are searched for in this many of their first bytes; a match may go on beyond.
  private static let searchedBytes = 256 << 10
  /// How many requests before one are compared with it from their beginning.
  private static let neighbours = 16

  private let results: [[UInt8]]
  /// The solid block in which each result lies, and that one's size; `nil` where each lies by itself.
  private let blocks: [(number: Int, size: Int)]?
  /// The views of results that differ from the results, by document.
  private var views: [Int: [UInt8]] = [:]
  private var index: AnchorIndex
  /// The anchors of results near the request: those of its own trial.
  private var near = AnchorIndex()
  private var recent: [(request: [UInt8], pieces: [Piece])] = []
  /// The literal pool so far.
  private(set) var pool: [UInt8] = []

  /// Reads results, in the order of the exchanges' sequence numbers.
  init(
    results: [[UInt8]], kinds: [ExchangeKind], blocks: [(number: Int, size: Int)]? = nil
  ) {
    self.results = results
    self.blocks = blocks
    index = AnchorIndex()
    for (number, kind) in kinds.enumerated() {
      for view in Self.views(of: results[number], kind) where view != .plain {
        views[Self.document(number, view)] = results[number].withUnsafeBufferPointer {
          view.bytes(of: $0)
        }
      }
    }
    index = anchors(of: 0..<results.count)
  }

  /// The document of a result's view.
  static func document(_ result: Int, _ view: ResultView) -> Int {
    1 + 3 * result + Int(view.rawValue)
  }

  /// The result and view of a document that is not the pool.
  static func source(_ document: Int) -> (result: Int, view: ResultView) {
    let (result, number) = (document - 1).quotientAndRemainder(dividingBy: 3)
    guard let view = ResultView(rawValue: UInt8(number)) else {
      preconditionFailure("A result has three views.")
    }
    return (result, view)
  }

  /// The views worth an index: answers with strings within strings, and the output of runs.
  private static func views(of result: [UInt8], _ kind: ExchangeKind) -> [ResultView] {
    switch kind {
    case .execution: [.plain, .escaped]
    case .completion, .proxied: holdsNestedString(result) ? [.plain, .unescaped] : [.plain]
    }
  }

  /// Whether three backslashes and a quotation mark stand somewhere: a quotation mark in a string
  /// that is in a string.
  private static func holdsNestedString(_ bytes: [UInt8]) -> Bool {
    var backslashes = 0
    for byte in bytes {
      if byte == UInt8(ascii: "\\") {
        backslashes += 1
      } else {
        if byte == UInt8(ascii: "\""), backslashes >= 3 { return true }
        backslashes = 0
      }
    }
    return false
  }

  /// The anchors of some results, in all views that were made.
  private func anchors(of range: Range<Int>) -> AnchorIndex {
    var index = AnchorIndex(bytes: range.reduce(0) { $0 + results[$1].count })
    for number in range {
      for view in ResultView.allCases {
        let document = Self.document(number, view)
        withDocument(document) { bytes in
          let searched = UnsafeBufferPointer(rebasing: bytes.prefix(Self.searchedBytes))
          index.add(searched, document: document)
        }
      }
    }
    return index
  }

  /// Lends the bytes of a document; those of a view that was not made are none.
  private func withDocument<Value>(
    _ document: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value
  ) -> Value {
    guard document > 0 else { return pool.withUnsafeBufferPointer { body($0) } }
    let (result, view) = Self.source(document)
    if view == .plain { return results[result].withUnsafeBufferPointer { body($0) } }
    return (views[document] ?? []).withUnsafeBufferPointer { body($0) }
  }

  // MARK: Requests

  /// Tells which results are of the same trial as the requests that follow.
  mutating func enter(trialOf range: Range<Int>) {
    near = anchors(of: range)
  }

  /// The pieces of a request; they leave nothing out.
  mutating func pieces(of request: [UInt8]) -> [Piece] {
    let prefix = longestPrefix(of: request)
    let found = request.withUnsafeBufferPointer { matches(in: $0, after: prefix) }
    var pieces = fillingGaps(of: request.count, found)
    if !isWithinBounds(pieces, size: request.count) {
      pieces = fillingGaps(of: request.count, [])
    }
    keepLiterals(of: request, pieces)
    if recent.count == Self.neighbours { recent.removeFirst() }
    recent.append((request, pieces))
    return pieces
  }

  /// Whether a reader's bounds hold for some pieces.
  private func isWithinBounds(_ pieces: [Piece], size: Int) -> Bool {
    guard pieces.count <= Recipe.maximumSpans(of: size) else { return false }
    var sources: Set<Int> = []
    var decoded: Set<Int> = []
    var cost = 0
    for piece in pieces {
      if piece.document == 0 {
        // Negative numbers for the blocks of the pool.
        let blocks =
          piece.offset / Recipe.literalBlock...(piece.offset + piece.count - 1)
          / Recipe.literalBlock
        for block in blocks where sources.insert(-1 - block).inserted {
          cost += Recipe.literalBlock
        }
      } else if sources.insert(piece.document).inserted {
        cost += withDocument(piece.document) { $0.count }
        if let block = blocks?[Self.source(piece.document).result],
          decoded.insert(block.number).inserted
        {
          cost += block.size
        }
      }
    }
    return cost <= Recipe.sourceBudget(of: size)
  }

  /// The pieces of the longest beginning that a request shares with one of those before it.
  private func longestPrefix(of request: [UInt8]) -> [Piece] {
    var best = (count: Self.shortestPrefix, pieces: [Piece]())
    for earlier in recent.reversed() {
      let shared = request.withUnsafeBufferPointer { left in
        earlier.request.withUnsafeBufferPointer { right in
          commonCount(left, 0, right, 0, limit: min(left.count, right.count))
        }
      }
      if shared > best.count { best = (shared, earlier.pieces) }
    }
    return best.pieces.prefix { $0.start < best.count }.map {
      Piece(
        start: $0.start, count: min($0.count, best.count - $0.start), document: $0.document,
        offset: $0.offset)
    }
  }

  /// Goes through the rest of a request and takes the longest match at each anchor.
  private func matches(in request: UnsafeBufferPointer<UInt8>, after prefix: [Piece]) -> [Piece] {
    let floor = prefix.last?.end ?? 0
    var pieces = prefix
    var work = 64 * request.count
    var roller = AnchorRoller(at: floor)
    var end = floor
    while end < request.count, work > 0 {
      defer { end += 1 }
      guard roller.roll(request[end], at: end) else { continue }
      var best: Piece?
      for place in [near.place(of: roller.hash), index.place(of: roller.hash)] {
        guard let place,
          let match = match(place, in: request, at: end + 1, floor: floor, work: &work),
          match.count > best?.count ?? Self.shortestMatch - 1
        else { continue }
        best = match
      }
      guard let best else { continue }
      place(best, in: &pieces, floor: floor)
      end = best.end - 1
      roller = AnchorRoller(at: best.end)
    }
    return pieces
  }

  /// Puts a match in the place of the pieces that it covers, and after the others.
  private func place(_ match: Piece, in pieces: inout [Piece], floor: Int) {
    while let last = pieces.last, last.start >= match.start, last.start >= floor {
      pieces.removeLast()
    }
    let overlap = max(0, (pieces.last?.end ?? 0) - match.start)
    pieces.append(
      Piece(
        start: match.start + overlap, count: match.count - overlap, document: match.document,
        offset: match.offset + overlap))
  }

  /// The longest match around an anchor that ends at `end`; `nil` if the anchor only looked alike.
  private func match(
    _ place: AnchorIndex.Place, in request: UnsafeBufferPointer<UInt8>, at end: Int, floor: Int,
    work: inout Int
  ) -> Piece? {
    let document = Int(place.document)
    let middle = Int(place.end)
    return withDocument(document) { bytes in
      let forward = commonCount(
        request, end, bytes, middle, limit: min(request.count - end, bytes.count - middle))
      var back = 0
      let limit = min(end - floor, middle)
      while back < limit, request[end - back - 1] == bytes[middle - back - 1] { back += 1 }
      work -= forward + back
      guard back >= AnchorIndex.window else { return nil }
      return Piece(
        start: end - back, count: forward + back, document: document, offset: middle - back)
    }
  }

  /// The matches, and between them literals that the pool will hold next.
  private func fillingGaps(of size: Int, _ matches: [Piece]) -> [Piece] {
    var pieces: [Piece] = []
    var covered = 0
    var next = pool.count
    func cover(to end: Int) {
      guard end > covered else { return }
      pieces.append(Piece(start: covered, count: end - covered, document: 0, offset: next))
      next += end - covered
      covered = end
    }
    for match in matches {
      cover(to: match.start)
      pieces.append(match)
      covered = match.end
    }
    cover(to: size)
    return pieces
  }

  /// Puts the new literals of a request into the pool, and their anchors into the index.
  private mutating func keepLiterals(of request: [UInt8], _ pieces: [Piece]) {
    for piece in pieces where piece.document == 0 && piece.offset == pool.count {
      let literal = request[piece.start..<piece.end]
      pool += literal
      literal.withUnsafeBufferPointer { index.add($0, document: 0, at: piece.offset) }
    }
  }
}

/// How many bytes two texts have in common from two places on.
@inline(__always)
private func commonCount(
  _ left: UnsafeBufferPointer<UInt8>, _ leftStart: Int, _ right: UnsafeBufferPointer<UInt8>,
  _ rightStart: Int, limit: Int
) -> Int {
  let (left, right) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
  var count = 0
  while count + 8 <= limit {
    let difference =
      UInt64(littleEndian: left.loadUnaligned(fromByteOffset: leftStart + count, as: UInt64.self))
      ^ UInt64(
        littleEndian: right.loadUnaligned(fromByteOffset: rightStart + count, as: UInt64.self))
    guard difference == 0 else { return count + difference.trailingZeroBitCount / 8 }
    count += 8
  }
  while count < limit, left[leftStart + count] == right[rightStart + count] { count += 1 }
  return count
}
