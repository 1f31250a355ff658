import Basics
import BenchTestSupport
import ModelAPI
import Sweeps
import Testing

@Suite("Two servers that would be sent the very same bytes")
struct SharedIdentityTests {
  private func sweep(
    _ second: String, url: String = "http://localhost:2/v1"
  ) throws -> Sweep {
    try SweepText.read(
      """
      version: 1
      models:
        full:
          model: m
          parameters: {temperature: 0}
          access: {base-url: "http://localhost:1/v1"}
        other:
      \(second)
          access: {base-url: "\(url)"}
      """)
  }

  private static let same = "    model: m\n    parameters: {temperature: 0}"

  @Test("are told")
  func areTold() throws {
    let shared = try sweep(Self.same).sharedIdentities()
    #expect(shared.map(\.first) == ["full"] && shared.map(\.second) == ["other"])
    #expect(shared[0].sentence.contains("full and other"))
    #expect(SharedIdentity.remedy.contains("label"))
  }

  @Test(
    "are two by anything that is sent, or by a label",
    arguments: [
      "    model: m2\n    parameters: {temperature: 0}",
      "    model: m\n    parameters: {temperature: 1}",
      "    model: m\n    parameters: {temperature: 0}\n    stream: true",
      "    model: m\n    parameters: {temperature: 0}\n    path: /other",
      "    model: m\n    parameters: {temperature: 0}\n    headers: {x-a: b}",
      "    model: m\n    parameters: {temperature: 0}\n    label: quantized",
    ])
  func areTwo(second: String) throws {
    #expect(try sweep(second).sharedIdentities().isEmpty)
  }

  @Test("are one where the server is one, however its address is written")
  func oneServer() throws {
    for url in ["http://localhost:1/v1", "http://LOCALHOST:1/v1/"] {
      #expect(try sweep(Self.same, url: url).sharedIdentities().isEmpty)
    }
  }

  @Test("A label is a part of the identity and of nothing that is sent; without one nothing moves")
  func label() throws {
    let plain = ModelEndpoint(model: "m")
    var named = plain
    named.label = "quantized"
    let request = CompletionRequest(
      messages: [ChatMessage(role: .user, parts: [PromptText("hi", from: "q")])])
    let (first, second) = try (
      RequestEncoder(plain).encode(request), RequestEncoder(named).encode(request)
    )
    #expect(first.digests != second.digests)
    let format = plain.family.format
    #expect(format.body(of: first.segments) == format.body(of: second.segments))
    #expect(
      String(decoding: first.segments[0].bytes, as: UTF8.self)
        == #"{"family":"openai-chat","path":"/chat/completions","schema":1}"#)
    let message = SweepText.message(
      """
      version: 1
      models:
        m:
          label: "no/slash"
          access: {base-url: "http://localhost:1/v1"}
      """)
    #expect(message?.contains("line 4") == true && message?.contains("label") == true)
  }
}
