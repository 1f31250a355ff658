public import Basics

/// How much of a cassette is verified; each level includes those before it.
public enum VerificationLevel: Int, Comparable, Sendable, CaseIterable {
  /// The bytes of the file against a digest from elsewhere, such as an INDEX.
  case file
  /// The structure of the database: header, schema, SQLite's own integrity check.
  case structure
  /// Everything decoded and hashed again, up to the Merkle root.
  case full
  /// The exchanges sealed again give the very same bytes.
  case canonical

  public static func < (left: VerificationLevel, right: VerificationLevel) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension SealedCassette {
  /// Verifies the cassette; throws at the first thing that is not as it was sealed.
  ///
  /// `expecting` is the SHA-256 of the file as INDEX names it; without it the first level has
  /// nothing to compare. `actionDigest` computes the digest of an action from its canonical bytes;
  /// with it, the full level also proves that each request belongs to its slot.
  public func verify(
    _ level: VerificationLevel, expecting file: Digest? = nil,
    actionDigest: ((ExchangeKind, [UInt8]) -> Digest?)? = nil
  ) throws(CassetteError) {
    if let file {
      let found = try fileDigest()
      guard found == file else { throw .wrongFileDigest(path, expected: file, found: found) }
    }
    if level >= .structure { try verifyStructure() }
    if level >= .full { try verifyContent(actionDigest) }
    if level >= .canonical { try verifyCanonicalForm() }
  }

  /// The SHA-256 of the file.
  public func fileDigest() throws(CassetteError) -> Digest {
    try OpenFile(path: path).digest()
  }

  private func verifyStructure() throws(CassetteError) {
    _ = try Self.checkFile(path)
    try Self.checkSchema(of: connection)
    let check = try connection.prepare("PRAGMA integrity_check(1)")
    guard try check.step(), let verdict = check.text(0) else {
      throw .damaged(path, "SQLite finds no structure in it")
    }
    guard verdict == "ok" else {
      throw .damaged(path, "SQLite finds a fault in its structure", cause: verdict)
    }
  }

  private func verifyContent(
    _ actionDigest: ((ExchangeKind, [UInt8]) -> Digest?)?
  ) throws(CassetteError) {
    let entries = try entries()
    try verifyColdRows()
    var leaves: [(slot: Slot, leaf: Digest)] = []
    var raw = 0
    for entry in entries {
      try verifyResult(of: entry)
      let request = try request(of: entry)
      let label = try label(ofRow: entry.row)
      guard request.count == label.requestSize else {
        throw .damaged(path, at: entry.slot, "the size of the request")
      }
      if let actionDigest, actionDigest(entry.kind, request) != entry.slot.action {
        throw .damaged(path, at: entry.slot, "the request does not belong to the action")
      }
      raw += request.count + entry.resultSize
      let leaf = ExchangeLeaf(
        slot: entry.slot, kind: entry.kind.rawValue, request: Digest.sha256(request),
        result: entry.resultDigest, scope: label.scope, provenance: label.provenance)
      leaves.append((entry.slot, leaf.digest))
    }
    leaves.sort { $0.slot < $1.slot }
    var tree = MerkleTree()
    for leaf in leaves { tree.append(leaf.leaf) }
    guard tree.root == root else { throw .damaged(path, "its exchanges do not give its root") }
    guard raw == rawByteCount else { throw .damaged(path, "the number of its bytes") }
  }

  /// Looks an exchange up as replay does, so that the row's place is proven with its content.
  private func verifyResult(of entry: CassetteEntry) throws(CassetteError) {
    let digest = try withResult(at: entry.slot) {
      $0.count == entry.resultSize ? Digest.sha256(UnsafeRawBufferPointer($0)) : nil
    }
    guard digest == entry.resultDigest, try row(of: entry.slot) == entry.row else {
      throw .damaged(path, at: entry.slot, "the row")
    }
  }

  /// Checks that the blocks of each kind hold every exchange once, that the literal pool has no gap,
  /// and that there are no other blocks.
  private func verifyColdRows() throws(CassetteError) {
    var blocks = 0
    for kind in [ColdKind.recipes, .labels] {
      var next = 0
      try cold.forEachSolidBlock(of: kind) { (block) throws(CassetteError) in
        guard block.first == next else { throw .damaged(path, "the order of its \(kind)") }
        next = block.sequences.upperBound
        blocks += 1
      }
      guard next == entryCount else { throw .damaged(path, "the number of its \(kind)") }
    }
    var last = (number: -1, size: Recipe.literalBlock)
    try cold.forEachBlock(of: .literals) { (number, bytes) throws(CassetteError) in
      guard number == last.number + 1, last.size == Recipe.literalBlock, !bytes.isEmpty,
        bytes.count <= Recipe.literalBlock
      else { throw .damaged(path, "the order of its literals") }
      last = (number, bytes.count)
      blocks += 1
    }
    guard try cold.blockCount() == blocks else {
      throw .damaged(path, "it holds blocks of an unknown kind")
    }
  }

  private func verifyCanonicalForm() throws(CassetteError) {
    let sealed = try CassetteSealer.seal(try exchanges())
    guard sealed.fileDigest == (try fileDigest()) else {
      throw .damaged(path, "its content is right, but sealed again it gives other bytes")
    }
  }
}
