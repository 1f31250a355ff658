import Basics
public import FoundationEssentials
import HTTP
import ModelAPI
import RecordReplay

/// A file of ready models, which sweeps name instead of writing them out: `Tasks/models.yaml`.
public struct ModelPresets {
  /// Where the file lies, from a sweep's folder, unless the sweep says otherwise.
  public static let usualPath = "../../Tasks/models.yaml"
  /// The newest version of the file format that is read.
  static let formatVersion = 1

  private let file: String
  private let entries: [SweepNode.Entry]

  /// Reads the text of a file.
  public init(yaml: String, file: String) throws(SweepError) {
    let root = try SweepDocument.root(of: yaml, file: file)
    let members = try root.members(known: ModelKeys.root.names)
    guard let version = members["version"],
      try version.integer(in: 1...1_000_000) == Self.formatVersion
    else { throw root.error("\"version\" must be \(Self.formatVersion).") }
    guard let models = members["models"] else {
      throw root.error("\"models\" is missing. Tasks/models.yaml shows how it is written.")
    }
    self.file = file
    entries = try models.entries()
  }

  /// Reads a file.
  public init(contentsOf file: URL) throws(SweepError) {
    try self.init(
      yaml: try SweepFolder.text(of: file, limit: SweepReader.byteLimit), file: file.relativePath)
  }

  /// The names of the models, in the order of the file.
  public var names: [String] { entries.map(\.key) }

  /// The models as they stand, in the order of the file.
  public func models() throws(SweepError) -> [SweepModel] {
    try entries.map { (entry) throws(SweepError) in
      let members = try ModelEntry(entry) { () throws(SweepError) in self }
      return try SweepReader.model(named: entry.key, members, at: entry.value)
    }
  }

  /// There is no such file.
  public static func absent(_ path: String) throws(SweepError) -> ModelPresets {
    throw SweepError(
      "There is no file of ready models at \(path). Check \"presets\", or leave it out.")
  }

  /// The members of a model; throws at `place` where there is none of that name.
  func members(
    of name: String, askedAt place: SweepNode
  ) throws(SweepError) -> [String: SweepNode] {
    guard let entry = entries.first(where: { $0.key.utf8.elementsEqual(name.utf8) }) else {
      throw place.error(
        "no ready model is named \"\(name)\" in \(file). \(NearMatch.hint(for: name, among: names)) "
          + "A model of your own needs \"access\" with a \"base-url\".")
    }
    return try entry.value.members(known: ModelKeys.preset.names)
  }
}

/// A model as a sweep writes it, over the ready model that it may start from.
///
/// What the sweep writes goes first; in `parameters`, `capabilities`, `headers` and `access` member by
/// member.
struct ModelEntry {
  private let own: [String: SweepNode]
  private let base: [String: SweepNode]
  private let presetName: String?

  /// Reads the keys of an entry; one with nothing in it is the ready model of its name.
  init(
    _ entry: SweepNode.Entry, presets: () throws(SweepError) -> ModelPresets
  ) throws(SweepError) {
    let isBare = entry.value.isNothing
    own = isBare ? [:] : try entry.value.members(known: ModelKeys.entry.names)
    presetName = isBare ? entry.key : try own["preset"]?.text()
    guard let presetName else {
      base = [:]
      return
    }
    base = try presets().members(of: presetName, askedAt: own["preset"] ?? entry.place)
  }

  /// A ready model as it is.
  init(base: [String: SweepNode], named name: String) {
    own = [:]
    self.base = base
    presetName = name
  }

  /// The value of a key.
  subscript(key: String) -> SweepNode? { own[key] ?? base[key] }

  /// The model's name for the provider: as it is written, else the ready model's; `nil` for neither.
  var model: String? {
    get throws(SweepError) { try self["model"]?.text() ?? presetName }
  }

  /// The members of a key's mapping.
  func members(_ key: String, known: [String]) throws(SweepError) -> [String: SweepNode] {
    let below = try base[key]?.members(known: known) ?? [:]
    return below.merging(try own[key]?.members(known: known) ?? [:]) { _, own in own }
  }

  /// A key's mapping as JSON.
  func object(_ key: String) throws(SweepError) -> JSONObject {
    var object = try base[key]?.jsonObject() ?? JSONObject()
    for member in try own[key]?.jsonObject().members ?? [] { object[member.name] = member.value }
    return object
  }
}

extension ModelEntry {
  /// Headers that say who asks.
  private static let keyHeaders: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key",
    "x-auth-token", "ocp-apim-subscription-key",
  ]

  /// The request headers beside the family's own.
  func headers() throws(SweepError) -> [HTTPHeader] {
    guard let node = self["headers"] else { return [] }
    var headers: [HTTPHeader] = []
    for member in try object("headers").members {
      guard let value = member.value.string else {
        throw node.error("the header \"\(member.name)\" must be text: put it into quotation marks.")
      }
      guard !Self.keyHeaders.contains(member.name.lowercased()) else {
        throw node.error(
          "the header \"\(member.name.lowercased())\" carries a key, and files of sweeps are shared. Put the "
            + "key into a variable of the environment and name that: access: {key: OPENAI_API_KEY}."
        )
      }
      guard HTTPHeader.isSendable(name: member.name, value: value) else {
        throw node.error(
          "the header \"\(member.name)\" cannot be sent: a name has letters, digits and hyphens, and a "
            + "value no line break.")
      }
      headers.append(HTTPHeader(name: member.name, value: value))
    }
    return headers
  }
}

// MARK: - Reading a model

extension SweepReader {
  /// The models of a sweep, in the order of the file.
  static func models(
    _ node: SweepNode, presets: () throws(SweepError) -> ModelPresets
  ) throws(SweepError) -> [SweepModel] {
    var models: [SweepModel] = []
    for entry in try node.namedEntries() {
      guard isName(entry.key) else {
        throw entry.place.error("a model's name may have \(namePattern) only.")
      }
      models.append(
        try model(named: entry.key, ModelEntry(entry, presets: presets), at: entry.value))
    }
    guard !models.isEmpty else { throw node.error("\"models\" names no model. Name one at least.") }
    return models
  }

  /// Reads what describes a model.
  static func model(
    named name: String, _ entry: ModelEntry, at node: SweepNode
  ) throws(SweepError) -> SweepModel {
    let family = try family(entry["family"])
    let capabilities = try capabilities(entry)
    let hostedTool = try entry["hosted-tool"]?.jsonObject()
    if capabilities.tools == .hosted, family.format.hostedCode == nil, hostedTool == nil {
      throw (entry["capabilities"] ?? node).error(
        "the family \(family) has no code tool of the provider's own: \"tools\" must be true or false."
      )
    }
    let endpoint = ModelEndpoint(
      family: family, path: try entry["path"]?.text(), query: try query(entry),
      model: try entry.model ?? name,
      parameters: try entry.object("parameters"), capabilities: capabilities,
      streams: try entry["stream"]?.bool() ?? false, headers: try entry.headers(),
      hostedTool: hostedTool, label: try label(entry["label"]))
    guard entry["access"] != nil else {
      throw node.error("\"access\" with a \"base-url\" is missing.")
    }
    let (access, concurrency, limits) = try access(entry, at: node)
    return SweepModel(
      name: name, endpoint: endpoint, access: access, concurrency: concurrency, limits: limits,
      thoughts: try entry["thoughts"].map(thoughts) ?? .standard,
      isPromptedForTools: try isPromptedForTools(entry))
  }

  /// Reads `strip`, `keep`, or the names of the tags that thoughts stand between.
  private static func thoughts(_ node: SweepNode) throws(SweepError) -> ThoughtRule {
    if node.scalar != nil {
      let word = try node.text()
      let known = ["strip", "keep"]
      guard known.contains(word) else {
        throw node.error(
          "unknown thoughts \"\(word)\". \(NearMatch.hint(for: word, among: known)) "
            + "A list names the tags: [think, reasoning].")
      }
      return word == "keep" ? .keep : .standard
    }
    var names: [String] = []
    for element in try node.elements() {
      let name = try element.text()
      guard ThoughtTags.isName(name) else {
        throw element.error(
          "a tag has 1 to \(ThoughtTags.lengthLimit) letters, digits, dots, colons, dashes and "
            + "underscores, without its brackets.")
      }
      names.append(name)
    }
    guard !names.isEmpty, names.count <= ThoughtTags.countLimit else {
      throw node.error(
        "\(node.title) names 1 to \(ThoughtTags.countLimit) tags, or is strip or keep.")
    }
    return .strip(ThoughtTags(names))
  }

  /// The query of an entry.
  private static func query(_ entry: ModelEntry) throws(SweepError) -> String? {
    guard let node = entry["query"] else { return nil }
    var items: [String] = []
    for member in try entry.object("query").members {
      guard let value = member.value.string, isQueryWord(member.name), isQueryWord(value) else {
        throw node.error(
          "\"query.\(member.name)\" is a name and a text of letters, digits, dots, dashes and underscores, "
            + "such as api-version: \"2024-10-21\". A key belongs into \"access\".")
      }
      items.append("\(member.name)=\(value)")
    }
    return items.isEmpty ? nil : items.joined(separator: "&")
  }

  private static func isQueryWord(_ text: String) -> Bool { isName(text) }

  private static func label(_ node: SweepNode?) throws(SweepError) -> String? {
    guard let node else { return nil }
    let label = try node.text()
    guard isName(label) else { throw node.error("\"label\" may have \(namePattern) only.") }
    return label
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

  private static func capabilities(_ entry: ModelEntry) throws(SweepError) -> ModelCapabilities {
    let members = try entry.members("capabilities", known: ModelKeys.capabilities.names)
    return ModelCapabilities(
      tools: try members["tools"].map(toolSupport) ?? true,
      systemMessages: try members["system-messages"]?.bool() ?? true,
      images: try members["images"]?.bool() ?? false)
  }

  private static func toolSupport(_ node: SweepNode) throws(SweepError) -> ToolSupport {
    guard node.scalar != "hosted" else { return .hosted }
    guard node.scalar != promptedTools else { return .none }
    guard let isOwn = try? node.bool() else {
      throw node.error(
        "\"tools\" must be true, false or hosted; prompted tells the model of its tool in words.")
    }
    return isOwn ? .own : .none
  }

  private static let promptedTools = "prompted"

  /// Whether a model that calls no tools is told of them in words.
  private static func isPromptedForTools(_ entry: ModelEntry) throws(SweepError) -> Bool {
    try entry.members("capabilities", known: ModelKeys.capabilities.names)["tools"]?.scalar
      == promptedTools
  }

  private static func access(
    _ entry: ModelEntry, at node: SweepNode
  ) throws(SweepError) -> (EndpointAccess, concurrency: Int, RateLimits) {
    let members = try entry.members("access", known: ModelKeys.access.names)
    guard let baseURL = try members["base-url"]?.text() else {
      throw (entry["access"] ?? node).error(
        "\"base-url\" is missing, such as http://127.0.0.1:8080/v1.")
    }
    var access = EndpointAccess(
      baseURL: baseURL, baseURLVariable: try members["base-url-variable"].map(variable),
      keyVariable: try members["key"].map(variable),
      keyHeader: try members["key-header"].map(keyHeader),
      checksModel: try members["check-model"]?.bool() ?? true)
    guard access.variables != nil else {
      throw (members["base-url"] ?? node).error(
        "\"base-url\" has a ${ that names no variable of the environment. Write ${AZURE_OPENAI_RESOURCE}: "
          + "letters, digits and underscores.")
    }
    guard access.keyHeader == nil || access.keyVariable != nil else {
      throw (members["key-header"] ?? node).error(
        "\"key-header\" has no key to carry: name its variable, such as key: AZURE_OPENAI_API_KEY.")
    }
    if let seconds = try members["timeout-s"]?.integer(in: 1...86_400) {
      access.timeout = .seconds(seconds)
    }
    return (
      access, try members["concurrency"]?.integer(in: 1...10_000) ?? 4,
      try limits(members["limits"])
    )
  }

  /// The name of the header that carries the key.
  private static func keyHeader(_ node: SweepNode) throws(SweepError) -> String {
    let name = try node.text().lowercased()
    let written = [
      "host", "content-length", "content-type", "accept", "connection", "transfer-encoding",
    ]
    guard HTTPHeader.isSendable(name: name, value: "x"), !written.contains(name) else {
      throw node.error(
        "\"key-header\" is the name of the header that carries the key, such as api-key.")
    }
    return name
  }

  /// The name of a variable of the environment; what is none may be the key itself, and is not repeated.
  private static func variable(_ node: SweepNode) throws(SweepError) -> String {
    let name = try node.text()
    let bytes = Array(name.utf8)
    let isName =
      (1...100).contains(bytes.count) && !(48...57).contains(bytes[0])
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
    guard isName, Redaction.credential(in: name) == nil else {
      throw node.error(
        "\"key\" and \"base-url-variable\" name a variable of the environment, such as OPENAI_API_KEY: "
          + "letters, digits and underscores. A key itself must not stand in a sweep.")
    }
    return name
  }

  private static func limits(_ node: SweepNode?) throws(SweepError) -> RateLimits {
    let members = try node?.members(known: ModelKeys.limits.names) ?? [:]
    return RateLimits(
      requestsPerMinute: try members["requests-per-minute"]?.integer(in: 1...10_000_000),
      tokensPerMinute: try members["tokens-per-minute"]?.integer(in: 1...1_000_000_000_000))
  }
}
