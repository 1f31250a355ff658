import Basics
import Cassettes
import Files
public import FoundationEssentials
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

/// What a sweep means and its file does not say: the names behind `tasks: all` and `methods: all`; from
/// version 2 of a sweep on also which Python runs its code, and which questions it takes.
///
/// It stands in `pinned.yaml` beside `sweep.yaml`, written when the sweep is first recorded, so that a
/// program with more tasks or methods, another machine, and files that have grown ask the same
/// questions. `sweep.yaml` itself belongs to its user and is never written. What the file of a sweep
/// says is not pinned: each part may be missing.
public struct PinnedMeaning: Hashable, Sendable {
  /// The name of the file.
  public static let fileName = "pinned.yaml"
  /// The newest version of the file format that is read.
  ///
  /// Version 1 knows tasks and methods only, and is
  /// what is written where there is nothing else.
  public static let formatVersion = 2
  /// The largest file that is read, in bytes.
  static let byteLimit = 1 << 24

  /// The names of the tasks that `tasks: all` stands for; `nil` where nothing pins them.
  public var tasks: [String]?
  /// The names of the methods that `methods: all` stands for; `nil` where nothing pins them.
  public var methods: [String]?

  /// The label of the Python that the code was run with, such as `python3.11`; `nil` where the sweep
  /// names one, or no code was to be run yet.
  public var interpreter: String?
  /// The questions that were chosen; `nil` where nothing pins them.
  public var choice: PinnedChoice?

  /// Creates a meaning.
  public init(
    tasks: [String]? = nil, methods: [String]? = nil, interpreter: String? = nil,
    choice: PinnedChoice? = nil
  ) {
    self.tasks = tasks
    self.methods = methods
    self.interpreter = interpreter
    self.choice = choice
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

/// The questions that a sweep was recorded with, so that files which grow move none of them.
public struct PinnedChoice: Hashable, Sendable {
  /// The selection that chose them, in a line: while the sweep says the same, exactly these are asked;
  /// where it says something else, these come first.
  public var selection: String
  /// The seed of that selection: under another one they count for nothing.
  public var seed: Int
  /// The ids by task, in the order in which they were taken.
  public var questions: [String: [String]]

  /// Creates a choice.
  public init(selection: String, seed: Int, questions: [String: [String]]) {
    self.selection = selection
    self.seed = seed
    self.questions = questions
  }
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
    let members = try root.members(
      known: ["version", "tasks", "methods", "interpreter", "questions"])
    guard let version = members["version"] else {
      throw root.error("\"version\" is missing. Write \"version: 1\".")
    }
    let number = try version.integer(in: 1...1_000_000)
    guard number <= Self.formatVersion else {
      throw version.error(
        "this steerbench reads up to version \(Self.formatVersion) of \(Self.fileName). A newer one "
          + "wrote the file: use that.")
    }
    if number == 1, let newer = members["interpreter"] ?? members["questions"] {
      throw newer.error("this belongs to version 2 of \(Self.fileName). Write \"version: 2\".")
    }
    tasks = try members["tasks"].map { (node) throws(SweepError) in
      try Self.names(node, "task", known: catalogue.tasks.names)
    }
    methods = try members["methods"].map { (node) throws(SweepError) in
      try Self.names(node, "method", known: catalogue.methods.names)
    }
    interpreter = try members["interpreter"].map { (node) throws(SweepError) in
      let label = try node.text()
      guard SweepReader.isName(label) else {
        throw node.error(
          "\"interpreter\" must be a label such as python3.11, with \(SweepReader.namePattern) only."
        )
      }
      return label
    }
    choice = try members["questions"].map(Self.choice)
  }

  /// Reads the file of a sweep's or a shard's folder; `nil` where there is none.
  public init?(of folder: URL, _ catalogue: SweepCatalogue = .shipped) throws(SweepError) {
    let file = folder.appending(path: Self.fileName)
    guard Path.exists(file.path) else { return nil }
    try self.init(
      yaml: try SweepFolder.text(of: file, limit: Self.byteLimit), file: file.relativePath,
      catalogue: catalogue)
  }

  /// Writes the file into a folder, whole or not at all.
  public func write(to folder: URL) throws(SweepError) {
    let file = folder.appending(path: Self.fileName)
    do throws(FileError) {
      // Shards begin at the same moment: each has a draft of its own, and all write the same.
      try WholeFile.write(Array(yaml.utf8), to: file.path, .durable, suffix: DraftFile.ownSuffix)
    } catch {
      throw SweepError("\(file.relativePath): \(error.cause). \(error.nextStep).")
    }
  }

  private static func choice(_ node: SweepNode) throws(SweepError) -> PinnedChoice {
    let members = try node.members(known: ["chosen-by", "seed", "tasks"])
    guard let selection = members["chosen-by"], let tasks = members["tasks"] else {
      throw node.error("\"questions\" needs \"chosen-by\" and \"tasks\".")
    }
    var questions: [String: [String]] = [:]
    for entry in try tasks.entries() {
      var ids: [String] = []
      for element in try entry.value.elements() { ids.append(try element.text()) }
      guard Set(ids).count == ids.count else {
        throw entry.place.error("a question of \(entry.key) stands twice. Leave one out.")
      }
      questions[entry.key] = ids
    }
    return PinnedChoice(
      selection: try selection.text(), seed: try members["seed"].map(SweepReader.seed) ?? 0,
      questions: questions)
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
    let isNew = interpreter != nil || choice != nil
    var lines = [
      "# What sweep.yaml means and does not say, written when the sweep was first recorded.",
      "# It belongs to the recording: keep it beside sweep.yaml.",
      "version: \(isNew ? Self.formatVersion : 1)",
    ]
    for (key, names) in [("tasks", tasks), ("methods", methods)] {
      guard let names else { continue }
      lines.append("\(key):")
      lines += names.map { "  - \($0)" }
    }
    if let interpreter { lines.append("interpreter: \(interpreter)") }
    if let choice { lines += choice.lines }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension PinnedChoice {
  fileprivate var lines: [String] {
    let tasks = questions.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return ["questions:", "  chosen-by: \"\(selection)\"", "  seed: \(seed)", "  tasks:"]
      + tasks.map { "    \($0.key): [\($0.value.map(Self.scalar).joined(separator: ", "))]" }
  }

  /// An id as YAML reads it whole: one that begins with a dash or a dot is quoted.
  private static func scalar(_ id: String) -> String {
    id.utf8.first.map { $0 > UInt8(ascii: ".") } == true ? id : "\"\(id)\""
  }
}
