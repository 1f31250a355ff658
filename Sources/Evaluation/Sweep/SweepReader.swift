import CodeExecution
import Methods
import ModelAPI
import Tasks
import Wire

/// Reads a sweep file.
public enum SweepReader {
  /// The largest file that is read, in bytes.
  public static let byteLimit = 1 << 20

  private static let namePattern = "letters, digits, dots, dashes and underscores"

  /// Reads a sweep from the text of its file.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The file's name, for errors.
  ///   - folder: The name of the folder that holds it: the sweep's name where the file gives none.
  public static func sweep(
    from yaml: String, file: String, folder: String
  ) throws(SweepError) -> Sweep {
    let root = try SweepDocument.root(of: yaml, file: file)
    let keys = [
      "version", "name", "models", "methods", "tasks", "questions", "samples", "prompts",
      "task-folder", "tool-rounds", "execution", "grading", "extraction",
    ]
    let members = try root.members(known: keys)
    try checkVersion(members["version"], in: root)
    guard let models = members["models"] else { throw root.error("\"models\" is missing.") }
    let execution = try execution(members["execution"])
    let tested = try self.models(models)
    let name = try members["name"]?.text() ?? folder
    guard isName(name) else {
      throw (members["name"] ?? root).error("\"name\" may have \(namePattern) only.")
    }
    return Sweep(
      name: name,
      models: tested,
      methods: try methods(members["methods"]),
      tasks: try tasks(members["tasks"]),
      selection: try selection(members["questions"]),
      samples: try members["samples"]?.integer(in: 1...10_000) ?? 1,
      promptFolder: try members["prompts"]?.text() ?? "../../Tasks/prompts",
      taskFolder: try members["task-folder"]?.text() ?? "../../Tasks",
      toolRounds: try members["tool-rounds"]?.integer(in: 1...32) ?? 4,
      interpreter: execution.interpreter,
      limits: execution.limits,
      grading: try grading(members["grading"]),
      retriesResults: execution.retriesResults,
      extraction: try extraction(members["extraction"], among: tested))
  }

  private static func grading(_ node: SweepNode?) throws(SweepError) -> GradingPolicy {
    guard let node else { return .strict }
    let name = try node.text()
    guard let policy = GradingPolicy(rawValue: name) else {
      let known = GradingPolicy.allCases.map(\.rawValue)
      throw node.error(
        "unknown grading \"\(name)\". \(NearMatch.hint(for: name, among: known))")
    }
    return policy
  }

  private static func checkVersion(
    _ node: SweepNode?, in root: SweepNode
  ) throws(SweepError) {
    guard let node else { throw root.error("\"version\" is missing. Write \"version: 1\".") }
    let version = try node.integer(in: 1...1_000_000)
    guard version == Sweep.formatVersion else {
      throw node.error(
        "the sweep's version is \(version); this steerbench reads version \(Sweep.formatVersion).")
    }
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100 && name != "." && name != ".."
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

// MARK: - Models

extension SweepReader {
  private static func models(_ node: SweepNode) throws(SweepError) -> [SweepModel] {
    var models: [SweepModel] = []
    for entry in try node.entries() {
      guard isName(entry.key) else {
        throw entry.place.error("a model's name may have \(namePattern) only.")
      }
      models.append(try model(named: entry.key, entry.value))
    }
    guard !models.isEmpty else { throw node.error("\"models\" names no model.") }
    return models
  }

  /// Reads the mapping that describes a model.
  static func model(named name: String, _ node: SweepNode) throws(SweepError) -> SweepModel {
    let members = try node.members(
      known: ["family", "path", "model", "parameters", "capabilities", "access"])
    let family = try family(members["family"])
    let parameters = try members["parameters"]?.jsonObject() ?? JSONObject()
    let endpoint = ModelEndpoint(
      family: family, path: try members["path"]?.text(),
      model: try members["model"]?.text() ?? name, parameters: parameters,
      capabilities: try capabilities(members["capabilities"]))
    guard let accessNode = members["access"] else {
      throw node.error("\"access\" with a \"base-url\" is missing.")
    }
    let (access, concurrency) = try access(accessNode)
    return SweepModel(name: name, endpoint: endpoint, access: access, concurrency: concurrency)
  }

  private static func family(_ node: SweepNode?) throws(SweepError) -> WireFamily {
    guard let node else { return .openAIChat }
    let name = try node.text()
    guard let family = WireFamily(named: name) else {
      let known = WireFamily.all.map(\.name)
      throw node.error("unknown family \"\(name)\". \(NearMatch.hint(for: name, among: known))")
    }
    return family
  }

  private static func capabilities(_ node: SweepNode?) throws(SweepError) -> ModelCapabilities {
    guard let members = try node?.members(known: ["tools", "system-messages"]) else {
      return ModelCapabilities()
    }
    return ModelCapabilities(
      tools: try members["tools"]?.bool() ?? true,
      systemMessages: try members["system-messages"]?.bool() ?? true)
  }

  private static func access(
    _ node: SweepNode
  ) throws(SweepError) -> (EndpointAccess, concurrency: Int) {
    let members = try node.members(
      known: ["base-url", "base-url-variable", "key", "timeout-s", "concurrency"])
    guard let baseURL = try members["base-url"]?.text() else {
      throw node.error("\"base-url\" is missing, such as http://127.0.0.1:8080/v1.")
    }
    var access = EndpointAccess(
      baseURL: baseURL, baseURLVariable: try members["base-url-variable"]?.text(),
      keyVariable: try members["key"]?.text())
    if let seconds = try members["timeout-s"]?.integer(in: 1...86_400) {
      access.timeout = .seconds(seconds)
    }
    return (access, try members["concurrency"]?.integer(in: 1...10_000) ?? 4)
  }
}

// MARK: - Methods, tasks, questions, execution

extension SweepReader {
  private static func methods(_ node: SweepNode?) throws(SweepError) -> [MethodVariant] {
    guard let node, node.scalar != "all" else {
      return MethodRegistry.all.map { MethodVariant($0) }
    }
    var methods: [MethodVariant] = []
    for element in try node.elements() {
      let method = try method(element)
      guard !methods.contains(where: { $0.name == method.name }) else {
        throw element.error("the method \"\(method.name)\" stands twice.")
      }
      methods.append(method)
    }
    guard !methods.isEmpty else { throw node.error("\"methods\" names no method.") }
    return methods.sorted {
      ($0.turns > 1 ? 1 : 0, $0.method.description.number, $0.turns)
        < ($1.turns > 1 ? 1 : 0, $1.method.description.number, $1.turns)
    }
  }

  private static func method(_ node: SweepNode) throws(SweepError) -> MethodVariant {
    let name = try node.text()
    do {
      return try MethodVariant(named: name)
    } catch {
      let known = MethodRegistry.all.map(\.description.name)
      let hint =
        error.code == .unknownMethod ? " " + NearMatch.hint(for: name, among: known) : ""
      throw node.error(error.message + hint)
    }
  }

  private static func tasks(_ node: SweepNode?) throws(SweepError) -> [String] {
    let known = TaskRegistry.all.map(\.description.name)
    guard let node, node.scalar != "all" else { return known }
    var tasks: [String] = []
    for element in try node.elements() {
      let name = try element.text()
      guard known.contains(name) else {
        throw element.error(
          "no task is named \"\(name)\". \(NearMatch.hint(for: name, among: known))")
      }
      guard !tasks.contains(name) else {
        throw element.error("the task \"\(name)\" stands twice.")
      }
      tasks.append(name)
    }
    guard !tasks.isEmpty else { throw node.error("\"tasks\" names no task.") }
    return known.filter(tasks.contains)
  }

  private static func selection(_ node: SweepNode?) throws(SweepError) -> QuestionSelection {
    guard let members = try node?.members(known: ["per-task", "rungs"]) else {
      return QuestionSelection()
    }
    var rungs: [Int]?
    if let list = members["rungs"] {
      var numbers: [Int] = []
      for element in try list.elements() { numbers.append(try element.integer(in: 1...100)) }
      guard !numbers.isEmpty else { throw list.error("\"questions.rungs\" names no rung.") }
      rungs = numbers
    }
    return QuestionSelection(
      perTask: try members["per-task"]?.integer(in: 1...1_000_000), rungs: rungs)
  }

  private static func execution(
    _ node: SweepNode?
  ) throws(SweepError) -> (interpreter: String, limits: ExecutionLimits, retriesResults: Bool) {
    let both = "output-bytes"
    let keys = ["interpreter", both, "retry-results"] + ExecutionLimits.entries.map(\.name)
    let members = try node?.members(known: keys) ?? [:]
    var limits = ExecutionLimits.standard
    for entry in ExecutionLimits.entries {
      guard let value = try members[entry.name]?.integer(in: entry.range) else { continue }
      limits[keyPath: entry.path] = value
    }
    if let node = members[both] {
      guard members["stdout-bytes"] == nil, members["stderr-bytes"] == nil else {
        throw node.error("\"\(both)\" stands for both outputs: name it, or each of them.")
      }
      let value = try node.integer(in: 1...8_388_608)
      (limits.stdoutBytes, limits.stderrBytes) = (value, value)
    }
    return (
      try members["interpreter"]?.text() ?? "python3", limits,
      try members["retry-results"]?.bool() ?? false
    )
  }
}
