import Basics
import ModelAPI

/// A text of a declared method, with places for the question, for prompts and for what was said.
///
/// `{{question}}` is the question. `{{all-code.txt}}` is a prompt, as it stands in its file: of the sweep's
/// folder of prompts, or else beside the method's file. Which other names there are depends on the place.
public struct MethodTemplate: Sendable {
  /// What a template is for.
  public enum Place: String, Hashable, Sendable {
    /// A message of the method's own, or its system message.
    case message
    /// What a model is told after one of its turns.
    case followUp
    /// What a model is asked about an answer.
    case check
    /// The description of a tool.
    case tool
    /// What is said of a run of code.
    case feedback

    /// The names that may be used, beside those of prompts.
    var names: [String] {
      switch self {
      case .message: ["question", "answers"]
      case .followUp: ["question", "text", "output", "turn"]
      case .check: ["question", "text", "output"]
      case .tool: []
      case .feedback: ["stdout", "stderr", "status", "signal", "limit"]
      }
    }

    /// The names that may be used for each of several things, by the section they stand in.
    var members: [String: [String]] { self == .message ? ["answers": AgentAnswer.names] : [:] }
  }

  /// What is wrong with a template.
  public struct Fault: Error, Hashable, Sendable {
    /// The line of the text, from 1.
    public var line: Int
    /// The column in bytes, from 1.
    public var column: Int
    /// What is wrong, and what to write instead.
    public var message: String
  }

  /// The text as it was written, without white space at its end.
  public let text: String
  /// The prompts that it uses, each once, in order.
  public let prompts: [PromptName]
  private let template: TextTemplate
  /// What people wrote, escaped and hashed once.
  private let authored: [String: PromptText]

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - text: The text; white space at its end is no part of it, as with prompts.
  ///   - place: What it is for.
  ///   - source: Where its words come from, for misses: `prompt debate`.
  public init(_ text: String, for place: Place, from source: String) throws(Fault) {
    self.text = PromptLibrary.withoutTrailingSpace(text)
    do {
      template = try TextTemplate(self.text)
    } catch {
      throw Fault(line: error.place.line, column: error.place.column, message: error.message)
    }
    var prompts: [PromptName] = []
    for use in template.uses {
      if let prompt = PromptName(fileName: use.name), !use.isSection {
        if !prompts.contains(prompt) { prompts.append(prompt) }
      } else {
        try Self.check(use, place)
      }
    }
    if let use = template.literal(of: Set(place.names + place.members.values.joined())) {
      throw Fault(
        line: use.place.line, column: use.place.column,
        message: "{\(use.name)} would be sent as it stands: write {{\(use.name)}}.")
    }
    self.prompts = prompts
    authored = Dictionary(
      template.literals.map { ($0, PromptText(authored: $0, from: source)) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func check(_ use: TextTemplate.Use, _ place: Place) throws(Fault) {
    if use.isSection, place.members[use.name] != nil, use.sections.contains(use.name) {
      throw Fault(
        line: use.place.line, column: use.place.column,
        message: "{{#\(use.name)}} stands in itself, and would repeat all of them for each of them."
      )
    }
    if !use.isSection, place.members[use.name] != nil {
      throw Fault(
        line: use.place.line, column: use.place.column,
        message:
          "{{\(use.name)}} is several: write {{#\(use.name)}} … {{/\(use.name)}} around what is said "
          + "of each.")
    }
    if use.isSection, use.sections.contains(use.name) {
      throw Fault(
        line: use.place.line, column: use.place.column,
        message: "{{#\(use.name)}} stands inside of {{#\(use.name)}}: end the outer one first.")
    }
    let known = place.names + use.sections.flatMap { place.members[$0] ?? [] }
    guard !known.contains(use.name) else { return }
    let elsewhere = place.members.first { $0.value.contains(use.name) }?.key
    let hint =
      elsewhere.map { "It is a part of each answer: {{#\($0)}} … {{\(use.name)}} … {{/\($0)}}." }
      ?? NearMatch.hint(for: use.name, among: known + ["NAME.txt (a prompt)"])
    throw Fault(
      line: use.place.line, column: use.place.column,
      message: "nothing here is called {{\(use.name)}}. \(hint)")
  }

  /// What the template becomes.
  ///
  /// - Parameters:
  ///   - values: What its names stand for; those that are not among them are absent.
  ///   - answers: What is there for each of several answers.
  func parts(
    _ question: PromptText?, _ prompts: PromptLibrary, _ values: [String: String] = [:],
    answers: [AgentAnswer] = []
  ) -> [PromptText] {
    template.pieces { name in
      if name == "answers" { return .list(answers.map(\.values)) }
      if name == "question", let question { return .text(question.text) }
      if let prompt = PromptName(fileName: name) { return .text(prompts[prompt].text) }
      return values[name].map { .text($0) } ?? .absent
    }
    .compactMap { piece in
      switch piece {
      case .literal(let text): authored[text]
      case .value(name: "question", _): question
      case .value(let name, let text):
        PromptName(fileName: name).map { prompts[$0] }
          ?? (text.isEmpty ? nil : PromptText(text, from: Self.source(of: name)))
      }
    }
  }

  private static func source(of name: String) -> String {
    switch name {
    case "text": "answer"
    case "output", "stdout", "stderr": "output"
    default: "layout"
    }
  }
}

extension PromptName {
  /// The prompt of a file's name; `nil` for a name that does not end in `.txt`.
  init?(fileName: String) {
    let ending = ".txt"
    guard fileName.hasSuffix(ending), fileName.utf8.count > ending.utf8.count,
      !fileName.utf8.contains(UInt8(ascii: "/"))
    else { return nil }
    self.init(rawValue: String(fileName.dropLast(ending.count)))
  }
}

extension MethodTemplate: Hashable {
  public static func == (left: MethodTemplate, right: MethodTemplate) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
