/// The named generator of all questions: SplitMix64, seeded by a text.
///
/// It is part of the product's promise: the same seed text gives the same questions for ever. Choices
/// are made by its own methods and not by the standard library's, whose way from bits to numbers is
/// nobody's promise.
public struct SeededGenerator: Hashable, Sendable {
  private var state: UInt64

  /// Creates a generator from the SHA-256 of a seed text.
  public init(seed: String) {
    state = UInt64(bitPattern: Digest.sha256(seed).leading64)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// An unbiased number in a range that is not empty.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
    guard span > 0 else { return Int(truncatingIfNeeded: next()) }
    let limit = UInt64.max - UInt64.max % span
    var bits = next()
    while bits >= limit { bits = next() }
    return range.lowerBound &+ Int(truncatingIfNeeded: bits % span)
  }

  /// Whether a chance of `part` in `whole` came true.
  public mutating func chance(_ part: Int, in whole: Int) -> Bool {
    integer(in: 1...whole) <= part
  }

  /// One of the elements, which must not be empty.
  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    precondition(!elements.isEmpty, "There is nothing to pick from.")
    return elements[integer(in: 0...(elements.count - 1))]
  }

  /// The elements in a random order.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    guard elements.count > 1 else { return elements }
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, integer(in: 0...index))
    }
    return elements
  }

  /// Some different elements in a random order; no more than there are.
  public mutating func sample<Element>(_ count: Int, of elements: [Element]) -> [Element] {
    Array(shuffled(elements).prefix(count))
  }
}
