import CodeExecution
import ModelAPI
import RecordReplay

/// One to four turns of a conversation (paper, multi-turn variants of methods 1 to 6).
///
/// After each reply but the last, the model sees what its code printed, or is asked to look at its
/// text again. It ends the loop early by the word TERMINATE. The driver of the paper was not
/// published; this is a reconstruction.
struct TurnLoop {
  /// What a model is told after a turn; used by trials of several turns only.
  static let prompts: [PromptName] = [.turnWithCode, .turnWithoutCode]

  private let options: MethodOptions
  private let turns: Int

  /// Creates a loop of as many turns as the options or the caller say.
  init(_ options: MethodOptions, turns: Int? = nil) {
    self.options = options
    self.turns = turns ?? options.turns
  }

  /// Runs the loop.
  func run(
    _ opening: Conversation, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var conversation = opening
    var answer = MethodAnswer(turns: [])
    for number in 1...max(turns, 1) {
      switch try await conversation.next(options, on: deck) {
      case .failure(let failure):
        answer.failure = failure
        return answer
      case .turn(let turn):
        answer.turns.append(turn)
        if number == turns || Self.saysTerminate(turn.said) { return answer }
        conversation.messages += followUp(turn)
      }
    }
    return answer
  }

  /// The model's reply and what it is told next.
  private func followUp(_ turn: MethodTurn) -> [ChatMessage] {
    let reply = PromptText(turn.said, from: "answer")
    let next: [PromptText]
    if let execution = turn.execution {
      let feedback = Feedback.text(of: execution, limit: options.feedbackBytes)
      next = [
        PromptText(authored: "The execution result of your code is:\n", from: "layout"),
        PromptText(feedback, from: "output"), .blankLine, options.prompts[.turnWithCode],
      ]
    } else {
      next = [options.prompts[.turnWithoutCode]]
    }
    return [
      ChatMessage(role: .assistant, parts: [reply]), ChatMessage(role: .user, parts: next),
    ]
  }

  /// Whether a reply holds the word that ends the loop.
  static func saysTerminate(_ text: String) -> Bool {
    let word = Array("TERMINATE".utf8)
    var matched = 0
    for byte in text.utf8 {
      // Sound without backtracking because the word's first letter occurs in it only once more, and
      // there a mismatch restarts at that letter.
      matched = byte == word[matched] ? matched + 1 : (byte == word[0] ? 1 : 0)
      if matched == word.count { return true }
    }
    return false
  }
}

extension PromptName {
  /// Several turns: what follows an answer whose code was run.
  public static let turnWithCode = PromptName(rawValue: "turn-with-code")
  /// Several turns: what follows an answer without code.
  public static let turnWithoutCode = PromptName(rawValue: "turn-without-code")
}

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
      let reply = ReplyCode(in: completion, by: options.replies)
      var turn = MethodTurn(
        completion: completion, said: reply.said, prose: reply.prose,
        spokenProse: reply.spokenProse)
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
