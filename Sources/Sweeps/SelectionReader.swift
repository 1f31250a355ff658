import Tasks

extension SweepReader {
  /// Reads `questions`.
  ///
  /// - Parameter tags: The names of tags that the sweep's own tasks have.
  static func selection(
    _ node: SweepNode?, by rules: AskingRules, tags: Set<String> = []
  ) throws(SweepError) -> QuestionSelection {
    let (old, new) = (SweepKeys.questionsOfOld.names, SweepKeys.questionsOfNew.names)
    guard let members = try node?.members(known: old + new) else { return QuestionSelection() }
    if rules.choice == .spread, let node = new.compactMap({ members[$0] }).first {
      throw node.error(
        "a sweep of version 1 knows \(old.joined(separator: " and ")) only. Write \"version: 2\" for "
          + "\(new.joined(separator: ", ")): steerbench upgrade says what that changes.")
    }
    var selection = QuestionSelection(
      perTask: try members["per-task"]?.integer(in: 1...1_000_000),
      rungs: try members["rungs"].map { (node) throws(SweepError) in
        try numbers(node, of: "rung", in: 1...100)
      })
    selection.ids = try members["ids"].map(ids)
    selection.conditions =
      try members["where"].map { (node) throws(SweepError) in
        try conditions(node, tags)
      } ?? []
    selection.seed = try members["seed"].map(seed) ?? 0
    return selection
  }

  /// Reads a seed.
  static func seed(_ node: SweepNode) throws(SweepError) -> Int {
    try node.integer(in: 0...1_000_000_000)
  }

  /// The words of a tag.
  private static func words(_ node: SweepNode) throws(SweepError) -> [String] {
    var words: [String] = []
    for node in node.scalar == nil ? try node.elements() : [node] {
      let word = try node.text()
      guard word.utf8.count <= 200 else {
        throw node.error("a word of a tag has at most 200 bytes.")
      }
      words.append(word)
    }
    guard !words.isEmpty else {
      throw node.error("\(node.title) names no word. Name one at least, such as [cone].")
    }
    return words
  }

  private static func numbers(
    _ node: SweepNode, of kind: String, in range: ClosedRange<Int>
  ) throws(SweepError) -> [Int] {
    var numbers: [Int] = []
    for element in try node.elements() { numbers.append(try element.integer(in: range)) }
    guard !numbers.isEmpty else {
      throw node.error(
        "\(node.title) names no \(kind). Name one at least, such as [1, 2].")
    }
    return numbers
  }

  private static func ids(_ node: SweepNode) throws(SweepError) -> [String] {
    var ids: [String] = []
    var seen: Set<String> = []
    for element in try node.elements() {
      let id = try element.text()
      guard QuestionID.isValid(id) else {
        throw element.error("\"\(id)\" cannot be the id of a question, such as game24-1-01.")
      }
      guard seen.insert(id).inserted else {
        throw element.error("the question \"\(id)\" stands twice. Leave one out.")
      }
      ids.append(id)
    }
    guard !ids.isEmpty else {
      throw node.error("\(node.title) names no question. Name one at least.")
    }
    return ids
  }

  /// Reads `where`: parameters with a value or a list of values, tags with a word or a list of words.
  private static func conditions(
    _ node: SweepNode, _ tags: Set<String>
  ) throws(SweepError) -> [QuestionSelection.Condition] {
    var conditions: [QuestionSelection.Condition] = []
    let range = -1_000_000_000...1_000_000_000
    for entry in try node.entries() {
      guard isName(entry.key) else {
        throw entry.place.error("a parameter's name may have \(namePattern) only.")
      }
      if tags.contains(entry.key) {
        conditions.append(.init(entry.key, among: try words(entry.value)))
        continue
      }
      let values =
        entry.value.scalar == nil
        ? try numbers(entry.value, of: "value", in: range) : [try entry.value.integer(in: range)]
      conditions.append(.init(entry.key, in: values))
    }
    guard !conditions.isEmpty else {
      throw node.error(
        "\(node.title) names no parameter. Name one at least, such as {digits: [3, 4]}.")
    }
    return conditions.sorted { $0.parameter.utf8.lexicographicallyPrecedes($1.parameter.utf8) }
  }
}
