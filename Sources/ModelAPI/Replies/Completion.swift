/// Why a model stopped.
public enum StopReason: Hashable, Sendable {
  /// It had said everything, or wrote a stop sequence.
  case end
  /// It reached the token limit: the answer is truncated.
  case length
  /// It wants a tool called.
  case toolCalls
  /// The provider cut or withheld the answer.
  case contentFilter
  /// It refused.
  case refusal
  /// The provider paused a long turn: it goes on when the message is sent back as it came.
  case paused
  /// Something else, in the provider's word.
  case other(String)
}

/// A model's answer to one call.
public struct Completion: Hashable, Sendable {
  /// The visible text; empty where there is none.
  public var text: String
  /// The tools that it wants called, in order.
  public var toolCalls: [ToolCall]
  /// Why it stopped.
  public var stop: StopReason
  /// What it cost in tokens.
  public var usage: TokenUsage
  /// The runs of code that the provider's own tool did, in order.
  public var hostedRuns: [HostedRun]
  /// The message in the provider's own form, where a request that goes on must repeat it so.
  public var echo: MessageEcho?

  /// Creates a completion.
  public init(
    text: String, toolCalls: [ToolCall] = [], stop: StopReason = .end,
    usage: TokenUsage = TokenUsage(), hostedRuns: [HostedRun] = [], echo: MessageEcho? = nil
  ) {
    self.text = text
    self.toolCalls = toolCalls
    self.stop = stop
    self.usage = usage
    self.hostedRuns = hostedRuns
    self.echo = echo
  }
}

/// What a provider said about one call: an answer, or an error of its own that belongs to the
/// request and would come again.
public enum CompletionOutcome: Hashable, Sendable {
  /// The model answered.
  case answer(Completion)
  /// The provider refused the request, or its answer cannot be read.
  case providerError(ProviderFailure)
}

/// An error that a provider reported for one request.
public struct ProviderFailure: Hashable, Sendable {
  /// Where the error was told.
  public enum Kind: Hashable, Sendable {
    /// By the response's status, or because the answer cannot be read.
    case response
    /// In a stream that had begun well, or by its breaking off.
    case stream
    /// In the body of a response with a good status: the answer itself says that it failed.
    case failedAnswer
  }

  /// Where the error was told.
  public var kind: Kind
  /// The HTTP status; 200 where the answer itself could not be read.
  public var status: Int
  /// The provider's code or type, such as `context_length_exceeded`; empty where there is none.
  public var code: String
  /// The provider's message, cut to a bounded length.
  public var message: String

  /// Creates a failure.
  public init(status: Int, code: String, message: String, kind: Kind = .response) {
    self.kind = kind
    self.status = status
    self.code = code
    self.message = message
  }
}
