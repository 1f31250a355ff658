import BenchTestSupport
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Testing

@Suite("A model that is told of tools in words")
struct PromptedModelTests {
  private let yaml = """
    version: 2
    models:
      told: {capabilities: {tools: prompted}, access: {base-url: "http://localhost:1/v1"}}
      able: {access: {base-url: "http://localhost:1/v1"}, model: other}
      plain: {capabilities: {tools: false}, access: {base-url: "http://localhost:1/v1"}, model: third}
    methods: [all-code, code-interpreter]
    tasks: [game24]
    questions: {per-task: 1}
    """

  @Test("has methods of other names beside those with a tool, which stay NA with it")
  func apart() throws {
    let planned = try PlannedSweep(yaml)
    #expect(
      planned.sweep.methods.map(\.name) == [
        "all-code", "code-interpreter", "code-interpreter-prompted",
      ])
    let cells = planned.trials.map { "\($0.id.model)/\($0.id.method)" }
    #expect(
      cells == [
        "able/all-code", "able/code-interpreter", "plain/all-code", "told/all-code",
        "told/code-interpreter-prompted",
      ])
    let missing = planned.plan.axes.notApplicable.sorted().map { "\($0.model)/\($0.method)" }
    #expect(
      missing == [
        "able/code-interpreter-prompted", "plain/code-interpreter",
        "plain/code-interpreter-prompted", "told/code-interpreter",
      ])
    #expect(planned.plan.axes.methods.map(\.title).last == "Code Interpreter, prompted")
  }

  @Test("is the only reason for such methods: without it a sweep has none")
  func none() throws {
    let sweep = try SweepText.read(yaml.replacing("prompted", with: "false"))
    #expect(sweep.methods.map(\.name) == ["all-code", "code-interpreter"])
    let wrong = SweepText.message(yaml.replacing("prompted", with: "promted"))
    #expect(wrong?.contains("must be true, false or hosted; prompted tells") == true)
  }
}

@Suite("How a model is reached")
struct ModelAccessTests {
  private func message(_ access: String, _ more: String = "") -> String {
    SweepText.message("version: 2\nmodels:\n  m: {\(more)access: {\(access)}}\n") ?? ""
  }

  @Test("may name a header for the key, variables in the base URL, a query, and look at no list")
  func reads() throws {
    let sweep = try SweepText.read(
      """
      version: 2
      models:
        azure:
          query: {api-version: "2024-10-21", x: y}
          access:
            base-url: "https://${AZURE_RESOURCE}.example.com/openai/deployments/${AZURE_DEPLOYMENT}"
            key: AZURE_KEY
            key-header: Api-Key
            check-model: false
      """)
    let model = sweep.models[0]
    #expect(model.endpoint.target == "/chat/completions?api-version=2024-10-21&x=y")
    #expect(model.access.variables == ["AZURE_RESOURCE", "AZURE_DEPLOYMENT"])
    #expect(model.access.keyHeader == "api-key" && !model.access.checksModel)
  }

  @Test("is refused where it is wrong, with the line")
  func refused() {
    let url = "base-url: \"http://localhost:1/v1\""
    #expect(message("base-url: \"http://${A-B}/v1\"").contains("line 3"))
    #expect(message("base-url: \"http://${A/v1\"").contains("names no variable"))
    #expect(message(url + ", key-header: api-key").contains("has no key to carry"))
    #expect(message(url + ", key: K, key-header: host").contains("\"key-header\" is the name"))
    #expect(message(url, "query: {k: \"a&b\"}, ").contains("\"query.k\""))
    #expect(message(url + ", check-model: nein").contains("true or false"))
  }
}
