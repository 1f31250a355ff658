import Basics
import CodeExecution
import ModelAPI

/// A reply in pieces: what was thought and what was said, in the order in which they came.
///
/// What the provider shows of the thoughts beside the reply comes first; the rest is the whole text, of
/// which nothing is left out but white space between thoughts.
struct ReplyParts {
  /// A piece of the reply.
  struct Part: Hashable {
    var isThought: Bool
    var text: String
  }

  /// The pieces; one that was said where the reply holds no thought.
  let parts: [Part]

  /// Takes a reply apart.
  init(_ completion: Completion, _ rule: ThoughtRule) {
    var parts: [Part] = []
    if !completion.thoughts.isEmpty {
      parts.append(Part(isThought: true, text: completion.thoughts))
    }
    parts += Self.parts(of: completion.spoken ?? completion.text, rule)
    if !parts.contains(where: { !$0.isThought }) { parts.append(Part(isThought: false, text: "")) }
    self.parts = parts
  }

  /// Whether anything was thought.
  var hasThoughts: Bool { parts.contains(where: \.isThought) }

  private static func parts(of text: String, _ rule: ThoughtRule) -> [Part] {
    guard ThoughtRule.mayThink(in: text) else { return [Part(isThought: false, text: text)] }
    let programs = FencedCode.blocks(in: text, by: .behindCode)
      .filter { $0.language == .python && $0.isTerminated }
    let bytes = Array(text.utf8)
    let thoughts = rule.ranges(in: bytes, outside: programs.map(\.contentRange))
    guard !thoughts.isEmpty else { return [Part(isThought: false, text: text)] }
    var parts: [Part] = []
    var start = 0
    func add(_ range: Range<Int>, isThought: Bool) {
      guard bytes[range].contains(where: { $0 > 0x20 }) else { return }
      parts.append(
        Part(isThought: isThought, text: String(decoding: bytes[range], as: UTF8.self)))
    }
    for thought in thoughts {
      add(start..<thought.lowerBound, isThought: false)
      add(thought, isThought: true)
      start = thought.upperBound
    }
    add(start..<bytes.count, isThought: false)
    return parts
  }
}
