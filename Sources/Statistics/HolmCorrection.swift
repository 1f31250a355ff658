import Basics

/// Holm's step-down correction: p-values that may be read together.
///
/// With many comparisons some look striking by chance; after the correction the chance of even one
/// false alarm among all of them stays below the level that each is held against.
public enum HolmCorrection {
  /// The adjusted p-value of each, in the order that was given.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted {
      pValues[$0] != pValues[$1] ? pValues[$0] < pValues[$1] : $0 < $1
    }
    var adjusted = pValues
    var highest = 0.0
    for (rank, index) in order.enumerated() {
      highest = max(highest, min(1, Double(pValues.count - rank) * pValues[index]))
      adjusted[index] = highest
    }
    return adjusted
  }
}
