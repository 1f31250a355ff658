import Basics
import Foundation
import HTTP
import RecordReplay
import Serving
import Testing

@testable import Proxy

@Suite("The key of a call")
struct CallKeyTests {
  private func call(
    _ body: [UInt8], path: String = "/v1/chat/completions", type: String = "application/json",
    headers: [HTTPHeader] = [], method: String = "POST"
  ) throws -> ClientCall {
    try ClientCall(
      ServedRequest(
        method: method, path: path,
        headers: [HTTPHeader(name: "content-type", value: type)] + headers, body: body))
  }

  private func digest(_ body: String, type: String = "application/json") throws -> String {
    try call(Array(body.utf8), type: type).action.digest.hex
  }

  @Test("JSON that says the same is the same, and JSON that says anything else is not")
  func json() throws {
    let (one, other) = (
      try digest(#"{"a":1,"b":[1.0,"x"]}"#), try digest(#" {"b": [1, "\u0078"], "a":1.0}"#)
    )
    #expect(one == other)
    let bodies = [
      #"{"messages":[]}"#, #"{"messages":0}"#, #"{}"#, #"{"messages":null}"#, #"{"messages":[{}]}"#,
      #"{"messages":1}"#, #"{"user":"a"}"#, #"{"user":"b"}"#, #"[]"#, #""{}""#, #"{"a":null}"#,
      #"{"tools":[{"name":"a"}]}"#, #"{"tools":[],"messages":[{"name":"a"}]}"#,
      #"{"tools":[{"parameters":{"user":1}}]}"#, #"{"tools":[{"parameters":{"user":2}}]}"#,
      // What has no canonical form counts as its bytes.
      #"{"a":1,"a":2}"#, #"{"a":2,"a":1}"#, #"{"seed":9007199254740993}"#,
      #"{"seed":9007199254740992}"#,
      #"{"a":"\ud800"}"#, #"{"a":"\ud801"}"#, "{", "",
    ]
    let digests = try bodies.map { try digest($0) }
    #expect(Set(digests).count == bodies.count)
  }

  @Test("The boundary of a form means nothing, and everything else of it does")
  func forms() throws {
    func form(_ boundary: String, _ content: String, end: String = "--\r\n") throws -> String {
      let body =
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\(content)"
        + "\r\n--\(boundary)" + end
      return try call(
        Array(body.utf8), path: "/v1/files", type: "multipart/form-data; boundary=\(boundary)"
      ).action.digest.hex
    }
    let text = try form("abc", "text")
    let others = [
      try form("abc", "texts"), try form("abc", "text", end: "--\r\nmore"),
    ]
    let again = try form("xyz", "text")
    #expect(text == again)
    #expect(!others.contains(text))
  }

  @Test("A body that came compressed is what it is, and one that is not what it says is refused")
  func compression() throws {
    // {"a":1} by gzip.
    let packed = try #require(
      Data(base64Encoded: "H4sIAAAAAAACA6tWSlSyMqwFAK+sG1YHAAAA").map { Array($0) })
    let gzip = [HTTPHeader(name: "content-encoding", value: "gzip")]
    let plain = try digest(#"{"a":1}"#)
    let unpacked = try call(packed, headers: gzip)
    #expect(unpacked.action.digest.hex == plain)
    #expect(unpacked.request.body == packed)
    for body in [Array(packed.dropLast(3)), packed + [0], Array("{}".utf8)] {
      #expect(throws: RequestFault.self) { _ = try call(body, headers: gzip) }
    }
    let zstd = [HTTPHeader(name: "content-encoding", value: "zstd")]
    let fault = #expect(throws: RequestFault.self) { _ = try call(packed, headers: zstd) }
    #expect(fault?.status == 415)
  }

  @Test("A lane comes from the path, the header or the key, and keeps its calls apart")
  func lanes() throws {
    let body = Array("{}".utf8)
    let byPath = try call(body, path: "/lane/a/v1/chat/completions")
    let byHeader = try call(body, headers: [HTTPHeader(name: "x-steerbench-lane", value: "a")])
    let byKey = try call(
      body, headers: [HTTPHeader(name: "authorization", value: "Bearer sk-steerbench-a")])
    #expect(byPath.lane == "a")
    #expect(byHeader.action.digest == byPath.action.digest)
    #expect(byKey.action.digest == byPath.action.digest)
    let none = try call(body, headers: [HTTPHeader(name: "x-api-key", value: "sk-steerbench")])
    #expect(none.lane == nil)
    #expect(none.action.digest != byPath.action.digest)
    for path in ["/lane//v1/x", "/lane/a", "/lane/a/lane/b/v1/x", "/v1/v1/x", "/lane/%2e/v1/x"] {
      #expect(throws: RequestFault.self) { _ = try call(body, path: path) }
    }
  }

  @Test("Who asks and when is no part of it, and which version of an interface is")
  func headers() throws {
    let body = Array("{}".utf8)
    func digest(_ name: String, _ value: String) throws -> String {
      try call(body, headers: [HTTPHeader(name: name, value: value)]).action.digest.hex
    }
    let names = [
      "authorization", "x-api-key", "user-agent", "x-stainless-retry-count", "x-irid",
      "traceparent",
      "idempotency-key", "accept-encoding",
    ]
    for name in names {
      let (one, two) = (try digest(name, "1"), try digest(name, "2"))
      #expect(one == two)
    }
    for name in ["anthropic-version", "anthropic-beta", "openai-beta"] {
      let (one, two) = (try digest(name, "1"), try digest(name, "2"))
      #expect(one != two)
    }
  }

  @Test("Every variable by which a client finds its server is set, and in a replay no key is left")
  func environment() {
    let changes = ChildEnvironment.changes(
      port: 7, environment: ["OPENAI_API_KEY": "sk-real", "NO_PROXY": "intern"], keepsKeys: false)
    #expect(changes["OPENAI_BASE_URL"] == "http://127.0.0.1:7/v1")
    #expect(changes["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:7")
    #expect(changes["OPENAI_API_KEY"] == "sk-steerbench")
    #expect(changes["NO_PROXY"] == "intern,127.0.0.1,localhost")
    #expect(changes["INSPECT_EVAL_MODEL_BASE_URL"] == .some(nil))
    let kept = ChildEnvironment.changes(
      port: 7, environment: ["OPENAI_API_KEY": "sk-real"], keepsKeys: true)
    #expect(kept["OPENAI_API_KEY"] == nil)
    #expect(kept["ANTHROPIC_API_KEY"] == "sk-steerbench")
  }
}
