import Basics
import CassetteFaults
import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("A request as a recipe")
struct RecipeTests {
  @Test("comes back exactly, whatever it quotes and however", arguments: 1...6)
  func roundTrip(seed: Int) async throws {
    let exchanges = Quotations(seed: UInt64(seed)).exchanges(150)
    try await withTemporaryFolder { folder in
      let cassette = try sealed(exchanges, in: folder)
      let rows = Dictionary(uniqueKeysWithValues: try cassette.entries().map { ($0.slot, $0) })
      // From the last to the first, so that nothing depends on what was read before.
      for exchange in exchanges.reversed() {
        let entry = try #require(rows[exchange.slot])
        #expect(try cassette.request(of: entry) == exchange.request)
      }
      try cassette.verify(.canonical) { _, request in Digest.sha256(request) }
    }
  }

  @Test("is the same in whatever order the exchanges come")
  func order() throws {
    let exchanges = Quotations(seed: 9).exchanges(200)
    let image = try CassetteSealer.seal(exchanges, as: .one)
    var random = SeededNumbers(1)
    for _ in 0..<3 {
      #expect(
        try CassetteSealer.seal(exchanges.shuffled(using: &random), as: .one).bytes == image.bytes)
    }
  }

  @Test("takes next to nothing where it repeats results and other requests")
  func size() throws {
    var random = SeededNumbers(5)
    // Random digits in hexadecimal: no compressor saves more than half of them.
    var answers: [[UInt8]] = []
    let exchanges = (0..<60).map { number in
      if number % 6 == 0 { answers = [] }
      let request = Array("{\"trial\":\(number / 6),\"said\":[".utf8) + answers.flatMap { $0 }
      let result = Array((0..<40).map { _ in String(random.next(), radix: 16) }.joined().utf8)
      answers.append(result)
      return Exchange(
        slot: Slot(action: .sha256(request)), kind: .completion, request: request, result: result,
        scope: "trial \(number / 6)", provenance: [])
    }
    let requests = exchanges.reduce(0) { $0 + $1.request.count }
    let pieces = try CassetteSealer.seal(
      exchanges.map { exchange in
        var plain = exchange
        plain.request = []
        return plain
      }, as: .one)
    #expect(requests > 90_000)
    // Whole pages: a recipe block and a literal block may begin one more each.
    let difference = try CassetteSealer.seal(exchanges, as: .one).bytes.count - pieces.bytes.count
    #expect(difference <= 2 * CassetteFormat.pageSize)
  }

  @Test("of one repeated byte, or of a result too large to be decoded for it, is kept as it is")
  func fallBack() async throws {
    var random = SeededNumbers(8)
    let large = (0..<650_000).map { _ in String(random.next() & 0xFFFF_FFFF, radix: 16) }
    let result = Array(large.joined().utf8)
    #expect(result.count > Recipe.sourceBudget(of: 600))
    let requests = [
      Array(repeating: 97, count: 300_000), Array(repeating: 97, count: 299_999),
      Array(result[1_000..<1_600]), [],
    ]
    let exchanges = requests.enumerated().map { number, request in
      Exchange(
        slot: Slot(action: .sha256(request)), kind: .completion, request: request,
        result: number == 0 ? result : [], scope: "s", provenance: [])
    }
    try await withTemporaryFolder { folder in
      let cassette = try sealed(exchanges, in: folder)
      try cassette.verify(.full) { _, request in Digest.sha256(request) }
    }
  }

  @Test("that lies is refused, and never gives bytes", arguments: Lie.all)
  func lies(lie: Lie) async throws {
    var long = Samples.exchanges(1)[0]
    // Five megabytes to decode for a request of a few bytes.
    long.result = Array(repeating: 65, count: 5 << 20)
    let image = try CassetteSealer.seal([long], as: .one)
    let key = long.slot.rowKey
    var block: [UInt8] = []
    block.append(varint: lie.rows)
    for row in 0..<lie.rows {
      block += [UInt8](bigEndian: UInt64(bitPattern: row == 0 ? key : key &+ Int64(row)))
    }
    block.append(varint: lie.recipe.count)
    block += lie.recipe
    let forged = try #require(
      HostileRows(image.bytes).edited([
        (
          "UPDATE cold SET v=?1,n=?2,digest=?3 WHERE kind=1",
          [.bytes(block), .number(Int64(block.count)), .digest(block)]
        )
      ]))
    try await withTemporaryFolder { folder in
      try write(forged, to: folder + "/forged.cas")
      #expect(throws: CassetteError.self) { try SealedCassette(path: folder + "/forged.cas") }
      let cassette = try SealedCassette(unproven: folder + "/forged.cas")
      let error = cassetteError { () throws(CassetteError) in try cassette.request(ofRow: 0) }
      #expect(error?.code == .damaged)
      #expect(cassetteError { () throws(CassetteError) in try cassette.verify(.full) } != nil)
      #expect(try cassette.result(at: long.slot) == long.result)
    }
  }

  @Test("of any bytes is read within its bounds or refused")
  func anyBytes() {
    var random = SeededNumbers(4)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...(Bool.random(using: &random) ? 9 : 255), using: &random)
      }
      guard let recipe = Recipe.spans(of: bytes[...], placeCount: 2) else { continue }
      #expect(recipe.size == recipe.spans.reduce(0) { $0 + $1.count })
      #expect(recipe.size <= CassetteFormat.maximumContent)
      #expect(recipe.spans.count <= Recipe.maximumSpans(of: recipe.size))
    }
  }

  @Test("sees a result escaped as canonical JSON writes it, and unescaped as it was before")
  func views() {
    var random = SeededNumbers(2)
    for _ in 0..<500 {
      let text = String(
        String.UnicodeScalarView(
          (0..<80).map { _ in
            ["\"", "\\", "\n", "\t", "\r", "\u{8}", "\u{c}", "\u{1}", "\u{1f}", "a", "é", "😀", "n"]
              .randomElement(using: &random) ?? "a"
          }))
      var escaped: [UInt8] = []
      CanonicalJSON.appendString(text, to: &escaped)
      let inner = Array(escaped.dropFirst().dropLast())
      #expect(bytes(of: Array(text.utf8), .escaped) == inner)
      #expect(inner.count <= ResultView.escaped.largestSize(of: text.utf8.count))
      var twice: [UInt8] = []
      CanonicalJSON.appendString(String(decoding: inner, as: UTF8.self), to: &twice)
      #expect(bytes(of: Array(twice.dropFirst().dropLast()), .unescaped) == inner)
    }
  }

  private func bytes(of result: [UInt8], _ view: ResultView) -> [UInt8] {
    result.withUnsafeBufferPointer { view.bytes(of: $0) }
  }
}

/// A recipe that no sealer writes, for a cassette of one exchange with a result of five megabytes.
struct Lie: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// How many rows its block names: the one that is there, then ones that are not.
  var rows = 1
  let recipe: [UInt8]

  private static func spans(_ spans: [(Int, Int, Int)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (count, source, offset) in spans {
      for number in [count, source, offset] { bytes.append(varint: number) }
    }
    return bytes
  }

  static let all = [
    Lie(testDescription: "a span of nothing", recipe: spans([(0, 0, 0)])),
    Lie(testDescription: "beyond the literals", recipe: spans([(40, 0, 20)])),
    Lie(testDescription: "far beyond the literals", recipe: spans([(1, 0, 1 << 34)])),
    Lie(testDescription: "beyond the table", recipe: spans([(1, 1 + 3, 0)])),
    Lie(testDescription: "a row that is not there", rows: 2, recipe: spans([(1, 1 + 3, 0)])),
    Lie(testDescription: "beyond the result", recipe: spans([(16 << 20, 1, 0)])),
    Lie(testDescription: "far beyond the result", recipe: spans([(1, 1, 1 << 34)])),
    Lie(testDescription: "too large a source", recipe: spans([(1, 1, 0)])),
    Lie(testDescription: "too large a view", recipe: spans([(1, 3, 0)])),
    Lie(
      testDescription: "more than a request may have",
      recipe: spans([(16 << 20, 0, 0), (1, 0, 0)])),
    Lie(
      testDescription: "too many spans",
      recipe: spans(Array(repeating: (1, 0, 0), count: 100))),
    Lie(testDescription: "a cut number", recipe: [1, 0, 128]),
    Lie(testDescription: "a number without end", recipe: [255, 255, 255, 255, 255, 255, 0, 0]),
    Lie(testDescription: "half a span", recipe: [1, 0]),
  ]
}

/// Random exchanges whose requests quote results and each other, in all the ways that are known.
struct Quotations {
  private var random: SeededNumbers

  init(seed: UInt64) { random = SeededNumbers(seed) }

  func exchanges(_ count: Int) -> [Exchange] {
    var copy = self
    return copy.made(count)
  }

  private mutating func made(_ count: Int) -> [Exchange] {
    let results = (0..<count).map { _ in text(Int.random(in: 0...900, using: &random)) }
    var requests: [[UInt8]] = []
    for number in 0..<count {
      var request = Array("\(number):".utf8)
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        request += piece(results, requests)
      }
      requests.append(request)
    }
    return (0..<count).map { number in
      Exchange(
        slot: Slot(action: .sha256(requests[number]), sample: UInt32(number % 2)),
        kind: Bool.random(using: &random) ? .completion : .execution, request: requests[number],
        result: results[number], scope: "trial \(number / 5)", provenance: [])
    }
  }

  private mutating func piece(_ results: [[UInt8]], _ requests: [[UInt8]]) -> [UInt8] {
    let result = results.randomElement(using: &random) ?? []
    switch Int.random(in: 0...5, using: &random) {
    case 0: return text(Int.random(in: 0...200, using: &random))
    case 1: return slice(result)
    case 2:
      return slice(result.withUnsafeBufferPointer { ResultView.unescaped.bytes(of: $0) })
    case 3: return result.withUnsafeBufferPointer { ResultView.escaped.bytes(of: $0) }
    case 4: return slice(requests.randomElement(using: &random) ?? [])
    default: return result
    }
  }

  private mutating func slice(_ bytes: [UInt8]) -> [UInt8] {
    let start = Int.random(in: 0...bytes.count, using: &random)
    return Array(bytes[start..<Int.random(in: start...bytes.count, using: &random)])
  }

  /// Text with quotation marks, backslashes and bytes that are no text.
  private mutating func text(_ size: Int) -> [UInt8] {
    let odd: [UInt8] = [34, 92, 92, 10, 0, 255, 92, 34]
    return (0..<size).map { _ in
      Int.random(in: 0...9, using: &random) == 0
        ? odd.randomElement(using: &random) ?? 0 : UInt8.random(in: 97...122, using: &random)
    }
  }
}
