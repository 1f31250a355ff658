/// The characters that one place of a pattern stands for.
struct ScalarSet: Sendable {
  var ranges: [ClosedRange<UInt32>]
  var isInverted = false

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } != isInverted
  }

  init(_ ranges: [ClosedRange<UInt32>], isInverted: Bool = false) {
    self.ranges = ranges
    self.isInverted = isInverted
  }

  init(_ scalar: Unicode.Scalar) { self.init([scalar.value...scalar.value]) }

  static let digit = ScalarSet([0x30...0x39])
  static let word = ScalarSet([0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])
  static let space = ScalarSet([0x09...0x0d, 0x20...0x20, 0xa0...0xa0])
  static let anything = ScalarSet([0x0a...0x0a], isInverted: true)

  /// The ranges of characters that are in the set.
  var positive: [ClosedRange<UInt32>] {
    guard isInverted else { return ranges }
    var free: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { free.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    return next <= 0x10ffff ? free + [next...0x10ffff] : free
  }

  /// The same with the other case of each letter of ASCII.
  var foldingCase: ScalarSet {
    var folded = self
    for range in ranges {
      for (from, to) in [(UInt32(0x41), UInt32(0x5a)), (0x61, 0x7a)] {
        let (low, high) = (max(range.lowerBound, from), min(range.upperBound, to))
        if low <= high { folded.ranges.append((low ^ 0x20)...(high ^ 0x20)) }
      }
    }
    return folded
  }

  /// The only character of the set.
  var single: UInt32? {
    guard !isInverted, ranges.count == 1, ranges[0].count == 1 else { return nil }
    return ranges[0].lowerBound
  }
}
