import Basics
import Methods

/// Reads the methods that a sweep names: shipped ones, files, and what stands in the sweep itself.
package struct MethodFiles {
  /// What a name of a file ends in.
  private static let ending = ".yaml"
  /// The most model calls of a trial.
  private static let callLimit = 1_000
  /// The most files of a sweep.
  private static let fileLimit = 100

  private let registry: MethodRegistry
  private let read: NamedFiles.Reading
  /// The files that are being read, each asked by the one before it.
  private var open: [String] = []
  /// The files that were read, from the sweep's folder, in order.
  private(set) var paths: [String] = []
  private var number: Int

  init(_ registry: MethodRegistry, reading read: @escaping NamedFiles.Reading) {
    self.registry = registry
    self.read = read
    number = registry.all.map(\.description.number).max() ?? 0
  }

  /// Reads an element of `methods`, or of what a method asks.
  ///
  /// - Parameter folder: The folder, from the sweep's, that files are named from.
  mutating func variant(_ node: SweepNode, in folder: String) throws(SweepError) -> MethodVariant {
    guard node.scalar != nil else { return MethodVariant(try inline(node, in: folder)) }
    let name = try node.text()
    let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasSuffix(Self.ending) else { return try shipped(name, node) }
    let method = try file(String(parts[0]), in: folder, at: node)
    do {
      return try MethodVariant(method, turnsOf: name)
    } catch {
      throw node.error(error.message)
    }
  }

  /// Reads a method that no file names.
  mutating func variant(named name: String) throws(SweepError) -> MethodVariant {
    let root = try SweepDocument.root(of: "[\"\(name)\"]", file: "the command line")
    return try variant(try root.elements()[0], in: "")
  }

  private func shipped(_ name: String, _ node: SweepNode) throws(SweepError) -> MethodVariant {
    do {
      return try MethodVariant(named: name, in: registry)
    } catch {
      guard error.code == .unknownMethod else { throw node.error(error.message) }
      throw node.error(
        "\(error.message) \(NearMatch.hint(for: name, among: registry.names)) A method of your own is a "
          + "file, such as methods/\(name).yaml.")
    }
  }
}

// MARK: - Files

extension MethodFiles {
  private mutating func file(
    _ path: String, in folder: String, at node: SweepNode
  ) throws(SweepError) -> DeclaredMethod {
    let path = Self.path(path, from: folder)
    guard !open.contains(path) else {
      throw node.error(
        "\(path) asks itself" + (open.last == path ? "." : ", by \(open.last ?? path).")
          + " Let it ask other methods.")
    }
    if !paths.contains(path) { paths.append(path) }
    guard paths.count <= Self.fileLimit else {
      throw node.error("the sweep reads more than \(Self.fileLimit) files of methods.")
    }
    open.append(path)
    defer { open.removeLast() }
    let (text, title) = try read(path)
    let root = try SweepDocument.root(of: text, file: title)
    let members = try root.members(known: MethodKeys.root.names)
    guard let version = members["version"] else {
      throw root.error("\"version\" is missing. Write \"version: \(MethodKeys.version)\".")
    }
    let number = try version.integer(in: 1...1_000_000)
    guard number == MethodKeys.version else {
      throw version.error(
        "the method's version is \(number); this steerbench reads version \(MethodKeys.version). A newer "
          + "one reads it.")
    }
    let base = path.split(separator: "/").last.map(String.init) ?? path
    let name = try members["name"]?.text() ?? String(base.dropLast(Self.ending.count))
    let inner = path.contains("/") ? String(path.dropLast(base.count + 1)) : ""
    return try method(members, named: name, in: inner, at: root)
  }

  /// A path from the sweep's folder, of one that is written from another folder.
  private static func path(_ path: String, from folder: String) -> String {
    guard !path.hasPrefix("/"), !folder.isEmpty else { return path }
    var parts = folder.split(separator: "/").map(String.init)
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(String(part))
      }
    }
    return (folder.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// A method that is written where it is used.
  private mutating func inline(
    _ node: SweepNode, in folder: String
  ) throws(SweepError) -> DeclaredMethod {
    guard node.isMapping else {
      throw node.error(
        "a method must be text, such as all-code or methods/mine.yaml, or keys, such as "
          + "{vote: all-text, times: 5}.")
    }
    let members = try node.members(known: MethodKeys.all.names)
    let name = try members["name"]?.text() ?? Self.name(of: members)
    guard let name else {
      throw node.error("\"name\" is missing: what tables and trials call the method.")
    }
    return try method(members, named: name, in: folder, at: node)
  }

  /// The name that `{vote: all-text, times: 5}` needs not say.
  private static func name(of members: [String: SweepNode]) -> String? {
    for (key, word) in [("vote", "vote"), ("best-of", "best-of")] {
      guard let method = members[key]?.scalar, let times = members["times"]?.scalar else {
        continue
      }
      let base = method.split(separator: "/").last.map(String.init) ?? method
      let name = base.hasSuffix(ending) ? String(base.dropLast(ending.count)) : base
      return "\(name.replacing("@", with: "-"))-\(word)-\(times)"
    }
    return nil
  }
}

// MARK: - A method's keys

extension MethodFiles {
  private mutating func method(
    _ members: [String: SweepNode], named name: String, in folder: String, at node: SweepNode
  ) throws(SweepError) -> DeclaredMethod {
    guard SweepReader.isName(name) else {
      throw (members["name"] ?? node).error(
        "the name of a method has \(SweepReader.namePattern) only, and \"\(name)\" is none. Write "
          + "\"name\" yourself.")
    }
    number += 1
    let source = "prompt \(name)"
    let question = try Self.template("{{question}}", .message, source, node)
    var spec = MethodSpec(
      name: name, title: try members["title"]?.text(),
      shortTitle: try members["short-title"]?.text(),
      summary: try members["summary"]?.text() ?? "",
      number: registry.method(named: name)?.description.number ?? number, user: question)
    spec.folder = folder
    if let ask = members["ask"] { spec.ask = try asked(ask, times: 1, in: folder) }
    if let choice = try choice(members, source, in: folder, at: node) {
      spec.choice = choice
      if let key = MethodKeys.own.first(where: { members[$0] != nil }), let other = members[key] {
        throw other.error(
          "\"\(key)\" belongs to a method that asks the model itself; here others answer. Write it into "
            + "one that is asked.")
      }
    }
    func text(_ key: String, _ place: MethodTemplate.Place) throws(SweepError) -> MethodTemplate? {
      try members[key].map { (node) throws(SweepError) in try Self.template(node, place, source) }
    }
    spec.system = try text("system", .message)
    spec.user = try text("user", .message) ?? question
    spec.feedback = try text("feedback", .feedback)
    spec.runsCode = try members["run"].map(Self.run) ?? true
    spec.turns = try members["turns"].map { (node) throws(SweepError) in
      try Self.turns(node, source)
    }
    spec.tool = try members["tool"].map { (node) throws(SweepError) in try Self.tool(node, source) }
    spec.reading = try members["reading"].map(Self.reading)
    if spec.tool != nil, let other = members["turns"] ?? members["run"] {
      throw other.error(
        "a method with a tool has rounds, and runs what the tool is called with: leave out \"turns\" and "
          + "\"run\".")
    }
    let method = DeclaredMethod(spec)
    guard method.description.calls <= Self.callLimit else {
      throw node.error(
        "a trial of \(name) takes \(method.description.calls) model calls; \(Self.callLimit) are the "
          + "most. Ask fewer methods, or less often.")
    }
    return method
  }

  /// The methods of a name or a list of names, so many times.
  private mutating func asked(
    _ node: SweepNode, times: Int, in folder: String
  ) throws(SweepError) -> [MethodSpec.Asked] {
    var variants: [MethodVariant] = []
    for element in try node.isList ? node.elements() : [node] {
      variants.append(try variant(element, in: folder))
    }
    guard !variants.isEmpty, variants.count * times <= MethodKeys.askedLimit else {
      throw node.error("\(node.title) names 1 to \(MethodKeys.askedLimit) methods, times counted.")
    }
    guard variants.count > 1 else { return [.init(variants[0], times: times)] }
    return (0..<times).flatMap { _ in variants.map { MethodSpec.Asked($0) } }
  }

  private mutating func choice(
    _ members: [String: SweepNode], _ source: String, in folder: String, at node: SweepNode
  ) throws(SweepError) -> MethodSpec.Choice? {
    let times = try members["times"]?.integer(in: 1...MethodKeys.askedLimit) ?? 1
    switch (members["vote"], members["best-of"]) {
    case (nil, nil):
      if let other = members["times"] ?? members["check"] {
        throw other.error(
          "this belongs to \"vote\" or \"best-of\", such as {vote: all-text, times: 5}.")
      }
      return nil
    case (_?, let best?): throw best.error("a method votes or takes the best: leave one out.")
    case (let vote?, nil):
      if let check = members["check"] {
        throw check.error("who votes checks nothing: \"check\" belongs to \"best-of\".")
      }
      let voters = try asked(vote, times: times, in: folder)
      guard voters.count > 1 || times > 1 else {
        throw vote.error("one vote decides nothing: write \"times\", or a list of methods.")
      }
      return .vote(voters)
    case (nil, let best?):
      guard let check = members["check"] else {
        throw best.error(
          "\"check\" is missing: \"ran\", or what the model is asked about an answer, such as "
            + "{user: \"…{{text}}\", accept: \"RIGHT\"}.")
      }
      return .best(try asked(best, times: times, in: folder), try Self.check(check, source))
    }
  }

  private static func check(
    _ node: SweepNode, _ source: String
  ) throws(SweepError) -> MethodSpec.Check {
    if node.scalar != nil {
      let word = try node.text()
      guard word == "ran" else {
        throw node.error(
          "unknown check \"\(word)\". Write ran, or {user: \"…{{text}}\", accept: \"RIGHT\"}.")
      }
      return .ran
    }
    let members = try node.members(known: MethodKeys.check.names)
    guard let user = members["user"], let accept = members["accept"] else {
      throw node.error("\(node.title) needs \"user\" and \"accept\".")
    }
    return .accepted(try template(user, .check, source), word: try word(accept))
  }

  private static func run(_ node: SweepNode) throws(SweepError) -> Bool {
    let word = try node.text()
    let known = MethodKeys.runs
    guard known.contains(word) else {
      throw node.error("unknown run \"\(word)\". \(NearMatch.hint(for: word, among: known))")
    }
    return word == "first-block"
  }

  private static func reading(_ node: SweepNode) throws(SweepError) -> MethodAnswer.Reading {
    let word = try node.text()
    switch word {
    case "output-first": return .outputFirst
    case "prose-first": return .proseFirst
    default:
      let known = MethodKeys.readings
      throw node.error("unknown reading \"\(word)\". \(NearMatch.hint(for: word, among: known))")
    }
  }

  private static func turns(
    _ node: SweepNode, _ source: String
  ) throws(SweepError) -> MethodSpec.Turns {
    let members = try node.members(known: MethodKeys.turns.names)
    guard let afterCode = members["after-code"], let afterText = members["after-text"] else {
      throw node.error(
        "\(node.title) needs \"after-code\" and \"after-text\": what the model is told after a turn."
      )
    }
    return MethodSpec.Turns(
      most: try members["most"]?.integer(in: 1...32) ?? 1,
      afterCode: try template(afterCode, .followUp, source),
      afterText: try template(afterText, .followUp, source),
      stopWord: try members["stop-word"].map(word))
  }

  private static func tool(
    _ node: SweepNode, _ source: String
  ) throws(SweepError) -> MethodSpec.Tool {
    let members = try node.members(known: MethodKeys.tool.names)
    guard let description = members["description"] else {
      throw node.error(
        "\(node.title) needs \"description\", such as {file: python-tool.txt}: what the model is told of it."
      )
    }
    return MethodSpec.Tool(
      description: try template(description, .tool, source),
      rounds: try members["rounds"]?.integer(in: 1...32))
  }

  private static func word(_ node: SweepNode) throws(SweepError) -> String {
    let word = try node.text()
    guard word.utf8.count <= 100, !word.utf8.contains(0x0a) else {
      throw node.error("\(node.title) is a word of at most 100 bytes in one line.")
    }
    return word
  }

  /// Reads a template, or `{file: NAME.txt}` for a text that is a prompt's.
  private static func template(
    _ node: SweepNode, _ place: MethodTemplate.Place, _ source: String
  ) throws(SweepError) -> MethodTemplate {
    guard node.scalar == nil else { return try template(try node.text(), place, source, node) }
    let members = try node.members(known: ["file"])
    guard let file = try members["file"]?.text(), file.hasSuffix(".txt"), !file.contains("/"),
      !file.contains("{")
    else {
      throw node.error(
        "\(node.title) is a text, or {file: NAME.txt}: a prompt of the sweep's folder of prompts, or one "
          + "beside the method's file.")
    }
    return try template("{{\(file)}}", place, source, node)
  }

  private static func template(
    _ text: String, _ place: MethodTemplate.Place, _ source: String, _ node: SweepNode
  ) throws(SweepError) -> MethodTemplate {
    do throws(MethodTemplate.Fault) {
      return try MethodTemplate(text, for: place, from: source)
    } catch {
      throw node.error(
        "\(node.title), line \(error.line), column \(error.column) of the text: \(error.message)")
    }
  }
}
