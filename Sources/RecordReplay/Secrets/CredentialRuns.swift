/// Some bytes that are looked through, with how far each set's last runs went.
///
/// A credential has at most seven runs, so that remembering eight of each set lets no text be measured
/// again and again.
struct CredentialRuns {
  let bytes: UnsafeBufferPointer<UInt8>
  private static let remembered = 8
  /// Nothing until a run is measured: most texts have none.
  private var runs: [Range<Int>] = []
  private var next = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Where a credential lies whose prefix lies somewhere; `nil` if there is none.
  mutating func place(of shape: CredentialShape, prefix: Range<Int>) -> Range<Int>? {
    switch shape.rule {
    case .context(let context): return place(of: context, mark: prefix)
    case .pieces(let pieces):
      var start = prefix.lowerBound
      if let before = shape.before {
        start -= before.least
        guard start >= 0, bytes[start..<prefix.lowerBound].allSatisfy(before.set.contains) else {
          return nil
        }
      }
      guard let end = end(of: pieces, from: prefix.upperBound) else { return nil }
      let drawn = shape.before == nil ? prefix.upperBound..<end : start..<end
      guard
        isRandom(drawn, stretch: shape.stretch, evenness: shape.evenness, isMixed: shape.isMixed)
      else { return nil }
      return start..<end
    }
  }

  private mutating func end(of pieces: [CredentialShape.Piece], from start: Int) -> Int? {
    var index = start
    for piece in pieces {
      switch piece {
      case .text(let text):
        guard text.count <= bytes.count - index else { return nil }
        for (offset, byte) in text.enumerated() where bytes[index + offset] != byte { return nil }
        index += text.count
      case .run(let set, let least):
        let end = end(of: set, from: index)
        guard end - index >= least else { return nil }
        index = end
      case .exactly(let set, let count):
        let end = end(of: .alphanumeric, from: index)
        guard end - index == count, bytes[index..<end].allSatisfy(set.contains) else { return nil }
        index = end
      }
    }
    return index
  }

  /// The end of the run of a set's bytes.
  mutating func end(of set: ByteSet, from start: Int) -> Int {
    if runs.isEmpty {
      runs = [Range<Int>](repeating: 0..<0, count: ByteSet.count * Self.remembered)
    }
    let first = set.id * Self.remembered
    for number in first..<first + Self.remembered where runs[number].contains(start) {
      return runs[number].upperBound
    }
    var end = start
    while end < bytes.count, set.contains(bytes[end]) { end += 1 }
    if end > start {
      runs[first + next] = start..<end
      next = (next + 1) % Self.remembered
    }
    return end
  }

  func isRandom(_ range: Range<Int>, stretch: Int? = nil, evenness: Int = 8, isMixed: Bool = true)
    -> Bool
  {
    Randomness.isRandom(
      UnsafeBufferPointer(rebasing: bytes[range]), stretch: stretch, evenness: evenness,
      isMixed: isMixed)
  }

  /// The byte at an offset; `nil` at the end.
  func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Whether a text stands at an offset.
  func holds(_ text: String, at index: Int) -> Bool {
    index <= bytes.count && bytes[index...].starts(with: text.utf8)
  }

  /// Whether a text stands at an offset, in any case.
  func holdsAnyCase(_ text: String, at index: Int) -> Bool {
    guard index + text.utf8.count <= bytes.count else { return false }
    return zip(bytes[index...], text.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }

  /// Whether a text stands somewhere in the bytes, in any case.
  func contains(_ text: String) -> Bool {
    bytes.indices.contains { holdsAnyCase(text, at: $0) }
  }
}
