import Foundation
import ModelAPI
import Sweeps
import Synchronization
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("A stranger's sweep does not spend")
struct HostTrustTests {
  /// A sweep whose model is reached in some way.
  private static func workshop(_ access: String) throws -> Workshop {
    try Workshop {
      $0.replacingOccurrences(of: "base-url: http://127.0.0.1:9/v1", with: access)
    }
  }

  private static func folder(_ workshop: Workshop) throws -> SweepFolder {
    try SweepFolder(workshop.file(""))
  }

  /// A world whose settings lie in a folder of the test's own.
  private static func access(
    _ workshop: Workshop, _ trust: HostTrust = HostTrust(), baseURL: String? = nil,
    more: [String: String] = [:]
  ) -> ModelAccess {
    ModelAccess(
      baseURL: baseURL,
      environment: more.merging(["XDG_CONFIG_HOME": workshop.folder.path + "/config"]) { $1 },
      trust: trust)
  }

  private static func isAllowed(
    _ line: String, _ trust: HostTrust = HostTrust(), baseURL: String? = nil,
    more: [String: String] = [:]
  ) throws -> Bool {
    let workshop = try workshop(line)
    defer { workshop.remove() }
    let access = access(workshop, trust, baseURL: baseURL, more: more)
    do {
      try access.trust.check(folder(workshop), by: access)
      return true
    } catch let error as WorkbenchError {
      #expect(error.code == .usage)
      return false
    }
  }

  @Test(
    "What is trusted without asking: this machine without a key, and the shipped pairs by https")
  func unasked() throws {
    for line in [
      "base-url: http://127.0.0.1:9/v1", "base-url: http://localhost:9/v1",
      "base-url: http://[::1]:9/v1", "base-url: http://127.200.0.1/v1",
      "base-url: https://api.openai.com/v1\n      key: OPENAI_API_KEY",
      "base-url: https://API.OPENAI.COM:443/v1\n      key: OPENAI_API_KEY",
      "base-url: https://api.anthropic.com/v1\n      key: ANTHROPIC_API_KEY",
      "base-url: https://api.mistral.ai/v1\n      key: MISTRAL_API_KEY",
    ] { #expect(try Self.isAllowed(line), "\(line)") }
    let vllm = "base-url: http://127.0.0.1:9/v1\n      base-url-variable: VLLM_BASE_URL"
    #expect(try Self.isAllowed(vllm, more: ["VLLM_BASE_URL": "http://gpu.lan:8000/v1"]))
  }

  @Test("Everything else is refused where nobody can be asked, and a name that only looks right is")
  func refused() throws {
    for line in [
      "base-url: http://127.0.0.1:18101/stolen/v1\n      key: AWS_SECRET_ACCESS_KEY",
      "base-url: https://evil.example/v1\n      key: OPENAI_API_KEY",
      "base-url: https://evil.example/v1",
      "base-url: https://api.openai.com/v1\n      key: AWS_SECRET_ACCESS_KEY",
      "base-url: https://api.openai.com/v1",
      "base-url: https://api.openai.com:8443/v1\n      key: OPENAI_API_KEY",
      "base-url: https://api.openai.com.evil.example/v1\n      key: OPENAI_API_KEY",
      "base-url: http://127.0.0.1.evil.example/v1", "base-url: http://127.1/v1",
      "base-url: http://127.0.0.256/v1", "base-url: http://2130706433/v1",
      "base-url: http://0.0.0.0/v1", "base-url: http://localhost.evil.example/v1",
      "base-url: http://api.openai.com/v1\n      key: OPENAI_API_KEY",
    ] { #expect(try !Self.isAllowed(line), "\(line)") }
    let chosen = "base-url: http://127.0.0.1:9/v1\n      base-url-variable: BUILD_SERVER"
    #expect(try !Self.isAllowed(chosen, more: ["BUILD_SERVER": "http://build.lan/v1"]))
    for url in ["https://a@evil.example/v1", "https://evil.example\\\\@127.0.0.1/v1"] {
      #expect(throws: (any Error).self, "\(url)") { try Self.isAllowed("base-url: \"\(url)\"") }
    }
  }

  @Test(
    "Each host and variable is named, --trust agrees to exactly that pair, and so does --base-url")
  func named() throws {
    let line = "base-url: https://api.example.org/v1\n      key: EXAMPLE_KEY"
    let workshop = try Self.workshop(line)
    defer { workshop.remove() }
    let access = Self.access(workshop)
    let error = #expect(throws: WorkbenchError.self) {
      try access.trust.check(Self.folder(workshop), by: access)
    }
    #expect(error?.message.contains("--trust api.example.org=EXAMPLE_KEY") == true)
    func trust(_ text: String) throws -> HostTrust {
      HostTrust(named: [try #require(HostUse(text))])
    }
    #expect(try Self.isAllowed(line, trust("api.example.org=EXAMPLE_KEY")))
    #expect(try Self.isAllowed(line, trust("API.example.org=EXAMPLE_KEY")))
    #expect(try !Self.isAllowed(line, trust("api.example.org=OTHER_KEY")))
    #expect(try !Self.isAllowed(line, trust("api.example.org")))
    #expect(try !Self.isAllowed(line, trust("example.org=EXAMPLE_KEY")))
    #expect(try Self.isAllowed(line, baseURL: "http://127.0.0.1:9/v1"))
  }

  @Test("A key goes over plain http to another machine only where that was said")
  func plainHTTP() throws {
    let line = "base-url: http://gateway.lan/v1\n      key: GATEWAY_KEY"
    let pair = HostUse(host: "gateway.lan", variable: "GATEWAY_KEY")
    #expect(try !Self.isAllowed(line, HostTrust(named: [pair])))
    #expect(try Self.isAllowed(line, HostTrust(named: [pair], allowsPlainHTTP: true)))
    let local = "base-url: http://127.0.0.1:9/v1\n      key: GATEWAY_KEY"
    #expect(try !Self.isAllowed(local, baseURL: "http://gateway.lan/v1"))
    #expect(try Self.isAllowed(local, baseURL: "http://127.0.0.1:9/v1"))
  }

  @Test(
    "A second model that sends the same key to the same host in the clear is not hidden by the first"
  )
  func secondModel() throws {
    let workshop = try Workshop { text in
      text.replacingOccurrences(
        of: "methods:",
        with: """
            second:
              access: {base-url: "http://api.openai.com:443/v1", key: OPENAI_API_KEY}
            third:
              access: {base-url: "http://api.openai.com/v1", key: OPENAI_API_KEY}
          methods:
          """, range: text.range(of: "methods:")
      ).replacingOccurrences(
        of: "base-url: http://127.0.0.1:9/v1",
        with: "base-url: https://api.openai.com/v1\n      key: OPENAI_API_KEY")
    }
    defer { workshop.remove() }
    let access = Self.access(workshop)
    let error = #expect(throws: WorkbenchError.self) {
      try access.trust.check(Self.folder(workshop), by: access)
    }
    #expect(error?.message.contains("plain http") == true)
  }

  @Test("Who is asked is asked once for a sweep as it stands, and again when it was changed")
  func once() throws {
    let workshop = try Self.workshop("base-url: https://evil.example/v1\n      key: EVIL_KEY")
    defer { workshop.remove() }
    let questions = Mutex<[String]>([])
    func check(_ answer: Bool) throws {
      let trust = HostTrust { question in
        questions.withLock { $0.append(question) }
        return answer
      }
      let access = Self.access(workshop, trust)
      try access.trust.check(Self.folder(workshop), by: access)
    }
    #expect(throws: WorkbenchError.self) { try check(false) }
    try check(true)
    try check(false)
    #expect(questions.withLock(\.count) == 2)
    #expect(
      questions.withLock { $0[0].contains("evil.example is sent the value of EVIL_KEY") })
    let file = workshop.folder.appending(path: "config/steerbench/trust")
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let sweep = workshop.file("sweep.yaml")
    let text = try String(contentsOf: sweep, encoding: .utf8)
    try Data((text + "samples: 900\n").utf8).write(to: sweep)
    #expect(throws: WorkbenchError.self) { try check(false) }
    #expect(questions.withLock(\.count) == 3)
    // Nothing that lies with the sweep agrees to anything.
    let names = try FileManager.default.contentsOfDirectory(atPath: workshop.file("").path)
    #expect(names == ["sweep.yaml"])
  }

  @Test("The pairs that are trusted are those of the shipped file of ready models")
  func shipped() throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let file = workshop.folder.appending(path: "Tasks/models.yaml")
    let models = try ModelPresets(contentsOf: file).models()
    // One whose address has a place for a variable may lead anywhere, and is asked about.
    let pairs = try models.filter { $0.access.variables == [] }.map { model in
      HostUse(
        host: try model.access.destination(in: [:]).name, variable: model.access.keyVariable)
    }
    #expect(Set(pairs.filter { $0.variable != nil }) == HostUse.shipped)
    #expect(
      Set(models.compactMap(\.access.baseURLVariable)) == HostUse.shippedVariables)
  }

  @Test(
    "A literal key in a sweep is refused by its line, and not repeated",
    arguments: [
      "key: KEY", "key: OPENAI_API_KEY\n    headers: {authorization: \"Bearer KEY\"}",
      "key: OPENAI_API_KEY\n    headers: {x-note: \"KEY\"}", "key: A # KEY",
      "key: A\n      api-key: KEY", "key: [KEY]", "key: A\n    parameters: {seed: \"KEY\"}",
    ])
  func literal(_ line: String) throws {
    // Composed, so that no credential stands in the repository.
    for key in [
      "sk-proj-" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8",
      "ghp" + "_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8",
    ] {
      let workshop = try Self.workshop(
        "base-url: https://evil.example/v1\n      "
          + line.replacingOccurrences(
            of: "KEY", with: key, range: line.range(of: "KEY", options: .backwards)))
      defer { workshop.remove() }
      let error = #expect(throws: SweepError.self, "\(line)") { try Self.folder(workshop) }
      #expect(error?.message.contains(key) == false, "\(line)")
      #expect(error?.message.contains(String(key.suffix(12))) == false, "\(line)")
    }
    for word in ["kéy", "hunter2 hunter2", "1abc", "a-b", "$KEY"] {
      let workshop = try Self.workshop("base-url: https://evil.example/v1\n      key: \"\(word)\"")
      defer { workshop.remove() }
      let error = #expect(throws: SweepError.self, "\(word)") { try Self.folder(workshop) }
      #expect(error?.message.contains(word) == false, "\(word)")
    }
  }
}
