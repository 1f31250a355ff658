public import Basics
public import Sweeps
public import Tasks

/// What a score sheet is of: the first line of its file.
public struct ScoreSheetHeader: Hashable, Sendable {
  /// The version of the format that is written and read.
  public static let formatVersion = 1
  private static let opening = "# steerbench score sheet"

  /// The sweep's name.
  public let sweep: String
  /// The digests of the cassettes that were played, ascending.
  public let cassettes: [Digest]
  /// By whose rules the answers were graded; a sheet that does not say so is strict.
  public let grading: GradingPolicy
  /// Whether a model helps to read the answers, so that there are columns for what that took; a sheet
  /// that does not say so is of rules alone.
  public let extractsByModel: Bool
  /// Whether there are several variants of the prompts, so that a column names each trial's; a sheet that
  /// does not say so has one.
  public let variesPrompts: Bool
  /// Whether models judge answers, so that there are columns for what that took; a sheet that does not say so
  /// has no judge.
  public let isJudged: Bool
  /// What decides the grades of the sweep's tasks beside the answers; a sheet that does not say so knows of
  /// none.
  public private(set) var taskDigests: [TaskDigest] = []
  /// Models that replies name and that are others than were asked for, such as
  /// `gpt-4o: some-fallback-3b`; a sheet that does not say so knows of none.
  public private(set) var otherModels: [String] = []
  /// The most of them that a sheet names.
  public static let otherModelLimit = 20

  /// The header for trials of a sweep: there is no other way to one than this and a sheet's first line,
  /// so that no field can be forgotten.
  ///
  /// - Parameters:
  ///   - sweep: What was asked.
  ///   - grading: By whose rules the answers were graded; it may be another policy than the sweep's own.
  ///   - cassettes: The roots of the cassettes that were played, in any order.
  public init(of sweep: Sweep, grading: GradingPolicy, cassettes: [Digest]) {
    self.init(
      sweep: sweep.name, cassettes: cassettes, grading: grading,
      extractsByModel: sweep.extraction.byModel != nil,
      variesPrompts: !sweep.promptVariants.isEmpty, isJudged: !sweep.judgePlaces.isEmpty)
    taskDigests = sweep.taskDigests
  }

  /// Creates a header of its fields; the digests are sorted.
  init(
    sweep: String, cassettes: [Digest], grading: GradingPolicy, extractsByModel: Bool,
    variesPrompts: Bool, isJudged: Bool = false
  ) {
    self.isJudged = isJudged
    self.sweep = sweep
    self.cassettes = cassettes.sorted()
    self.grading = grading
    self.extractsByModel = extractsByModel
    self.variesPrompts = variesPrompts
  }

  /// The same header, noting the models that answered in another's place.
  ///
  /// - Parameter models: The models, sorted; those beyond the limit are left out.
  public func noting(otherModels models: [String]) -> ScoreSheetHeader {
    var header = self
    header.otherModels = Array(models.prefix(Self.otherModelLimit))
    return header
  }

  /// The columns of the sheet.
  public var columns: [ScoreColumn] {
    ScoreColumn.columns(
      extractsByModel: extractsByModel, variesPrompts: variesPrompts, isJudged: isJudged)
  }

  /// The second line, without its end.
  var columnLine: String { columns.map(\.rawValue).joined(separator: "\t") }

  private static let modelExtraction = "extraction=model"
  private static let modelJudges = "judges=models"
  private static let tasks = "tasks="
  private static let promptVariants = "prompts=varied"
  private static let others = "other-models="

  /// The first line, without its end.
  func line() throws(ScoreSheetError) -> String {
    guard SheetName.isValid(sweep) else {
      throw ScoreSheetError(
        .value, file: "", line: 1, column: "sweep", "the sweep's name cannot stand in a sheet",
        next: "Use a name without control characters and slashes")
    }
    let digests = cassettes.map(\.hex).joined(separator: ",")
    let policy = grading == .strict ? "" : "\tgrading=\(grading.rawValue)"
    let extraction = extractsByModel ? "\t\(Self.modelExtraction)" : ""
    let judges = isJudged ? "\t\(Self.modelJudges)" : ""
    let prompts = variesPrompts ? "\t\(Self.promptVariants)" : ""
    return "\(Self.opening) \(Self.formatVersion)\tsweep=\(sweep)\tcassettes=\(digests)"
      + policy + extraction + judges + prompts + taskField + (try otherModelField())
  }

  /// The tasks with their digests; nothing where no task has any.
  private var taskField: String {
    guard !taskDigests.isEmpty else { return "" }
    let texts = taskDigests.map { "\($0.task):\($0.rules):\($0.truths)" }
    return "\t\(Self.tasks)\(texts.joined(separator: ","))"
  }

  /// Takes the field of the tasks off the first line's parts, where it is the last.
  private static func taskDigests(
    _ parts: inout [Substring]
  ) throws(ScoreSheetError) -> [TaskDigest] {
    guard parts.count > 3, let field = parts.last, field.hasPrefix(tasks) else { return [] }
    parts.removeLast()
    var digests: [TaskDigest] = []
    for text in field.dropFirst(tasks.count).split(
      separator: ",", omittingEmptySubsequences: false)
    {
      let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 3, SheetName.isValid(words[0]),
        words.dropFirst().allSatisfy({ word in
          word.utf8.count == TaskDigest.digits
            && word.utf8.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 || $0 &- UInt8(ascii: "a") <= 5 }
        })
      else { throw notASheet("the digests of the tasks are damaged") }
      digests.append(TaskDigest(task: words[0], rules: words[1], truths: words[2]))
    }
    return digests
  }

  /// The last field, a JSON array of strings; nothing where every reply named the model that was asked.
  private func otherModelField() throws(ScoreSheetError) -> String {
    guard !otherModels.isEmpty else { return "" }
    do {
      let names = JSONValue.array(otherModels.map(JSONValue.string))
      return "\t\(Self.others)\(try CanonicalJSON.text(of: names))"
    } catch {
      throw ScoreSheetError(
        .value, file: "", line: 1, column: "other-models",
        "the names of other models cannot stand in a sheet",
        next: "Look at what the server calls its model")
    }
  }

  /// Takes the last field off the first line's parts, where it is there.
  private static func otherModels(
    _ parts: inout [Substring]
  ) throws(ScoreSheetError) -> [String] {
    guard parts.count > 3, let field = parts.last, field.hasPrefix(others) else { return [] }
    parts.removeLast()
    let names = try? JSONValue(parsing: String(field.dropFirst(others.count))).array
    guard let names, names.count <= otherModelLimit,
      names.allSatisfy({ $0.string.map { $0.utf8.count <= 400 } ?? false })
    else { throw notASheet("the names of other models are damaged") }
    return names.compactMap(\.string)
  }

  /// Reads the first line.
  init(parsing line: String) throws(ScoreSheetError) {
    var parts = line.split(separator: "\t", omittingEmptySubsequences: false)
    try Self.checkVersion(String(parts[0]))
    let otherModels = try Self.otherModels(&parts)
    let taskDigests = try Self.taskDigests(&parts)
    let variesPrompts = Self.take(Self.promptVariants, off: &parts)
    let isJudged = Self.take(Self.modelJudges, off: &parts)
    let extractsByModel = Self.take(Self.modelExtraction, off: &parts)
    guard (3...4).contains(parts.count), parts[1].hasPrefix("sweep="),
      parts[2].hasPrefix("cassettes=")
    else {
      throw Self.notASheet("the first line must say the sweep and the cassettes")
    }
    let name = String(parts[1].dropFirst("sweep=".count))
    let digests = parts[2].dropFirst("cassettes=".count).split(
      separator: ",", omittingEmptySubsequences: false)
    let parsed = digests == [""] ? [] : digests.map { Digest(hex: $0) }
    guard SheetName.isValid(name), !parsed.contains(nil) else {
      throw Self.notASheet("the sweep's name or a cassette's digest is damaged")
    }
    self.init(
      sweep: name, cassettes: parsed.compactMap(\.self),
      grading: try Self.grading(parts.dropFirst(3).first), extractsByModel: extractsByModel,
      variesPrompts: variesPrompts, isJudged: isJudged)
    self.otherModels = otherModels
    self.taskDigests = taskDigests
  }

  /// Takes a field off the first line's parts where it is the last of them, and says whether it was.
  private static func take(_ field: String, off parts: inout [Substring]) -> Bool {
    guard parts.count > 3, parts.last.map({ $0 == field }) ?? false else { return false }
    parts.removeLast()
    return true
  }

  /// The policy of the fourth field, which names every policy but the default.
  private static func grading(_ field: Substring?) throws(ScoreSheetError) -> GradingPolicy {
    guard let field else { return .strict }
    guard field.hasPrefix("grading="),
      let policy = GradingPolicy(rawValue: String(field.dropFirst("grading=".count))),
      policy != .strict
    else { throw notASheet("the grading policy is none that this version knows") }
    return policy
  }

  private static func checkVersion(_ text: String) throws(ScoreSheetError) {
    guard text.hasPrefix(opening + " ") else {
      throw notASheet("the first line is not that of a score sheet")
    }
    guard text == "\(opening) \(formatVersion)" else {
      throw ScoreSheetError(
        .version, file: "", line: 1, "this version reads format \(formatVersion) only",
        next: "Use the version of steerbench that wrote the sheet, or write it again")
    }
  }

  private static func notASheet(_ message: String) -> ScoreSheetError {
    ScoreSheetError(
      .notASheet, file: "", line: 1, message,
      next: "Name a baseline.tsv, or write one with a replay")
  }
}

extension ScoreSheetHeader {
  /// A task whose grades are decided otherwise than those of another sheet were.
  public struct MovedTask: Hashable, Sendable {
    /// The task.
    public let task: String
    /// Whether its truths, or its questions, are others.
    public let hasOtherTruths: Bool
    /// Whether its answers are read or judged by other rules.
    public let hasOtherRules: Bool

    /// What moved, in words.
    public var text: String {
      let what = [hasOtherTruths ? "the truths" : nil, hasOtherRules ? "the grading" : nil]
      return "\(what.compactMap(\.self).joined(separator: " and ")) of \(task)"
    }
  }

  /// The tasks that both sheets say something of, and not the same.
  ///
  /// - Parameter other: What is compared with this one.
  public func movedTasks(in other: ScoreSheetHeader) -> [MovedTask] {
    taskDigests.compactMap { before in
      guard let after = other.taskDigests.first(where: { $0.task == before.task }), after != before
      else { return nil }
      return MovedTask(
        task: before.task, hasOtherTruths: after.truths != before.truths,
        hasOtherRules: after.rules != before.rules)
    }
  }
}

/// Names that can stand in a sheet, in a trial's id and on a terminal as they are.
enum SheetName {
  /// Whether a name has neither control, format nor separator characters, no slash, and no blank
  /// at either end.
  static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, let last = name.utf8.last else { return false }
    let blank = UInt8(ascii: " ")
    guard first != blank, last != blank else { return false }
    // Nearly every name is plain ASCII, and every line has four.
    return name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }
      || name.unicodeScalars.allSatisfy(isValid)
  }

  private static func isValid(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7f { return scalar.value >= 0x20 && scalar != "/" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      return false
    default: return true
    }
  }
}
