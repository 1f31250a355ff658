import Basics
public import ModelAPI

/// The probabilities of a reply's tokens, where the provider gave them.
///
/// Read from replies as they were recorded: OpenAI Chat and what is compatible (llama.cpp, vLLM) give
/// `choices[0].logprobs.content`, Responses a list with each text. A reply without them is not the same as
/// one whose tokens are certain, and gives nothing.
public struct TokenChances: Hashable, Sendable {
  /// A token that was, or could have been, said.
  public struct Candidate: Hashable, Sendable {
    /// The bytes.
    public var bytes: [UInt8]
    /// The natural logarithm of its probability; `nil` where it lay outside what was looked at.
    public var logProbability: Double?

    /// Creates a candidate.
    public init(bytes: [UInt8], logProbability: Double?) {
      self.bytes = bytes
      self.logProbability = logProbability
    }

    /// Its probability; 0 where it is unknown.
    var probability: Double { logProbability.map { min(1, Elementary.exp($0)) } ?? 0 }
  }

  /// A place in the reply.
  public struct Token: Hashable, Sendable {
    /// What was said.
    public var said: Candidate
    /// What could have been said, as far as it was told.
    public var candidates: [Candidate]

    /// Creates a place.
    public init(said: Candidate, candidates: [Candidate]) {
      self.said = said
      self.candidates = candidates
    }
  }

  /// The most tokens that are read.
  static let tokenLimit = 200_000
  /// What some servers say for a token outside their list.
  private static let outside = -9_999.0

  /// The tokens, in order.
  public var tokens: [Token]

  /// Creates them.
  public init(tokens: [Token]) {
    self.tokens = tokens
  }

  /// Reads a recorded reply; `nil` where it has no probabilities.
  ///
  /// - Parameter bytes: A result of a cassette.
  public init?(reply bytes: [UInt8]) throws(ModelAPIError) {
    let reply = try ModelReply(decoding: bytes)
    var tokens: [Token] = []
    if reply.stream == nil {
      guard let value = try? JSONValue(parsing: reply.body, options: .tolerant) else { return nil }
      Self.append(value, to: &tokens)
    } else {
      guard let events = try? EventStreamParser.events(of: reply.body) else { return nil }
      for event in events {
        guard let value = try? JSONValue(parsing: event.data, options: .tolerant) else { continue }
        Self.append(value, to: &tokens)
      }
    }
    guard !tokens.isEmpty else { return nil }
    self.tokens = tokens
  }

  private static func append(_ value: JSONValue, to tokens: inout [Token]) {
    add(value["choices"]?[0]?["logprobs"]?["content"], to: &tokens)
    // Responses: whole, or the event that ends an output.
    for item in value["output"]?.array ?? value["response"]?["output"]?.array ?? [] {
      for part in item["content"]?.array ?? [] { add(part["logprobs"], to: &tokens) }
    }
  }

  private static func add(_ list: JSONValue?, to tokens: inout [Token]) {
    for entry in list?.array ?? [] {
      guard tokens.count < tokenLimit else { return }
      guard let said = candidate(entry) else { continue }
      tokens.append(
        Token(said: said, candidates: (entry["top_logprobs"]?.array ?? []).compactMap(candidate)))
    }
  }

  private static func candidate(_ value: JSONValue) -> Candidate? {
    let bytes =
      value["bytes"]?.array.map { $0.compactMap { $0.integer.flatMap(UInt8.init(exactly:)) } }
      ?? value["token"]?.string.map { Array($0.utf8) }
    guard let bytes, let number = value["logprob"] else { return nil }
    let chance = number.double ?? number.integer.map(Double.init)
    guard let chance, chance <= 1e-6 else { return Candidate(bytes: bytes, logProbability: nil) }
    return Candidate(bytes: bytes, logProbability: chance <= outside ? nil : chance)
  }
}

/// How sure a reply was, from the probabilities of its tokens.
public struct ReplyConfidence: Hashable, Sendable {
  /// The probability that the reply begins with code, as bounds: what was not told may be code or not.
  public var codeAtStart: ClosedRange<Double>
  /// The probability that code begins at some line start of what was said before the first code, given
  /// this prose.
  public var codeAlongLines: ClosedRange<Double>
  /// The geometric mean probability of the tokens of the answer that was read; `nil` where it was printed,
  /// or is not in the reply as it is spelt.
  public var answer: Double?
  /// The least probability of these tokens.
  public var leastOfAnswer: Double?

  /// Reads a reply's chances; `nil` where its first token is hidden, as those of tool calls are.
  ///
  /// - Parameter answer: The answer as it is spelt; `nil` where none was read from the reply.
  public init?(_ chances: TokenChances, answer: String?) {
    guard let first = chances.tokens.first, !first.candidates.isEmpty else { return nil }
    codeAtStart = CodeStart.bounds(first)
    codeAlongLines = CodeStart.bounds(alongLinesOf: chances.tokens)
    guard let answer, let span = Self.span(of: Array(answer.utf8), in: chances.tokens) else {
      return
    }
    let logs = chances.tokens[span].compactMap(\.said.logProbability)
    guard !logs.isEmpty, logs.count == span.count else { return }
    self.answer = Elementary.exp(logs.reduce(0, +) / Double(logs.count))
    leastOfAnswer = logs.min().map(Elementary.exp)
  }

  /// The tokens that the last standing of a text touches.
  private static func span(
    of answer: [UInt8], in tokens: [TokenChances.Token]
  ) -> Range<Int>? {
    let text = tokens.flatMap(\.said.bytes)
    guard !answer.isEmpty, answer.count <= text.count else { return nil }
    for start in stride(from: text.count - answer.count, through: 0, by: -1)
    where text[start..<(start + answer.count)].elementsEqual(answer) {
      return places(tokens, from: start, to: start + answer.count)
    }
    return nil
  }

  private static func places(
    _ tokens: [TokenChances.Token], from start: Int, to end: Int
  ) -> Range<Int>? {
    var offset = 0
    var first: Int?
    for (place, token) in tokens.enumerated() {
      let next = offset + token.said.bytes.count
      if first == nil, next > start { first = place }
      if next >= end { return first.map { $0..<(place + 1) } }
      offset = next
    }
    return nil
  }
}

/// Where code can begin.
private enum CodeStart {
  private static let marks = [
    "```", "~~~", "<tool_call>", "[TOOL_CALLS]", "<|python_tag|>", "<function",
  ]
  .map { Array($0.utf8) }

  /// Whether bytes begin code, might, or do not.
  private static func kind(_ bytes: [UInt8]) -> (surely: Bool, perhaps: Bool) {
    let text = bytes.drop { $0 == 0x20 || $0 == 0x0a }
    guard !text.isEmpty else { return (false, true) }
    if marks.contains(where: { text.starts(with: $0) }) { return (true, true) }
    return (false, marks.contains { $0.starts(with: text) })
  }

  /// The mass of what begins code, and the most that it can be with what was not told.
  static func bounds(_ token: TokenChances.Token) -> ClosedRange<Double> {
    var (surely, perhaps, told) = (0.0, 0.0, 0.0)
    for candidate in token.candidates {
      let chance = candidate.probability
      let kind = kind(candidate.bytes)
      told += chance
      if kind.surely { surely += chance } else if kind.perhaps { perhaps += chance }
    }
    let rest = max(0, 1 - told)
    return min(surely, 1)...min(1, max(surely, surely + perhaps + rest))
  }

  /// 1 - Π(1 - h) over the line starts until code begins.
  static func bounds(alongLinesOf tokens: [TokenChances.Token]) -> ClosedRange<Double> {
    var (lower, upper) = (1.0, 1.0)
    var isLineStart = true
    for token in tokens {
      if isLineStart {
        let bounds = bounds(token)
        lower *= 1 - bounds.lowerBound
        upper *= 1 - bounds.upperBound
        if kind(token.said.bytes).surely { break }
      }
      isLineStart = token.said.bytes.last == 0x0a
    }
    return (1 - lower)...max(1 - lower, 1 - upper)
  }
}
