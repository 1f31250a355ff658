/// The order of exchanges in a cassette: by slot, and by the trial that recorded them.
struct SealedOrder {
  /// The sequence number of each exchange, in the order of the slots.
  private(set) var sequence: [Int]
  /// Which exchange has a sequence number.
  let bySequence: [Int]

  /// Numbers exchanges that are in canonical order.
  init(of exchanges: [Exchange]) {
    let scopes = exchanges.map { Array($0.scope.utf8) }
    // Slots are in order already; equal scopes keep it.
    bySequence = exchanges.indices.sorted { left, right in
      scopes[left] == scopes[right]
        ? left < right : scopes[left].lexicographicallyPrecedes(scopes[right])
    }
    sequence = [Int](repeating: 0, count: exchanges.count)
    for (number, exchange) in bySequence.enumerated() { sequence[exchange] = number }
  }

  /// The sequence numbers of each trial.
  func trials(of exchanges: [Exchange]) -> [Range<Int>] {
    var trials: [Range<Int>] = []
    for number in bySequence.indices {
      if let last = trials.last,
        exchanges[bySequence[last.lowerBound]].scope.utf8
          .elementsEqual(exchanges[bySequence[number]].scope.utf8)
      {
        trials[trials.count - 1] = last.lowerBound..<number + 1
      } else {
        trials.append(number..<number + 1)
      }
    }
    return trials
  }

  /// The exchanges in the order of their slots, each once.
  static func canonical(_ exchanges: [Exchange]) throws(CassetteError) -> [Exchange] {
    var canonical: [Exchange] = []
    canonical.reserveCapacity(exchanges.count)
    for exchange in exchanges.sorted(by: { $0.slot < $1.slot }) {
      try exchange.checkBounds(file: "cassette")
      guard let last = canonical.last, last.slot == exchange.slot else {
        canonical.append(exchange)
        continue
      }
      try exchange.checkAgreement(with: last)
      if exchange.hasSmallerLabel(than: last) { canonical[canonical.count - 1] = exchange }
    }
    return canonical
  }
}
