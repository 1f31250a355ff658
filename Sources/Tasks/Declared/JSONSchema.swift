package import Basics

/// A schema that a JSON value keeps or not: a fixed part of JSON Schema, of which every keyword is obeyed.
///
/// A keyword that is not known is refused when the schema is read: one that was passed over would let every
/// answer pass that it should have stopped.
package struct JSONSchema: Hashable, Sendable {
  /// Why a value is no schema.
  package struct Fault: Error, Hashable, Sendable {
    /// The keys that lead to the place, such as `properties.name`.
    package var path: String
    /// What is wrong.
    package var message: String
  }

  /// The keywords that are obeyed.
  package static let keywords = [
    "type", "enum", "const", "properties", "required", "additionalProperties", "items", "minItems",
    "maxItems", "uniqueItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "minLength", "maxLength", "pattern", "anyOf",
  ]
  /// The keywords that only say something to people.
  package static let remarks = ["$schema", "title", "description", "examples"]
  private static let types = [
    "object", "array", "string", "number", "integer", "boolean", "null",
  ]
  private static let depthLimit = 32

  /// The schema as it is written.
  package let json: JSONValue
  private let patterns: [String: LinearRegex]

  /// Reads a schema.
  package init(_ json: JSONValue) throws(Fault) {
    self.json = json
    var patterns: [String: LinearRegex] = [:]
    try Self.check(json, at: "", depth: 0, &patterns)
    self.patterns = patterns
  }

  private static func check(
    _ schema: JSONValue, at path: String, depth: Int, _ patterns: inout [String: LinearRegex]
  ) throws(Fault) {
    guard depth < depthLimit else { throw Fault(path: path, message: "it is nested too deeply") }
    guard let object = schema.object else {
      throw Fault(path: path, message: "a schema is a mapping of keywords")
    }
    for member in object.members {
      let below = path.isEmpty ? member.name : "\(path).\(member.name)"
      guard keywords.contains(member.name) || remarks.contains(member.name) else {
        throw Fault(
          path: below,
          message: "\"\(member.name)\" is no keyword that is obeyed. "
            + NearMatch.hint(for: member.name, among: keywords))
      }
      try check(member, at: below, depth: depth, &patterns)
    }
  }

  private static func check(
    _ member: JSONMember, at path: String, depth: Int, _ patterns: inout [String: LinearRegex]
  ) throws(Fault) {
    let value = member.value
    func need(_ isFine: Bool, _ what: String) throws(Fault) {
      if !isFine { throw Fault(path: path, message: "\"\(member.name)\" must be \(what)") }
    }
    switch member.name {
    case "type":
      let names = value.array?.map(\.string) ?? [value.string]
      try need(
        !names.isEmpty && names.allSatisfy { $0.map(types.contains) ?? false },
        "one of \(types.joined(separator: ", ")), or a list of them")
    case "const": try need(value.isNotRounded, exactNumbers)
    case "enum":
      try need(value.array?.isEmpty == false, "a list of values")
      try need(value.isNotRounded, exactNumbers)
    case "required":
      try need(value.array?.allSatisfy { $0.string != nil } ?? false, "a list of names")
    case "additionalProperties", "uniqueItems": try need(value.bool != nil, "true or false")
    case "minItems", "maxItems", "minLength", "maxLength":
      try need(value.integer.map { $0 >= 0 } ?? false, "a whole number from 0")
    case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
      try need(value.double != nil, "a number")
      try need(value.isNotRounded, exactNumbers)
    case "items": try check(value, at: path, depth: depth + 1, &patterns)
    case "properties":
      try need(value.object != nil, "a mapping of names to schemas")
      for property in value.object?.members ?? [] {
        try check(property.value, at: "\(path).\(property.name)", depth: depth + 1, &patterns)
      }
    case "anyOf":
      try need(value.array?.isEmpty == false, "a list of schemas")
      for (place, schema) in (value.array ?? []).enumerated() {
        try check(schema, at: "\(path)[\(place)]", depth: depth + 1, &patterns)
      }
    case "pattern":
      try need(value.string != nil, "a pattern")
      let text = value.string ?? ""
      do {
        patterns[text] = try LinearRegex(text)
      } catch {
        throw Fault(
          path: path, message: "character \(error.place) of the pattern: \(error.message)")
      }
    default: break
    }
  }
}

/// What a schema's own numbers must be: what an answer has is compared as floating point, and beyond this
/// an answer that is off by one would be right.
private let exactNumbers =
  "without a number of more than fifteen digits, which would be rounded; the kind json compares these as written"

extension JSONSchema {
  /// Why a value does not keep the schema, in a sentence without its point; `nil` where it does.
  package func fault(of value: JSONValue) -> String? { fault(of: value, json, "the value") }

  private func fault(of value: JSONValue, _ schema: JSONValue, _ place: String) -> String? {
    guard let object = schema.object else { return nil }
    for member in object.members {
      if let fault = fault(of: value, member, schema, place) { return fault }
    }
    return nil
  }

  private func fault(
    of value: JSONValue, _ member: JSONMember, _ schema: JSONValue, _ place: String
  ) -> String? {
    let rule = member.value
    switch member.name {
    case "type":
      let names = rule.array?.compactMap(\.string) ?? [rule.string].compactMap(\.self)
      let isFine = names.contains { value.isOf(type: $0) }
      return isFine ? nil : "\(place) is no \(names.joined(separator: " or "))"
    case "const": return value.equals(rule) ? nil : "\(place) is another value than is due"
    case "enum":
      let isFine = (rule.array ?? []).contains { value.equals($0) }
      return isFine ? nil : "\(place) is none of the values that are allowed"
    case "anyOf":
      let isFine = (rule.array ?? []).contains { fault(of: value, $0, place) == nil }
      return isFine ? nil : "\(place) keeps none of the schemas"
    case "properties", "required", "additionalProperties":
      return value.object.flatMap { fault(ofObject: $0, member, schema, place) }
    case "items", "minItems", "maxItems", "uniqueItems":
      return value.array.flatMap { fault(ofArray: $0, member, place) }
    case "minLength", "maxLength", "pattern":
      return value.string.flatMap { fault(ofString: $0, member, place) }
    default: return fault(ofNumber: value, member, place)
    }
  }

  private func fault(
    ofObject object: JSONObject, _ member: JSONMember, _ schema: JSONValue, _ place: String
  ) -> String? {
    switch member.name {
    case "required":
      let missing = (member.value.array ?? []).compactMap(\.string).first { object[$0] == nil }
      return missing.map { "\(place) has no \"\($0)\"" }
    case "additionalProperties":
      guard member.value.bool == false else { return nil }
      let known = schema["properties"]?.object
      let other = object.names.first { known?[$0] == nil }
      return other.map { "\(place) has \"\($0)\", which is not allowed" }
    default:
      for property in member.value.object?.members ?? [] {
        guard let value = object[property.name] else { continue }
        if let fault = fault(of: value, property.value, "\"\(property.name)\"") { return fault }
      }
      return nil
    }
  }

  private func fault(ofArray array: [JSONValue], _ member: JSONMember, _ place: String) -> String? {
    let count = member.value.integer ?? 0
    switch member.name {
    case "minItems": return array.count >= count ? nil : "\(place) has fewer than \(count) elements"
    case "maxItems": return array.count <= count ? nil : "\(place) has more than \(count) elements"
    case "uniqueItems":
      guard member.value.bool == true else { return nil }
      let texts = Set(array.map(\.comparable))
      return texts.count == array.count ? nil : "\(place) has an element twice"
    default:
      for (number, element) in array.enumerated() {
        if let fault = fault(of: element, member.value, "element \(number) of \(place)") {
          return fault
        }
      }
      return nil
    }
  }

  private func fault(ofString text: String, _ member: JSONMember, _ place: String) -> String? {
    let count = member.value.integer ?? 0
    let length = text.unicodeScalars.count
    switch member.name {
    case "minLength": return length >= count ? nil : "\(place) is shorter than \(count) characters"
    case "maxLength": return length <= count ? nil : "\(place) is longer than \(count) characters"
    default:
      let isFine = patterns[member.value.string ?? ""]?.isFound(in: text) ?? false
      return isFine ? nil : "\(place) is not what the pattern says"
    }
  }

  private func fault(ofNumber value: JSONValue, _ member: JSONMember, _ place: String) -> String? {
    guard let number = value.double, let bound = member.value.double else { return nil }
    switch member.name {
    case "minimum": return number >= bound ? nil : "\(place) is too small"
    case "maximum": return number <= bound ? nil : "\(place) is too large"
    case "exclusiveMinimum": return number > bound ? nil : "\(place) is too small"
    case "exclusiveMaximum": return number < bound ? nil : "\(place) is too large"
    default: return nil
    }
  }
}

extension JSONValue {
  fileprivate func isOf(type: String) -> Bool {
    switch (type, self) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
      ("null", .null), ("number", .integer), ("number", .double), ("integer", .integer):
      true
    case ("integer", .double(let double)): double == double.rounded()
    default: false
    }
  }

  /// The value as bytes that are equal where two values are: members in the order of their names, `1.0` as
  /// `1`.
  ///
  /// What was read has no integers that are larger: they were read as floating point.
  var comparable: [UInt8] { CanonicalJSON.bytes(ofOwn: self) }

  /// Whether no number in it may be one that was rounded when it was read.
  fileprivate var isNotRounded: Bool {
    switch self {
    case .integer, .double: (double?.magnitude ?? 0) < 1e15
    case .array(let elements): elements.allSatisfy(\.isNotRounded)
    case .object(let object): object.members.allSatisfy { $0.value.isNotRounded }
    case .null, .bool, .string: true
    }
  }

  /// Whether two values are the same, whatever the order of members.
  func equals(_ other: JSONValue) -> Bool { comparable == other.comparable }
}

/// Finds a JSON value in what was written or printed.
enum JSONAnswer {
  /// The largest value that is read, in bytes.
  static let byteLimit = 1 << 20

  /// The value that a whole text is.
  static func value(_ text: String) -> ReadJSON? { ReadJSON(text.utf8) }

  /// The value of a text: in its last marker, else in its last fence, else the whole text.
  ///
  /// Where a marker or a fence holds no JSON, the text holds no answer.
  static func find(
    in text: AnswerText, by rule: GradingRule, trace: inout GradingTrace
  ) -> Extraction<ReadJSON> {
    let spoken = Array(text.thoughts.spoken(String(decoding: text.bytes, as: UTF8.self)).utf8)
    let said = AnswerText(spoken)
    for place in places(in: said) where rule.allows(place.rule) {
      let range = said.trimmed(place.range)
      guard range.count <= byteLimit, let read = ReadJSON(said.bytes[range])
      else {
        trace.place(place.rule, range, isAccepted: false, "holds no JSON")
        if place.rule == .text { break }
        return .nothing("what stands where the answer would is no JSON")
      }
      trace.place(place.rule, range, isAccepted: true, "read as JSON")
      return .found(read, text: read.spelling, rule: place.rule)
    }
    return .nothing("no JSON stands where an answer would")
  }

  private static func places(in text: AnswerText) -> [AnswerCandidate] {
    let marker = AnswerForms.markers(in: text).last.map {
      AnswerCandidate(range: $0.inside, rule: .marker)
    }
    let fence = lastFence(in: text).map { AnswerCandidate(range: $0, rule: .fencedLine) }
    return [marker, fence, AnswerCandidate(range: text.bytes.indices, rule: .text)]
      .compactMap(\.self)
  }

  /// The inside of the last fence that closes.
  private static func lastFence(in text: AnswerText) -> Range<Int>? {
    var open: Int?
    var last: Range<Int>?
    var start = 0
    let bytes = text.bytes
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
      let line = text.trimmed(start..<end)
      if bytes[line].starts(with: "```".utf8) {
        if let begin = open {
          last = begin..<start
          open = nil
        } else {
          open = min(end + 1, bytes.count)
        }
      }
      start = end + 1
    }
    return last
  }
}
