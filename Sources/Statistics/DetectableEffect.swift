import Basics

/// The smallest difference of success rates that so many pairs would have shown.
///
/// A difference that was not found is no proof of equality: this number says how large one could have
/// gone unseen. It is what a two-sided test of 5 % finds in 80 % of cases, at the discordance that was
/// measured (Miller, arXiv 2411.00640, section 5).
public struct DetectableEffect: Hashable, Sendable {
  /// The normal quantiles of 97.5 % and of 80 %.
  private static let quantiles = (level: 1.959963984540054, power: 0.8416212335729143)

  /// The difference as a share of the trials, from 0 to 1.
  public let difference: Double

  /// Computes the effect; `nil` without pairs.
  ///
  /// - Parameters:
  ///   - pairs: All pairs.
  ///   - discordant: The pairs that succeed on one side only. Where there are none, one is assumed:
  ///     a rate of 0 would promise to see everything.
  public init?(pairs: Int, discordant: Int) {
    guard pairs > 0, (0...pairs).contains(discordant) else { return nil }
    let rate = Double(max(discordant, 1)) / Double(pairs)
    let reach = Self.quantiles.level + Self.quantiles.power
    difference = min(1, reach * (rate / Double(pairs)).squareRoot())
  }
}
