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
