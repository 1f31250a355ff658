import Basics
import RecordReplay

/// The text of a sweep file, or of another file in YAML, on its way to a tree of nodes.
package enum SweepDocument {
  /// The root of the tree.
  ///
  /// Throws for text that is not YAML, for nothing, and for anchors: a few lines of aliases unfold
  /// into billions of nodes.
  package static func root(of yaml: String, file: String) throws(SweepError) -> SweepNode {
    // Before anything else, since other errors quote what they find.
    if let (kind, line) = Redaction.credential(in: yaml) {
      throw SweepError(
        "\(file), line \(line): a credential stands in the file (\(kind)), and files of sweeps are shared "
          + "and signed. Revoke it, put the new one into a variable of the environment, and name the "
          + "variable: access: {key: OPENAI_API_KEY}.")
    }
    if let line = firstAnchor(in: yaml) {
      throw SweepError(
        "\(file), line \(line): anchors (&name) and their aliases are not read; write the value out."
      )
    }
    let root: YAMLNode?
    do {
      root = try YAMLNode.root(of: yaml)
    } catch {
      throw SweepError(file + text(of: error))
    }
    guard let root else {
      throw SweepError("\(file): the file is empty. See the README for a sweep to start from.")
    }
    return SweepNode(root, file: file)
  }

  /// The line and what is wrong with it.
  private static func text(of fault: YAMLFault) -> String {
    switch fault {
    case .syntax(let problem, let line, let column):
      ", line \(line): not valid YAML: \(problem) (column \(column))."
    case .character(let problem, let line): ", line \(line): not valid YAML: \(problem)."
    case .duplicateKey(let name, let line): ", line \(line): \"\(name)\" stands twice."
    case .memory: ": there is no memory to read it."
    }
  }

  /// The line of the first `&name` that may be an anchor.
  ///
  /// An anchor starts a token. Bytes that a token cannot end before are let through, so that
  /// `AT&T` and `?a=1&b=2` may stand in a sweep; in quotes and comments this is stricter than YAML.
  private static func firstAnchor(in yaml: String) -> Int? {
    var line = 1
    var before: UInt8 = 0x0a
    var isAfterAmpersand = false
    for byte in yaml.utf8 {
      if isAfterAmpersand, isNameByte(byte) { return line }
      isAfterAmpersand = byte == UInt8(ascii: "&") && !isWithinWord(before)
      if byte == 0x0a { line += 1 }
      before = byte
    }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func isWithinWord(_ byte: UInt8) -> Bool {
    (isNameByte(byte) && byte != UInt8(ascii: "-")) || "=./;)&+".utf8.contains(byte)
  }
}

/// A plain scalar of a sweep's YAML, as YAML 1.2's core schema reads it.
///
/// YAML 1.1 would take `no` for false, `1:30` for ninety and `010` for eight.
enum SweepScalar {
  case null
  case bool(Bool)
  case integer(Int)
  case double(Double)
  case text(String)

  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default:
      if let integer = Self.integer(text) {
        self = .integer(integer)
      } else if let double = Self.double(text) {
        self = .double(double)
      } else {
        self = .text(text)
      }
    }
  }

  /// Whether a text is a whole number in decimal digits, however large.
  static func isWhole(_ text: String) -> Bool {
    var rest = text.utf8[...]
    skipSign(&rest)
    return skipDigits(&rest) > 0 && rest.isEmpty
  }

  /// Why a text that was meant for a number is none, as the end of a sentence; `nil` for other text.
  ///
  /// A provider would be sent the text, and do with it what it likes.
  static func fault(ofNumber text: String) -> String? {
    var rest = text.utf8[...]
    skipSign(&rest)
    if [".nan", ".inf"].contains(String(decoding: rest, as: UTF8.self).lowercased()) {
      return "which no request can hold: use a finite number"
    }
    for prefix in ["0x", "0o"] where text.hasPrefix(prefix) {
      let digits = text.utf8.dropFirst(prefix.utf8.count)
      let isNumber = digits.allSatisfy { byte in
        byte &- UInt8(ascii: "0") <= 9
          || (prefix == "0x" && (byte | 0x20) &- UInt8(ascii: "a") <= 5)
      }
      return isNumber && !digits.isEmpty ? "a number that is too large" : nil
    }
    guard let first = rest.first, first &- UInt8(ascii: "0") <= 9 else { return nil }
    let separators = [UInt8(ascii: "_"), UInt8(ascii: ",")]
    let hasSeparator = rest.contains { separators.contains($0) }
    if hasSeparator, rest.allSatisfy({ isOfNumber($0) || separators.contains($0) }) {
      return "a number with marks between its digits: write the digits alone, or put it into "
        + "quotation marks"
    }
    // Too large for a double: `double` has read every other number.
    let isTooLarge = rest.allSatisfy(isOfNumber) && Double(text).map { !$0.isFinite } == true
    return isTooLarge ? "a number that is too large" : nil
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || ".eE+-".utf8.contains(byte)
  }

  /// A whole number that fits: decimal with or without a sign, `0x` and `0o` without.
  private static func integer(_ text: String) -> Int? {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
      let digits = text.dropFirst(prefix.count)
      return digits.utf8.allSatisfy { $0 != sign.plus && $0 != sign.minus }
        ? Int(digits, radix: radix) : nil
    }
    return Int(text)
  }

  /// A finite number in decimal notation; one too large for a double is none.
  private static func double(_ text: String) -> Double? {
    var rest = text.utf8[...]
    skipSign(&rest)
    let whole = skipDigits(&rest)
    var part = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      part = skipDigits(&rest)
    }
    guard whole + part > 0 else { return nil }
    if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      skipSign(&rest)
      guard skipDigits(&rest) > 0 else { return nil }
    }
    guard rest.isEmpty, let double = Double(text), double.isFinite else { return nil }
    return double
  }

  private static let sign = (plus: UInt8(ascii: "+"), minus: UInt8(ascii: "-"))

  private static func skipSign(_ rest: inout Substring.UTF8View) {
    if rest.first == sign.plus || rest.first == sign.minus { rest.removeFirst() }
  }

  /// Passes digits and gives their number.
  private static func skipDigits(_ rest: inout Substring.UTF8View) -> Int {
    let before = rest.count
    rest = rest.drop { $0 &- UInt8(ascii: "0") <= 9 }
    return before - rest.count
  }
}

/// A place in a sweep's YAML: reads typed values, and says file and line when it cannot.
package struct SweepNode {
  /// A key of a mapping with its value.
  package struct Entry {
    /// The key.
    package var key: String
    /// Where the key stands.
    package var place: SweepNode
    /// What it leads to.
    package var value: SweepNode
  }

  /// The deepest nesting of free values; requests are read no deeper.
  private static let maximumDepth = 64

  private let node: YAMLNode
  private let file: String
  /// The keys that lead here, such as `models.gpt-4o.parameters`.
  private let path: String
  /// The line in the file, from 1; `nil` where the parser gave none.
  package let line: Int?

  /// A place in a file.
  ///
  /// - Parameter line: The line of the key that leads here, which is a better guide to a fault than
  ///   where a value of several lines begins; the node's own where it is `nil`.
  init(_ node: YAMLNode, file: String, path: String = "", line: Int? = nil) {
    self.node = node
    self.file = file
    self.path = path
    self.line = line ?? node.line
  }

  /// An error about this place.
  package func error(_ message: String) -> SweepError {
    SweepError("\(file)\(line.map { ", line \($0)" } ?? ""): \(message)")
  }

  /// The line in its file, from 1, where it is known.
  var firstLine: Int? { line }

  /// What it is called in an error.
  var title: String { path.isEmpty ? "the file" : "\"\(path)\"" }

  /// The members of a mapping whose keys are all known and given once.
  package func members(known: [String]) throws(SweepError) -> [String: SweepNode] {
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
  package func entries() throws(SweepError) -> [Entry] {
    guard let mapping = node.mapping else { throw error("\(title) must be a mapping.") }
    var names: Set<String> = []
    var entries: [Entry] = []
    for pair in mapping {
      let place = SweepNode(pair.key, file: file, path: path)
      guard let name = pair.key.scalar?.text else {
        throw place.error("a key in \(title) is not text. Put it into quotation marks.")
      }
      guard names.insert(name).inserted else {
        throw place.error("\"\(name)\" stands twice in \(title). Leave one out.")
      }
      let below = path.isEmpty ? name : "\(path).\(name)"
      entries.append(
        Entry(
          key: name, place: place,
          value: SweepNode(pair.value, file: file, path: below, line: pair.key.line)))
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
        throw element.error("\"\(name)\" stands twice in \(title). Leave one out.")
      }
      let nothing = SweepNode(
        .nothing, file: file, path: "\(path).\(name)", line: element.node.line)
      entries.append(Entry(key: name, place: element, value: nothing))
    }
    return entries
  }

  /// Whether nothing is written here.
  var isNothing: Bool { if case .null? = typed { true } else { false } }

  /// Whether it has keys.
  var isMapping: Bool { node.mapping != nil }

  /// The elements of a sequence.
  package func elements() throws(SweepError) -> [SweepNode] {
    guard let sequence = node.sequence else { throw error("\(title) must be a list.") }
    return sequence.map { SweepNode($0, file: file, path: path) }
  }

  /// Text that is not empty.
  package func text() throws(SweepError) -> String {
    guard let text = node.scalar?.text, !text.isEmpty else {
      throw error("\(title) must be text.")
    }
    return text
  }

  /// Whether it is a list.
  package var isList: Bool { node.sequence != nil }

  /// Text, if the node is a scalar.
  package var scalar: String? { node.scalar?.text }

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
    return isPlain ? SweepScalar(plain: scalar.text) : .text(scalar.text)
  }

  /// Whether it is a scalar without quotation marks or tag.
  private var isPlain: Bool {
    node.scalar?.isPlain == true && node.tag == nil
  }

  private func tooLarge(_ number: String) -> SweepError {
    error(
      "\(title) is \(number), which is beyond 2^53 and would be rounded on its way: use a number "
        + "from -9007199254740992 to 9007199254740992, or text in quotation marks.")
  }

  /// A second half of `1,000` in a list: no number is written with zeros before it.
  private func checkDigits() throws(SweepError) {
    guard isPlain, let text = scalar, text.utf8.count > 1, text.utf8.first == UInt8(ascii: "0"),
      text.utf8.allSatisfy({ $0 &- 0x30 <= 9 })
    else { return }
    throw error(
      "\(title) has \(text), a number with zeros before it, as 1,000 gives in a list: write it without "
        + "commas, or put it into quotation marks.")
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
    case .integer(let integer) where integer.magnitude <= UInt64(JSONValue.exactIntegerLimit):
      return .integer(Int64(integer))
    case .integer(let integer): throw tooLarge("\(integer)")
    case .double(let double):
      if let text = scalar, SweepScalar.isWhole(text) { throw tooLarge(text) }
      return .double(double)
    case .text(let text):
      if isPlain, let fault = SweepScalar.fault(ofNumber: text) {
        throw error("\(title) is \(text), \(fault).")
      }
      return .string(text)
    case nil: break
    }
    if node.sequence != nil {
      var elements: [JSONValue] = []
      for element in try self.elements() {
        try element.checkDigits()
        elements.append(try element.json(depth: depth + 1))
      }
      return .array(elements)
    }
    var members: [JSONMember] = []
    for entry in try entries() {
      guard !(entry.value.isNothing && entry.key.utf8.allSatisfy { $0 &- 0x30 <= 9 }) else {
        throw entry.place.error(
          "\(title) has the number \(entry.key) for a key, as a number with a comma in it gives: "
            + "write it without commas.")
      }
      members.append(JSONMember(name: entry.key, value: try entry.value.json(depth: depth + 1)))
    }
    return .object(JSONObject(members))
  }
}
