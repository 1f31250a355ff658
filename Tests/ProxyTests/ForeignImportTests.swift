import Basics
import Foundation
import HTTP
import RecordReplay
import Testing

@testable import Proxy

@Suite("Recordings of other tools")
struct ForeignImportTests {
  private static let yaml = """
    interactions:
    - request:
        body: '{"model":"m","messages":[{"role":"user","content":"hi"}]}'
        headers:
          authorization:
          - DUMMY
          content-type:
          - application/json
        method: POST
        uri: https://api.openai.com/v1/chat/completions
      response:
        body:
          string: '{"choices":[]}'
        headers:
          Content-Type:
          - application/json
        status:
          code: 200
          message: OK
    - request:
        body: '{"model":"m","messages":[{"role":"user","content":"hi"}]}'
        headers:
          content-type:
          - application/json
        method: POST
        uri: https://api.openai.com/v1/chat/completions
      response:
        body:
          string: !!binary |
            PACKED
        headers:
          Content-Encoding:
          - gzip
          Content-Type:
          - application/json
        status:
          code: 200
          message: OK
    - request:
        body: '{}'
        headers: {}
        method: POST
        uri: https://api.openai.com/v1/chat/completions
      response:
        body:
          string: '{}'
        headers: {}
        status:
          code: 429
          message: Too Many Requests
    version: 1
    """

  private func convert(_ text: String, into folder: String) async throws -> ForeignImport.Outcome {
    let file = folder + ".input"
    try Data(text.utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    return try await ForeignImport(into: folder, secrets: SecretGuard(), toolVersion: "test")
      .run([file])
  }

  @Test(
    "A cassette of vcrpy becomes recordings that replay in its order, without its errors of the moment"
  )
  func vcr() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let text = Self.yaml.replacing("PACKED", with: "H4sIAAAAAAACA6tWSlSyMqwFAK+sG1YHAAAA")
    let outcome = try await convert(text, into: path)
    #expect(outcome.exchanges == 2)
    #expect(outcome.leftOut == 1)
    let report = try await Bench.replay(path) { port in
      let body = #"{"messages": [{"role": "user", "content": "hi"}], "model": "m"}"#
      let first = try await Bench.post(port, body)
      let second = try await Bench.post(port, body)
      #expect(first.text == #"{"choices":[]}"#)
      #expect(second.text == #"{"a":1}"#)
    }
    #expect(report.counts.misses == 0)
  }

  @Test("A time that no number holds is the longest one")
  func hugeTime() throws {
    for (time, microseconds) in [("1e300", 1 << 53), ("-1e300", 0), ("12.5", 12_500)] {
      let entry = try JSONValue(
        parsing:
          #"{"time":\#(time),"request":{"method":"POST","url":"https://a"},"response":{"status":200}}"#
      )
      let recordings = try HARArchive.recordings([entry], file: "a.har")
      #expect(recordings.map(\.microseconds) == [microseconds])
    }
  }

  @Test("An HTTP archive becomes recordings")
  func har() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let text = #"""
      {"log":{"version":"1.2","entries":[{"time":12.5,"request":{"method":"POST",
      "url":"https://api.anthropic.com/v1/messages?beta=true",
      "headers":[{"name":"Anthropic-Version","value":"2023-06-01"},
      {"name":"Content-Type","value":"application/json"}],
      "postData":{"mimeType":"application/json","text":"{\"model\":\"m\"}"}},
      "response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"}],
      "content":{"mimeType":"application/json","text":"{\"type\":\"message\"}"}}}]}}
      """#
    let outcome = try await convert(text, into: path)
    #expect(outcome.exchanges == 1)
    _ = try await Bench.replay(path) { port in
      let answer = try await Bench.post(
        port, "/v1/messages?beta=true", #"{"model":"m"}"#,
        headers: [.init(name: "anthropic-version", value: "2023-06-01")])
      #expect(answer.text == #"{"type":"message"}"#)
    }
  }

  @Test("What cannot be known is named, and nothing is written")
  func refusals() async throws {
    let cases = [
      ("uri: https://api.openai.com/v1", "uri: https://intern.example/v1", "--upstream NAME="),
      ("body: '{\"model\"", "other: '{\"model\"", "request's body was not kept"),
      (
        "uri: https://api.openai.com/v1/chat/completions",
        "uri: https://api.anthropic.com/v1/messages", "anthropic-version"
      ),
      ("- gzip", "- br", "compressed as br"),
      ("version: 1", "version: 2", "neither a cassette of vcrpy"),
      ("string: '{\"choices\":[]}'", "other: 1", "response's body was not kept"),
    ]
    for (old, new, words) in cases {
      let folder = TemporaryFolder()
      let path = folder.path
      let packed = new == "- br" ? "/////w==" : "H4sIAAAAAAACA6tWSlSyMqwFAK+sG1YHAAAA"
      let text = Self.yaml.replacing("PACKED", with: packed).replacing(old, with: new)
      let error = await #expect(throws: ProxyError.self) { _ = try await convert(text, into: path) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "") for \(new)")
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
