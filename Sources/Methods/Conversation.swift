import CodeExecution
import ModelAPI
import RecordReplay

/// What came of asking once.
enum Reply {
  /// The model replied.
  case turn(MethodTurn)
  /// The provider answered with an error.
  case failure(ProviderFailure)
}

/// The common steps of the methods: ask, run the reply's code.
struct Conversation {
  /// What was said so far.
  var messages: [ChatMessage]

  /// A conversation of one user message.
  static func asking(_ parts: [PromptText], system: PromptText? = nil) -> Conversation {
    var messages: [ChatMessage] = []
    if let system { messages.append(ChatMessage(role: .system, parts: [system])) }
    messages.append(ChatMessage(role: .user, parts: parts))
    return Conversation(messages: messages)
  }

  /// Asks for the next reply and runs its first runnable block of Python, if it has one.
  func next(
    _ options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> Reply {
    switch try await deck.complete(CompletionRequest(messages: messages)) {
    case .providerError(let failure): return .failure(failure)
    case .answer(let completion):
      let reply = ReplyCode(in: completion.text)
      var turn = MethodTurn(completion: completion, prose: reply.prose)
      if let code = reply.code {
        turn.execution = try await ResultRetry.run(code, options.resultRetry, on: deck)
      }
      return .turn(turn)
    }
  }
}

extension PromptText {
  /// A blank line between a prompt and what follows it.
  static let blankLine = PromptText(authored: "\n\n", from: "layout")
}
