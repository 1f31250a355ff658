import Basics
import CodeExecution
import ModelAPI
import RecordReplay

extension PromptName {
  /// Methods 7 and 8: the description of the tool.
  public static let pythonTool = PromptName(rawValue: "python-tool")
  /// The same for models that cannot call tools: how they ask for a run of code in words.
  public static let promptedTool = PromptName(rawValue: "prompted-tool")
}

/// Method 7: the question alone, to a model that has a Python tool.
struct CodeInterpreter: SteeringMethod {
  let description = MethodDescription(
    name: "code-interpreter", title: "Code Interpreter", shortTitle: "CI", number: 7,
    summary: "The question alone, with a Python tool at hand.",
    prompts: [.pythonTool], needsTools: true)

  var prompted: (any SteeringMethod)? {
    PromptedTools(of: description) { question, _ in .asking([question.text]) }
  }

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await ToolLoop(options).run(.asking([question.text]), on: deck)
  }
}

/// Method 8: All Code's prompt, to a model that has a Python tool.
struct CodeInterpreterPlus: SteeringMethod {
  let description = MethodDescription(
    name: "code-interpreter-plus", title: "Code Interpreter+", shortTitle: "CI+", number: 8,
    summary: "All Code's prompt and the question, with a Python tool at hand.",
    prompts: [.allCode, .pythonTool], needsTools: true)

  var prompted: (any SteeringMethod)? { PromptedTools(of: description, AllCode.opening) }

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await ToolLoop(options).run(AllCode.opening(question, options), on: deck)
  }
}

/// A code interpreter method for a model that cannot call tools: it is told in words how to ask for a run
/// of code, and its calls are read from fences.
struct PromptedTools: SteeringMethod {
  /// What its name, title and short title end in.
  static let suffix = ("-prompted", ", prompted", "-prompted")

  let description: MethodDescription
  private let opening: @Sendable (MethodQuestion, MethodOptions) -> Conversation

  /// Creates the method that stands for one with a tool.
  ///
  /// - Parameter opening: The first message, without the words about the tool.
  init(
    of method: MethodDescription,
    _ opening: @escaping @Sendable (MethodQuestion, MethodOptions) -> Conversation
  ) {
    let prompts = method.prompts.filter { $0 != .pythonTool } + [.promptedTool]
    description = MethodDescription(
      name: method.name + Self.suffix.0, title: method.title + Self.suffix.1,
      shortTitle: method.shortTitle + Self.suffix.2, number: method.number,
      summary: "The same in words: calls of the tool are read from fences of code.",
      prompts: prompts, needsPromptedTools: true)
    self.opening = opening
  }

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await ToolLoop(options, isPrompted: true).run(opening(question, options), on: deck)
  }
}

/// The loop behind the code interpreter methods: the model calls a `python` tool, its code is run
/// here, and it sees what was printed, until it answers without a call.
///
/// The hosted interpreter of the paper kept its variables from call to call; here each call starts
/// afresh, which the tool's description says. Where the model has a hosted tool, the provider runs the
/// code while it answers: the reply holds the runs, and the loop only goes on where the provider
/// paused.
struct ToolLoop {
  /// The tool's name.
  static let toolName = "python"

  private let options: MethodOptions
  private let description: [PromptText]
  private let isPrompted: Bool

  /// Creates a loop.
  ///
  /// - Parameters:
  ///   - description: What the model is told of its tool; the usual prompt where it is `nil`.
  ///   - isPrompted: Whether the model is told in words, and its calls are read from fences.
  init(
    _ options: MethodOptions, describedAs description: [PromptText]? = nil,
    isPrompted: Bool = false
  ) {
    self.options = options
    self.isPrompted = isPrompted
    self.description =
      isPrompted ? [options.prompts[.promptedTool]] : description ?? [options.prompts[.pythonTool]]
  }

  /// Runs the loop.
  ///
  /// A model that still calls the tool after its last round is cut off there, and so is one whose
  /// provider still pauses.
  func run(
    _ opening: Conversation, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    isPrompted ? try await runPrompted(opening, on: deck) : try await runCalled(opening, on: deck)
  }

  /// The loop of a model that is told of its tool in words: a fence of Python is a call, and a reply
  /// without one is the last word.
  private func runPrompted(
    _ opening: Conversation, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var conversation = opening.telling(description)
    var answer = MethodAnswer(turns: [], reading: .proseFirst)
    for round in 0...max(options.toolRounds, 0) {
      switch try await deck.complete(CompletionRequest(messages: conversation.messages)) {
      case .providerError(let failure):
        answer.failure = failure
        return answer
      case .answer(let completion):
        let taken = ReplyCode(in: completion, by: options.replies)
        var turn = MethodTurn(
          completion: completion, said: taken.said, prose: taken.prose,
          spokenProse: taken.spokenProse)
        if round < options.toolRounds, let code = taken.code {
          let outcome = try await deck.execute(code)
          turn.execution = outcome
          conversation.messages += [
            ChatMessage(role: .assistant, parts: [PromptText(turn.said, from: "answer")]),
            ChatMessage(
              role: .user,
              parts: [
                TurnRules.executionHead,
                PromptText(options.feedback(of: outcome), from: "output"),
              ]),
          ]
          answer.turns.append(turn)
        } else {
          answer.turns.append(turn)
          return answer
        }
      }
    }
    return answer
  }

  private func runCalled(
    _ opening: Conversation, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var messages = opening.messages
    var answer = MethodAnswer(turns: [], reading: .proseFirst)
    let tools = [tool]
    for round in 0...max(options.toolRounds, 0) {
      let request = CompletionRequest(messages: messages, tools: tools)
      switch try await deck.complete(request) {
      case .providerError(let failure):
        answer.failure = failure
        return answer
      case .answer(let completion):
        let taken = ReplyCode(in: completion, by: options.replies)
        var turn = MethodTurn(
          completion: completion, said: taken.said, prose: taken.prose,
          spokenProse: taken.spokenProse)
        let goesOn = !completion.toolCalls.isEmpty || completion.stop == .paused
        let isLast = !goesOn || round == options.toolRounds
        if !isLast {
          messages.append(
            ChatMessage(
              role: .assistant, parts: [PromptText(turn.said, from: "answer")],
              toolCalls: completion.toolCalls, echo: completion.echo))
          for call in completion.toolCalls {
            let (reply, execution) = try await reply(to: call, on: deck)
            if let execution { turn.execution = execution }
            messages.append(reply)
          }
        }
        answer.turns.append(turn)
        if isLast { return answer }
      }
    }
    return answer
  }

  private var tool: ToolDefinition {
    ToolDefinition(
      name: Self.toolName, description: description.map(\.text).joined(),
      parameters: [
        "type": "object",
        "properties": ["code": ["type": "string", "description": "The Python code to run."]],
        "required": ["code"],
      ], runsCode: true)
  }

  private func reply(
    to call: ToolCall, on deck: some Deck
  ) async throws(DeckError) -> (ChatMessage, ExecutionOutcome?) {
    var execution: ExecutionOutcome?
    let text: String
    if call.name != Self.toolName {
      text = "There is no tool of that name. The only tool is \(Self.toolName)."
    } else if let code = call.code, code.utf8.contains(where: { $0 > 0x20 }) {
      let outcome = try await deck.execute(code)
      text = options.feedback(of: outcome)
      execution = outcome
    } else {
      text = "The arguments hold no string \"code\"."
    }
    let message = ChatMessage(
      role: .tool, parts: [PromptText(text, from: "output")], toolCallID: call.id)
    return (message, execution)
  }
}
