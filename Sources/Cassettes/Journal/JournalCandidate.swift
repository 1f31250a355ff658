import Basics

/// An exchange on its way into the journal: bounded, hashed and compressed.
struct JournalCandidate: Sendable {
  var exchange: Exchange
  let requestDigest: Digest
  let resultDigest: Digest
  let encodedRequest: [UInt8]
  let encodedResult: [UInt8]

  /// Prepares an exchange; done by whoever appends, so that the journal itself only writes.
  init(_ exchange: Exchange, file: String) throws(CassetteError) {
    try exchange.checkBounds(file: file)
    self.exchange = exchange
    requestDigest = Digest.sha256(exchange.request)
    resultDigest = Digest.sha256(exchange.result)
    encodedRequest = encodedQuickly(exchange.request)
    encodedResult = encodedQuickly(exchange.result)
  }

  /// The hash that binds the slot to everything recorded there.
  var leaf: Digest {
    let leaf = ExchangeLeaf(
      slot: exchange.slot, kind: exchange.kind.rawValue, request: requestDigest,
      result: resultDigest, scope: Array(exchange.scope.utf8), provenance: exchange.provenance)
    return leaf.digest
  }

  /// Throws unless another recording of the slot has the same bytes.
  func check(against kept: Exchange, file: String) throws(CassetteError) {
    guard kept.result == exchange.result else {
      throw .conflictingExchange(at: exchange.slot, in: file, "result")
    }
    guard kept.request == exchange.request, kept.kind == exchange.kind else {
      throw .conflictingExchange(at: exchange.slot, in: file, "request")
    }
  }
}
