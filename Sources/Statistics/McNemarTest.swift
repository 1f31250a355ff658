import Basics

/// McNemar's exact test: whether two paired recordings differ in how many trials succeed.
///
/// Only the discordant pairs say anything: those that succeed on one side alone. If nothing changed,
/// each of them is a fair coin, so that the p-value is a binomial tail and needs no approximation.
/// Computed with the basic operations of IEEE 754 only, and so the same on every machine.
public struct McNemarTest: Hashable, Sendable {
  /// Pairs that succeed only on the first side.
  public let onlyFirst: Int
  /// Pairs that succeed only on the second side.
  public let onlySecond: Int

  /// Creates a test; counts below 0 are taken as 0.
  public init(onlyFirst: Int, onlySecond: Int) {
    self.onlyFirst = max(onlyFirst, 0)
    self.onlySecond = max(onlySecond, 0)
  }

  /// The discordant pairs.
  public var discordant: Int { onlyFirst + onlySecond }

  /// The two-sided p-value, from 0 to 1; 1 without discordant pairs.
  ///
  /// Takes time proportional to the discordant pairs.
  public var pValue: Double {
    let fewer = min(onlyFirst, onlySecond)
    guard fewer * 2 < discordant else { return 1 }
    return min(1, 2 * Self.lowerTail(upTo: fewer, of: discordant))
  }

  /// The probability of at most `limit` heads in `count` throws of a fair coin, `limit` below half.
  private static func lowerTail(upTo limit: Int, of count: Int) -> Double {
    // Of the last term, which is the largest: the others follow by exact ratios, going down.
    var sum = 1.0
    var term = 1.0
    for heads in stride(from: limit, to: 0, by: -1) {
      term *= Double(heads) / Double(count - heads + 1)
      sum += term
      if term < sum * 0x1p-60 { break }
    }
    return sum * probability(of: limit, in: count)
  }

  /// `count` over `heads`, divided by 2 to the power of `count`; halvings are interleaved with the
  /// growth so that nothing overflows, and the smallest results become 0.
  private static func probability(of heads: Int, in count: Int) -> Double {
    var value = 1.0
    var halvings = count
    for step in 0..<heads {
      value *= Double(count - step) / Double(step + 1)
      while value > 1, halvings > 0 {
        value *= 0.5
        halvings -= 1
      }
    }
    // Below the smallest number there is only 0.
    return halvings > 2_200 ? 0 : Double(sign: .plus, exponent: -halvings, significand: value)
  }
}
