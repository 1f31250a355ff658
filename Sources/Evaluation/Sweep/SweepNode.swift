import Wire
import Yams

/// A place in a sweep's YAML: reads typed values, and says file and line when it cannot.
struct SweepNode {
  private let node: Node
  private let file: String
  /// The keys that lead here, such as `models.gpt-4o.parameters`.
  private let path: String

  init(_ node: Node, file: String, path: String = "") {
    self.node = node
    self.file = file
    self.path = path
  }

  /// An error about this place.
  func error(_ message: String) -> SweepError {
    let line = node.mark.map { ", line \($0.line)" } ?? ""
    return SweepError("\(file)\(line): \(message)")
  }

  private var title: String { path.isEmpty ? "the file" : "\"\(path)\"" }

  /// The members of a mapping whose keys are all known and given once.
  func members(known: [String]) throws(SweepError) -> [String: SweepNode] {
    var members: [String: SweepNode] = [:]
    for (key, value) in try entries() {
      guard known.contains(key) else {
        throw value.error(
          "unknown key \"\(key)\" in \(title). \(NearMatch.hint(for: key, among: known))")
      }
      members[key] = value
    }
    return members
  }

  /// The members of a mapping with free keys, in the order of the file.
  func entries() throws(SweepError) -> [(key: String, value: SweepNode)] {
    guard let mapping = node.mapping else { throw error("\(title) must be a mapping.") }
    var entries: [(key: String, value: SweepNode)] = []
    for (key, value) in mapping {
      guard let name = key.string else { throw error("a key in \(title) is not text.") }
      let below = path.isEmpty ? name : "\(path).\(name)"
      guard !entries.contains(where: { $0.key == name }) else {
        throw SweepNode(key, file: file, path: below).error("\"\(name)\" stands twice in \(title).")
      }
      // A scalar's own mark is where it stands; the key's line is the better guide to an error.
      entries.append((name, SweepNode(value, file: file, path: below)))
    }
    return entries
  }

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
    guard let integer = node.int, range.contains(integer) else {
      throw error(
        "\(title) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return integer
  }

  /// true or false.
  func bool() throws(SweepError) -> Bool {
    guard let bool = node.bool else { throw error("\(title) must be true or false.") }
    return bool
  }

  /// Any YAML value as JSON.
  func json() throws(SweepError) -> JSONValue {
    switch node {
    case .mapping:
      var members: [JSONMember] = []
      for (key, value) in try entries() {
        members.append(JSONMember(name: key, value: try value.json()))
      }
      return .object(JSONObject(members))
    case .sequence:
      var elements: [JSONValue] = []
      for element in try self.elements() { elements.append(try element.json()) }
      return .array(elements)
    case .scalar(let scalar):
      if scalar.style == .singleQuoted || scalar.style == .doubleQuoted {
        return .string(scalar.string)
      }
      if node.null != nil { return .null }
      if let bool = node.bool { return .bool(bool) }
      if let integer = node.int { return .integer(Int64(integer)) }
      if let double = node.float { return .double(double) }
      return .string(scalar.string)
    case .alias: throw error("aliases are not read.")
    }
  }
}
