import Basics

/// Ranks of methods with one model, as the paper's Table 2 gives them (section 4): methods with equal
/// scores share the better rank and the next rank is left free ("1224"); a method that does not apply
/// to the model comes after all that were tested.
public struct CompetitionRanks: Hashable, Sendable {
  private let ranks: [String: Int]

  /// Ranks methods by unrounded score, the highest first.
  ///
  /// Variants with more turns take no part.
  public init(scores: [String: Double], notApplicable: Set<String>) {
    let tested = scores.filter { MethodName.isSingleTurn($0.key) }
    let keys = tested.mapValues(Self.key)
    var ranks = keys.mapValues { key in 1 + keys.values.count { $0 > key } }
    if !tested.isEmpty {
      for method in notApplicable where MethodName.isSingleTurn(method) && tested[method] == nil {
        ranks[method] = tested.count + 1
      }
    }
    self.ranks = ranks
  }

  /// The rank of a method, from 1; `nil` if it was not measured though it applies.
  public subscript(method: String) -> Int? { ranks[method] }

  /// Billionths of a point: a tie is exact, yet the last bit of a division cannot break it.
  private static func key(_ score: Double) -> Double { (score * 1e9).rounded() }
}
