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
