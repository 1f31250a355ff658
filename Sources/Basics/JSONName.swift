/// The name of an object's member as it lies in the text, to be compared with literals in a `switch`.
///
/// Most names are only compared: making a string of each costs more than reading most values. It is
/// valid as long as the bytes of the cursor that gave it.
public struct JSONName {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The name where it was written with escapes or beyond ASCII.
  private let decoded: String?

  init(plain bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    decoded = nil
  }

  init(decoded: String) {
    bytes = UnsafeBufferPointer(start: nil, count: 0)
    self.decoded = decoded
  }

  /// Whether a name is a literal, byte for byte.
  public static func ~= (literal: StaticString, name: JSONName) -> Bool {
    let literal = UnsafeBufferPointer(
      start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    if let decoded = name.decoded { return decoded.utf8.elementsEqual(literal) }
    guard name.bytes.count == literal.count else { return false }
    for index in 0..<literal.count where name.bytes[index] != literal[index] { return false }
    return true
  }
}
