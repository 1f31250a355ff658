public import RecordReplay

/// Something whose value is followed through a history.
public enum BisectSubject: Hashable, Sendable {
  /// A trial.
  case trial(TrialID)
  /// A cell of a table, as `TABLE/ROW/COLUMN`: what is made of all trials together.
  case aggregate(String)
}

extension BisectSubject: Comparable {
  public static func < (left: BisectSubject, right: BisectSubject) -> Bool {
    switch (left, right) {
    case (.trial(let left), .trial(let right)): left < right
    case (.trial, .aggregate): true
    case (.aggregate, .trial): false
    case (.aggregate(let left), .aggregate(let right)):
      left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }
}

extension BisectSubject: CustomStringConvertible {
  public var description: String {
    switch self {
    case .trial(let trial): trial.description
    case .aggregate(let name): "table \(name)"
    }
  }
}

/// What one commit makes of one subject, as far as it is compared.
public enum SubjectState: Hashable, Sendable {
  /// The commit does not have it.
  case absent
  /// It is measured; states are the same if the texts are.
  case measured(String)
  /// It asks for something that the pinned cassettes do not hold; what it asks for, `nil` where an old
  /// tool does not say.
  case unanswered(String?)

  /// Whether two states are the same, as far as it is known.
  func isSame(as other: SubjectState) -> Bool {
    switch (self, other) {
    case (.unanswered(let left?), .unanswered(let right?)): left == right
    case (.unanswered, .unanswered): true
    default: self == other
    }
  }
}
