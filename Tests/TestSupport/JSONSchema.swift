public import Basics

/// A JSON Schema by the words that the schemas of this repository use; another word is a fault of theirs.
public struct JSONSchema: Sendable {
  /// Words that say nothing of a value.
  private static let remarks: Set = [
    "$schema", "$id", "$defs", "definitions", "title", "description",
  ]

  /// The schema.
  public let root: JSONValue

  /// A schema that is at hand.
  public init(_ root: JSONValue) {
    self.root = root
  }

  /// The schema of what commands print, by its name in `ci/schemas`.
  public init(printed name: String) throws {
    let path = "ci/schemas/\(name).schema.json"
    root = try JSONValue(parsing: try RepositoryRoot.bytes(of: path))
  }

  /// What of a value is not as the schema says, each with its place.
  public func faults(in value: JSONValue) -> [String] { faults(in: value, by: root, at: "$") }

  private func faults(in value: JSONValue, by schema: JSONValue, at place: String) -> [String] {
    guard let object = schema.object else { return ["\(place): the schema is no object"] }
    return object.members.flatMap {
      faults(in: value, by: $0.value, named: $0.name, of: schema, at: place)
    }
  }

  private func faults(
    in value: JSONValue, by rule: JSONValue, named word: String, of schema: JSONValue,
    at place: String
  ) -> [String] {
    switch word {
    case "$ref":
      guard let referred = referred(by: rule) else { return ["\(place): the schema lacks \(rule)"] }
      return faults(in: value, by: referred, at: place)
    case "anyOf":
      let fits = rule.array?.contains { faults(in: value, by: $0, at: place).isEmpty } ?? false
      return fits ? [] : ["\(place): none of \(rule.array?.count ?? 0)"]
    case "type":
      let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
      return types.contains { Self.isOf($0, value) } ? [] : ["\(place): not \(types)"]
    case "enum": return rule.array?.contains(value) == true ? [] : ["\(place): not in the enum"]
    case "minimum", "maximum":
      guard let bound = rule.double, let number = value.double else { return [] }
      let fits = word == "minimum" ? number >= bound : number <= bound
      return fits ? [] : ["\(place): beyond the \(word) of \(bound)"]
    case "required":
      guard value.object != nil else { return [] }
      return (rule.array ?? []).compactMap(\.string).filter { value[$0] == nil }
        .map { "\(place): no \($0)" }
    case "properties":
      return (value.object?.members ?? []).flatMap { member in
        rule[member.name].map {
          faults(in: member.value, by: $0, at: "\(place).\(member.name)")
        } ?? []
      }
    case "additionalProperties":
      let others = (value.object?.members ?? []).filter { schema["properties"]?[$0.name] == nil }
      if rule.bool == true { return [] }
      guard rule.object != nil else { return others.map { "\(place): \($0.name) is unknown" } }
      return others.flatMap { faults(in: $0.value, by: rule, at: "\(place).\($0.name)") }
    case "items":
      return (value.array ?? []).enumerated().flatMap { index, item in
        faults(in: item, by: rule, at: "\(place)[\(index)]")
      }
    case let word where Self.remarks.contains(word): return []
    default: return ["\(place): the schema says \(word)"]
    }
  }

  /// The part that a reference such as `#/definitions/method` names.
  private func referred(by rule: JSONValue) -> JSONValue? {
    guard let path = rule.string, path.hasPrefix("#/") else { return nil }
    var part = root
    for name in path.dropFirst(2).split(separator: "/") {
      guard let next = part[String(name)] else { return nil }
      part = next
    }
    return part
  }

  private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch type {
    case "object": value.object != nil
    case "array": value.array != nil
    case "string": value.string != nil
    case "integer": value.integer != nil
    case "number": value.double != nil || value.integer != nil
    case "boolean": value.bool != nil
    case "null": value.isNull
    default: false
    }
  }
}
