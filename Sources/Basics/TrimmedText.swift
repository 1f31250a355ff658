extension StringProtocol {
  /// The text without what stands at its ends and fits.
  package func trimmed(where fits: (Character) -> Bool) -> SubSequence {
    let start = firstIndex { !fits($0) } ?? endIndex
    var end = endIndex
    while end > start, fits(self[index(before: end)]) { end = index(before: end) }
    return self[start..<end]
  }
}
