import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Keys, as a user gives them")
struct KeySafetyTests {
  private static let key = "sk-proj-A1b2C3d4E5f6G7h8I9j0K1l2M3n4"

  private func workshop() throws -> Workshop {
    try Workshop { text in
      text.replacingOccurrences(
        of: "base-url: http://127.0.0.1:9/v1",
        with: "base-url: http://127.0.0.1:9/v1\n      key: WORKSHOP_KEY")
    }
  }

  /// Answers whoever has the key, and tells everybody else the key that they sent.
  private static func answer(_ asked: Asked) -> Answered {
    let sent = asked.headers["authorization"] ?? "nothing"
    guard sent == "Bearer \(key)" else {
      return Answered(
        status: 401,
        headers: ["Content-Type": "application/json", "X-Request-Id": sent],
        body: #"{"error":{"message":"Incorrect API key: \#(sent)","code":"\#(sent)"}}"#)
    }
    guard asked.path == "/v1/chat/completions" else {
      return Answered(body: #"{"data":[{"id":"scripted"}]}"#)
    }
    return Answered(
      body:
        #"{"choices":[{"message":{"role":"assistant","content":"<<<1>>>"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#
    )
  }

  /// The files of a folder in which a text stands, as it is or in base 64.
  private func files(in folder: URL, holding text: String) throws -> [String] {
    let needles = [Data(text.utf8), Data(Data(text.utf8).base64EncodedString().utf8)]
    let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
    return names.filter { name in
      // The project's own questions are no output.
      guard !name.hasPrefix("Tasks"),
        let data = try? Data(contentsOf: folder.appending(path: name))
      else { return false }
      return needles.contains { data.range(of: $0) != nil }
    }
  }

  /// Runs a recording through a shell, with the key's file at descriptor 3.
  private func record(
    _ workshop: Workshop, _ url: String, _ option: String, key: String
  ) async throws -> Tool.Run {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data("\(key)\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let command =
      "exec '\(Tool.program.path)' record sweep --base-url \(url) \(option) 3< '\(file.path)'"
    return try await Tool.start(
      ["-c", command], in: workshop.folder, program: URL(filePath: "/bin/sh")
    ).finish()
  }

  @Test("a key from a descriptor is sent, and stands in no output and in no file")
  func descriptor() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let server = AnsweringServer()
    let run = try await server.serving(Self.answer) { url in
      try await record(workshop, url, "--key-fd WORKSHOP_KEY=3", key: Self.key)
    }
    #expect(run.status == 0, "\(run.errors)")
    #expect(server.asked.contains { $0.path == "/v1/chat/completions" })
    #expect(server.asked.allSatisfy { $0.headers["authorization"] == "Bearer \(Self.key)" })
    #expect(!(run.output + run.errors).contains(Self.key))
    #expect(try files(in: workshop.folder, holding: Self.key).isEmpty)
  }

  @Test("a wrong key that the provider repeats in every way is repeated by nobody else")
  func wrongKey() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let wrong = "sk-proj-WRONGwrong0123456789abcdefgh"
    let run = try await AnsweringServer().serving(Self.answer) { url in
      try await Tool.run(
        ["record", "sweep", "--base-url", url], in: workshop.folder,
        environment: ["WORKSHOP_KEY": wrong])
    }
    #expect(run.status == 4)
    #expect(run.errors.contains("not accepted"))
    #expect(!(run.output + run.errors).contains(wrong))
    #expect(try files(in: workshop.folder, holding: wrong).isEmpty)
  }

  @Test("a missing key is told by its variable's name, before anything is asked")
  func missingKey() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let server = AnsweringServer()
    let run = try await server.serving(Self.answer) { try await workshop.record($0) }
    #expect(run.status == 2)
    #expect(run.errors.contains("WORKSHOP_KEY"))
    #expect(server.asked.isEmpty)
  }

  @Test(
    "a key on the command line, and a descriptor that holds none, are refused without its text",
    arguments: [
      "--key-fd \(key)", "--key-fd WORKSHOP_KEY=\(key)", "--key-fd WORKSHOP_KEY=77",
      "--key-fd WORKSHOP_KEY=", "--key-fd WORKSHOP_KEY=3 --key-fd WORKSHOP_KEY=3",
    ])
  func refused(option: String) async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let run = try await record(workshop, "http://127.0.0.1:9/v1", option, key: Self.key)
    #expect(run.status == 2)
    #expect(!(run.output + run.errors).contains(Self.key))
  }

  @Test(
    "a stranger's sweep gets no key off a terminal, in any command that asks, and --trust lets it")
  func stranger() async throws {
    let server = AnsweringServer()
    let config = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try await server.serving(Self.answer) { url in
      let workshop = try Workshop { text in
        text.replacingOccurrences(
          of: "base-url: http://127.0.0.1:9/v1", with: "base-url: \(url)\n      key: WORKSHOP_KEY")
      }
      defer { workshop.remove() }
      let environment = ["WORKSHOP_KEY": Self.key, "XDG_CONFIG_HOME": config.path]
      for command in [
        ["record"], ["live"], ["canary"], ["doctor"],
      ] {
        let run = try await Tool.run(
          command + ["sweep"], in: workshop.folder, environment: environment)
        #expect(run.status != 0, "\(command)")
        #expect((run.output + run.errors).contains("WORKSHOP_KEY"), "\(command): \(run.errors)")
        #expect(!(run.output + run.errors).contains(Self.key))
      }
      #expect(server.asked.isEmpty)
      let names = try FileManager.default.contentsOfDirectory(atPath: workshop.file("").path)
      #expect(names == ["sweep.yaml"])
      let host = try #require(URL(string: url)).host ?? ""
      let port = try #require(URL(string: url)?.port)
      let planned = try await Tool.run(["plan", "sweep"], in: workshop.folder)
      #expect(planned.output.contains("\(host):\(port) is sent the value of WORKSHOP_KEY"))
      let trusted = try await Tool.run(
        ["record", "sweep", "--trust", "\(host):\(port)=WORKSHOP_KEY"], in: workshop.folder,
        environment: environment)
      #expect(trusted.status == 0, "\(trusted.errors)")
      #expect(!server.asked.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: config.path))
  }
}
