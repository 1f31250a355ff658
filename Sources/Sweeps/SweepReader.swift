import Basics
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Tasks

/// Reads a sweep file.
public enum SweepReader {
  /// The largest file that is read, in bytes.
  public static let byteLimit = 1 << 20

  static let namePattern = "letters, digits, dots, dashes and underscores"

  /// Reads a sweep from the text of its file.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The file's name, for errors.
  ///   - folder: The name of the folder that holds it: the sweep's name where the file gives none.
  ///   - catalogue: The tasks and methods that there are.
  ///   - pinned: What `all` stands for; where it does not say, everything in the catalogue.
  ///   - presets: Reads the file of ready models that a sweep points at; asked only by a sweep that
  ///     names one.
  ///   - declared: Reads a file of a task or a method that the sweep names by its path; asked only by
  ///     a sweep that does.
  package static func sweep(
    from yaml: String, file: String, folder: String, catalogue: SweepCatalogue = .shipped,
    pinned: PinnedMeaning = PinnedMeaning(),
    presets: (_ path: String) throws(SweepError) -> ModelPresets = ModelPresets.absent,
    declared: NamedFiles.Reading = NamedFiles.unread
  ) throws(SweepError) -> Sweep {
    let root = try SweepDocument.root(of: yaml, file: file)
    let members = try root.members(known: SweepKeys.root.names)
    let version = try version(members["version"], in: root)
    let rules = AskingRules(version)
    guard let models = members["models"] else {
      throw root.error("\"models\" is missing. See the README for a sweep to start from.")
    }
    let execution = try execution(members["execution"])
    let presetFile = try members["presets"]?.text() ?? ModelPresets.usualPath
    func readPresets() throws(SweepError) -> ModelPresets { try presets(presetFile) }
    let modelList = try self.models(models, presets: readPresets)
    let name = try members["name"]?.text() ?? folder
    guard isName(name) else {
      throw (members["name"] ?? root).error("\"name\" may have \(namePattern) only.")
    }
    let (methods, allMethods, methodFiles) = try methods(
      members["methods"], catalogue.methods, pinned.methods, reading: declared)
    let prompts = try PromptVariant.folders(members["prompts"], in: version)
    let (tasks, allTasks) = try tasks(
      members["tasks"], catalogue.tasks, pinned.tasks, in: version, declared: declared)
    let (interpreter, isOpen) = interpreter(
      named: execution.interpreter, pinned: pinned.interpreter, by: rules)
    var unsaid = PinnedMeaning(tasks: allTasks, methods: allMethods)
    if rules.choice == .nested { unsaid.choice = pinned.choice }
    var sweep = Sweep(
      version: version,
      name: name,
      models: modelList,
      methods: prompts.variants.asked(with: modelList.asked(with: methods)),
      methodFiles: methodFiles,
      tasks: tasks,
      selection: try selection(members["questions"], by: rules, tags: tasks.tagNames),
      samples: try members["samples"]?.integer(in: 1...10_000) ?? 1,
      promptFolder: prompts.base,
      promptVariants: prompts.variants,
      taskFolder: try members["task-folder"]?.text() ?? "../../Tasks",
      toolRounds: try members["tool-rounds"]?.integer(in: 1...32) ?? 4,
      interpreter: interpreter,
      isInterpreterOpen: isOpen,
      limits: execution.limits,
      grading: try grading(members["grading"]),
      retriesResults: execution.retriesResults,
      extraction: try extraction(
        members["extraction"], among: modelList, presets: readPresets),
      timing: try timing(members["timing"], in: version),
      unsaid: unsaid)
    sweep.judges = try judges(
      members["judges"], in: version, among: modelList, presets: readPresets, reading: declared)
    sweep.tasks = try judged(tasks, in: sweep)
    return sweep
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

  private static func timing(
    _ node: SweepNode?, in version: SweepVersion
  ) throws(SweepError) -> RecordedTiming {
    guard let node else { return .alone }
    guard version != .one else {
      throw node.error("a sweep of version 1 knows no \"timing\". Write \"version: 2\" for it.")
    }
    let word = try node.text()
    guard let timing = RecordedTiming(rawValue: word) else {
      let known = RecordedTiming.allCases.map(\.rawValue)
      throw node.error("unknown timing \"\(word)\". \(NearMatch.hint(for: word, among: known))")
    }
    return timing
  }

  private static func version(
    _ node: SweepNode?, in root: SweepNode
  ) throws(SweepError) -> SweepVersion {
    guard let node else {
      throw root.error("\"version\" is missing. Write \"version: \(Sweep.formatVersion)\".")
    }
    let number = try node.integer(in: 1...1_000_000)
    guard let version = SweepVersion(rawValue: number) else {
      throw node.error(
        "the sweep's version is \(number); this steerbench reads versions 1 to "
          + "\(Sweep.formatVersion). A newer one reads it.")
    }
    return version
  }

  /// The label of the interpreter, and whether any other will do as well.
  ///
  /// `python3` is the label of no Python: where the rules allow it, it stands for the machine's own.
  private static func interpreter(
    named name: String?, pinned: String?, by rules: AskingRules
  ) -> (label: String, isOpen: Bool) {
    let any = "python3"
    guard rules.takesAnyPython, name ?? any == any else { return (name ?? any, false) }
    return (pinned ?? any, pinned == nil)
  }

  static func isName(_ name: String) -> Bool {
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

// MARK: - Methods, tasks, questions, execution

extension SweepReader {
  /// The methods that a sweep names, or that `all` stands for, the names behind `all`, and the files.
  private static func methods(
    _ node: SweepNode?, _ registry: MethodRegistry, _ pinned: [String]?,
    reading read: NamedFiles.Reading
  ) throws(SweepError) -> (methods: [MethodVariant], all: [String]?, files: [String]) {
    guard let node, node.scalar != "all" else {
      let all = registry.all.filter { pinned?.contains($0.description.name) ?? true }
      return (all.map { MethodVariant($0) }, all.map(\.description.name), [])
    }
    var methods: [MethodVariant] = []
    let paths = try withoutActuallyEscaping(read) { (read) throws(SweepError) in
      var files = MethodFiles(registry, reading: read)
      for element in try node.elements() {
        let method = try files.variant(element, in: "")
        guard !methods.contains(where: { $0.name == method.name }) else {
          throw element.error("the method \"\(method.name)\" stands twice. Leave one out.")
        }
        methods.append(method)
      }
      return files.paths
    }
    guard !methods.isEmpty else {
      throw node.error("\"methods\" names no method. Name one at least, or write \"all\".")
    }
    let sorted = methods.sorted {
      ($0.turns > 1 ? 1 : 0, $0.method.description.number, $0.turns)
        < ($1.turns > 1 ? 1 : 0, $1.method.description.number, $1.turns)
    }
    return (sorted, nil, paths)
  }

  /// The tasks that a sweep names, or that `all` stands for, and the names behind `all`.
  private static func tasks(
    _ node: SweepNode?, _ registry: TaskRegistry, _ pinned: [String]?, in version: SweepVersion,
    declared read: NamedFiles.Reading
  ) throws(SweepError) -> (tasks: [any BenchTask], all: [String]?) {
    let known = registry.names
    guard let node, node.scalar != "all" else {
      let all = registry.all.filter { pinned?.contains($0.description.name) ?? true }
      return (all, all.map(\.description.name))
    }
    var tasks: [String] = []
    var declared: [any BenchTask] = []
    for element in try node.elements() {
      var name = try element.text()
      if name.contains("/") {
        let task = try DeclaredTask(TaskDeclaration.at(element, in: version, known: known, read))
        name = task.description.name
        declared.append(task)
      } else if !known.contains(name) {
        throw element.error(
          "no task is named \"\(name)\". \(NearMatch.hint(for: name, among: known)) A task of your own "
            + "is named by its folder, such as ../../Tasks/\(name) or ./\(name).")
      }
      guard !tasks.contains(name) else {
        throw element.error("the task \"\(name)\" stands twice. Leave one out.")
      }
      tasks.append(name)
    }
    guard !tasks.isEmpty else {
      throw node.error("\"tasks\" names no task. Name one at least, or write \"all\".")
    }
    return (registry.all.filter { tasks.contains($0.description.name) } + declared, nil)
  }

  private static func execution(
    _ node: SweepNode?
  ) throws(SweepError) -> (interpreter: String?, limits: ExecutionLimits, retriesResults: Bool) {
    let both = SweepKeys.bothOutputs
    let members = try node?.members(known: SweepKeys.execution.names) ?? [:]
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
      try members["interpreter"]?.text(), limits,
      try members["retry-results"]?.bool() ?? false
    )
  }
}

extension SweepReader {
  /// Reads `extraction: rules`, `extraction: model`, or a mapping that also names the model.
  static func extraction(
    _ node: SweepNode?, among models: [SweepModel],
    presets: () throws(SweepError) -> ModelPresets
  ) throws(SweepError) -> AnswerExtraction {
    guard let node else { return .rules }
    if node.scalar != nil { return try isByModel(node) ? .model(ModelExtraction()) : .rules }
    let members = try node.members(known: SweepKeys.extraction.names)
    guard let by = members["by"] else {
      throw node.error("\"extraction.by\" is missing. Write \"by: model\" or \"by: rules\".")
    }
    guard try isByModel(by) else {
      if let other = members["model"] ?? members["when"] {
        throw other.error("extraction by rules asks no model: leave out all but \"by\".")
      }
      return .rules
    }
    return .model(
      ModelExtraction(
        by: try extractor(members["model"], among: models, presets: presets),
        when: try occasion(members["when"])))
  }

  private static func isByModel(_ node: SweepNode) throws(SweepError) -> Bool {
    let word = try node.text()
    guard SweepKeys.extractors.contains(word) else {
      throw node.error(
        "unknown extraction \"\(word)\". \(NearMatch.hint(for: word, among: SweepKeys.extractors))")
    }
    return word == "model"
  }

  /// A name of one of the sweep's models, or a model of its own as `models` would describe it.
  static func extractor(
    _ node: SweepNode?, among models: [SweepModel],
    presets: () throws(SweepError) -> ModelPresets
  ) throws(SweepError) -> ModelExtraction.Extractor {
    guard let node else { return .own }
    guard node.scalar == nil else {
      let name = try node.text()
      guard let place = models.firstIndex(where: { $0.name == name }) else {
        throw node.error(
          "no model is named \"\(name)\". \(NearMatch.hint(for: name, among: models.map(\.name))) "
            + "A model that the sweep does not test is written out: model, access, parameters.")
      }
      return .model(place)
    }
    let entry = try ModelEntry(.init(key: "", place: node, value: node), presets: presets)
    guard let name = try entry.model else {
      throw node.error("\"extraction.model.model\" is missing: the name that the provider knows.")
    }
    return .other(try model(named: name, entry, at: node))
  }

  private static func occasion(
    _ node: SweepNode?
  ) throws(SweepError) -> ModelExtraction.Occasion {
    guard let node else { return .unread }
    let word = try node.text()
    guard let occasion = ModelExtraction.Occasion(rawValue: word) else {
      let known = ModelExtraction.Occasion.allCases.map(\.rawValue)
      throw node.error("unknown \"when\": \"\(word)\". \(NearMatch.hint(for: word, among: known))")
    }
    return occasion
  }
}
