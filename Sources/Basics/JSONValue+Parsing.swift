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
