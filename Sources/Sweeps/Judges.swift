import Basics
import ModelAPI
package import Tasks

/// A model that judges answers, as a sweep's file declares it.
public struct SweepJudge: Sendable {
  /// The name by which tasks name it.
  package var name: String
  /// Which model judges: one of the sweep's, or one that is asked for nothing else.
  package var model: ModelExtraction.Extractor
  /// The file of its prompt, from the sweep's folder; `nil` where tasks say what it is told.
  package var promptFile: String?
  /// The prompt's text.
  package var promptText: String?
  /// Its menu; empty where tasks say it.
  package var verdicts: [JudgeGrading.Verdict]

  /// Creates a judge of whom tasks say what it is told.
  package init(
    name: String, model: ModelExtraction.Extractor, verdicts: [JudgeGrading.Verdict]
  ) {
    self.name = name
    self.model = model
    self.verdicts = verdicts
  }
}

extension SweepReader {
  /// Reads `judges`.
  static func judges(
    _ node: SweepNode?, in version: SweepVersion, among models: [SweepModel],
    presets: () throws(SweepError) -> ModelPresets, reading read: NamedFiles.Reading
  ) throws(SweepError) -> [SweepJudge] {
    guard let node else { return [] }
    guard version != .one else {
      throw node.error("a sweep of version 1 knows no \"judges\". Write \"version: 2\" for them.")
    }
    var judges: [SweepJudge] = []
    for entry in try node.entries() {
      guard isName(entry.key) else {
        throw entry.place.error("a judge's name may have \(namePattern) only.")
      }
      let members = try entry.value.members(known: SweepKeys.judge.names)
      guard let model = members["model"] else {
        throw entry.value.error(
          "\"judges.\(entry.key).model\" is missing: who judges, such as model: gpt-4o.")
      }
      var judge = SweepJudge(
        name: entry.key, model: try judging(model, among: models, presets: presets),
        verdicts: try members["verdicts"].map(AskedGradeReader.verdicts) ?? [])
      if let prompt = members["prompt"] {
        let path = try prompt.text()
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), path.utf8.count <= 400 else {
          throw prompt.error(
            "\(prompt.title) is a file that is named from the sweep's folder, such as judge.txt.")
        }
        judge.promptFile = path
        judge.promptText = try read(path).text
      }
      judges.append(judge)
    }
    guard judges.count <= 100 else { throw node.error("\(node.title) names more than 100 judges.") }
    return judges
  }

  /// A model of the sweep, a ready one, or one that is written out.
  private static func judging(
    _ node: SweepNode, among models: [SweepModel], presets: () throws(SweepError) -> ModelPresets
  ) throws(SweepError) -> ModelExtraction.Extractor {
    guard node.scalar != nil else { return try extractor(node, among: models, presets: presets) }
    let name = try node.text()
    if let place = models.firstIndex(where: { $0.name == name }) { return .model(place) }
    let ready = try presets()
    return .other(
      try model(
        named: name, ModelEntry(base: try ready.members(of: name, askedAt: node), named: name),
        at: node))
  }

  /// The tasks, each that is judged with its judges.
  static func judged(
    _ tasks: [any BenchTask], in sweep: Sweep
  ) throws(SweepError) -> [any BenchTask] {
    var judged: [any BenchTask] = []
    for task in tasks {
      guard let declared = task as? DeclaredTask,
        case .judge(var rule) = declared.declaration.grading.kind
      else {
        judged.append(task)
        continue
      }
      var declaration = declared.declaration
      rule.judges = try rule.names.map { (name) throws(SweepError) in
        try judge(name, rule, declaration, in: sweep)
      }
      declaration.grading.kind = .judge(rule)
      judged.append(DeclaredTask(declaration))
    }
    return judged
  }

  private static func judge(
    _ name: TaskDeclaration.Written, _ rule: JudgeRule, _ declaration: TaskDeclaration,
    in sweep: Sweep
  ) throws(SweepError) -> JudgeGrading.Judge {
    func fault(_ message: String) -> SweepError {
      SweepError(declaration.error(message, at: name).description)
    }
    guard let judge = sweep.judges.first(where: { $0.name == name.text }) else {
      throw fault(
        "the sweep has no judge \"\(name.text)\". "
          + NearMatch.hint(for: name.text, among: sweep.judges.map(\.name))
          + " Judges are declared in the sweep: judges: {\(name.text): {model: gpt-4o}}.")
    }
    let text = judge.promptText.map(JudgeRule.trimmed) ?? rule.promptText
    guard !text.isEmpty else {
      throw fault(
        "neither the sweep nor the task says what the judge \"\(name.text)\" is told: prompt: {file: judge.txt}."
      )
    }
    let verdicts = judge.verdicts.isEmpty ? rule.verdicts : judge.verdicts
    guard !verdicts.isEmpty else {
      throw fault(
        "neither the sweep nor the task says what the judge \"\(name.text)\" may say: verdicts: {A: 1, B: 0.5, C: 0}."
      )
    }
    let place = sweep.place(of: judge)
    do {
      return try JudgeGrading.Judge(
        name: name.text, prompt: text, verdicts: verdicts,
        model: try RequestEncoder(sweep.askedModels[place].endpoint).identity, place: place)
    } catch let fault as TextTemplate.Fault {
      throw SweepError(
        "\(judge.promptFile ?? declaration.file), the prompt of the judge \"\(name.text)\", line "
          + "\(fault.place.line), column \(fault.place.column): \(fault.message)")
    } catch {
      throw SweepError("The judge \"\(name.text)\": \(error)")
    }
  }
}

extension RequestEncoder {
  /// What of the model is in every request to it.
  fileprivate var identity: Digest {
    get throws(ModelAPIError) {
      var bytes: [UInt8] = []
      let request = try encode(CompletionRequest(messages: []))
      for (segment, digest) in zip(request.segments, request.digests) {
        bytes += Array(segment.name.utf8) + [0]
        digest.append(to: &bytes)
      }
      return Digest.sha256(bytes)
    }
  }
}

// MARK: - Their places among the models

extension Sweep {
  /// Every model that may be asked something: the tested ones, then one that only reads answers, then those
  /// that only judge.
  public var askedModels: [SweepModel] {
    var asked = models
    if case .other(let other)? = extraction.byModel?.extractor { asked.append(other) }
    for judge in usedJudges {
      if case .other(let other) = judge.model { asked.append(other) }
    }
    return asked
  }

  /// The judges whom a task names.
  private var usedJudges: [SweepJudge] {
    guard !judges.isEmpty else { return [] }
    let named = Set(
      tasks.compactMap { ($0 as? DeclaredTask)?.declaration.grading.kind }.flatMap { kind in
        if case .judge(let rule) = kind { rule.names.map(\.text) } else { [String]() }
      })
    return judges.filter { named.contains($0.name) }
  }

  /// The place of a judge, whom a task names, among ``askedModels``.
  fileprivate func place(of judge: SweepJudge) -> Int {
    if case .model(let place) = judge.model { return place }
    var place = models.count
    if case .other? = extraction.byModel?.extractor { place += 1 }
    for other in usedJudges {
      if other.name == judge.name { return place }
      if case .other = other.model { place += 1 }
    }
    preconditionFailure("the judge \(judge.name) is named by no task")
  }

  /// The places among ``askedModels`` of the models that judge, each once.
  package var judgePlaces: [Int] { Set(usedJudges.map { place(of: $0) }).sorted() }

  /// The files of the judges' prompts, from the sweep's folder.
  var judgeFiles: [String] { judges.compactMap(\.promptFile) }
}
