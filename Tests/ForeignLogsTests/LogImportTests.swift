import Basics
import Foundation
import Testing
import Workbench

@testable import ForeignLogs

@Suite("A log of another tool")
struct LogImportTests {
  private static func sample(
    _ id: String, _ question: String = "What is 6 * 7?", target: String = #""42""#,
    output: String = #"{"choices": [{"message": {"role": "assistant", "content": "ANSWER: 42"}, "#
      + #""stop_reason": "stop"}], "usage": {"input_tokens": 7, "output_tokens": 3}, "time": 0.5}"#,
    messages: String? = nil
  ) -> String {
    let asked =
      messages
      ?? #"[{"role": "system", "content": "Be {{terse}}."}, {"role": "user", "content": "\#(question)"}]"#
    return
      #"{"id": \#(id), "epoch": 1, "target": \#(target), "messages": \#(asked), "output": \#(output), "#
      + #""scores": {"match": {"value": "C"}}}"#
  }

  private static let header =
    #""status": "success", "eval": {"task": "My Sums", "model": "mockllm/model", "#
    + #""created": "2026-03-01T09:30:00.5+00:00"}, "plan": {"config": {"temperature": 0, "#
    + #""max_retries": 3, "top_k": 4}}"#

  private static func log(_ samples: [String]) -> String {
    "{\(header), \"samples\": [\(samples.joined(separator: ", "))]}"
  }

  private func imported(
    _ text: String, _ name: String = "log.json", assumesEnds: Bool = false
  ) throws -> ForeignLog {
    try ForeignLog(Array(text.utf8), file: name, assumesEnds: assumesEnds)
  }

  private func inFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
  }

  @Test("of Inspect becomes a task and a recording that replays at once")
  func inspect() async throws {
    try await inFolder { folder in
      let path = "\(folder)/log.json"
      let second = Self.sample(
        #""b""#, "And 1 + 1?", target: #"["2", "two"]"#,
        output:
          #"{"choices": [{"message": {"content": [{"type": "reasoning", "reasoning": "Hm."}, "#
          + #"{"type": "text", "text": "It is 3."}]}, "stop_reason": "max_tokens"}]}"#)
      try Data(Self.log([Self.sample("1"), second]).utf8).write(to: URL(filePath: path))
      let project = try await LogProject(of: path, in: "\(folder)/mine")
      #expect(project.trials == 2 && project.right == 1, "\(project.text)")
      #expect(project.text.contains("\"top_k\""))
      #expect(!project.text.contains("max_retries"))
      let url = URL(
        filePath: "\(folder)/mine/cassettes/my-sums", directoryHint: .isDirectory)
      let replay = try await SweepReplay(
        sweep: try OpenSweep(url), workers: 1,
        sheet: .compare(path: "\(url.path)/baseline.tsv", isRequired: true)
      ).run()
      #expect(replay.ending(allowingUnused: false) == .pass)
      let transcript = try await TrialTranscript(of: "my-sums/1", in: url.path)
      #expect(transcript.text.contains("Be {{terse}}."))
      #expect(transcript.text.contains("10 tokens, 0.50 s"), "\(transcript.text)")
    }
  }

  @Test("is refused sample by sample, each with the field that is missing")
  func gaps() throws {
    let log = try imported(
      Self.log([
        Self.sample("1"), Self.sample("2", messages: "[]"),
        Self.sample("3", messages: #"[{"role": "user", "content": [{"type": "image"}]}]"#),
        Self.sample("4", output: "{}"), Self.sample("5", target: "[]"),
        Self.sample("6", output: #"{"choices": [{"message": {"content": "x"}}]}"#),
        Self.sample("7", messages: #"[{"role": "user", "content": "No system."}]"#),
        Self.sample("null"), #"{"id": 9, "target": "1"}"#,
        Self.sample(
          "10",
          output:
            #"{"choices": [{"message": {"content": "", "tool_calls": [{}]}, "stop_reason": "stop"}]}"#
        ),
      ]))
    #expect(log.samples.filter { !$0.replies.isEmpty }.map(\.id) == ["1"])
    let wanted = [
      ("2", "its messages are none"), ("3", "messages[0].content"),
      ("4", "\"output.choices\" is missing"),
      ("5", "\"target\" is missing"), ("6", "stop_reason"), ("7", "the system message"),
      ("number 8", "\"id\" is missing"), ("9", "\"messages\" is missing"), ("10", "tool_calls"),
    ]
    for (sample, words) in wanted {
      #expect(
        log.gaps.contains { $0.sample == sample && $0.reason.contains(words) },
        "\(sample): \(log.gaps)")
    }
  }

  private static func line(_ id: Int, _ rest: String) -> String {
    #"{"doc_id": \#(id), "target": "42", \#(rest)}"#
  }

  private static let generated =
    #""arguments": {"gen_args_0": {"arg_0": "Q: 6 * 7?\nA:", "arg_1": {"until": ["Q:"], "#
    + #""max_gen_toks": 64, "temperature": 0}}}, "resps": [["42"]], "metrics": ["exact_match"], "#
    + #""exact_match": 1.0"#

  @Test("of lm-evaluation-harness is a recording only where its replies may be taken for ended")
  func harness() throws {
    let text = [
      Self.line(0, Self.generated), Self.line(0, Self.generated),
      Self.line(1, #""arguments": [["Q", " A"]], "resps": [[[-1.5, false]]]"#),
    ].joined(separator: "\n")
    let name = "logs/samples_sums_2026-03-01T09-30-00.123.jsonl"
    let careful = try imported(text, name)
    #expect(careful.name == "sums" && careful.samples.count == 1 && careful.epochs == 1)
    #expect(careful.samples[0].replies.isEmpty)
    #expect(careful.gaps.contains { $0.sample == "0" && $0.reason.contains("finish_reason") })
    #expect(careful.gaps.contains { $0.sample == "1" && $0.reason.contains("likelihood") })
    let log = try imported(text, name, assumesEnds: true)
    #expect(log.samples[0].replies[0]?.text == "42" && log.samples[0].verdict == "1")
    #expect(log.parameters["stop"] == ["Q:"] && log.parameters["max_tokens"] == 64)
    let chat = Self.generated.replacing(
      #""Q: 6 * 7?\nA:""#,
      with:
        #"["[{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"6 * 7?\"}]"]"#
    )
    let told = try imported(Self.line(0, chat), name, assumesEnds: true)
    #expect(told.system == "S" && told.samples.map(\.question) == ["6 * 7?"])
  }

  @Test("that is none of both is refused in a sentence")
  func noLog() {
    for (text, name) in [
      ("{}", "a.json"), ("[]", "a.json"), ("nonsense", "a.json"), ("{}\n", "a.jsonl"),
      ("", "a.jsonl"),
      ("PK\u{3}\u{4}", "a.eval"), (#"{"eval": {"task": "t"}, "samples": []}"#, "a.json"),
    ] {
      #expect(throws: LogFault.self, "\(text)") { try imported(text, name) }
    }
  }

  @Test("of lm-evaluation-harness is refused with the line of the file, blank ones counted")
  func blankLines() throws {
    let error = #expect(throws: LogFault.self) {
      try imported("\n\n" + Self.line(0, Self.generated) + "\n\n{]\n", "samples_a.jsonl")
    }
    #expect(error?.description.contains("samples_a.jsonl, line 5: it is no JSON") == true)
  }
}
