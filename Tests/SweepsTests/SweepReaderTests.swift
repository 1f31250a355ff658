import Basics
import BenchTestSupport
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Testing

/// A sweep in text, and what becomes of it.
enum SweepText {
  static let model = """
    models:
      tiny:
        access:
          base-url: http://localhost:1/v1
    """

  static func read(_ yaml: String) throws(SweepError) -> Sweep {
    try SweepReader.sweep(from: yaml, file: "sweep.yaml", folder: "small")
  }

  /// The message of the error; `nil` where the sweep can be read.
  static func message(_ yaml: String) -> String? {
    do throws(SweepError) {
      _ = try read(yaml)
      return nil
    } catch {
      return error.message
    }
  }
}

@Suite("A sweep file")
struct SweepReaderTests {
  @Test("needs a version and one model; everything else has a default")
  func defaults() throws {
    let sweep = try SweepText.read("version: 1\n" + SweepText.model)
    #expect(sweep.name == "small")
    #expect(sweep.models.map(\.name) == ["tiny"])
    #expect(sweep.models[0].endpoint == ModelEndpoint(model: "tiny"))
    #expect(sweep.models[0].access.baseURL == "http://localhost:1/v1")
    #expect(sweep.models[0].access.timeout == EndpointAccess.standardTimeout)
    #expect(sweep.models[0].concurrency == 4)
    #expect(sweep.methods.map(\.name) == MethodRegistry.shipped.all.map(\.description.name))
    #expect(sweep.taskNames.count == 14)
    #expect(sweep.selection == QuestionSelection())
    #expect(sweep.samples == 1 && sweep.toolRounds == 4)
    #expect(sweep.limits == .standard && sweep.interpreter == "python3")
    #expect(sweep.promptFolder == "../../Tasks/prompts" && sweep.taskFolder == "../../Tasks")
  }

  @Test("of version 2 says what its recorded times are worth; version 1 knows nothing of it")
  func timing() throws {
    #expect(try SweepText.read("version: 2\n" + SweepText.model).timing == .alone)
    #expect(try SweepText.read("version: 2\ntiming: shared\n" + SweepText.model).timing == .shared)
    let unknown = SweepText.message("version: 2\ntiming: share\n" + SweepText.model)
    #expect(
      unknown?.contains("line 2") == true && unknown?.contains("Did you mean shared?") == true)
    let old = SweepText.message("version: 1\ntiming: shared\n" + SweepText.model)
    #expect(old?.contains("line 2") == true && old?.contains("version: 2") == true)
  }

  @Test("sets everything that it names")
  func everything() throws {
    let sweep = try SweepText.read(
      """
      # A comment.
      version: 1
      name: big.sweep_1
      models:
        a:
          family: openai-chat
          path: /v2/chat
          model: vendor/A-1
          parameters:
            temperature: 0.5
            max_tokens: 64
            stop: ["\\n", no, "1"]
            logit_bias: {"50256": -100}
            seed: null
            flag: true
          capabilities: {tools: false, system-messages: false}
          access:
            base-url: https://example.org/v1
            base-url-variable: A_URL
            key: A_KEY
            timeout-s: 5
            concurrency: 9
        b:
          access: {base-url: "http://localhost:2/v1"}
      methods: [all-code@2, self-estimate, all-code]
      tasks: [letters, game24]
      questions: {per-task: 3, rungs: [1, 2]}
      samples: 2
      prompts: prompts
      task-folder: tasks
      tool-rounds: 7
      execution: {interpreter: python3.12, wall-ms: 1, cpu-s: 2, memory-mib: 64, processes: 3,
        disk-mib: 4, output-bytes: 5}
      """.replacing("wall-ms: 1,", with: "wall-ms: 10,"))
    #expect(sweep.name == "big.sweep_1")
    let model = sweep.models[0]
    #expect(model.endpoint.path == "/v2/chat" && model.endpoint.model == "vendor/A-1")
    let parameters = try CanonicalJSON.text(of: .object(model.endpoint.parameters))
    #expect(
      parameters == #"{"flag":true,"logit_bias":{"50256":-100},"max_tokens":64,"seed":null,"#
        + #""stop":["\n","no","1"],"temperature":0.5}"#)
    #expect(
      model.endpoint.capabilities.tools == .none && !model.endpoint.capabilities.systemMessages)
    #expect(model.access.baseURLVariable == "A_URL" && model.access.keyVariable == "A_KEY")
    #expect(model.access.timeout == .seconds(5) && model.concurrency == 9)
    #expect(sweep.models[1].name == "b")
    #expect(sweep.methods.map(\.name) == ["all-code", "self-estimate", "all-code@2"])
    #expect(sweep.taskNames == ["game24", "letters"])
    #expect(sweep.selection == QuestionSelection(perTask: 3, rungs: [1, 2]))
    #expect(sweep.samples == 2 && sweep.toolRounds == 7)
    #expect(sweep.promptFolder == "prompts" && sweep.taskFolder == "tasks")
    #expect(sweep.interpreter == "python3.12")
    #expect(
      sweep.limits
        == ExecutionLimits(
          wallMilliseconds: 10, cpuSeconds: 2, memoryMiB: 64, processes: 3, diskMiB: 4,
          stdoutBytes: 5, stderrBytes: 5))
  }

  @Test("may say all for methods and tasks")
  func all() throws {
    let sweep = try SweepText.read("version: 1\nmethods: all\ntasks: all\n" + SweepText.model)
    #expect(sweep.methods.count == 10 && sweep.taskNames.count == 14)
  }

  @Test(
    "that is wrong is refused with the line and the known names that are near",
    arguments: [
      // Unknown keys at each level.
      ("versoin: 1\nversion: 1", 1, #"unknown key "versoin" in the file. Did you mean version?"#),
      ("version: 1\ntask: all", 2, #"unknown key "task" in the file. Did you mean tasks"#),
      ("version: 1\nexecuton:\n  wall-ms: 10", 2, "Did you mean execution?"),
      ("version: 1\nquestions:\n  pertask: 3", 3, "Did you mean per-task?"),
      (
        "version: 1\nexecution:\n  cpu: 3", 3,
        #"unknown key "cpu" in "execution". Did you mean cpu-s"#
      ),
      ("version: 1\nexecution:\n  wall: 3", 3, "Did you mean wall-ms"),
      ("version: 1\nxyzzy: 3", 2, "Known: version, name, models"),
      // Unknown names.
      ("version: 1\nmethods:\n  - all-code\n  - al-code", 4, "Did you mean all-code"),
      ("version: 1\nmethods: [code-interpeter]", 2, "Did you mean code-interpreter"),
      ("version: 1\nmethods: [bogus-name-here]", 2, "Known: only-question, all-text"),
      ("version: 1\ntasks:\n  - gmae24", 3, #"no task is named "gmae24". Did you mean game24?"#),
      ("version: 1\ntasks: [lies]", 2, "Did you mean web-of-lies?"),
      // Turns.
      ("version: 1\nmethods: [self-estimate@2]", 2, "methods 1 to 6 allow several"),
      ("version: 1\nmethods: [code-interpreter@4]", 2, "methods 1 to 6 allow several"),
      ("version: 1\nmethods: [all-code@3]", 2, "must be 1, 2 or 4"),
      // Twice the same.
      ("version: 1\nmethods:\n  - all-code\n  - all-code@1", 4, "stands twice"),
      ("version: 1\ntasks: [game24, letters, game24]", 2, #"the task "game24" stands twice"#),
      ("version: 1\nsamples: 1\nsamples: 2", 2, #""samples" stands twice"#),
      // Other types.
      ("version: one", 1, #""version" must be a whole number"#),
      ("version: \"1\"", 1, "must be a whole number"),
      ("version: 1\nsamples: many", 2, #""samples" must be a whole number from 1 to 10000"#),
      ("version: 1\nsamples: 1.5", 2, "whole number"),
      ("version: 1\nsamples: [1]", 2, "whole number"),
      ("version: 1\nsamples:", 2, "whole number"),
      ("version: 1\nmethods: all-code", 2, #""methods" must be a list"#),
      ("version: 1\nmethods: {a: 1}", 2, #""methods" must be a list"#),
      ("version: 1\nmethods: [[all-code]]", 2, "must be text"),
      ("version: 1\ntasks: 5", 2, #""tasks" must be a list"#),
      ("version: 1\nquestions: 5", 2, #""questions" must be a mapping"#),
      ("version: 1\nquestions: {rungs: 1}", 2, #""questions.rungs" must be a list"#),
      ("version: 1\nprompts: [a]", 2, #""prompts" must be text"#),
      ("version: 1\nexecution: [a]", 2, #""execution" must be a mapping"#),
      // Out of range.
      ("version: 1\nsamples: 0", 2, "from 1 to 10000"),
      ("version: 1\nsamples: -1", 2, "from 1 to 10000"),
      ("version: 1\nsamples: 99999999999999999999999", 2, "from 1 to 10000"),
      ("version: 1\nsamples: 9999999999999999999:59", 2, "from 1 to 10000"),
      ("version: 1\nsamples: 1:0:0:0:0:0:0:0:0:0:0:0:0:0", 2, "from 1 to 10000"),
      ("version: 1\ntool-rounds: 33", 2, #""tool-rounds" must be a whole number from 1 to 32"#),
      ("version: 1\nquestions: {per-task: 0}", 2, "from 1 to"),
      ("version: 1\nquestions: {rungs: [0]}", 2, "from 1 to 100"),
      ("version: 1\nexecution: {wall-ms: 9}", 2, #""execution.wall-ms""#),
      ("version: 1\nexecution: {memory-mib: 31}", 2, "from 32"),
      ("version: 1\nexecution: {output-bytes: 8388609}", 2, "8388608"),
      // Empty lists.
      ("version: 1\nmethods: []", 2, #""methods" names no method"#),
      ("version: 1\ntasks: []", 2, #""tasks" names no task"#),
      ("version: 1\nquestions: {rungs: []}", 2, "names no rung"),
      // Versions.
      ("version: 3", 1, "the sweep's version is 3; this steerbench reads versions 1 to 2"),
      ("version: 0", 1, "version"),
      // Names.
      ("version: 1\nname: a/b", 2, #""name" may have letters"#),
      ("version: 1\nname: ..", 2, #""name" may have letters"#),
    ])
  func refusals(yaml: String, line: Int, words: String) throws {
    let message = try #require(SweepText.message(yaml + "\n" + SweepText.model), "\(yaml)")
    #expect(message.hasPrefix("sweep.yaml, line \(line): "), "\(message)")
    #expect(message.contains(words), "\(message)")
  }

  @Test(
    "whose models are wrong is refused with the line",
    arguments: [
      ("models: {}", 2, #""models" names no model"#),
      ("models: a", 2, #""models" must be a mapping"#),
      ("models:\n  a: 1", 3, #""models.a" must be a mapping"#),
      ("models:\n  a b:\n    access: {base-url: x}", 3, "a model's name may have"),
      ("models:\n  a:\n    parameters: {}", 3, #""access" with a "base-url" is missing"#),
      ("models:\n  a:\n    access:\n      key: K", 4, #""base-url" is missing"#),
      ("models:\n  a:\n    acess:\n      base-url: x", 4, "Did you mean access?"),
      ("models:\n  a:\n    access:\n      url: x", 5, "Known: base-url, "),
      ("models:\n  a:\n    access:\n      base-url: x\n      timeout-s: 0", 6, "from 1 to 86400"),
      (
        "models:\n  a:\n    family: openai\n    access: {base-url: x}", 4,
        #"unknown family "openai". Did you mean openai-chat, openai-responses?"#
      ),
      (
        "models:\n  a:\n    capabilities: {tool: true}\n    access: {base-url: x}", 4,
        "Did you mean tools?"
      ),
      (
        "models:\n  a:\n    capabilities: {tools: maybe}\n    access: {base-url: x}", 4,
        #""tools" must be true, false or hosted"#
      ),
      (
        "models:\n  a:\n    parameters: [1]\n    access: {base-url: x}", 4,
        #""models.a.parameters" must be a mapping"#
      ),
      (
        "models:\n  a:\n    parameters: {b: 1, b: 2}\n    access: {base-url: x}", 4,
        #""b" stands twice"#
      ),
      (
        "models:\n  a:\n    parameters: {b: 1, !!str b: 2}\n    access: {base-url: x}", 4,
        #""b" stands twice"#
      ),
      (
        "models:\n  a: {access: {base-url: x}}\n  a: {access: {base-url: x}}", 3,
        #""a" stands twice"#
      ),
    ])
  func models(yaml: String, line: Int, words: String) throws {
    let message = try #require(SweepText.message("version: 1\n" + yaml), "\(yaml)")
    #expect(message.hasPrefix("sweep.yaml, line \(line): "), "\(message)")
    #expect(message.contains(words), "\(message)")
  }

  @Test("without a version, a model or anything at all is refused by name")
  func missing() throws {
    #expect(SweepText.message(SweepText.model)?.contains(#""version" is missing"#) == true)
    #expect(SweepText.message("version: 1")?.contains(#""models" is missing"#) == true)
    for empty in ["", " \n", "# nothing\n", "---\n...\n"] {
      let message = try #require(SweepText.message(empty))
      #expect(message.hasPrefix("sweep.yaml"), "\(message)")
    }
    #expect(SweepText.message("")?.contains("empty") == true)
    #expect(SweepText.message("just text")?.contains("the file must be a mapping") == true)
    #expect(SweepText.message("- a")?.contains("the file must be a mapping") == true)
  }

  @Test(
    "that is not YAML is refused with the line",
    arguments: [
      ("version: 1\nmodels: {a: ", 3), ("version: 1\n\t- x", 2), ("version: 1\nname: \"a", 2),
      ("version: 1\nname: *nobody", 2), ("version: 1\n  bad:\n indent: 1", 2),
      ("version: 1\n---\nversion: 1", 2), ("version: 1\nname: \u{1}", 2), ("a: b: c", 1),
    ])
  func notYAML(yaml: String, line: Int) throws {
    let message = try #require(SweepText.message(yaml), "\(yaml)")
    #expect(message.hasPrefix("sweep.yaml"), "\(message)")
    #expect(message.contains("line \(line)"), "\(message)")
  }

  @Test("has parameters as they are written: numbers, words and quoted text apart")
  func scalars() throws {
    for (yaml, json) in [
      ("1", "1"), ("-0", "0"), ("007", "7"), ("+5", "5"), ("0x10", "16"), ("0o17", "15"),
      ("1.0", "1"), ("1e3", "1000"), (".5", "0.5"), ("-1.5e-3", "-0.0015"),
      ("1:30", #""1:30""#), ("1:1:1:1:1:1:1:1:1:1:1:1:1", #""1:1:1:1:1:1:1:1:1:1:1:1:1""#),
      ("true", "true"), ("False", "false"), ("yes", #""yes""#), ("off", #""off""#),
      ("null", "null"), ("~", "null"), ("", "null"), ("'null'", #""null""#), (#""5""#, #""5""#),
      ("!!str 5", #""5""#), ("abc", #""abc""#), ("2026-01-01", #""2026-01-01""#),
      ("0x", #""0x""#), ("1e", #""1e""#), (".", #"".""#), ("-", "[null]"), ("1.2.3", #""1.2.3""#),
      ("9007199254740992", "9007199254740992"), ("-9007199254740992", "-9007199254740992"),
      ("'1_000'", #""1_000""#), ("'.nan'", #"".nan""#),
      ("'9007199254740993'", #""9007199254740993""#),
      ("[1, a, [true]]", #"[1,"a",[true]]"#), ("{a: {b: c}}", #"{"a":{"b":"c"}}"#),
      ("|\n          5", #""5\n""#),
    ] {
      let sweep = try SweepText.read(
        """
        version: 1
        models:
          tiny:
            parameters:
              p:
                \(yaml)
            access: {base-url: "http://localhost:1/v1"}
        """)
      let value = try #require(sweep.models[0].endpoint.parameters["p"], "\(yaml)")
      if case .integer(let integer) = value {
        #expect("\(integer)" == json)
      } else {
        #expect(try CanonicalJSON.text(of: value) == json, "\(yaml)")
      }
    }
  }

  @Test(
    "has no number that a provider would be sent otherwise: it is refused with its line",
    arguments: [
      ("9007199254740993", "beyond 2^53"), ("-9007199254740993", "beyond 2^53"),
      ("9007199254740993000", "beyond 2^53"), ("123456789012345678901234567890", "beyond 2^53"),
      ("0x20000000000001", "beyond 2^53"), ("0xFFFFFFFFFFFFFFFFFFFF", "too large"),
      ("1e999", "too large"), (".nan", "finite"), (".NaN", "finite"), (".inf", "finite"),
      ("-.Inf", "finite"), ("1_000", "marks between its digits"),
      ("1,000", "marks between its digits"), ("1,000.5", "marks between its digits"),
      ("1_0.5e3", "marks between its digits"), ("{a: 1,000}", "for a key"),
      ("[1,000]", "zeros before it"), ("[[9007199254740993]]", "beyond 2^53"),
    ])
  func numbers(yaml: String, fault: String) throws {
    let message = try #require(
      SweepText.message(
        """
        version: 1
        models:
          tiny:
            parameters:
              p: \(yaml)
            access: {base-url: "http://localhost:1/v1"}
        """), "\(yaml) was read")
    #expect(message.contains("line 5") && message.contains(fault), "\(message)")
  }

  @Test("cannot hurt by anchors and aliases: they are refused with the line")
  func anchors() throws {
    // A billion laughs as values, as keys and as keys of keys.
    var laughs = "version: 1\nx0: &a0 [l, l, l, l, l, l, l, l, l]\n"
    for level in 1...12 {
      let alias = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      laughs += "x\(level): &a\(level) [\(alias)]\n"
    }
    for end in ["", "? *a12\n: 1\n", "y: {*a12 : 1, ? [*a12] : 2}\n"] {
      let message = try #require(SweepText.message(laughs + end + SweepText.model))
      #expect(message.hasPrefix("sweep.yaml, line 2: "), "\(message)")
      #expect(message.contains("anchor"), "\(message)")
    }
    for yaml in [
      "version: &v 1", "version: 1\n\"name\":&n a", "- &a x", "{a:&b c}", "[&a b]", "!!str &a b",
      "a: [x,&b y]", "? &a b\n: c", "\u{feff}&a b: c",
    ] {
      #expect(SweepText.message(yaml + "\n")?.contains("anchor") == true, "\(yaml)")
    }
  }

  @Test("may have ampersands and stars that are no anchors and aliases")
  func ampersands() throws {
    let sweep = try SweepText.read(
      """
      version: 1  # R & D, AT&T, 2*3
      models:
        tiny:
          parameters: {stop: "a & b * c", bias: x&y}
          access: {base-url: "http://localhost:1/v1?a=1&b=2"}
      """)
    #expect(sweep.models[0].access.baseURL == "http://localhost:1/v1?a=1&b=2")
  }

  @Test("cannot hurt by depth, width or length")
  func hugeFiles() throws {
    let deep = String(repeating: "[", count: 400_000)
    #expect(SweepText.message("version: 1\nname: " + deep)?.hasPrefix("sweep.yaml") == true)
    let nested =
      String(repeating: "{a: ", count: 900) + "1" + String(repeating: "}", count: 900)
    let deepParameters = """
      version: 1
      models:
        tiny: {parameters: \(nested), access: {base-url: "http://localhost:1/v1"}}
      """
    #expect(SweepText.message(deepParameters)?.contains("nested too deeply") == true)
    let wide = (0..<20_000).map { "  k\($0): 1\n" }.joined()
    #expect(
      SweepText.message("version: 1\nquestions:\n" + wide + SweepText.model)?.contains("k0") == true
    )
    let long = String(repeating: "k", count: 500_000)
    let message = try #require(SweepText.message("version: 1\n\"\(long)\": 1"))
    #expect(message.utf8.count < 2_000)
  }

  @Test("cannot write to a terminal through an error")
  func controlCharacters() throws {
    let message = try #require(SweepText.message(#"{version: 1, "\e[31m\u202e": 1}"#))
    #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.isASCII }, "\(message)")
  }
}

@Suite("Names that a mistyped one may have meant")
struct NearMatchTests {
  @Test("are near, at most three, the nearest first")
  func near() {
    let known = ["all-text", "all-code", "all-code-cot", "game24", "web-of-lies"]
    #expect(NearMatch.names(like: "all-cod", among: known).first == "all-code")
    #expect(NearMatch.names(like: "all-txet", among: known) == ["all-text"])
    #expect(NearMatch.names(like: "lies", among: known) == ["web-of-lies"])
    #expect(NearMatch.names(like: "ALL-CODE", among: known).first == "all-code")
    #expect(NearMatch.names(like: "zzzzzzzz", among: known) == [])
    #expect(NearMatch.hint(for: "zzzzzzzz", among: known).hasPrefix("Known: all-text, "))
    #expect(NearMatch.hint(for: "game42", among: known) == "Did you mean game24?")
    let many = (0..<9).map { "name-\($0)" }
    #expect(NearMatch.names(like: "name", among: many).count == 3)
  }
}
