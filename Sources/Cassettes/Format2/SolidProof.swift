import Basics

extension SolidStore {
  /// Throws unless the leaves give a root, and have so many bytes of requests and results.
  ///
  /// Nothing else of the file is read: whatever is read later is held against these leaves.
  func proveRoot(_ root: Digest, raw: Int) throws(CassetteError) {
    let found = leaves.root()
    guard found == root else {
      throw .otherRoot(connection.file, claimed: root, found: found)
    }
    guard leaves.rawByteCount == raw else {
      throw .damaged(connection.file, "the number of its bytes")
    }
  }

  /// Reads everything that can be read; throws at the first thing that is not what the leaves say.
  ///
  /// With `actionDigest` each request is proven to belong to its slot, which the root does not say.
  func proveReadings(_ actionDigest: ActionDigest?) throws(CassetteError) {
    try checkBlocks()
    var lanes: Set<String> = []
    var named: Set<Digest> = []
    for entry in try entries() {
      _ = try result(ofRow: entry.row)
      let request = try request(ofRow: entry.row)
      if let lane = laneName(of: request) { lanes.insert(lane) }
      if !contents.isEmpty { named.formUnion(NamedContents.digests(in: request)) }
      if let actionDigest, actionDigest(entry.kind, request) != entry.slot.action {
        throw .damaged(
          connection.file, at: entry.slot, "the request does not belong to the action")
      }
    }
    guard NameList.sorted(lanes) == self.lanes else {
      throw .damaged(connection.file, "the names of its lanes")
    }
    let kinds = Set((0..<leaves.count).map { leaves.kind(ofRow: $0).storedName })
    guard NameList.sorted(kinds) == self.kinds else {
      throw .damaged(connection.file, "the names of its kinds")
    }
    for digest in contents {
      guard named.contains(digest), try content(digest) != nil else {
        throw .damaged(connection.file, "the content \(digest.short), which no request names")
      }
    }
  }

  /// Checks that the blocks of each kind hold everything once, in order and without a gap, and that
  /// there are no others.
  private func checkBlocks() throws(CassetteError) {
    var next = [Int](repeating: 0, count: BlockKind.allCases.count + 1)
    var pool = Recipe.literalBlock
    for row in try blockRows() {
      guard row.number == next[Int(row.kind.rawValue)] else {
        throw .damaged(connection.file, "the order of its \(row.kind)")
      }
      var end = row.number + 1
      switch row.kind {
      case .recipes, .labels: end = try recordBlock(row.kind, at: row.number)
      case .results: end = try resultRows(from: row.number).upperBound
      case .literals:
        let size = try block(of: .literals, upTo: row.number).bytes.count
        guard pool == Recipe.literalBlock, size > 0, size <= pool else {
          throw .damaged(connection.file, "the order of its literals")
        }
        pool = size
      case .contents, .dictionary: break
      }
      next[Int(row.kind.rawValue)] = end
    }
    for kind in BlockKind.allCases {
      let found = next[Int(kind.rawValue)]
      let isRight: Bool =
        switch kind {
        case .recipes, .labels: found == leaves.count
        case .results: (found..<leaves.count).allSatisfy { leaves.resultSize(ofRow: $0) == 0 }
        case .contents: found == contents.count
        case .literals: true
        case .dictionary: found < 2
        }
      guard isRight else { throw .damaged(connection.file, "the number of its \(kind)") }
    }
  }
}
