import Basics
package import RecordReplay
package import Sweeps

/// Trials that are picked by name.
///
/// Words of one kind widen the selection, words of different kinds narrow it. Without a word, all
/// trials are picked.
package struct TrialSelection: Hashable, Sendable {
  /// Names of models.
  package var models: [String]
  /// Names of methods, such as `all-code@2`.
  package var methods: [String]
  /// Names of tasks.
  package var tasks: [String]
  /// Ids of questions.
  package var questions: [String]

  /// Creates a selection.
  package init(
    models: [String] = [], methods: [String] = [], tasks: [String] = [], questions: [String] = []
  ) {
    self.models = models
    self.methods = methods
    self.tasks = tasks
    self.questions = questions
  }

  private var axes: [(option: String, words: [String], name: @Sendable (TrialID) -> String)] {
    [
      ("model", models, { $0.model }), ("method", methods, { $0.method }),
      ("task", tasks, { $0.task }), ("question", questions, { $0.question }),
    ]
  }

  /// Whether all trials are picked.
  package var isEmpty: Bool { axes.allSatisfy(\.words.isEmpty) }

  /// Whether a trial is picked.
  package func contains(_ trial: TrialID) -> Bool {
    axes.allSatisfy { $0.words.isEmpty || $0.words.contains($0.name(trial)) }
  }

  /// Throws unless every word names something among the trials.
  package func check(against trials: some Sequence<TrialID>) throws {
    var known = [Set<String>](repeating: [], count: axes.count)
    for trial in trials {
      for (index, axis) in axes.enumerated() { known[index].insert(axis.name(trial)) }
    }
    for (axis, known) in zip(axes, known) {
      let names = known.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      try Self.check(axis.option, axis.words, names)
    }
  }

  /// The places of the picked trials of a plan.
  ///
  /// Throws where a word names nothing in the plan, and where nothing is picked.
  package func places(in plan: Plan) throws -> [Int] {
    try check(against: (0..<plan.count).lazy.map { plan[$0].id })
    let places = (0..<plan.count).filter { contains(plan[$0].id) }
    guard !places.isEmpty else {
      throw WorkbenchError(.nothing, "No trial of the sweep is all of that.")
    }
    return places
  }

  private static func check(_ option: String, _ words: [String], _ names: [String]) throws {
    guard let word = words.first(where: { !names.contains($0) }) else { return }
    throw WorkbenchError(
      .usage,
      "--\(option) \(word): there is no such \(option) here. "
        + Redaction.shown(NearMatch.hint(for: word, among: Array(names.prefix(100)))))
  }
}

// MARK: - A part of a sweep, for a first look

/// The trials of a sweep that a smoke run asks.
package struct SmokePart: Hashable, Sendable {
  /// The selection in words, such as `method=all-code`.
  package var words: [String]
  /// The most trials; `nil` for all of the selection.
  package var limit: Int?

  /// Names a part.
  package init(words: [String] = [], limit: Int? = nil) {
    self.words = words
    self.limit = limit
  }

  /// Whether it is the whole sweep.
  package var isWhole: Bool { words.isEmpty && limit == nil }

  /// The places of its trials in a plan; `nil` for all of them.
  ///
  /// A limit takes the first trials in the order for recording, which asks every method the first question
  /// before any is asked the second.
  ///
  /// - Throws: ``WorkbenchError`` where a word names nothing, and where nothing is picked.
  package func places(in plan: Plan) throws -> Set<Int>? {
    guard !isWhole else { return nil }
    let picked = words.isEmpty ? nil : Set(try TrialSelection(words: words).places(in: plan))
    let order = plan.recordingOrder.filter { picked?.contains($0) ?? true }
    return Set(limit.map { Array(order.prefix($0)) } ?? order)
  }
}

// MARK: - Of several sweeps at once

extension TrialSelection {
  /// The sweeps that have picked trials, with the places of these; `nil` stands for all.
  ///
  /// Throws where a word names nothing in any of them, and where nothing is picked at all.
  ///
  /// - Parameter byMethod: Whether methods are picked, and not merely shown.
  package func places(
    in sweeps: [OpenSweep], byMethod: Bool = true
  ) throws -> [(sweep: OpenSweep, places: [Int]?)] {
    zip(sweeps, try places(in: sweeps.map(\.plan), byMethod: byMethod))
      .map { (sweep: $0.0, places: $0.1) }
      .filter { $0.places?.isEmpty != true }
  }

  private func places(in plans: [Plan], byMethod: Bool) throws -> [[Int]?] {
    guard !isEmpty else { return plans.map { _ in nil } }
    let axes = plans.map(\.axes)
    try Self.check("model", models, Self.names(axes.flatMap(\.models)))
    try Self.check("method", methods, Self.names(axes.flatMap(\.methods)))
    try Self.check("task", tasks, Self.names(axes.flatMap(\.tasks)))
    var picking = self
    if !byMethod { picking.methods = [] }
    let places = plans.map { plan in
      (0..<plan.count).filter { picking.contains(plan[$0].id) }
    }
    guard places.contains(where: { !$0.isEmpty }) else {
      throw WorkbenchError(
        .nothing,
        "No trial is picked by all of these words at once. Take one away: a method that a model "
          + "cannot be used with has no trials, and a task may be in another sweep than a model.")
    }
    return places
  }

  /// Each name once, in the order of the sweeps.
  private static func names(_ entries: [ScoreAxes.Entry]) -> [String] {
    var names: [String] = []
    for name in entries.map(\.name) where !names.contains(name) { names.append(name) }
    return names
  }
}

// MARK: - In words

extension TrialSelection {
  private static let kinds = ["model", "method", "task", "question"]

  /// Whether a word is one of a selection: `model=`, `method=`, `task=` or `question=` with a name.
  package static func isWord(_ word: String) -> Bool { parts(of: word) != nil }

  /// Reads words such as `method=all-code`; any other word is left out.
  package init(words: [String]) {
    let parts = words.compactMap(Self.parts)
    func names(_ kind: String) -> [String] { parts.filter { $0.kind == kind }.map(\.name) }
    self.init(
      models: names("model"), methods: names("method"), tasks: names("task"),
      questions: names("question"))
  }

  private static func parts(of word: String) -> (kind: String, name: String)? {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, kinds.contains(parts[0]) else { return nil }
    return (parts[0], parts[1])
  }
}
