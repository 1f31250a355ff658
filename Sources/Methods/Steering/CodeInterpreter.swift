import Basics
import CodeExecution
import ModelAPI
import RecordReplay

extension PromptName {
  /// Methods 7 and 8: the description of the tool.
  public static let pythonTool = PromptName(rawValue: "python-tool")
}

/// Method 7: the question alone, to a model that has a Python tool.
struct CodeInterpreter: SteeringMethod {
  let description = MethodDescription(
    name: "code-interpreter", title: "Code Interpreter", shortTitle: "CI", number: 7,
    summary: "The question alone, with a Python tool at hand.",
    prompts: [.pythonTool], needsTools: true)

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

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await ToolLoop(options).run(AllCode.opening(question, options), on: deck)
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

  /// Creates a loop.
  init(_ options: MethodOptions) {
    self.options = options
  }

  /// Runs the loop.
  ///
  /// A model that still calls the tool after its last round is cut off there, and so is one whose
  /// provider still pauses.
  func run(
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
      name: Self.toolName, description: options.prompts[.pythonTool].text,
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
      text = Feedback.text(of: outcome, limit: options.feedbackBytes)
      execution = outcome
    } else {
      text = "The arguments hold no string \"code\"."
    }
    let message = ChatMessage(
      role: .tool, parts: [PromptText(text, from: "output")], toolCallID: call.id)
    return (message, execution)
  }
}
