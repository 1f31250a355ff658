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
  private let runsCode: Bool
  private let rules: TurnRules

  /// Creates a loop of as many turns as the options or the caller say.
  ///
  /// - Parameters:
  ///   - runsCode: Whether the code of replies is run.
  ///   - rules: What the model is told after a turn.
  init(
    _ options: MethodOptions, turns: Int? = nil, runsCode: Bool = true,
    rules: TurnRules = .shipped
  ) {
    self.options = options
    self.turns = turns ?? options.turns
    self.runsCode = runsCode
    self.rules = rules
  }

  /// Runs the loop.
  func run(
    _ opening: Conversation, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var conversation = opening
    var answer = MethodAnswer(turns: [])
    for number in 1...max(turns, 1) {
      switch try await conversation.next(options, runsCode: runsCode, on: deck) {
      case .failure(let failure):
        answer.failure = failure
        return answer
      case .turn(let turn):
        answer.turns.append(turn)
        if number == turns || rules.end(after: turn.said) { return answer }
        conversation.messages += [
          ChatMessage(role: .assistant, parts: [PromptText(turn.said, from: "answer")]),
          ChatMessage(role: .user, parts: rules.followUp(turn, number, options)),
        ]
      }
    }
    return answer
  }
}

/// What a model is told after a turn, and by which word it ends the conversation.
struct TurnRules: Sendable {
  /// The word; `nil` where nothing that the model says ends it.
  let stopWord: String?
  /// The next message, after a turn and its number.
  let followUp: @Sendable (MethodTurn, Int, MethodOptions) -> [PromptText]

  /// Those of the paper's methods.
  static let shipped = TurnRules(stopWord: "TERMINATE") { turn, _, options in
    guard let execution = turn.execution else { return [options.prompts[.turnWithoutCode]] }
    return [
      executionHead, PromptText(options.feedback(of: execution), from: "output"), .blankLine,
      options.prompts[.turnWithCode],
    ]
  }

  /// What stands before the output of a model's code.
  static let executionHead = PromptText(
    authored: "The execution result of your code is:\n", from: "layout")

  init(
    stopWord: String?,
    followUp: @escaping @Sendable (MethodTurn, Int, MethodOptions) -> [PromptText]
  ) {
    self.stopWord = stopWord
    self.followUp = followUp
  }

  /// Whether a reply ends the conversation.
  func end(after text: String) -> Bool { stopWord.map { Self.says($0, in: text) } ?? false }

  /// Whether a word stands in a text.
  ///
  /// It is looked for at every place: words are short.
  static func says(_ word: String, in text: String) -> Bool {
    let word = Array(word.utf8)
    var text = text
    return text.withUTF8 { bytes in
      guard let first = word.first, bytes.count >= word.count else { return word.isEmpty }
      return (0...(bytes.count - word.count)).contains { start in
        bytes[start] == first && bytes[start..<(start + word.count)].elementsEqual(word)
      }
    }
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

  /// The same, its first message of the user beginning with other words.
  func telling(_ words: [PromptText]) -> Conversation {
    var conversation = self
    guard let place = messages.firstIndex(where: { $0.role == .user }) else {
      preconditionFailure("a conversation begins with a message of the user")
    }
    let message = messages[place]
    conversation.messages[place] = ChatMessage(
      role: .user, parts: words + [.blankLine] + message.parts)
    return conversation
  }

  /// Asks for the next reply and runs its first runnable block of Python, if it has one.
  ///
  /// - Parameter runsCode: Whether code is run at all; without it a reply is prose from end to end.
  func next(
    _ options: MethodOptions, runsCode: Bool = true, on deck: some Deck
  ) async throws(DeckError) -> Reply {
    switch try await deck.complete(CompletionRequest(messages: messages)) {
    case .providerError(let failure): return .failure(failure)
    case .answer(let completion):
      let reply = ReplyCode(in: completion, by: options.replies, looking: runsCode)
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
