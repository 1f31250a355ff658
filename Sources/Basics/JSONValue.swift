/// A JSON value.
///
/// Integers within ±2^53 that are written without a fraction or an exponent are `integer`; every
/// other number is `double`. Both write the same canonical text where they are equal.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The largest magnitude at which every integer is a double: 2^53.
  public static let exactIntegerLimit: Int64 = 1 << 53
}

extension JSONValue {
  /// The member of an object; `nil` for other values and absent members.
  public subscript(name: String) -> JSONValue? {
    if case .object(let object) = self { object[name] } else { nil }
  }

  /// The element of an array; `nil` for other values and out of range.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The string, if it is one.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The Boolean, if it is one.
  public var bool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// The integer, if it is one, or a double without a fraction within ±2^53.
  public var integer: Int? {
    switch self {
    case .integer(let integer): Int(integer)
    case .double(let double):
      double.magnitude <= Double(Self.exactIntegerLimit) ? Int(exactly: double) : nil
    default: nil
    }
  }

  /// The number, if it is one.
  public var double: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .double(let double): double
    default: nil
    }
  }

  /// The elements, if it is an array.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, if it is an object.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// Whether it is null.
  public var isNull: Bool { self == .null }
}

extension JSONValue {
  /// Whether two values are the same; strings are compared as UTF-8 bytes and never by Unicode
  /// equivalence, because their canonical bytes differ.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension JSONValue: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Double) { self = .double(value) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(JSONObject(members.map { JSONMember(name: $0.0, value: $0.1) }))
  }
}

/// One name and value of a JSON object.
public struct JSONMember: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The value.
  public var value: JSONValue

  /// Creates a member.
  public init(name: String, value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension JSONMember {
  /// Whether name and value are the same, the name byte for byte.
  public static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
  }
}

/// A JSON object: its members in the order in which they were written.
///
/// Names are compared as UTF-8 bytes and never by Unicode equivalence: two spellings of `é` are two
/// names.
public struct JSONObject: Hashable, Sendable {
  /// The members, in order.
  public private(set) var members: [JSONMember]

  /// Creates an object from members whose names differ.
  public init(_ members: [JSONMember] = []) {
    self.members = members
  }

  /// The value of a member; setting `nil` removes it, setting a new name appends it.
  public subscript(name: String) -> JSONValue? {
    get { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
    set {
      let index = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(JSONMember(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The names, in order.
  public var names: [String] { members.map(\.name) }
}

// MARK: - Parsing

extension JSONValue {
  /// Parses one JSON value that fills the bytes.
  ///
  /// Objects that name a member twice are refused. White space around the value is not an error.
  public init(
    parsing bytes: UnsafeBufferPointer<UInt8>, options: JSONCursor.Options = .strict
  ) throws(JSONError) {
    var cursor = JSONCursor(bytes, options: options)
    self = try cursor.readValue()
    try cursor.finish()
  }

  /// Parses one JSON value that fills the bytes.
  public init(
    parsing bytes: [UInt8], options: JSONCursor.Options = .strict
  ) throws(JSONError) {
    self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      try JSONValue(parsing: buffer, options: options)
    }
  }

  /// Parses one JSON value that fills the text.
  public init(
    parsing text: String, options: JSONCursor.Options = .strict
  ) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), options: options)
  }
}

extension JSONCursor {
  /// Reads the next value, whatever it is.
  public mutating func readValue() throws(JSONError) -> JSONValue {
    switch try peek() {
    case .null:
      try readNull()
      return .null
    case .bool: return .bool(try readBool())
    case .number: return try readNumber()
    case .string: return .string(try readString())
    case .array:
      try enterArray()
      var first = true
      var elements: [JSONValue] = []
      while try nextElement(first: &first) { elements.append(try readValue()) }
      return .array(elements)
    case .object: return .object(try readObject())
    }
  }

  private mutating func readObject() throws(JSONError) -> JSONObject {
    let start = offset
    try enterObject()
    var first = true
    var members: [JSONMember] = []
    while let name = try nextName(first: &first) {
      members.append(JSONMember(name: name, value: try readValue()))
    }
    guard !Self.hasDuplicates(members) else { throw JSONError(.duplicateName, at: start) }
    return JSONObject(members)
  }

  private static func hasDuplicates(_ members: [JSONMember]) -> Bool {
    guard members.count > 8 else {
      return members.indices.contains { index in
        members[..<index].contains { $0.name.utf8.elementsEqual(members[index].name.utf8) }
      }
    }
    return Set(members.map { Array($0.name.utf8) }).count < members.count
  }
}

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
