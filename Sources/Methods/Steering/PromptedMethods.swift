import ModelAPI
import RecordReplay

// The methods that differ in what stands before the question, and in nothing else.

extension PromptName {
  /// Method 2: reason in text.
  public static let allText = PromptName(rawValue: "all-text")
  /// Methods 3 and 8: answer with code.
  public static let allCode = PromptName(rawValue: "all-code")
  /// Method 4: plan first, then answer with code.
  public static let allCodeCoT = PromptName(rawValue: "all-code-cot")
  /// Methods 5 and 6: the general instructions of an agent that can have code run.
  public static let autoGen = PromptName(rawValue: "autogen")
  /// Method 10: estimate both ways, then choose.
  public static let selfEstimate = PromptName(rawValue: "self-estimate")
}

/// Method 1: the question and nothing else.
struct OnlyQuestion: SteeringMethod {
  let description = MethodDescription(
    name: "only-question", title: "Only Question", shortTitle: "OnlyQ", number: 1,
    summary: "The question alone; code in the reply is run.",
    laterPrompts: TurnLoop.prompts, allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(.asking([question.text]), on: deck)
  }
}

/// Method 2: the model is told to reason in text.
struct AllText: SteeringMethod {
  let description = MethodDescription(
    name: "all-text", title: "All Text", shortTitle: "AllText", number: 2,
    summary: "A prompt asks for step by step reasoning in text, without code.",
    prompts: [.allText], laterPrompts: TurnLoop.prompts, allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.allText], .blankLine, question.text])
  }
}

/// Method 3: the model is told to answer with code.
struct AllCode: SteeringMethod {
  let description = MethodDescription(
    name: "all-code", title: "All Code", shortTitle: "AllCode", number: 3,
    summary: "A prompt asks for an answer by code alone.",
    prompts: [.allCode], laterPrompts: TurnLoop.prompts, allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.allCode], .blankLine, question.text])
  }
}

/// Method 4: the model is told to plan, then to answer with code.
struct AllCodeCoT: SteeringMethod {
  let description = MethodDescription(
    name: "all-code-cot", title: "All Code + CoT", shortTitle: "Code+CoT", number: 4,
    summary: "A prompt asks for a plan in text, then for code.",
    prompts: [.allCodeCoT], laterPrompts: TurnLoop.prompts, allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.allCodeCoT], .blankLine, question.text])
  }
}

/// Method 5: an agent's general instructions stand before the question.
struct AutoGenConca: SteeringMethod {
  let description = MethodDescription(
    name: "autogen-conca", title: "AutoGen Conca.", shortTitle: "AG-Conca", number: 5,
    summary: "General instructions of a code-running agent, joined with the question.",
    prompts: [.autoGen], laterPrompts: TurnLoop.prompts, allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.autoGen], .blankLine, question.text])
  }
}

/// Method 6: an agent's general instructions are the system message.
struct AutoGenSystem: SteeringMethod {
  let description = MethodDescription(
    name: "autogen-system", title: "AutoGen System", shortTitle: "AG-System", number: 6,
    summary: "General instructions of a code-running agent as the system message.",
    prompts: [.autoGen], laterPrompts: TurnLoop.prompts, allowsTurns: true,
    needsSystemMessage: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    let opening = Conversation.asking([question.text], system: options.prompts[.autoGen])
    return try await TurnLoop(options).run(opening, on: deck)
  }
}

/// Method 10: the model scores both ways, chooses one and solves, in one call.
///
/// The scores are the model's own business: nothing here reads them to decide.
struct SelfEstimate: SteeringMethod {
  let description = MethodDescription(
    name: "self-estimate", title: "Self-estimate Score", shortTitle: "Self-est.", number: 10,
    summary: "The model scores code and text for the question, chooses, and solves.",
    prompts: [.selfEstimate])

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    let opening = Conversation.asking(
      [options.prompts[.selfEstimate], .blankLine, question.text])
    return try await TurnLoop(options, turns: 1).run(opening, on: deck)
  }
}
