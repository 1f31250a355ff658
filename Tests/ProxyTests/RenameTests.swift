import Basics
import Foundation
import HTTP
import ModelAPI
import Serving
import Testing

@testable import Proxy

@Suite("Rules for what varies from run to run")
struct RenameTests {
  private static let file =
    #"{"rules":[{"name":"tmp","pointer":"/messages/*/content","pattern":"/tmp/[a-z0-9]+"}]}"#

  private func renamed(_ body: String) throws -> RenamedBody? {
    try RenameRules(Array(Self.file.utf8), file: "rename.json").renamed(Array(body.utf8))
  }

  private static func ask(_ text: String) -> String {
    #"{"model":"m","messages":[{"role":"user","content":"\#(text)"}]}"#
  }

  @Test("Equal values keep one name, others get another, and what no rule means stays")
  func equality() throws {
    let one = try renamed(Self.ask("/tmp/a and /tmp/b and /tmp/a"))
    let same = try renamed(Self.ask("/tmp/x1 and /tmp/y2 and /tmp/x1"))
    let other = try renamed(Self.ask("/tmp/x1 and /tmp/y2 and /tmp/y2"))
    #expect(one?.bytes == same?.bytes)
    #expect(one?.bytes != other?.bytes)
    #expect(one?.names.values == ["tmp": ["/tmp/a", "/tmp/b"]])
    let none = try renamed(Self.ask("/var/a"))
    #expect(none == nil)
    #expect(throws: (any Error).self) { _ = try renamed(Self.ask("<tmp-1> /tmp/a")) }
  }

  @Test(
    "Another run's value is put back into the answer, whole and in a stream, and its pieces follow")
  func restoring() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(Self.file.utf8).write(to: URL(filePath: path + "/rename.json"))
    let stream = Self.ask("/tmp/a").replacing("}]}", with: "}],\"stream\":true}")
    let pieces = [
      "data: {\"choices\":[{\"delta\":{\"content\":\"in /tmp/a now\"}}]}\n\n", "data: [DONE]\n\n",
    ]
    let upstream = ScriptedUpstream { request, _ in
      String(decoding: request.body, as: UTF8.self).contains("stream")
        ? .stream(pieces) : .whole(200, ScriptedUpstream.chat("cd /tmp/a && ls /tmp/a"))
    }
    let recorded = try await Bench.record(into: path, from: upstream) { port in
      _ = try await Bench.post(port, Self.ask("go to /tmp/a"))
      _ = try await Bench.post(port, stream)
    }
    #expect(recorded.counts.renamed == 2)
    let report = try await Bench.replay(path) { port in
      let whole = try await Bench.post(port, Self.ask("go to /tmp/longer9"))
      #expect(whole.text == ScriptedUpstream.chat("cd /tmp/longer9 && ls /tmp/longer9"))
      #expect(whole.header("x-steerbench-names") == nil)
      let streamed = try await Bench.post(port, stream.replacing("/tmp/a", with: "/tmp/longer9"))
      #expect(streamed.text == pieces.joined().replacing("/tmp/a", with: "/tmp/longer9"))
    }
    #expect(report.counts.misses == 0)
    #expect(report.counts.renamed == 2)
    var exact = ProxySession(folder: path, mode: .replay, environment: [:]) { _ in }
    exact.isExact = true
    let without = try await exact.run { port in
      let miss = try await Bench.post(port, Self.ask("go to /tmp/a"))
      #expect(miss.status == 424)
      return nil
    }
    #expect(without.counts.misses == 1)
  }

  @Test("A rule that makes one of two calls that were answered otherwise is refused")
  func folding() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(Self.file.utf8).write(to: URL(filePath: path + "/rename.json"))
    let upstream = ScriptedUpstream { _, number in .whole(200, ScriptedUpstream.chat("\(number)")) }
    let report = try await Bench.record(into: path, from: upstream) { port in
      let first = try await Bench.post(port, Self.ask("/tmp/a"))
      let second = try await Bench.post(port, Self.ask("/tmp/b"))
      #expect(first.status == 200)
      #expect(second.status == 500)
      #expect(second.text.contains("makes one of two calls"))
    }
    #expect(report.counts.recorded == 1)
    #expect(report.refusals.count == 1)
  }

  @Test("A file of rules that cannot be meant is refused with its rule")
  func badRules() {
    let files = [
      "{}", #"{"rules":[{}]}"#, #"{"rules":[{"name":"a","pointer":"x","pattern":"b"}]}"#,
      #"{"rules":[{"name":"a","pointer":"/x","pattern":"("}]}"#,
      #"{"rules":[{"name":"a","pointer":"/x","pattern":"b*"}]}"#,
      #"{"rules":[{"name":"A","pointer":"/x","pattern":"b"}]}"#,
    ]
    for file in files {
      #expect(throws: ProxyError.self) { _ = try RenameRules(Array(file.utf8), file: "f") }
    }
  }

  @Test(
    "A pattern that could keep a machine busy is refused, and so is a body that does, both with a sentence"
  )
  func bounded() throws {
    func file(_ pattern: String) -> [UInt8] {
      Array(#"{"rules":[{"name":"a","pointer":"/x","pattern":"\#(pattern)"}]}"#.utf8)
    }
    for (pattern, word) in [
      (#"(a)\\1"#, "back-references"), ("(?=a)b", "looking"), ("a++", "possessive"),
      ("((a{999}){999}){999}", "written out"),
    ] {
      let error = #expect(throws: ProxyError.self) {
        _ = try RenameRules(file(pattern), file: "rename.json")
      }
      #expect(
        error?.description.contains("rename.json: the pattern of the rule a") == true, "\(pattern)")
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
    let many = (0..<60).map { number in
      let name =
        String(UnicodeScalar(UInt8(97 + number / 10)))
        + String(UnicodeScalar(UInt8(97 + number % 10)))
      return #"{"name":"\#(name)","pointer":"/x","pattern":"a{1000}"}"#
    }
    let error = #expect(throws: ProxyError.self) {
      _ = try RenameRules(
        Array("{\"rules\":[\(many.joined(separator: ","))]}".utf8), file: "rename.json")
    }
    #expect(error?.description.contains("more than 50000 steps") == true)
    // An hour with a pattern that goes back; here one way over the text.
    let body = Array(#"{"x":"\#(String(repeating: "a", count: 3_000))"}"#.utf8)
    #expect(try RenameRules(file("(a+a+)+b"), file: "f").renamed(body) == nil)
    // Far ahead from each of its characters.
    let long = Array(#"{"x":"\#(String(repeating: "a", count: 2_000))"}"#.utf8)
    let fault = #expect(throws: RequestFault.self) {
      _ = try RenameRules(file("a*b|a"), file: "f").renamed(long, within: 1_000_000)
    }
    #expect(fault?.message.contains("Narrow its pointer or its pattern") == true)
  }

  @Test("A miss by one word proposes a rule, which finds both; one by other words proposes none")
  func proposals() throws {
    func segment(_ text: String) -> Segment {
      CallKey.segment("message 1 user", ["role": "user", "content": .string(text)])
    }
    let rule = try #require(
      RenameProposal.rule(
        from: segment("cd /tmp/pytest-17/x.py now"), to: segment("cd /tmp/pytest-4/x.py now")))
    #expect(
      rule
        == #"{"rules":[{"name":"run","pattern":"/tmp/pytest-[0-9]+/x\\.py","pointer":"/messages/*/content"}]}"#
    )
    let rules = try RenameRules(Array(rule.utf8), file: "f")
    let one = try rules.renamed(Array(Self.ask("cd /tmp/pytest-17/x.py now").utf8))
    let other = try rules.renamed(Array(Self.ask("cd /tmp/pytest-4/x.py now").utf8))
    #expect(one?.bytes == other?.bytes)
    let pairs = [("yes", "no"), ("say 17", "say 4"), ("a /tmp/x1 b", "c /tmp/x2 d")]
    for (old, new) in pairs {
      #expect(RenameProposal.rule(from: segment(old), to: segment(new)) == nil)
    }
  }

  @Test("A recording whose names are none is no recording of names")
  func badNames() {
    for text in [
      #"{"tmp":[""]}"#, #"{"tmp":["/tmp/a",""]}"#, #"{"tmp":[1,"/tmp/a"]}"#, #"{"tmp":[]}"#,
    ] {
      #expect(GivenNames(text) == nil, "\(text)")
    }
    #expect(GivenNames(#"{"tmp":["/tmp/a"]}"#)?.values == ["tmp": ["/tmp/a"]])
  }

  @Test("A stream that cuts a renamed value is a miss, and no hit beside it")
  func cutValue() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(Self.file.utf8).write(to: URL(filePath: path + "/rename.json"))
    let body = Self.ask("/tmp/a").replacing("}]}", with: "}],\"stream\":true}")
    let upstream = ScriptedUpstream { _, _ in
      .stream([
        "data: {\"choices\":[{\"delta\":{\"content\":\"in /tm\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"p/a\"}}]}\n\n", "data: [DONE]\n\n",
      ])
    }
    _ = try await Bench.record(into: path, from: upstream) { port in
      _ = try await Bench.post(port, body)
    }
    let report = try await Bench.replay(path) { port in
      let cut = try await Bench.post(port, body.replacing("/tmp/a", with: "/tmp/b"))
      #expect(cut.status == 424)
    }
    #expect(report.counts.misses == 1)
    #expect(report.counts.hits == 0 && report.counts.renamed == 0)
  }
}
