import Basics
import TestSupport
import Testing

@Suite("A document in YAML")
struct YAMLReaderTests {
  /// A node as a text that shows all of it but its lines.
  private func shown(_ node: YAMLNode) -> String {
    let tag = node.tag.map { "!<\($0)> " } ?? ""
    switch node.content {
    case .scalar(let scalar):
      return tag + (scalar.isPlain ? scalar.text : "\"\(scalar.text)\"")
    case .sequence(let nodes): return tag + "[" + nodes.map(shown).joined(separator: ", ") + "]"
    case .mapping(let pairs):
      return tag + "{"
        + pairs.map { shown($0.key) + ": " + shown($0.value) }.joined(separator: ", ") + "}"
    }
  }

  @Test(
    "is a tree of nodes with their styles and tags",
    arguments: [
      ("a: 1\nb: [x, 'y', \"z\\n\"]", "{a: 1, b: [x, \"y\", \"z\n\"]}"),
      ("- |\n  block\n- >\n  folded\n  text\n", "[\"block\n\", \"folded text\n\"]"),
      ("a:\nb: ~", "{a: , b: ~}"),
      ("!!binary YQ==", "!<tag:yaml.org,2002:binary> YQ=="),
      ("a: &x [1]\nb: *x", "{a: [1], b: [1]}"),
      ("{[1]: 2}", "{[1]: 2}"),
      ("\"a\\0b\"", "\"a\0b\""),
      ("---\nα: ß\n...\n", "{α: ß}"),
    ])
  func trees(text: String, tree: String) throws {
    #expect(shown(try #require(try YAMLNode.root(of: text))) == tree)
  }

  @Test("is none where nothing is written", arguments: ["", "\n", "# only a comment\n"])
  func nothing(text: String) throws {
    #expect(try YAMLNode.root(of: text) == nil)
  }

  @Test("knows the line of every node")
  func lines() throws {
    let root = try #require(try YAMLNode.root(of: "a: 1\nb:\n  - x\n  - y\n"))
    let pairs = try #require(root.mapping)
    #expect(pairs.map(\.key.line) == [1, 2])
    #expect(pairs[1].value.sequence?.map(\.line) == [3, 4])
    #expect(root["b"]?.line == 3)
  }

  @Test(
    "that is none is a fault with its place",
    arguments: [
      ("a: [1, 2\n", YAMLFault.syntax("did not find expected ',' or ']'", line: 2, column: 1)),
      ("a: 1\n--- \nb: 2\n", .syntax("but found another document", line: 2, column: 1)),
      ("a: *nobody", .syntax("found undefined alias", line: 1, column: 4)),
      ("a: 1\nb: \u{1}", .character("control characters are not allowed", line: 2)),
      ("z: 1\nb: 1\nz: 2\nb: 2", .duplicateKey("b", line: 2)),
    ])
  func faults(text: String, fault: YAMLFault) {
    #expect(throws: fault) { try YAMLNode.root(of: text) }
  }

  @Test("nested too deeply is a fault and no full stack", arguments: ["[", "- ", "? ", "{a: "])
  func depth(opening: String) {
    #expect(throws: YAMLFault.self) {
      try YAMLNode.root(of: String(repeating: opening, count: 100_000))
    }
    #expect(throws: Never.self) {
      let text = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
      _ = try YAMLNode.root(of: text)
    }
  }

  @Test("of aliases of aliases is shared and not unfolded")
  func aliases() throws {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(try YAMLNode.root(of: text)?.mapping?.count == 61)
  }

  @Test("mutated anywhere is a tree or a fault")
  func mutated() throws {
    let text =
      "version: 2 # x\nmodels:\n  a: {b: [1, 'two', \"t\\x41\"], c: |\n    text\n  }\n? k\n: &v !!str v\n"
    var generator = SeededNumbers(1)
    for _ in 0..<3_000 {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
          in: 0...127, using: &generator)
      }
      _ = try? YAMLNode.root(of: String(decoding: bytes, as: UTF8.self))
    }
  }
}
