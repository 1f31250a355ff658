import Basics
import BenchTestSupport
import Foundation
import Methods
import ModelAPI
import Sweeps
import TestSupport
import Testing

@Suite("Ready models")
struct ModelPresetsTests {
  private static let presets = """
    version: 1
    models:
      base:
        family: anthropic-messages
        model: the-model-1
        parameters: {max_tokens: 10, stop_sequences: [x]}
        headers: {anthropic-version: "2023-06-01"}
        capabilities: {tools: hosted, system-messages: false}
        access: {base-url: "https://example.org/v1", key: SOME_KEY, concurrency: 3}
      other:
        access: {base-url: "https://example.org/v1"}
    """

  private func sweep(_ models: String, presets: String = presets) throws -> Sweep {
    try SweepReader.sweep(
      from: "version: 1\nmethods: all\ntasks: all\n\(models)", file: "sweep.yaml", folder: "s",
      presets: { path throws(SweepError) in
        #expect(path == "../../Tasks/models.yaml")
        return try ModelPresets(yaml: presets, file: "models.yaml")
      })
  }

  /// The ready models that the project ships.
  private static func shipped() throws -> ModelPresets {
    let bytes = try RepositoryRoot.bytes(of: "Tasks/models.yaml")
    return try ModelPresets(yaml: String(decoding: bytes, as: UTF8.self), file: "models.yaml")
  }

  @Test("are named in a list, by an entry with nothing in it, or by a key")
  func naming() throws {
    for text in ["models: [base, other]", "models:\n  base:\n  other: ~"] {
      let sweep = try sweep(text)
      #expect(sweep.models.map(\.name) == ["base", "other"])
      #expect(sweep.models.map(\.endpoint.model) == ["the-model-1", "other"])
    }
    let sweep = try sweep("models: {mine: {preset: base}}")
    #expect(sweep.models[0].name == "mine" && sweep.models[0].endpoint.model == "the-model-1")
    #expect(sweep.models[0].endpoint.family == .anthropicMessages)
    #expect(sweep.models[0].endpoint.capabilities.tools == .hosted)
  }

  @Test("are changed member by member, and left as they are elsewhere")
  func overriding() throws {
    let model = try sweep(
      """
      models:
        mine:
          preset: base
          stream: true
          parameters: {max_tokens: 20, temperature: 1}
          capabilities: {system-messages: true}
          access: {concurrency: 9}
      """
    ).models[0]
    let parameters = model.endpoint.parameters
    #expect(parameters["max_tokens"] == 20 && parameters["temperature"] == 1)
    #expect(parameters["stop_sequences"] == ["x"])
    #expect(model.endpoint.streams && model.endpoint.capabilities.systemMessages)
    #expect(model.endpoint.capabilities.tools == .hosted)
    #expect(model.access.baseURL == "https://example.org/v1" && model.concurrency == 9)
    #expect(model.access.keyVariable == "SOME_KEY")
  }

  @Test("a model of one's own needs no file of ready models")
  func noFile() throws {
    let yaml = "version: 1\nmodels: {m: {access: {base-url: \"http://x\"}}}"
    #expect(try SweepReader.sweep(from: yaml, file: "s", folder: "s").models.count == 1)
  }

  @Test(
    "what is wrong is told with its place and what may be meant",
    arguments: [
      ("models: [bose]", "sweep.yaml, line 4", "base"),
      ("models: {a: {preset: bass}}", "sweep.yaml, line 4", "base"),
      ("models: [base, base]", "sweep.yaml, line 4", "twice"),
      ("models: {a: {preset: base, capabilities: {tools: maybe}}}", "line 4", "hosted"),
      ("models: {a: {preset: other, capabilities: {tools: hosted}}}", "line 4", "no code tool"),
      ("models: {a: {preset: base, headers: {x: 1}}}", "line", "quotation marks"),
      ("models: {a: {preset: base, headers: {x: \"1\\nkey: 2\"}}}", "line 4", "cannot be sent"),
      ("models: {a: {preset: base, headers: {\"x y\": \"1\"}}}", "line 4", "cannot be sent"),
      ("models: {a: {presets: base}}", "line 4", "preset"),
    ])
  func errors(models: String, place: String, hint: String) {
    let error = #expect(throws: SweepError.self) { try sweep(models) }
    #expect(error?.message.contains(place) == true)
    #expect(error?.message.contains(hint) == true)
  }

  @Test("a fault in the file of ready models is told with that file's name and line")
  func faultInFile() {
    let broken = "version: 1\nmodels:\n  base:\n    famly: x"
    let error = #expect(throws: SweepError.self) { try sweep("models: [base]", presets: broken) }
    #expect(error?.message.contains("models.yaml, line 4") == true)
    #expect(error?.message.contains("family") == true)
    #expect(throws: SweepError.self) { try sweep("models: [base]", presets: "models: {}") }
  }

  // MARK: What is shipped

  private func shippedSweep(_ names: [String]) throws -> Sweep {
    try SweepReader.sweep(
      from: "version: 1\nmodels: [\(names.joined(separator: ", "))]\nmethods: all\ntasks: all",
      file: "sweep.yaml", folder: "s",
      presets: { _ throws(SweepError) in
        do {
          return try Self.shipped()
        } catch let error as SweepError {
          throw error
        } catch {
          throw SweepError("\(error)")
        }
      })
  }

  @Test("every shipped one can be sent: its parameters suit its family")
  func shippedAreSendable() throws {
    let names = try Self.shipped().names
    #expect(names.count >= 20)
    for model in try shippedSweep(names).models {
      _ = try RequestEncoder(model.endpoint)
      #expect(model.access.baseURL.hasPrefix("http"))
    }
  }

  @Test(
    "those of gateways and clouds are reached as each documents it: address, header of the key, list of models",
    arguments: [
      (
        "azure-openai",
        "https://${AZURE_OPENAI_RESOURCE}.openai.azure.com/openai/deployments/"
          + "${AZURE_OPENAI_DEPLOYMENT}/chat/completions?api-version=2024-10-21",
        "api-key", false, "max_tokens"
      ),
      ("openrouter", "https://openrouter.ai/api/v1/chat/completions", nil, true, "provider"),
      (
        "gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions", nil, false,
        "reasoning_effort"
      ),
      (
        "bedrock", "https://bedrock-runtime.${AWS_REGION}.amazonaws.com/openai/v1/chat/completions",
        nil, false, "max_completion_tokens"
      ),
      (
        "groq", "https://api.groq.com/openai/v1/chat/completions", nil, true,
        "max_completion_tokens"
      ),
      ("deepseek", "https://api.deepseek.com/chat/completions", nil, true, "max_tokens"),
      ("ollama", "http://127.0.0.1:11434/v1/chat/completions", nil, true, "seed"),
      ("vllm", "http://127.0.0.1:8000/v1/chat/completions", nil, true, "seed"),
    ] as [(String, String, String?, Bool, String)])
  func gateways(name: String, url: String, header: String?, checks: Bool, own: String) throws {
    let model = try #require(try shippedSweep([name]).models.first)
    #expect(model.access.baseURL + model.endpoint.target == url)
    #expect(model.access.keyHeader == header && model.access.checksModel == checks)
    #expect(model.endpoint.parameters[own] != nil)
    let request = try RequestEncoder(model.endpoint).encode(
      CompletionRequest(messages: [
        ChatMessage(role: .user, parts: [PromptText(authored: "Hi", from: "question q")])
      ]))
    let body = String(decoding: request.segments.flatMap(\.bytes), as: UTF8.self)
    #expect(body.contains("\"\(own)\":") && !body.contains("${"), "\(body)")
  }

  @Test("the paper's six are NA where the paper's were: 7 of 60 cells")
  func paperNotApplicable() throws {
    let sweep = try shippedSweep([
      "o1-preview", "gpt-4o", "gpt-4o-mini", "gpt-3.5", "claude-3-sonnet", "mixtral-8x7b",
    ])
    let missing = sweep.models.flatMap { model in
      sweep.methods.filter { !model.supports($0) }.map { "\(model.name) \($0.name)" }
    }
    #expect(
      missing == [
        "o1-preview autogen-system", "o1-preview code-interpreter",
        "o1-preview code-interpreter-plus", "claude-3-sonnet code-interpreter",
        "claude-3-sonnet code-interpreter-plus", "mixtral-8x7b code-interpreter",
        "mixtral-8x7b code-interpreter-plus",
      ])
  }

  @Test("the paper's six have the paper's names and parameters")
  func paperParameters() throws {
    let models = try shippedSweep([
      "o1-preview", "gpt-4o", "gpt-4o-mini", "gpt-3.5", "claude-3-sonnet", "mixtral-8x7b",
    ]).models
    #expect(
      models.map(\.endpoint.model) == [
        "o1-preview", "gpt-4o", "gpt-4o-mini", "gpt-3.5-turbo-16k-0613",
        "claude-3-sonnet-20240229", "open-mixtral-8x7b",
      ])
    #expect(models[0].endpoint.parameters.members.isEmpty)
    for model in models.dropFirst() {
      #expect(model.endpoint.parameters["temperature"] == 0)
      #expect(model.endpoint.parameters["max_tokens"] == 2000)
    }
    for model in [models[1], models[2], models[3], models[5]] {
      #expect(model.endpoint.parameters["top_p"] == 1)
      #expect(model.endpoint.parameters["frequency_penalty"] == 0)
      #expect(model.endpoint.parameters["presence_penalty"] == 0)
    }
  }
}
