import Basics
import BenchTestSupport
import Cassettes
import RecordReplay
import TestSupport
import Testing

@Suite("An action")
struct ActionTests {
  private static let segments = [
    Segment(name: "endpoint", bytes: Array(#"{"family":"openai-chat"}"#.utf8)),
    Segment(name: "parameters", bytes: Array(#"{"temperature":0}"#.utf8)),
    Segment(name: "message 1 user", bytes: Array(#"{"content":"ä\n\"","role":"user"}"#.utf8)),
  ]
  private static let action = Action(kind: .completion, segments: segments)

  @Test("has a digest that is fixed for ever, or old cassettes could not be played")
  func digestIsFixed() {
    // Kind, names and digests of the segments, hashed by another program.
    #expect(
      Self.action.digest.hex
        == "4fb9e636deb69bb4809c68e823ae68c6964fba373f8bab0f168e69f5565d28f8")
  }

  @Test("has another digest for another kind, name, content or order of its segments")
  func digestDependsOnEverything() {
    var renamed = Self.segments
    renamed[1].name = "parameterz"
    var changed = Self.segments
    changed[2].bytes[3] ^= 1
    var longer = Self.segments
    longer.append(Segment(name: "message 2 user", bytes: Array("1".utf8)))
    let others = [
      Action(kind: .execution, segments: Self.segments),
      Action(kind: .completion, segments: renamed),
      Action(kind: .completion, segments: changed),
      Action(kind: .completion, segments: Self.segments.reversed()),
      Action(kind: .completion, segments: longer),
      Action(kind: .completion, segments: Array(Self.segments.dropLast())),
      Action(kind: .completion, segments: []),
    ]
    let digests = Set(others.map(\.digest)).union([Self.action.digest])
    #expect(digests.count == others.count + 1)
  }

  @Test("cannot be moved: bytes that go from one segment to the next make another action")
  func bordersCount() {
    let one = Action(
      kind: .completion,
      segments: [.init(name: "a", bytes: [1, 2]), .init(name: "b", bytes: [3])])
    let other = Action(
      kind: .completion,
      segments: [.init(name: "a", bytes: [1]), .init(name: "b", bytes: [2, 3])])
    let named = Action(
      kind: .completion,
      segments: [.init(name: "ab", bytes: [1, 2]), .init(name: "", bytes: [3])])
    #expect(Set([one.digest, other.digest, named.digest]).count == 3)
  }

  @Test("comes back from its stored request byte for byte", arguments: 0..<40)
  func requestRoundTrips(seed: UInt64) throws {
    let action = Self.random(seed)
    let back = try Action(kind: action.kind, request: action.request)
    #expect(back == action)
    #expect(back.digest == action.digest)
    #expect(back.request == action.request)
    #expect(back.segmentDigests == action.segments.map { Digest.sha256($0.bytes) })
  }

  @Test("is not the same, or cannot be read, once any byte of its stored request is another")
  func everyByteCounts() throws {
    let request = Self.action.request
    for index in request.indices {
      for byte in [request[index] ^ 1, request[index] ^ 0x20, UInt8(ascii: " "), 0]
      where byte != request[index] {
        var damaged = request
        damaged[index] = byte
        let read = try? Action(kind: .completion, request: damaged)
        #expect(read?.digest != Self.action.digest, "byte \(index) became \(byte)")
      }
    }
  }

  @Test("is not the same, or cannot be read, once a byte of its stored request is gone or added")
  func everyLengthCounts() throws {
    let request = Self.action.request
    for index in request.indices {
      var shorter = request
      shorter.remove(at: index)
      #expect((try? Action(kind: .completion, request: shorter))?.digest != Self.action.digest)
      for byte in [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "["), 0] {
        var longer = request
        longer.insert(byte, at: index)
        let read = try? Action(kind: .completion, request: longer)
        #expect(read?.digest != Self.action.digest, "byte \(byte) before byte \(index)")
      }
    }
  }

  @Test(
    "cannot be read from anything but pairs of a name and a value",
    arguments: [
      "", "{}", "[", "[1]", "[[]]", #"[["a"]]"#, #"[["a",1,2]]"#, "[[1,2]]", #"[["a",1]"#,
      #"[["a",1]]]"#, #"[["a",]]"#, #"[["a",tru]]"#, #"[["a","b]]"#, "\u{0}",
      String(repeating: "[", count: 100_000), #"[["a","# + String(repeating: "[", count: 100_000),
    ])
  func otherTextIsRefused(text: String) {
    #expect(throws: JSONError.self) {
      try Action(kind: .completion, request: Array(text.utf8))
    }
  }

  private static func random(_ seed: UInt64) -> Action {
    var numbers = SeededNumbers(seed)
    let texts = ["", "a", "\"", "\\", "\n\u{1}", "é", "e\u{301}", "👩‍👩‍👧", "\u{202e}x", "ß\u{0}"]
    let segments = (0..<Int.random(in: 0...6, using: &numbers)).map { _ in
      var bytes: [UInt8] = []
      let text = (0..<Int.random(in: 0...5, using: &numbers))
        .map { _ in texts.randomElement(using: &numbers) ?? "" }.joined()
      CanonicalJSON.appendString(text, to: &bytes)
      return Segment(name: texts.randomElement(using: &numbers) ?? "", bytes: bytes)
    }
    return Action(kind: Bool.random(using: &numbers) ? .completion : .execution, segments: segments)
  }
}
