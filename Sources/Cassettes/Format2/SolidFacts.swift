import Basics

/// What a cassette of format 2 says about itself, checked as far as it can be without its leaves.
struct SolidFacts {
  var entryCount: Int
  var kinds: [ExchangeKind]
  var lanes: [String]
  var contents: [Digest]
  var code: BlockCode
  /// The digest of the file itself.
  var seal: Digest

  /// Reads the facts; throws `damaged` for what no sealer writes, and `unsupportedVersion` for a name
  /// that this program does not know.
  init(_ facts: [CassetteFact: [UInt8]], entryCount: Int, file: String) throws(CassetteError) {
    guard facts[.dictionary] == nil, let code = facts[.codes].flatMap({ BlockCode($0) }),
      let kinds = facts[.kinds].flatMap({ NameList.names(in: $0) }),
      let lanes = NameList.names(in: facts[.lanes] ?? []),
      let contents = Self.digests(in: facts[.contents] ?? []),
      let seal = facts[.seal].flatMap({ Digest(bytes: $0) })
    else { throw .damaged(file, "the facts about it") }
    self.entryCount = entryCount
    self.code = code
    self.contents = contents
    self.seal = seal
    self.lanes = lanes
    self.kinds = []
    for name in kinds {
      guard let kind = ExchangeKind(storedName: name) else {
        throw .unknownName(file, "kind", name)
      }
      self.kinds.append(kind)
    }
    if let name = lanes.first(where: { !CassetteFormat2.lanes.contains($0) }) {
      throw .unknownName(file, "lane", name)
    }
  }

  /// Reads sorted digests; `nil` for anything else.
  private static func digests(in bytes: [UInt8]) -> [Digest]? {
    guard bytes.count.isMultiple(of: Digest.byteCount) else { return nil }
    let digests = stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
      Digest(bytes: Array(bytes[$0..<$0 + Digest.byteCount]))
    }
    return zip(digests, digests.dropFirst()).allSatisfy { $0 < $1 } ? digests : nil
  }
}

/// The contents that requests name.
///
/// A content is an image or a file that is too large to stand in a request, or stands in many. A
/// request names it by `sha256:` and the 64 lower-case hexadecimal digits of its digest, so that the
/// request's own digest, and with it the root, covers the content's bytes.
enum NamedContents {
  private static let mark = Array("sha256:".utf8)

  /// The digests that a request names.
  static func digests(in request: [UInt8]) -> [Digest] {
    var digests: [Digest] = []
    let count = mark.count + 2 * Digest.byteCount
    guard request.count >= count else { return [] }
    for start in 0...request.count - count
    where request[start] == mark[0] && request[start..<start + mark.count].elementsEqual(mark) {
      let digits = String(decoding: request[start + mark.count..<start + count], as: UTF8.self)
      if let digest = Digest(hex: digits) { digests.append(digest) }
    }
    return digests
  }

  /// Those of some contents that requests name, by digest, each once.
  static func named(
    by requests: some Sequence<[UInt8]>, of contents: [[UInt8]]
  ) -> [(digest: Digest, bytes: [UInt8])] {
    guard !contents.isEmpty else { return [] }
    let named = requests.reduce(into: Set<Digest>()) { $0.formUnion(digests(in: $1)) }
    let known = Dictionary(contents.map { (Digest.sha256($0), $0) }) { first, _ in first }
    return known.filter { named.contains($0.key) }.sorted { $0.key < $1.key }
      .map { (digest: $0.key, bytes: $0.value) }
  }
}
