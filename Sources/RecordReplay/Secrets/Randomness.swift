/// Tells what was drawn by chance from words, placeholders and counting.
enum Randomness {
  /// How many bytes are looked at: enough to judge by, and a bound on the time.
  private static let window = 128

  /// Whether some bytes look drawn by chance.
  ///
  /// They must use eight different characters or more evenly enough (the inverse of the chance that
  /// two of them are equal), not count upwards or repeat themselves, and, where `stretch` is given,
  /// hold so long an unbroken stretch of letters and digits that has both or both cases.
  static func isRandom(_ bytes: UnsafeBufferPointer<UInt8>, stretch: Int?) -> Bool {
    let bytes = UnsafeBufferPointer(rebasing: bytes.prefix(window))
    return isEven(bytes) && !isSequence(bytes)
      && (stretch.map { hasStretch(bytes, atLeast: $0) } ?? true)
  }

  private static func isEven(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for byte in bytes { counts[Int(byte)] += 1 }
      var squares = 0
      for byte in bytes { squares += Int(counts[Int(byte)]) }
      return bytes.count * bytes.count >= 8 * squares
    }
  }

  private static func isSequence(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var steps = 0
    for index in bytes.indices.dropFirst() {
      let step = Int(bytes[index]) - Int(bytes[index - 1])
      if step == 0 || step == 1 { steps += 1 }
    }
    return 2 * steps >= bytes.count
  }

  private static func hasStretch(_ bytes: UnsafeBufferPointer<UInt8>, atLeast least: Int) -> Bool {
    var (digits, upper, lower) = (0, 0, 0)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): upper += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"): lower += 1
      default: (digits, upper, lower) = (0, 0, 0)
      }
      let mixesDigits = digits >= 2 && upper + lower >= 2
      if digits + upper + lower >= least, mixesDigits || (upper >= 3 && lower >= 3) { return true }
    }
    return false
  }
}
