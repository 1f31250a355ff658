import Basics
public import Methods
public import Tasks

/// The tasks and methods that the names in a sweep are looked up in.
public struct SweepCatalogue: Sendable {
  /// The tasks.
  public var tasks: TaskRegistry
  /// The methods.
  public var methods: MethodRegistry

  /// Creates a catalogue.
  public init(tasks: TaskRegistry = .shipped, methods: MethodRegistry = .shipped) {
    self.tasks = tasks
    self.methods = methods
  }

  /// What this program ships.
  public static let shipped = SweepCatalogue()
}

/// What a sweep means and its file does not say: the names behind `tasks: all` and `methods: all`.
///
/// It stands in `pinned.yaml` beside `sweep.yaml`, written when the sweep is first recorded, so that a
/// program with more tasks or methods asks the same questions. `sweep.yaml` itself belongs to its user
/// and is never written. What the file of a sweep says is not pinned: each part may be missing.
public struct PinnedMeaning: Hashable, Sendable {
  /// The name of the file.
  public static let fileName = "pinned.yaml"
  /// The newest version of the file format that is read.
  public static let formatVersion = 1
  /// The largest file that is read, in bytes.
  static let byteLimit = 1 << 16

  /// The names of the tasks that `tasks: all` stands for; `nil` where nothing pins them.
  public var tasks: [String]?
  /// The names of the methods that `methods: all` stands for; `nil` where nothing pins them.
  public var methods: [String]?

  /// Creates a meaning.
  public init(tasks: [String]? = nil, methods: [String]? = nil) {
    self.tasks = tasks
    self.methods = methods
  }

  /// Whether nothing is pinned.
  public var isEmpty: Bool { self == PinnedMeaning() }

  /// What `all` means in a sweep that was recorded before there was a `pinned.yaml`: the fourteen tasks
  /// and the ten methods of that time.
  ///
  /// Never changed, whatever the registries come to hold.
  public static let beforePinning = PinnedMeaning(
    tasks: [
      "number-multiplying", "game24", "path-plan", "letters", "boxlift", "boxnet", "blocksworld",
      "date-understanding", "web-of-lies", "logical-deduction", "navigate", "gsm-hard",
      "math-geometry", "math-counting",
    ],
    methods: [
      "only-question", "all-text", "all-code", "all-code-cot", "autogen-conca", "autogen-system",
      "code-interpreter", "code-interpreter-plus", "code-text-summary", "self-estimate",
    ])
}

// MARK: - The file

extension PinnedMeaning {
  /// Reads the text of a file.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The file's name, for errors.
  ///   - catalogue: What the names must be found in.
  /// - Throws: ``SweepError`` with file and line: unknown keys, names that the program does not know,
  ///   a newer version.
  public init(
    yaml: String, file: String, catalogue: SweepCatalogue = .shipped
  ) throws(SweepError) {
    let root = try SweepDocument.root(of: yaml, file: file)
    let members = try root.members(known: ["version", "tasks", "methods"])
    guard let version = members["version"] else {
      throw root.error("\"version\" is missing. Write \"version: \(Self.formatVersion)\".")
    }
    guard try version.integer(in: 1...1_000_000) == Self.formatVersion else {
      throw version.error(
        "this steerbench reads version \(Self.formatVersion) of \(Self.fileName). A newer one wrote the "
          + "file: use that.")
    }
    tasks = try members["tasks"].map { (node) throws(SweepError) in
      try Self.names(node, "task", known: catalogue.tasks.names)
    }
    methods = try members["methods"].map { (node) throws(SweepError) in
      try Self.names(node, "method", known: catalogue.methods.names)
    }
  }

  private static func names(
    _ node: SweepNode, _ kind: String, known: [String]
  ) throws(SweepError) -> [String] {
    var names: [String] = []
    for element in try node.elements() {
      let name = try element.text()
      guard known.contains(name) else {
        throw element.error(
          "no \(kind) is named \"\(name)\". \(NearMatch.hint(for: name, among: known)) The sweep was "
            + "recorded by a steerbench that has it: use that.")
      }
      guard !names.contains(name) else {
        throw element.error("the \(kind) \"\(name)\" stands twice. Leave one out.")
      }
      names.append(name)
    }
    guard !names.isEmpty else { throw node.error("the list names no \(kind). Name one at least.") }
    return names
  }

  /// The text of the file.
  public var yaml: String {
    var lines = [
      "# What sweep.yaml means and does not say, written when the sweep was first recorded.",
      "# It belongs to the recording: keep it beside sweep.yaml.",
      "version: \(Self.formatVersion)",
    ]
    for (key, names) in [("tasks", tasks), ("methods", methods)] {
      guard let names else { continue }
      lines.append("\(key):")
      lines += names.map { "  - \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
