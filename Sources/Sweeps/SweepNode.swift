import Basics
import Yams

/// A place in a sweep's YAML: reads typed values, and says file and line when it cannot.
struct SweepNode {
  /// A key of a mapping with its value.
  struct Entry {
    var key: String
    /// Where the key stands.
    var place: SweepNode
    var value: SweepNode
  }

  /// The deepest nesting of free values; requests are read no deeper.
  private static let maximumDepth = 64

  private let node: Node
  private let file: String
  /// The keys that lead here, such as `models.gpt-4o.parameters`.
  private let path: String
  private let line: Int?

  /// A place in a file.
  ///
  /// - Parameter line: The line of the key that leads here, which is a better guide to a fault than
  ///   where a value of several lines begins; the node's own where it is `nil`.
  init(_ node: Node, file: String, path: String = "", line: Int? = nil) {
    self.node = node
    self.file = file
    self.path = path
    self.line = line ?? node.mark?.line
  }

  /// An error about this place.
  func error(_ message: String) -> SweepError {
    SweepError("\(file)\(line.map { ", line \($0)" } ?? ""): \(message)")
  }

  private var title: String { path.isEmpty ? "the file" : "\"\(path)\"" }

  /// The members of a mapping whose keys are all known and given once.
  func members(known: [String]) throws(SweepError) -> [String: SweepNode] {
    var members: [String: SweepNode] = [:]
    for entry in try entries() {
      guard known.contains(entry.key) else {
        throw entry.place.error(
          "unknown key \"\(entry.key)\" in \(title). "
            + NearMatch.hint(for: entry.key, among: known))
      }
      members[entry.key] = entry.value
    }
    return members
  }

  /// The members of a mapping with free keys, in the order of the file.
  func entries() throws(SweepError) -> [Entry] {
    guard let mapping = node.mapping else { throw error("\(title) must be a mapping.") }
    var names: Set<String> = []
    var entries: [Entry] = []
    for (key, value) in mapping {
      let place = SweepNode(key, file: file, path: path)
      guard let name = key.scalar?.string else {
        throw place.error("a key in \(title) is not text.")
      }
      guard names.insert(name).inserted else {
        throw place.error("\"\(name)\" stands twice in \(title).")
      }
      let below = path.isEmpty ? name : "\(path).\(name)"
      entries.append(
        Entry(
          key: name, place: place,
          value: SweepNode(value, file: file, path: below, line: key.mark?.line)))
    }
    return entries
  }

  /// The members of a mapping with free keys, or the elements of a list of names, each with nothing
  /// for a value.
  func namedEntries() throws(SweepError) -> [Entry] {
    guard node.sequence != nil else { return try entries() }
    var names: Set<String> = []
    var entries: [Entry] = []
    for element in try elements() {
      let name = try element.text()
      guard names.insert(name).inserted else {
        throw element.error("\"\(name)\" stands twice in \(title).")
      }
      let nothing = SweepNode(
        Node("", .implicit, .plain), file: file, path: "\(path).\(name)",
        line: element.node.mark?.line)
      entries.append(Entry(key: name, place: element, value: nothing))
    }
    return entries
  }

  /// Whether nothing is written here.
  var isNothing: Bool { if case .null? = typed { true } else { false } }

  /// The elements of a sequence.
  func elements() throws(SweepError) -> [SweepNode] {
    guard let sequence = node.sequence else { throw error("\(title) must be a list.") }
    return sequence.map { SweepNode($0, file: file, path: path) }
  }

  /// Text that is not empty.
  func text() throws(SweepError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw error("\(title) must be text.")
    }
    return text
  }

  /// Text, if the node is a scalar.
  var scalar: String? { node.scalar?.string }

  /// A whole number in a range.
  func integer(in range: ClosedRange<Int>) throws(SweepError) -> Int {
    guard case .integer(let integer) = typed, range.contains(integer) else {
      throw error(
        "\(title) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return integer
  }

  /// true or false.
  func bool() throws(SweepError) -> Bool {
    guard case .bool(let bool) = typed else { throw error("\(title) must be true or false.") }
    return bool
  }

  /// The scalar by its type; `nil` for mappings and lists.
  ///
  /// What is quoted, or has a tag, is text.
  private var typed: SweepScalar? {
    guard let scalar = node.scalar else { return nil }
    guard scalar.style == .plain, scalar.tag == .implicit else { return .text(scalar.string) }
    return SweepScalar(plain: scalar.string)
  }

  /// A mapping with any values as JSON.
  func jsonObject() throws(SweepError) -> JSONObject {
    guard case .object(let object) = try json() else { throw error("\(title) must be a mapping.") }
    return object
  }

  /// Any YAML value as JSON.
  private func json(depth: Int = 0) throws(SweepError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw error("\(title) is nested too deeply.") }
    switch typed {
    case .null: return .null
    case .bool(let bool): return .bool(bool)
    case .integer(let integer): return .integer(Int64(integer))
    case .double(let double): return .double(double)
    case .text(let text): return .string(text)
    case nil: break
    }
    if node.sequence != nil {
      var elements: [JSONValue] = []
      for element in try self.elements() { elements.append(try element.json(depth: depth + 1)) }
      return .array(elements)
    }
    var members: [JSONMember] = []
    for entry in try entries() {
      members.append(JSONMember(name: entry.key, value: try entry.value.json(depth: depth + 1)))
    }
    return .object(JSONObject(members))
  }
}
