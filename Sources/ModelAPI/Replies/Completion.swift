public import HTTP

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
  /// What the provider calls thoughts, as far as it shows them; empty where there are none.
  public var thoughts: String
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
  /// Why it is no answer although it has the form of one, as a sentence; `nil` where it is one.
  ///
  /// Somebody broke it off, or nobody says that the model came to its end. A recording never keeps
  /// such a reply; one of an older version goes on as it went, and its trial has no score.
  public var fault: String?
  /// The text without what stands in parts of other types than text, such as `reasoning`: where an
  /// answer is looked for; `nil` where it is all of the text.
  public var spoken: String?

  /// Creates a completion.
  public init(
    text: String, toolCalls: [ToolCall] = [], stop: StopReason = .end,
    usage: TokenUsage = TokenUsage(), hostedRuns: [HostedRun] = [], echo: MessageEcho? = nil,
    spoken: String? = nil, fault: String? = nil, thoughts: String = ""
  ) {
    self.text = text
    self.thoughts = thoughts
    self.toolCalls = toolCalls
    self.stop = stop
    self.usage = usage
    self.hostedRuns = hostedRuns
    self.echo = echo
    self.fault = fault
    self.spoken = spoken
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

/// A run of code that the provider's own tool did while the model was answering.
///
/// It is a part of the reply: nobody here ran anything, and its time is a part of the call's.
public struct HostedRun: Hashable, Sendable {
  /// The code, or the shell command.
  public var code: String
  /// What was printed.
  public var stdout: String
  /// What was printed as errors, where the provider tells them apart.
  public var stderr: String
  /// How it ended.
  public var end: End
  /// The files and images that it made, by the provider's names for them.
  public var files: [String]

  /// How a hosted run ended.
  public enum End: Hashable, Sendable {
    /// It ran to its end; the status is `nil` where the provider does not tell it.
    case finished(status: Int?)
    /// It did not, in the provider's word.
    case failed(String)
    /// The provider paused in its middle: how it ends, the next reply says.
    case unfinished
  }

  /// Creates a run.
  public init(
    code: String, stdout: String = "", stderr: String = "", end: End = .finished(status: nil),
    files: [String] = []
  ) {
    self.code = code
    self.stdout = stdout
    self.stderr = stderr
    self.end = end
    self.files = files
  }

  /// Whether it ran to its end, with status 0 where the provider tells one.
  public var succeeded: Bool {
    switch end {
    case .finished(let status): (status ?? 0) == 0
    case .failed, .unfinished: false
    }
  }
}

/// A file that an answer names and that the provider keeps for a while.
public struct FileReference: Hashable, Sendable {
  /// Where it lies.
  public enum Place: Hashable, Sendable {
    /// Below the base URL; the parts are foreign text, not yet fit for a URL.
    case path([String])
    /// At an address of its own.
    case url(String)
  }

  /// The provider's name for it.
  public var id: String
  /// Its name for people.
  public var name: String
  /// Where it lies.
  public var place: Place
  /// Headers that fetching it needs.
  public var headers: [HTTPHeader]

  /// Creates a reference.
  public init(id: String, name: String, place: Place, headers: [HTTPHeader] = []) {
    self.id = id
    self.name = name
    self.place = place
    self.headers = headers
  }
}

/// A file of an answer as it was fetched, or why it could not be.
public struct ReplyFile: Hashable, Sendable {
  /// The provider's name for it, cut to a bounded length.
  public var id: String
  /// Its name for people, cut to a bounded length.
  public var name: String
  /// What the provider calls its type; empty where it says nothing.
  public var type: String
  /// The content; empty where it could not be fetched.
  public var bytes: [UInt8]
  /// Why it could not be fetched, in a word or two; `nil` where it was.
  public var problem: String?

  /// Creates a file.
  public init(
    id: String, name: String, type: String = "", bytes: [UInt8] = [], problem: String? = nil
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.bytes = bytes
    self.problem = problem
  }
}

/// The visible text of an answer that comes in several pieces.
///
/// Pieces that follow each other are one text; a piece after something else (a run of code, a tool's
/// call) is a new paragraph.
struct SpokenText {
  private(set) var text = ""
  private var isBroken = false

  /// Adds a piece.
  mutating func say(_ piece: String) {
    guard !piece.isEmpty else { return }
    if isBroken, !text.isEmpty { text += "\n\n" }
    isBroken = false
    text += piece
  }

  /// Notes that something else stands here.
  mutating func breakOff() { isBroken = true }
}

/// Tokens of one or more model calls in five disjoint counters; a counter that the provider did not
/// report is unknown, never zero.
public struct TokenUsage: Hashable, Sendable {
  /// Prompt tokens that were neither read from nor written to a cache.
  public var freshInput: Int?
  /// Prompt tokens read from the provider's cache.
  public var cacheRead: Int?
  /// Prompt tokens written to the provider's cache.
  public var cacheWrite: Int?
  /// Answer tokens that the caller can see.
  public var visibleOutput: Int?
  /// Answer tokens spent on hidden reasoning.
  public var reasoningOutput: Int?
  /// All prompt tokens, where the provider reported their number and not how it divides.
  public var undividedInput: Int?
  /// All answer tokens, where the provider reported their number and not how it divides.
  public var undividedOutput: Int?

  /// Creates a usage.
  public init(
    freshInput: Int? = nil, cacheRead: Int? = nil, cacheWrite: Int? = nil,
    visibleOutput: Int? = nil, reasoningOutput: Int? = nil, undividedInput: Int? = nil,
    undividedOutput: Int? = nil
  ) {
    self.freshInput = freshInput
    self.cacheRead = cacheRead
    self.cacheWrite = cacheWrite
    self.visibleOutput = visibleOutput
    self.reasoningOutput = reasoningOutput
    self.undividedInput = undividedInput
    self.undividedOutput = undividedOutput
  }

  /// No call at all: every counter is known to be zero.
  public static let zero = TokenUsage(
    freshInput: 0, cacheRead: 0, cacheWrite: 0, visibleOutput: 0, reasoningOutput: 0)

  /// The sum, counter by counter; a counter that is unknown on either side is unknown.
  public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
    var usage = TokenUsage(
      freshInput: sum(left.freshInput, right.freshInput),
      cacheRead: sum(left.cacheRead, right.cacheRead),
      cacheWrite: sum(left.cacheWrite, right.cacheWrite),
      visibleOutput: sum(left.visibleOutput, right.visibleOutput),
      reasoningOutput: sum(left.reasoningOutput, right.reasoningOutput))
    if usage.input == nil { usage.undividedInput = sum(left.input, right.input) }
    if usage.output == nil { usage.undividedOutput = sum(left.output, right.output) }
    return usage
  }

  /// All prompt tokens, divided or not; `nil` if their number is unknown.
  public var input: Int? {
    Self.sum(Self.sum(freshInput, cacheRead), cacheWrite) ?? undividedInput
  }

  /// All answer tokens, divided or not; `nil` if their number is unknown.
  public var output: Int? { Self.sum(visibleOutput, reasoningOutput) ?? undividedOutput }

  /// All prompt and answer tokens; `nil` if a counter is unknown.
  public var total: Int? {
    let counters = [freshInput, cacheRead, cacheWrite, visibleOutput, reasoningOutput]
    return counters.reduce(0) { Self.sum($0, $1) }
  }

  private static func sum(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return nil }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : sum
  }
}
