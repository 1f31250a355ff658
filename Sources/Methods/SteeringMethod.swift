public import Basics
public import CodeExecution
public import ModelAPI
public import RecordReplay

/// A way to steer a model between code execution and textual reasoning (paper, section 2).
///
/// A method is a pure value: what it asks depends on the question, its prompts, its options and the
/// answers, and on nothing else.
public protocol SteeringMethod: Sendable {
  /// What it is called and what it needs.
  var description: MethodDescription { get }

  /// Answers a question through the deck's two verbs.
  ///
  /// An error that the provider reports for a request is not thrown: it is part of the answer.
  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer

  /// The same method for a model that cannot call tools and is told of them in words; `nil` where it has
  /// no tool.
  ///
  /// It is another method with another name: a model that takes no tools is NA where one is called.
  var prompted: (any SteeringMethod)? { get }

  /// The texts of its own that its trials may send, beside the prompts.
  var ownTexts: [PromptText] { get }

  /// What decides its trials beside texts, in words.
  var settings: [String] { get }
}

extension SteeringMethod {
  public var prompted: (any SteeringMethod)? { nil }
  public var ownTexts: [PromptText] { [] }
  public var settings: [String] { [] }
}

/// What a method is called and what it needs from a model.
public struct MethodDescription: Hashable, Sendable {
  /// The name in sweeps and trial ids, such as `all-code`.
  public var name: String
  /// The name in tables, as the paper writes it.
  public var title: String
  /// The name in narrow tables.
  public var shortTitle: String
  /// The paper's number, from 1 to 10.
  public var number: Int
  /// One sentence on how it steers.
  public var summary: String
  /// The prompts that it uses; it may ask its library for these and for no others.
  public var prompts: [PromptName]
  /// Those of them that only a trial of several turns uses.
  public var laterPrompts: [PromptName]
  /// Whether it can go on for several turns (the paper: methods 1 to 6).
  public var allowsTurns: Bool
  /// Whether it sends a system message.
  public var needsSystemMessage: Bool
  /// Whether it offers the model a tool.
  public var needsTools: Bool
  /// Whether it tells the model of a tool in words, and reads calls from fences of code.
  public var needsPromptedTools: Bool
  /// Model calls of a trial with one turn, tool rounds not counted.
  public var calls: Int

  /// Creates a description.
  ///
  /// - Parameter laterPrompts: The prompts that only several turns use, beside `prompts`.
  public init(
    name: String, title: String, shortTitle: String? = nil, number: Int, summary: String,
    prompts: [PromptName] = [], laterPrompts: [PromptName] = [],
    allowsTurns: Bool = false, needsSystemMessage: Bool = false, needsTools: Bool = false,
    needsPromptedTools: Bool = false, calls: Int = 1
  ) {
    self.name = name
    self.title = title
    self.shortTitle = shortTitle ?? title
    self.number = number
    self.summary = summary
    self.prompts = prompts + laterPrompts
    self.laterPrompts = laterPrompts
    self.allowsTurns = allowsTurns
    self.needsSystemMessage = needsSystemMessage
    self.needsTools = needsTools
    self.needsPromptedTools = needsPromptedTools
    self.calls = calls
  }
}

extension MethodDescription {
  /// Whether a model may call a tool several times before its last word.
  public var hasToolRounds: Bool { needsTools || needsPromptedTools }
}

/// What a method sees of a question: the text to send, which may show images.
public struct MethodQuestion: Hashable, Sendable {
  /// The question's id.
  public var id: String
  /// The text, escaped and hashed once for all methods.
  public var text: PromptText

  /// Creates a question from its id and text.
  ///
  /// - Parameters:
  ///   - images: What it shows. They go wherever the text goes, so that no method needs to know.
  ///   - pieces: Where the parts of the text came from; empty where all of it is the question's own.
  public init(id: String, text: String, images: [ImageFile] = [], pieces: [TextPiece] = []) {
    self.id = id
    self.text = PromptText(authored: text, from: "question \(id)").showing(images).made(of: pieces)
  }
}

/// What a sweep may set for its methods.
public struct MethodOptions: Sendable {
  /// The prompts.
  public var prompts: PromptLibrary
  /// The most turns of a method that allows several; the paper uses 1, 2 and 4.
  public var turns: Int
  /// How often a code interpreter's model may call its tool before its last word.
  public var toolRounds: Int
  /// The most bytes of printed output that are put into a message.
  public var feedbackBytes: Int
  /// What happens to code that ran well and printed nothing; `nil` to leave it at that.
  public var resultRetry: ResultRetry?
  /// How replies are taken apart.
  public var replies: ReplyRules
  /// Reads the answers of those who vote; `nil` where nobody reads, and none is a vote.
  public var reader: AnswerReader?
  /// What is said of a run of code; the usual words where it is `nil`.
  var feedback: MethodTemplate?

  /// Creates options.
  public init(
    prompts: PromptLibrary, turns: Int = 1, toolRounds: Int = 4, feedbackBytes: Int = 4_000,
    resultRetry: ResultRetry? = nil, replies: ReplyRules = .first
  ) {
    self.prompts = prompts
    self.turns = turns
    self.toolRounds = toolRounds
    self.feedbackBytes = feedbackBytes
    self.resultRetry = resultRetry
    self.replies = replies
  }
}

/// Reads the answer to one question, as its task does, without knowing the truth.
public struct AnswerReader: Sendable {
  /// The answer in the task's normal spelling; `nil` where none can be read.
  public let spelling: @Sendable (MethodAnswer) -> String?

  /// Creates a reader.
  public init(_ spelling: @escaping @Sendable (MethodAnswer) -> String?) {
    self.spelling = spelling
  }
}

/// One reply of a model and the run of its code.
public struct MethodTurn: Hashable, Sendable {
  /// What the model said.
  public var completion: Completion
  /// What of it was said, and not thought: what is sent on.
  public var said: String
  /// The reply without its Python blocks: where an answer in prose would stand.
  public var prose: String
  /// The prose without what stands in parts of the reply that are no text: where its answer is read.
  public var spokenProse: String
  /// The run of the reply's first runnable block, or of the code that it called the tool with.
  public var execution: ExecutionOutcome?

  /// Whether code was run, here or by the provider.
  public var ranCode: Bool { execution != nil || !completion.hostedRuns.isEmpty }

  /// What code printed last: the bench's run, or else the last of the provider's that printed
  /// something.
  public var printed: [UInt8]? {
    if let execution { return execution.stdout }
    let runs = completion.hostedRuns
    let told = runs.last { $0.stdout.utf8.contains { $0 > 0x20 } } ?? runs.last
    return told.map { Array($0.stdout.utf8) }
  }

  /// Whether the last run of code failed.
  public var codeFailed: Bool {
    if let execution { return !execution.succeeded }
    return completion.hostedRuns.last.map { !$0.succeeded } ?? false
  }

  /// Whether the model neither said anything nor asked for anything, and no code was run.
  public var isEmpty: Bool {
    !ranCode && completion.toolCalls.isEmpty && !completion.text.utf8.contains { $0 > 0x20 }
  }

  /// Creates a turn.
  ///
  /// - Parameters:
  ///   - said: What of the reply is sent on; all of it where it is `nil`.
  ///   - spokenProse: Where its answer is read; the prose where it is `nil`.
  public init(
    completion: Completion, said: String? = nil, prose: String, spokenProse: String? = nil,
    execution: ExecutionOutcome? = nil
  ) {
    self.completion = completion
    self.said = said ?? completion.text
    self.prose = prose
    self.spokenProse = spokenProse ?? prose
    self.execution = execution
  }
}

/// What a method made of a question.
public struct MethodAnswer: Hashable, Sendable {
  /// Which of a turn's texts is read for the answer first.
  public enum Reading: Hashable, Sendable {
    /// What the code printed, then the prose: code replaces the reply (paper, section 2).
    case outputFirst
    /// The prose, then what the code printed: a code interpreter's model sees the output and has the
    /// last word.
    case proseFirst
  }

  /// The replies whose texts may hold the answer, oldest first.
  public var turns: [MethodTurn]
  /// Which text of a turn is read first.
  public var reading: Reading
  /// The provider's error that ended the trial early.
  public var failure: ProviderFailure?

  /// Creates an answer.
  public init(
    turns: [MethodTurn], reading: Reading = .outputFirst, failure: ProviderFailure? = nil
  ) {
    self.turns = turns
    self.reading = reading
    self.failure = failure
  }
}
