import Basics
import ModelAPI
import RecordReplay
import Serving

/// Rules for what varies from run to run, such as the path of a temporary folder.
///
/// A rule renames and never leaves out: the k-th distinct value that it finds becomes `<name-k>` in the
/// key, so that two places which were equal stay equal. This run's value is put back into the answer.
struct RenameRules: Sendable {
  /// The file in a folder of cassettes that holds its rules.
  static let fileName = "rename.json"
  private static let limit = 100
  /// The most steps that all patterns may have together, since each of them may be met at every character.
  private static let sizeLimit = 50_000
  /// How many steps the rules may take on one body: a second or two.
  static let stepLimit = 100_000_000

  /// One rule.
  struct Rule: Sendable {
    let name: String
    /// The parts of its JSON pointer; `*` stands for any one member or element.
    let pointer: [String]
    let pattern: LinearRegex

    /// The rule as it stands in keys.
    fileprivate var value: JSONValue {
      [.string(name), .string(pointer.map { "/\($0)" }.joined()), .string(pattern.pattern)]
    }
  }

  private let rules: [Rule]

  /// No rules.
  static let none = RenameRules(rules: [])

  private init(rules: [Rule]) { self.rules = rules }

  /// Reads `{"rules": [{"name": "tmp", "pointer": "/messages/*/content", "pattern": "/tmp/[a-z0-9]+"}]}`.
  init(_ bytes: [UInt8], file: String) throws(ProxyError) {
    guard let value = try? JSONValue(parsing: bytes), let list = value["rules"]?.array,
      list.count <= Self.limit
    else {
      throw ProxyError(
        .usage, "\(file): it holds {\"rules\": […]}, at most \(Self.limit) of them.")
    }
    var rules: [Rule] = []
    for (index, item) in list.enumerated() {
      let name = item["name"]?.string ?? ""
      let isName =
        (1...20).contains(name.utf8.count)
        && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-") }
      guard isName, !rules.contains(where: { $0.name == name }),
        let pointer = item["pointer"]?.string, pointer.hasPrefix("/"),
        let text = item["pattern"]?.string, !text.isEmpty
      else {
        throw ProxyError(
          .usage,
          "\(file): rule \(index + 1) needs a name of its own in lower case, a JSON pointer such as "
            + "/messages/*/content, and a pattern.")
      }
      rules.append(
        Rule(
          name: name,
          pointer: pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") },
          pattern: try Self.pattern(text, of: name, file: file)))
    }
    guard rules.reduce(0, { $0 + $1.pattern.stepCount }) <= Self.sizeLimit else {
      throw ProxyError(
        .usage,
        "\(file): its patterns, with their repetitions written out, are more than \(Self.sizeLimit) steps. "
          + "Take fewer repetitions, or ones without an upper end.")
    }
    self.rules = rules
  }

  /// The pattern of a rule: of the kind that no text keeps busy, for rules come with a stranger's folder.
  private static func pattern(
    _ text: String, of name: String, file: String
  ) throws(ProxyError) -> LinearRegex {
    let pattern: LinearRegex
    do {
      pattern = try LinearRegex(text)
    } catch {
      throw ProxyError(
        .usage,
        "\(file): the pattern of the rule \(name), character \(error.place): \(error.message). It is matched "
          + "in time proportional to the text. Write it without that.")
    }
    guard !pattern.matches("") else {
      throw ProxyError(.usage, "\(file): the pattern of the rule \(name) finds nothing at all.")
    }
    return pattern
  }

  var isEmpty: Bool { rules.isEmpty }

  /// A body with its values renamed; `nil` where no rule finds any.
  ///
  /// - Throws: ``RequestFault`` where the body holds a name that a rule would give, or keeps the rules busy
  ///   for longer than ``stepLimit`` allows.
  func renamed(
    _ body: [UInt8], within limit: Int = stepLimit
  ) throws(RequestFault) -> RenamedBody? {
    guard !rules.isEmpty, let value = try? JSONValue(parsing: body) else { return nil }
    var names = GivenNames()
    var result = value
    var steps = limit
    for rule in rules { result = try names.rename(result, rule, rule.pointer[...], &steps) }
    guard !names.isEmpty, let bytes = try? CanonicalJSON.bytes(of: result) else { return nil }
    let used = rules.filter { names.values[$0.name] != nil }
    return RenamedBody(
      bytes: bytes, names: names,
      segment: CallKey.segment("renamed", .array(used.map(\.value))))
  }
}

/// A body as its key has it.
struct RenamedBody: Sendable {
  /// The body with names in place of values.
  let bytes: [UInt8]
  /// What the names stand for.
  let names: GivenNames
  /// The rules that found anything, as they stand in the key.
  let segment: Segment
}

/// What names stand for, in one call.
struct GivenNames: Hashable, Sendable {
  /// The header of a recorded answer that holds them, which no client sees.
  static let header = "x-steerbench-names"

  /// The distinct values of each rule, in the order in which they were found.
  private(set) var values: [String: [String]] = [:]

  init() {}

  var isEmpty: Bool { values.isEmpty }

  /// The name of a value.
  private mutating func name(of value: String, _ rule: String) -> String {
    var known = values[rule] ?? []
    if let place = known.firstIndex(of: value) { return "<\(rule)-\(place + 1)>" }
    known.append(value)
    values[rule] = known
    return "<\(rule)-\(known.count)>"
  }

  /// Renames what a rule finds, in the order of canonical JSON.
  fileprivate mutating func rename(
    _ value: JSONValue, _ rule: RenameRules.Rule, _ pointer: ArraySlice<String>,
    _ steps: inout Int
  ) throws(RequestFault) -> JSONValue {
    guard let part = pointer.first else {
      guard let text = value.string else { return value }
      return .string(try rename(text, rule, &steps))
    }
    switch value {
    case .object(let object):
      var members: [JSONMember] = []
      let sorted = object.members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
      for member in sorted {
        let isMeant = part == "*" || part == member.name
        members.append(
          JSONMember(
            name: member.name,
            value: isMeant
              ? try rename(member.value, rule, pointer.dropFirst(), &steps) : member.value))
      }
      return .object(JSONObject(members))
    case .array(let elements):
      var renamed: [JSONValue] = []
      for (index, element) in elements.enumerated() {
        let isMeant = part == "*" || part == String(index)
        renamed.append(isMeant ? try rename(element, rule, pointer.dropFirst(), &steps) : element)
      }
      return .array(renamed)
    default: return value
    }
  }

  private mutating func rename(
    _ text: String, _ rule: RenameRules.Rule, _ steps: inout Int
  ) throws(RequestFault) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let matches = rule.pattern.ranges(in: scalars, steps: &steps) else {
      throw RequestFault(
        400,
        "The rules of \(RenameRules.fileName) take too many steps on this body, "
          + "the rule \(rule.name) the last of them. Narrow its pointer or its pattern, or do without: --exact"
      )
    }
    guard !matches.isEmpty else { return text }
    guard !text.contains("<\(rule.name)-") else {
      throw RequestFault(
        400,
        "The body holds the text <\(rule.name)-, which the rule \(rule.name) would give as a name.")
    }
    func part(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(scalars[range]))
    }
    var result = ""
    var start = 0
    for match in matches {
      result += part(start..<match.lowerBound)
      result += name(of: part(match), rule.name)
      start = match.upperBound
    }
    return result + part(start..<scalars.count)
  }

  // MARK: As a recording keeps them

  /// The names as canonical JSON.
  var text: String {
    let members = values.map {
      JSONMember(name: $0.key, value: .array($0.value.map { .string($0) }))
    }
    return String(
      decoding: CanonicalJSON.bytes(ofOwn: .object(JSONObject(members))), as: UTF8.self)
  }

  /// Reads what ``text`` gives; `nil` for anything else.
  init?(_ text: String) {
    guard let object = (try? JSONValue(parsing: Array(text.utf8)))?.object else { return nil }
    for member in object.members {
      let elements = member.value.array ?? []
      let list = elements.compactMap(\.string)
      guard !list.isEmpty, list.count == elements.count, !list.contains("") else { return nil }
      values[member.name] = list
    }
  }

  // MARK: Putting back

  /// Pairs of a recorded value and this run's, where they differ; the longest first.
  func replacements(for run: GivenNames) -> [(old: [UInt8], new: [UInt8])] {
    var pairs: [(old: [UInt8], new: [UInt8])] = []
    for (name, olds) in values.sorted(by: { $0.key < $1.key }) {
      for (old, new) in zip(olds, run.values[name] ?? []) where old != new {
        pairs.append((Array(old.utf8), Array(new.utf8)))
        let (inOld, inNew) = (Self.escaped(old), Self.escaped(new))
        // Inside a string of JSON, and inside one that is itself a string.
        if inOld != Array(old.utf8) { pairs.append((inOld, inNew)) }
      }
    }
    return pairs.sorted { $0.old.count > $1.old.count }
  }

  private static func escaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    CanonicalJSON.appendEscaped(text, to: &bytes)
    return bytes
  }

  /// Bytes with the values of one run put into the place of another's, and where cuts in them lie then.
  static func replacing(
    _ pairs: [(old: [UInt8], new: [UInt8])], in bytes: [UInt8], cuts: [Int] = []
  ) -> (bytes: [UInt8], cuts: [Int], count: Int) {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var moved: [Int] = []
    var pending = cuts[...]
    var index = 0
    var count = 0
    while index < bytes.count {
      let pair = pairs.first { bytes[index...].starts(with: $0.old) }
      result += pair?.new ?? [bytes[index]]
      index += pair?.old.count ?? 1
      if pair != nil { count += 1 }
      while let cut = pending.first, cut <= index {
        moved.append(result.count)
        pending = pending.dropFirst()
      }
    }
    return (result, moved, count)
  }
}
