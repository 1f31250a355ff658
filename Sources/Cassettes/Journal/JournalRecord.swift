import Wire

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

  /// What the journal will know of it.
  func record(row: Int64) -> JournalRecord {
    JournalRecord(
      row: row, kind: exchange.kind, requestDigest: requestDigest, resultDigest: resultDigest,
      scope: exchange.scope, provenance: exchange.provenance)
  }
}

/// What the journal keeps in memory of an exchange.
struct JournalRecord: Equatable, Sendable {
  var row: Int64
  var kind: ExchangeKind
  var requestDigest: Digest
  var resultDigest: Digest
  var scope: String
  var provenance: [UInt8]

  /// Throws unless another recording of the slot has the same bytes.
  func check(_ candidate: JournalCandidate, file: String) throws(CassetteError) {
    let slot = candidate.exchange.slot
    guard resultDigest == candidate.resultDigest else {
      throw .conflictingExchange(at: slot, in: file, "result")
    }
    guard requestDigest == candidate.requestDigest, kind == candidate.exchange.kind else {
      throw .conflictingExchange(at: slot, in: file, "request")
    }
  }

  /// Whether another recording's label comes first: scope, then provenance, by bytes.
  ///
  /// The first of all is kept, so that the order of arrival leaves no trace.
  func yields(to candidate: JournalCandidate) -> Bool {
    if scope.utf8.elementsEqual(candidate.exchange.scope.utf8) {
      return candidate.exchange.provenance.lexicographicallyPrecedes(provenance)
    }
    return candidate.exchange.scope.utf8.lexicographicallyPrecedes(scope.utf8)
  }
}

/// One write of a batch.
enum JournalWrite: Sendable {
  /// A new exchange.
  case insert(JournalCandidate)
  /// A smaller label for an exchange that is there.
  case relabel(row: Int64, JournalCandidate)

  /// What is written.
  var candidate: JournalCandidate {
    get {
      switch self {
      case .insert(let candidate), .relabel(_, let candidate): candidate
      }
    }
    set {
      switch self {
      case .insert: self = .insert(newValue)
      case .relabel(let row, _): self = .relabel(row: row, newValue)
      }
    }
  }
}
