import BenchTestSupport
import CodeExecution
import Methods
import ModelAPI
import RecordReplay

/// A deck that answers from a list and remembers what it was asked.
final class ScriptedDeck: Deck {
  private var replies: [CompletionOutcome]
  private let run: (String) -> ExecutionOutcome
  private(set) var requests: [CompletionRequest] = []
  private(set) var codes: [String] = []

  /// Creates a deck; a call beyond the last reply is an error.
  init(
    _ replies: [CompletionOutcome],
    run: @escaping (String) -> ExecutionOutcome = { .printing("ran \($0)") }
  ) {
    self.replies = replies
    self.run = run
  }

  /// Creates a deck of texts.
  convenience init(
    texts: [String], run: @escaping (String) -> ExecutionOutcome = { .printing("ran \($0)") }
  ) {
    self.init(texts.map { .says($0) }, run: run)
  }

  func complete(_ request: CompletionRequest) async throws(DeckError) -> CompletionOutcome {
    requests.append(request)
    guard !replies.isEmpty else { throw DeckError(.miss, "call \(requests.count) has no reply") }
    return replies.removeFirst()
  }

  func execute(_ code: String) async throws(DeckError) -> ExecutionOutcome {
    codes.append(code)
    return run(code)
  }

  /// The roles and texts of a request.
  func messages(_ index: Int) -> [String] {
    guard requests.indices.contains(index) else { return ["no call \(index)"] }
    return requests[index].messages.map { "\($0.role.rawValue): \($0.text)" }
  }
}

extension CompletionOutcome {
  static func says(
    _ text: String, calls: [ToolCall] = [], stop: StopReason = .end
  ) -> CompletionOutcome {
    .answer(Completion(text: text, toolCalls: calls, stop: stop))
  }

  static let fails = CompletionOutcome.providerError(
    ProviderFailure(status: 400, code: "bad", message: "scripted"))

  /// A reply that calls the tool with some code.
  static func calls(_ codes: String..., text: String = "") -> CompletionOutcome {
    .says(
      text,
      calls: codes.enumerated().map { number, code in
        ToolCall(id: "id\(number)", name: "python", arguments: #"{"code":"\#(code)"}"#)
      }, stop: .toolCalls)
  }
}

/// A question, and methods that are asked it.
enum Asking {
  static let question = MethodQuestion(id: "q-1", text: "How many?")

  static func options(turns: Int = 1, toolRounds: Int = 3) throws -> MethodOptions {
    MethodOptions(prompts: try TestPrompts.library(), turns: turns, toolRounds: toolRounds)
  }

  static func method(_ name: String) throws -> any SteeringMethod {
    try MethodVariant(named: name).method
  }

  static func answer(
    _ name: String, turns: Int = 1, toolRounds: Int = 3, on deck: ScriptedDeck
  ) async throws -> MethodAnswer {
    try await method(name).answer(
      question, options: options(turns: turns, toolRounds: toolRounds), on: deck)
  }
}
