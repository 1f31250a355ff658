public import ModelAPI
import PythonLiterals

/// A prompt of a trial: the name of its file without `.txt`.
///
/// Each name stands beside what uses it: a prompt of one method in the method's file.
public struct PromptName: RawRepresentable, Hashable, Sendable {
  /// The name.
  public let rawValue: String

  /// Names a prompt.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The name of the prompt's file in a folder of prompts.
  public var fileName: String { "\(rawValue).txt" }
}

extension PromptName {
  /// No method's: what a model is told that reads the answer out of what a trial said.
  public static let extraction = PromptName(rawValue: "extraction")
}

/// The prompts of some methods, read from a folder, and what prompt variants put in their places.
public struct PromptLibrary: Hashable, Sendable {
  private var prompts: [PromptName: PromptText]
  /// The whole prompts of each variant, by its name.
  private var variants: [String: [PromptName: PromptText]] = [:]

  /// Creates a library of some texts.
  ///
  /// White space at the end of a text is no part of the prompt: editors add it. A text that is nothing
  /// else is no prompt.
  ///
  /// - Parameter needed: The prompts that must be among them: those that the methods at hand use.
  /// - Throws: ``MethodError`` that names the first needed file that is missing or empty.
  public init(
    _ texts: [PromptName: String], needing needed: [PromptName] = []
  ) throws(MethodError) {
    prompts = [:]
    for (name, text) in texts {
      let text = Self.withoutTrailingSpace(text)
      if !text.isEmpty {
        prompts[name] = PromptText(authored: text, from: "prompt \(name.rawValue)")
      }
    }
    if let missing = needed.first(where: { prompts[$0] == nil }) {
      throw MethodError(
        .missingPrompt,
        "The prompt \(missing.fileName) is missing or empty. Copy the one of Tasks/prompts there, or "
          + "write your own.")
    }
  }

  /// The same library with a variant of some of its prompts.
  ///
  /// - Parameters:
  ///   - texts: What the variant says in place of the library's own prompts; the others stay.
  ///   - name: The variant's name; one of the same name is replaced.
  /// - Throws: ``MethodError`` that names the first text that is empty.
  public func overlaid(
    by texts: [PromptName: String], named name: String
  ) throws(MethodError) -> PromptLibrary {
    var variant = prompts
    let names = texts.keys.sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
    for prompt in names {
      let text = Self.withoutTrailingSpace(texts[prompt, default: ""])
      guard !text.isEmpty else {
        throw MethodError(
          .missingPrompt,
          "The prompt \(prompt.fileName) of the variant \(name) is empty. Write what it is to say, or "
            + "remove the file: then the base's stands.")
      }
      variant[prompt] = PromptText(authored: text, from: "prompt \(name)/\(prompt.rawValue)")
    }
    var library = self
    library.variants[name] = variant
    return library
  }

  /// The library as a trial of a prompt variant sees it; of no variant, itself.
  ///
  /// The variant must be one that the library was given.
  public func variant(named name: String?) -> PromptLibrary {
    guard let name else { return self }
    guard let prompts = variants[name] else {
      preconditionFailure("the prompt variant \(name) is used and was not read")
    }
    var library = self
    library.prompts = prompts
    return library
  }

  /// The names of the prompts, sorted.
  public var names: [PromptName] {
    prompts.keys.sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
  }

  /// A prompt that need not be there; `nil` if it is not.
  public func text(of name: PromptName) -> PromptText? { prompts[name] }

  /// A prompt that a method uses.
  ///
  /// It must be one that the library was made to hold: a method that asks for a prompt which its
  /// description does not name is wrong, and stops here before it could send an empty one.
  public subscript(name: PromptName) -> PromptText {
    guard let prompt = prompts[name] else {
      preconditionFailure("the prompt \(name.rawValue) is used and not declared")
    }
    return prompt
  }

  static func withoutTrailingSpace(_ text: String) -> String {
    var scalars = Substring(text).unicodeScalars
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}

/// Reads the prompts of the public CodeSteer-v1.0 repository's `prompt.py`.
///
/// The file is read as text: its assignments of string literals and nothing else, never run. Some
/// prompts of this bench are not in it: the paper's wording of All Code and of Self-estimate was published
/// elsewhere or not at all, and the tool's description is this project's own. They, and what the file
/// lacks, come from another set of prompts.
public enum PromptImport {
  /// The largest file that is read, in bytes.
  public static let byteLimit = PythonAssignments.byteLimit

  /// The variables of the file and the prompts that they are (paper digest, section 2).
  public static let variables: [(variable: String, prompt: PromptName)] = [
    ("text_output_prompt", .allText),
    ("with_COT_code_output_prompt", .allCodeCoT),
    ("AutoGen_prompt", .autoGen),
    ("combined_agent_prompt", .summary),
    ("multi_turn_planning_prompt_with_code", .turnWithCode),
    ("multi_turn_planning_prompt_without_code", .turnWithoutCode),
  ]

  /// The prompts of the bench that no such file holds, in the order in which they are reported.
  private static let others: [PromptName] = [.allCode, .selfEstimate, .pythonTool, .extraction]

  /// Takes the prompts out of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - rest: The prompts that the file does not hold.
  /// - Throws: `MethodError` if the file holds none of the prompts.
  public static func prompts(
    in bytes: [UInt8], fillingFrom rest: PromptLibrary
  ) throws(MethodError) -> ImportedPrompts {
    let assignments: PythonAssignments
    do throws(PythonLiteralError) {
      assignments = try PythonAssignments(of: bytes)
    } catch {
      throw MethodError(.missingPrompt, "The file cannot be read: \(error). Check --from.")
    }
    var imported = ImportedPrompts()
    for name in rest.names { imported.texts[name] = rest.text(of: name)?.text }
    for (variable, name) in variables {
      guard let assignment = assignments[variable] else {
        imported.missing.append(.init(variable, name, reason: "the file does not assign it"))
        continue
      }
      do throws(PythonLiteralError) {
        imported.texts[name] = try text(of: assignment)
        imported.taken.append(.init(variable, name))
      } catch {
        imported.missing.append(.init(variable, name, reason: error.description))
      }
    }
    guard !imported.taken.isEmpty else {
      let known = variables.map(\.variable).joined(separator: ", ")
      throw MethodError(
        .missingPrompt,
        "The file assigns none of the prompts that are known: \(known). Check --from.")
    }
    imported.own = (others + rest.names.filter { !others.contains($0) }).filter { name in
      imported.texts[name] != nil && !variables.contains { $0.prompt == name }
    }
    imported.unknown = assignments.all.map(\.name).filter { name in
      !variables.contains { $0.variable == name }
    }
    return imported
  }

  private static func text(
    of assignment: PythonAssignments.Assignment
  ) throws(PythonLiteralError) -> String {
    guard let text = try assignment.value.get().string else {
      throw PythonLiteralError(.notALiteral, line: assignment.line, "the value is no string")
    }
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw PythonLiteralError(.notALiteral, line: assignment.line, "the text is empty")
    }
    return text
  }
}

/// The prompts of an imported folder, and where each is from.
public struct ImportedPrompts: Hashable, Sendable {
  /// A variable of the file and the prompt that it is.
  public struct Source: Hashable, Sendable {
    /// The variable.
    public var variable: String
    /// The prompt.
    public var prompt: PromptName
    /// Why the file does not give it; `nil` if it does.
    public var reason: String?

    /// Creates a source.
    public init(_ variable: String, _ prompt: PromptName, reason: String? = nil) {
      self.variable = variable
      self.prompt = prompt
      self.reason = reason
    }
  }

  /// The text of every prompt.
  public var texts: [PromptName: String] = [:]
  /// The prompts of the file.
  public var taken: [Source] = []
  /// The prompts that the file should hold and does not; theirs are the other set's.
  public var missing: [Source] = []
  /// The prompts that no such file holds; theirs are the other set's.
  public var own: [PromptName] = []
  /// The names that the file assigns and nothing here uses.
  public var unknown: [String] = []
}
