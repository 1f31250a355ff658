import Basics
import RecordReplay
import Tasks

/// Which questions of a task's file a sweep asks.
public struct QuestionSelection: Hashable, Sendable {
  /// A complexity parameter or a tag, and the values of it that are asked.
  public struct Condition: Hashable, Sendable {
    /// The parameter's name, such as `digits`.
    public var parameter: String
    /// Its values, ascending; none where it is a tag.
    public var values: [Int]
    /// The words of a tag, in the order of their bytes; none where it is a parameter.
    public var words: [String] = []

    /// Creates a condition.
    public init(_ parameter: String, in values: [Int]) {
      self.parameter = parameter
      self.values = values.sorted()
    }

    /// Creates a condition on a tag.
    public init(_ tag: String, among words: [String]) {
      parameter = tag
      values = []
      self.words = words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a question is asked: one that has no such parameter or tag is.
    func holds(of question: Question) -> Bool {
      question.complexity.allSatisfy { $0.name != parameter || values.contains($0.value) }
        && question.tags.allSatisfy { tag in
          tag.name != parameter || words.contains { $0.utf8.elementsEqual(tag.value.utf8) }
        }
    }

    /// The values as the selection's line has them.
    fileprivate var text: String {
      let shown =
        values.map(String.init)
        + words.map { word in
          // A word that could be two, or a number, is told apart by its quotation marks.
          "\"\(word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        }
      return "\(parameter): [\(shown.joined(separator: ", "))]"
    }
  }

  /// The number of questions a task; `nil` for all.
  public var perTask: Int?
  /// The rungs of the complexity ladder; `nil` for all.
  public var rungs: [Int]?
  /// The ids, of whatever task; `nil` for all.
  public var ids: [String]?
  /// What holds of the questions of each task that has the parameter, by its name.
  public var conditions: [Condition] = []
  /// Sets one choice of `perTask` questions apart from another.
  public var seed = 0

  /// Creates a selection.
  public init(perTask: Int? = nil, rungs: [Int]? = nil) {
    self.perTask = perTask
    self.rungs = rungs
  }

  /// The indices of the chosen among questions with these rungs, ascending, spread over the file.
  public func indices(rungs all: [Int]) -> [Int] {
    spread(over: all.indices.filter { rungs?.contains(all[$0]) ?? true })
  }

  private func spread(over candidates: [Int]) -> [Int] {
    guard let perTask, perTask < candidates.count else { return candidates }
    return (0..<perTask).map { candidates[$0 * candidates.count / perTask] }
  }
}

/// The questions of one task that a sweep asks.
struct ChosenQuestions: Hashable, Sendable {
  /// Their places among the task's, ascending.
  var places: [Int]
  /// Their ids in the order in which they were taken.
  var order: [String]
  /// How many more would be taken, had they been there when the choice was written down.
  var newcomers = 0
  /// The ids that were written down and are not there any more.
  var lost: [String] = []
}

extension QuestionSelection {
  /// The selection in a line, the ids left out: equal where the same is chosen from equal files.
  var text: String {
    let list = { (values: [Int]) in "[\(values.map(String.init).joined(separator: ", "))]" }
    var parts = ["per-task: \(perTask.map(String.init) ?? "all")", "seed: \(seed)"]
    if let rungs { parts.append("rungs: \(list(Array(Set(rungs)).sorted()))") }
    if !conditions.isEmpty {
      let held = conditions.map(\.text)
      parts.append("where: {\(held.joined(separator: ", "))}")
    }
    return parts.joined(separator: ", ")
  }

  /// Chooses among the questions of a task, which stand in the order of their ids.
  ///
  /// - Parameters:
  ///   - questions: All that the task has.
  ///   - rule: How `perTask` picks.
  ///   - pinned: What was chosen when the sweep was recorded; `nil` where nothing was.
  ///   - retired: The ids of those that a later edition takes the place of: they are asked where they are
  ///     named, or were chosen before.
  func choose(
    among questions: [Question], of task: String, by rule: AskingRules.Choice,
    pinned: PinnedChoice? = nil, retired: Set<String> = []
  ) -> ChosenQuestions {
    let chosen = pinned?.seed == seed ? pinned?.questions[task] ?? [] : []
    let candidates = candidates(among: questions, without: retired.subtracting(chosen))
    switch rule {
    case .spread:
      let places = spread(over: candidates)
      return ChosenQuestions(places: places, order: places.map { questions[$0].id })
    case .nested:
      // Ids say all by themselves, and another seed asks for another choice.
      guard ids == nil, let pinned, pinned.seed == seed, let earlier = pinned.questions[task] else {
        return nested(among: questions, candidates)
      }
      return pinned.selection == text
        ? same(as: earlier, among: questions, candidates)
        : nested(among: questions, candidates, after: earlier)
    }
  }

  private func candidates(among questions: [Question], without retired: Set<String>) -> [Int] {
    let named = ids.map(Set.init)
    return questions.indices.filter { place in
      let question = questions[place]
      return (rungs?.contains(question.rung) ?? true)
        && (named?.contains(question.id) ?? !retired.contains(question.id))
        && conditions.allSatisfy { $0.holds(of: question) }
    }
  }

  private func nested(
    among questions: [Question], _ candidates: [Int], after earlier: [String] = []
  ) -> ChosenQuestions {
    let order = QuestionOrder(seed: seed)
      .places(of: candidates.map { questions[$0] }, after: earlier)
      .prefix(perTask ?? candidates.count).map { candidates[$0] }
    return ChosenQuestions(places: order.sorted(), order: order.map { questions[$0].id })
  }

  /// What was chosen by this very selection, whatever came into the file since.
  private func same(
    as earlier: [String], among questions: [Question], _ candidates: [Int]
  ) -> ChosenQuestions {
    let placeOfID = Dictionary(
      questions.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let places = earlier.compactMap { placeOfID[$0] }
    let wanted = min(perTask ?? candidates.count, candidates.count)
    return ChosenQuestions(
      places: places.sorted(), order: earlier, newcomers: max(wanted - places.count, 0),
      lost: earlier.filter { placeOfID[$0] == nil })
  }
}

/// The ids and parameters that a selection names, held against all questions of the sweep's tasks.
struct SelectionNames {
  /// Ids that are remembered to guess what was meant.
  private static let hintLimit = 1_000

  private let selection: QuestionSelection
  private var unmetIDs: Set<String>
  private var ids: [String] = []
  private var parameters: [String] = []

  init(_ selection: QuestionSelection) {
    self.selection = selection
    unmetIDs = Set(selection.ids ?? [])
  }

  /// Takes note of a task's questions.
  mutating func meet(_ questions: [Question]) {
    if !unmetIDs.isEmpty {
      for question in questions { unmetIDs.remove(question.id) }
      ids += questions.prefix(Self.hintLimit - min(ids.count, Self.hintLimit)).map(\.id)
    }
    guard !selection.conditions.isEmpty else { return }
    let names = questions.flatMap { $0.complexity.map(\.name) + $0.tags.map(\.name) }
    for parameter in Set(names).sorted()
    where !parameters.contains(parameter) { parameters.append(parameter) }
  }

  /// Throws unless each name is one of some task's.
  func check() throws(SweepError) {
    if let id = selection.ids?.first(where: unmetIDs.contains) {
      throw SweepError(
        "\"questions.ids\" names \"\(id)\", which no task of the sweep has. "
          + NearMatch.hint(for: id, among: ids))
    }
    if let unmet = selection.conditions.first(where: { !parameters.contains($0.parameter) }) {
      throw SweepError(
        "\"questions.where\" names \"\(unmet.parameter)\", which no task of the sweep counts. "
          + NearMatch.hint(for: unmet.parameter, among: parameters))
    }
  }
}
