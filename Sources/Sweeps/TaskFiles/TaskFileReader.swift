import Basics
package import Tasks

/// Reads the file of a declared task.
package enum TaskFileReader {
  /// Reads a task from the text of its file.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The file's name, for errors.
  ///   - folder: The task's folder as whoever names it writes it: the last part is the task's name where the
  ///     file gives none.
  /// - Throws: ``SweepError`` with file and line.
  package static func declaration(
    from yaml: String, file: String, folder: String
  ) throws(SweepError) -> TaskDeclaration {
    let root = try SweepDocument.root(of: yaml, file: file)
    let members = try root.members(of: TaskKeys.root)
    guard let version = members["version"], let data = members["data"],
      let prompt = members["prompt"], let grade = members["grade"]
    else { preconditionFailure("a key that must be there was not asked for") }
    _ = try version.integer(in: 1...TaskKeys.formatVersion)
    let usual = folder.split(separator: "/").last.map(String.init) ?? ""
    let name = try members["name"]?.text() ?? usual
    guard SweepReader.isName(name) else {
      throw (members["name"] ?? root).error(
        "the task's name, \"\(name)\", may have \(SweepReader.namePattern) only. Give it one: name: tank."
      )
    }
    var declaration = TaskDeclaration(
      file: file, folder: folder, name: name, columns: try columns(data),
      prompt: try source(prompt), grading: GradingRule(try GradeReader.kind(grade)))
    declaration.title = try members["title"]?.text() ?? name
    declaration.shortTitle = try members["short-title"]?.text() ?? declaration.title
    declaration.summary = try members["summary"]?.text() ?? ""
    declaration.shots = try members["few-shot"].map(shots)
    declaration.grading.find = try members["find"].map(find)
    if let check = try members["check"]?.members(of: TaskKeys.check) {
      declaration.examples.right = try check["right"].map(texts) ?? []
      declaration.examples.wrong = try check["wrong"].map(texts) ?? []
    }
    declaration.allowsDuplicates = try members["duplicates"]?.bool() ?? false
    if let names = try members["result-names"].map(texts) {
      declaration.resultNames = names.map(\.text)
    }
    return declaration
  }

  private static func columns(_ node: SweepNode) throws(SweepError) -> TaskDeclaration.Columns {
    guard node.scalar == nil else { return .init(file: try fileName(node)) }
    let members = try node.members(of: TaskKeys.data)
    guard let file = members["file"] else { preconditionFailure("\"file\" must be there") }
    var columns = TaskDeclaration.Columns(file: try fileName(file))
    columns.id = try members["id"].map(written)
    columns.truths = try members["truth"].map(oneOrMore) ?? []
    columns.truthSeparator = try members["any-of"]?.text()
    columns.options = try members["options"].map(oneOrMore) ?? []
    columns.shuffleSeed = try members["shuffle"].map(SweepReader.seed)
    columns.tags = try members["tags"].map(texts) ?? []
    columns.counts = try members["counts"].map(texts) ?? []
    columns.rung = try members["rung"].map(written)
    try members["image"].map { (node) throws(SweepError) in try image(node, &columns) }
    return columns
  }

  private static func image(
    _ node: SweepNode, _ columns: inout TaskDeclaration.Columns
  ) throws(SweepError) {
    guard node.scalar == nil else {
      columns.image = try written(node)
      return
    }
    let members = try node.members(of: TaskKeys.image)
    columns.image = try members["column"].map(written)
    columns.imageDetail = try members["detail"].map { (node) throws(SweepError) in
      try GradeReader.word(node, ImageFile.Detail.self)
    }
  }

  private static func shots(_ node: SweepNode) throws(SweepError) -> TaskDeclaration.Shots {
    let members = try node.members(of: TaskKeys.shots)
    guard let count = members["count"], let template = members["template"] else {
      preconditionFailure("\"count\" and \"template\" must be there")
    }
    return TaskDeclaration.Shots(
      file: try members["file"].map(fileName), count: try count.integer(in: 1...100),
      template: try source(template), seed: try members["seed"].map(SweepReader.seed))
  }

  private static func find(_ node: SweepNode) throws(SweepError) -> [FindPlace] {
    var places: [FindPlace] = []
    for element in try node.elements() {
      let place = try GradeReader.word(element, FindPlace.self)
      if !places.contains(place) { places.append(place) }
    }
    guard !places.isEmpty else {
      throw node.error("\(node.title) names no place. Name one at least, such as [marker].")
    }
    return places
  }

  // MARK: - Values

  /// A template: text, or a file with it.
  static func source(_ node: SweepNode) throws(SweepError) -> TaskDeclaration.Source {
    guard node.scalar == nil else { return .here(try written(node)) }
    let members = try node.members(known: ["file"])
    guard let file = members["file"] else {
      throw node.error("\(node.title) is text, or names a file with it: {file: prompt.txt}.")
    }
    return .file(try fileName(file))
  }

  static func written(_ node: SweepNode) throws(SweepError) -> TaskDeclaration.Written {
    TaskDeclaration.Written(try node.text(), line: node.firstLine)
  }

  private static func texts(_ node: SweepNode) throws(SweepError) -> [TaskDeclaration.Written] {
    var texts: [TaskDeclaration.Written] = []
    for element in try node.elements() { texts.append(try written(element)) }
    return texts
  }

  static func oneOrMore(_ node: SweepNode) throws(SweepError) -> [TaskDeclaration.Written] {
    node.scalar == nil ? try texts(node) : [try written(node)]
  }

  /// The name of a file in the task's folder: nothing leads out of it.
  static func fileName(_ node: SweepNode) throws(SweepError) -> TaskDeclaration.Written {
    let file = try written(node)
    let parts = file.text.split(separator: "/", omittingEmptySubsequences: false)
    guard file.text.utf8.count <= 200, parts.count <= 8,
      parts.allSatisfy({ SweepReader.isName(String($0)) })
    else {
      throw node.error(
        "\(node.title) is \"\(file.text)\": a task's files lie in its own folder, and have names with "
          + "\(SweepReader.namePattern), such as questions.csv.")
    }
    return file
  }
}

/// Reads `grade`.
enum GradeReader {
  static func kind(_ node: SweepNode) throws(SweepError) -> GradingRule.Kind {
    guard node.scalar == nil else { return try kind(try node.text(), at: node, [:]) }
    let members = try node.members(of: TaskKeys.grade)
    guard let kind = members["kind"] else { preconditionFailure("\"kind\" must be there") }
    return try self.kind(try kind.text(), at: kind, members)
  }

  private static func kind(
    _ word: String, at node: SweepNode, _ members: [String: SweepNode]
  ) throws(SweepError) -> GradingRule.Kind {
    guard TaskKeys.kinds.contains(word) else {
      throw node.error(
        "\"\(word)\" is no kind of grading. \(NearMatch.hint(for: word, among: TaskKeys.kinds))")
    }
    let obeyed = TaskKeys.keys(of: word)
    for (key, member) in members.sorted(by: { $0.key < $1.key })
    where key != "kind" && !obeyed.contains(key) {
      let others = obeyed.isEmpty ? "It has none." : "It has \(obeyed.joined(separator: ", "))."
      throw member.error("\"\(key)\" does nothing for the kind \(word). \(others)")
    }
    switch word {
    case "integer": return .number(try number(members, isWhole: true))
    case "number": return .number(try number(members, isWhole: false))
    case "text": return .text(try form(members))
    case "choice": return .choice
    case "yes-no": return .yesNo
    case "list", "set": return .list(try list(members, at: node, isOrdered: word == "list"))
    case "json": return .json
    case "schema": return .schema(try schema(members["schema"], at: node))
    case "regex":
      return .regex(try members["pattern"].map(pattern), try form(members))
    case "program": return .program(try AskedGradeReader.program(members, at: node))
    case "tests": return .tests(try AskedGradeReader.tests(members, at: node))
    case "judge": return .judge(try AskedGradeReader.judge(members, at: node))
    default:
      let percent = try members["percent"].map { (node) throws(SweepError) in
        try self.word(node, NumberRule.Percent.self)
      }
      return .math(isPercent: percent == .points)
    }
  }

  private static func number(
    _ members: [String: SweepNode], isWhole: Bool
  ) throws(SweepError) -> NumberRule {
    var rule = NumberRule(isWhole: isWhole)
    rule.absolute = try members["absolute"].map(decimal)
    rule.relative = try members["relative"].map(decimal)
    rule.places = try members["round"]?.integer(in: 0...100)
    if let percent = members["percent"] {
      rule.percent = try word(percent, NumberRule.Percent.self)
    }
    if let decimal = members["decimal"] {
      let mark = try decimal.text()
      guard [".", ","].contains(mark) else {
        throw decimal.error("\(decimal.title) is \".\" or \",\", in quotation marks.")
      }
      rule.hasDecimalComma = mark == ","
    }
    if let unit = members["unit"] {
      var units: [NumberRule.Unit] = []
      for entry in try unit.entries() {
        guard !entry.key.isEmpty, entry.key.utf8.count <= 40 else {
          throw entry.place.error("the name of a unit has 1 to 40 bytes.")
        }
        units.append(.init(name: entry.key, factor: try decimal(entry.value)))
      }
      guard !units.isEmpty, units.count <= 100 else {
        throw unit.error("\(unit.title) names 1 to 100 units, such as {l: 1, ml: \"0.001\"}.")
      }
      rule.allow(units)
    }
    return rule
  }

  /// A positive decimal, exactly as it is written.
  static func decimal(_ node: SweepNode) throws(SweepError) -> Rational {
    let text = try node.text()
    guard let value = NumberRule().value(of: text), value > Rational(0), value.size <= 1_000 else {
      throw node.error(
        "\(node.title) must be a number above 0, such as \"0.01\": it is kept exactly as written.")
    }
    return value
  }

  private static func form(_ members: [String: SweepNode]) throws(SweepError) -> TextForm {
    guard let node = members["normalise"] else { return TextForm() }
    var steps: Set<TextForm.Step> = []
    for element in try node.elements() { steps.insert(try word(element, TextForm.Step.self)) }
    return TextForm(steps)
  }

  private static func list(
    _ members: [String: SweepNode], at node: SweepNode, isOrdered: Bool
  ) throws(SweepError) -> ListRule {
    let of = try members["of"]?.text() ?? "text"
    let element: ListRule.Element
    switch of {
    case "text": element = .text(try form(members))
    case "number", "integer":
      if let node = members["normalise"] {
        throw node.error("\"normalise\" does nothing for a list of numbers.")
      }
      element = .number(NumberRule(isWhole: of == "integer"))
    default:
      throw (members["of"] ?? node).error(
        "an element is a text, a number or an integer, and no \"\(of)\".")
    }
    let separator = try members["separator"]?.text() ?? ","
    guard separator.utf8.count <= 20 else {
      throw (members["separator"] ?? node).error("the separator has at most 20 bytes.")
    }
    let partial = try members["partial"].map { (node) throws(SweepError) in
      try word(node, ListRule.Partial.self)
    }
    return ListRule(
      of: element, isOrdered: isOrdered, separator: separator, partial: partial ?? .none)
  }

  private static func schema(
    _ node: SweepNode?, at kind: SweepNode
  ) throws(SweepError) -> JSONSchema {
    guard let node else {
      throw kind.error("\"grade.schema\" is missing: the JSON Schema that an answer keeps.")
    }
    do {
      return try JSONSchema(.object(try node.jsonObject()))
    } catch let fault as JSONSchema.Fault {
      let place = fault.path.isEmpty ? "" : " at \(fault.path)"
      throw node.error("the schema\(place): \(fault.message).")
    } catch let error as SweepError {
      throw error
    } catch {
      throw node.error("the schema cannot be read.")
    }
  }

  private static func pattern(_ node: SweepNode) throws(SweepError) -> LinearRegex {
    let text = try node.text()
    do {
      return try LinearRegex(text)
    } catch {
      throw node.error(
        "the pattern, character \(error.place): \(error.message). It is matched in time proportional to "
          + "the answer, as a whole.")
    }
  }

  /// One of some words.
  static func word<Word: RawRepresentable & CaseIterable>(
    _ node: SweepNode, _ words: Word.Type
  ) throws(SweepError) -> Word where Word.RawValue == String {
    let text = try node.text()
    guard let word = Word(rawValue: text) else {
      let known = words.allCases.map(\.rawValue)
      throw node.error(
        "\(node.title) is no \"\(text)\". \(NearMatch.hint(for: text, among: known))")
    }
    return word
  }
}
