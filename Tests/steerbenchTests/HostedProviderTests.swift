import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("A provider that runs the code and streams, as a user records it")
struct HostedProviderTests {
  /// Streams a message that pauses once, and whose code prints a marked answer.
  private static func answer(_ asked: Asked) -> Answered {
    guard asked.path == "/v1/messages",
      let request = try? JSONValue(parsing: asked.body, options: .tolerant)
    else { return Answered(status: 404, body: #"{"error":{"message":"none"}}"#) }
    let isGoingOn = (request["messages"]?.array?.count ?? 0) > 1
    let first =
      #"{"type":"server_tool_use","id":"s","name":"code_execution","input":{}}"#
    let second =
      #"{"type":"code_execution_tool_result","tool_use_id":"s","content":{"type":"code_execution_result","stdout":"<<<42>>>\n","stderr":"","return_code":0,"content":[]}}"#
    var events = [
      (
        "message_start",
        #"{"type":"message_start","message":{"type":"message","role":"assistant","content":[],"stop_reason":null,"usage":{"input_tokens":9,"output_tokens":1}}}"#
      ),
      (
        "content_block_start",
        #"{"type":"content_block_start","index":0,"content_block":\#(isGoingOn ? second : first)}"#
      ),
    ]
    if !isGoingOn {
      events.append(
        (
          "content_block_delta",
          #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"code\":\"print('<<<42>>>')\"}"}}"#
        ))
    }
    events += [
      ("content_block_stop", #"{"type":"content_block_stop","index":0}"#),
      (
        "message_delta",
        #"{"type":"message_delta","delta":{"stop_reason":"\#(isGoingOn ? "end_turn" : "pause_turn")"},"usage":{"output_tokens":7}}"#
      ),
      ("message_stop", #"{"type":"message_stop"}"#),
    ]
    let body = events.map { "event: \($0.0)\ndata: \($0.1)\n\n" }.joined()
    return Answered(headers: ["Content-Type": "text/event-stream"], body: body)
  }

  @Test("is recorded with its pauses, replays without it, and shows its code in the transcript")
  func recordReplayTranscript() async throws {
    let workshop = try Workshop { _ in
      """
      version: 1
      models:
        scripted:
          family: anthropic-messages
          stream: true
          parameters: {max_tokens: 64}
          capabilities: {tools: hosted}
          access: {base-url: "http://127.0.0.1:9/v1", concurrency: 2}
      methods: [code-interpreter]
      tasks: [number-multiplying]
      questions: {per-task: 2}
      prompts: ../../prompts
      execution: {interpreter: \(SystemPython.label)}
      """
    }
    defer { workshop.remove() }
    let server = AnsweringServer()
    let recorded = try await server.serving(Self.answer) { try await workshop.record($0) }
    #expect(recorded.status == 0, "\(recorded.errors)")
    #expect(server.asked.filter { $0.path == "/v1/messages" }.count == 4)
    #expect(server.asked.allSatisfy { $0.headers["anthropic-version"] == "2026-10-21" })

    let replayed = try await workshop.replay(["--json"])
    #expect(replayed.status == 0, "\(replayed.errors)")
    #expect(try JSONValue(parsing: replayed.output)["sweeps"]?[0]?["replayed"]?.integer == 2)
    let transcript = try await Tool.run(
      [
        "transcript", "scripted/code-interpreter/number-multiplying/number-multiplying-1-01",
        "--sweep", "sweep",
      ],
      in: workshop.folder)
    #expect(transcript.output.contains("[code, run by the provider]\nprint('<<<42>>>')"))
    #expect(transcript.output.contains("paused by the provider"))
    #expect(transcript.output.contains("[printed]\n<<<42>>>"))
    let verified = try await Tool.run(
      ["cassette", "verify", "sweep", "--level", "canonical"], in: workshop.folder)
    #expect(verified.status == 0, "\(verified.errors)")
  }
}
