/// The methods that names are looked up in.
public struct MethodRegistry: Sendable {
  /// All methods, in the order of tables.
  public let all: [any SteeringMethod]

  /// Creates a registry of methods with different names.
  public init(_ methods: [any SteeringMethod]) {
    all = methods
  }

  /// The methods of this program, in the paper's order.
  ///
  /// A method is its file and its line here; nothing else lists methods.
  public static let shipped = MethodRegistry([
    OnlyQuestion(),
    AllText(),
    AllCode(),
    AllCodeCoT(),
    AutoGenConca(),
    AutoGenSystem(),
    CodeInterpreter(),
    CodeInterpreterPlus(),
    CodeTextSummary(),
    SelfEstimate(),
  ])

  /// The names of all methods, in their order.
  public var names: [String] { all.map(\.description.name) }

  /// The prompts that any of the methods uses, each once, in the order of the methods.
  public var prompts: [PromptName] {
    var prompts: [PromptName] = []
    for name in all.flatMap(\.description.prompts) where !prompts.contains(name) {
      prompts.append(name)
    }
    return prompts
  }

  /// The method of a name.
  public func method(named name: String) -> (any SteeringMethod)? {
    all.first { $0.description.name == name }
  }
}

/// A method, its number of turns and its prompts: what a sweep lists and a table has a row for.
public struct MethodVariant: Sendable {
  /// The numbers of turns that the paper measures.
  public static let allowedTurns = [1, 2, 4]

  /// The method.
  public let method: any SteeringMethod
  /// The most turns.
  public let turns: Int
  /// The name of the prompt variant that it is asked with; `nil` for the base.
  public let prompting: String?

  /// Creates a variant.
  public init(_ method: any SteeringMethod, turns: Int = 1, prompting: String? = nil) {
    self.method = method
    self.turns = turns
    self.prompting = prompting
  }

  /// The same method and turns with the prompts of a variant.
  public func prompted(by prompting: String) -> MethodVariant {
    MethodVariant(method, turns: turns, prompting: prompting)
  }

  /// Reads `all-code` or `all-code@2`.
  public init(
    named text: String, in registry: MethodRegistry = .shipped
  ) throws(MethodError) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let method = registry.method(named: name) else {
      throw MethodError(.unknownMethod, "No method is named \"\(name)\".")
    }
    try self.init(method, turnsOf: text)
  }

  /// Gives a method the turns that a name such as `all-code@2` or `methods/mine.yaml@2` ends in.
  public init(_ method: any SteeringMethod, turnsOf text: String) throws(MethodError) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      self.init(method)
      return
    }
    // By its spelling: another spelling of a number would be another name for the same method.
    guard let turns = Self.allowedTurns.first(where: { String($0) == parts[1] }) else {
      throw MethodError(
        .badTurns, "\"\(text)\": the number of turns after @ must be 1, 2 or 4.")
    }
    guard turns == 1 || method.description.allowsTurns else {
      throw MethodError(
        .badTurns,
        "\"\(text)\": \(method.description.title) has one turn; methods 1 to 6 allow several, and files "
          + "that have \"turns\".")
    }
    self.init(method, turns: turns)
  }

  /// The prompts that its trials may use.
  public var prompts: [PromptName] {
    let about = method.description
    return turns > 1 ? about.prompts : about.prompts.filter { !about.laterPrompts.contains($0) }
  }

  /// The name, such as `all-code`, `all-code@2` or `all-code@2+terse`.
  public var name: String { method.description.name + suffix }

  /// The title, such as `All Code` or `All Code, 2 turns, terse`.
  public var title: String {
    method.description.title + (turns == 1 ? "" : ", \(turns) turns")
      + (prompting.map { ", \($0)" } ?? "")
  }

  /// The title in narrow tables, such as `AllCode` or `AllCode@2+terse`.
  public var shortTitle: String { method.description.shortTitle + suffix }

  private var suffix: String {
    (turns == 1 ? "" : "@\(turns)") + (prompting.map { "+\($0)" } ?? "")
  }
}

/// Why a method cannot be used.
public struct MethodError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable {
    /// No method has this name.
    case unknownMethod
    /// The method does not go on for several turns, or not for so many.
    case badTurns
    /// A prompt file is missing, empty or not text.
    case missingPrompt
  }

  /// The kind of fault.
  public let code: Code
  /// What happened, where, and what to do.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension MethodError {
  /// What to do next, in one sentence; `nil` where the message says it.
  public var nextStep: String? {
    switch code {
    case .unknownMethod: "See the methods: steerbench methods list."
    case .badTurns: "Write the method's name alone for one turn."
    case .missingPrompt: nil
    }
  }
}

extension MethodError: CustomStringConvertible {
  /// The message and the next step.
  public var description: String { nextStep.map { "\(message) \($0)" } ?? message }
}
