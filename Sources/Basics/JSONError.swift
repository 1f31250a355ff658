/// Why some bytes are not the JSON that was asked for, or a value has no canonical form.
public struct JSONError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable {
    /// The text ends in the middle of a value.
    case truncated
    /// A byte that no JSON value may have there.
    case unexpectedByte
    /// Arrays and objects nested deeper than the bound.
    case tooDeep
    /// An object names one member twice.
    case duplicateName
    /// A string with half of a surrogate pair, or bytes that are not UTF-8.
    case invalidString
    /// A number that no double can hold, or an integer beyond 2^53 where exactness is promised.
    case invalidNumber
    /// Something follows the value.
    case trailingBytes
    /// The value is of another type, or a member is missing.
    case unexpectedType
  }

  /// The kind of fault.
  public let code: Code
  /// Where it is: bytes from the start.
  public let offset: Int

  /// Creates an error at an offset in bytes.
  public init(_ code: Code, at offset: Int) {
    self.code = code
    self.offset = offset
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String {
    let what =
      switch code {
      case .truncated: "the JSON text ends in the middle of a value"
      case .unexpectedByte: "a byte that JSON does not allow there"
      case .tooDeep: "arrays or objects nested too deeply"
      case .duplicateName: "an object names one member twice"
      case .invalidString: "a string that is not valid Unicode"
      case .invalidNumber: "a number out of range"
      case .trailingBytes: "something follows the JSON value"
      case .unexpectedType: "a value of another type than expected"
      }
    return "\(what) (byte \(offset))"
  }
}
