public import Basics

extension OpenAIChatDialect {
  /// What the chunks of a stream come to.
  ///
  /// The answer is whole once its first choice has a reason for stopping; the mark `[DONE]` after it
  /// says no more, and some servers leave it out.
  public static func assemble(_ events: [ServerSentEvent]) -> AssembledStream {
    var stream = OpenAIChatStream()
    var before: [UInt8] = []
    for event in events {
      if event.data.elementsEqual("[DONE]".utf8) { break }
      guard let chunk = StreamReader.object(of: event) else { return .cut(StreamReader.badEvent) }
      if chunk["error"].map({ !$0.isNull }) == true { return .failed(event.data) }
      stream.add(chunk, isRepeated: event.data == before)
      before = event.data
    }
    guard stream.isWhole else { return .cut(StreamReader.noEnd) }
    if let why = stream.contradiction { return .cut(why) }
    return .whole(stream.value)
  }
}

/// A chat completion, put together from its chunks.
private struct OpenAIChatStream {
  /// A tool call in the making.
  private struct Call {
    var index: Int?
    var id: String?
    var name = ""
    var arguments = ""

    /// Whether the arguments are a whole object: what follows is of another call.
    var isWhole: Bool {
      guard arguments.utf8.last(where: { $0 > 0x20 }) == UInt8(ascii: "}") else { return false }
      return (try? JSONValue(parsing: arguments, options: .tolerant))?.object != nil
    }

    /// Takes up a piece of the name: some servers send it in pieces, and some send all of it, or all of
    /// it so far, with every piece of the arguments.
    mutating func add(name piece: String) {
      guard piece != name else { return }
      if !name.isEmpty, piece.hasPrefix(name) { name = "" }
      name += piece
    }
  }

  /// Members of a chunk that say something about the whole, as the first chunk has them.
  private static let headNames = ["id", "model", "created", "system_fingerprint", "service_tier"]

  private var head = JSONObject()
  private var content: String?
  private var contentParts: [JSONValue] = []
  private var refusal: String?
  private var reasoning = ""
  private var calls: [Call] = []
  private var finish: JSONValue?
  private var usage: JSONValue?
  /// Chunks that brought words.
  private var pieces = 0
  /// Whether one of them was the very one before it.
  private var hasRepeatedPiece = false
  private var speaksAfterEnd = false
  /// The member that speaks where `delta` should; `nil` in a stream of this interface.
  private var foreignWords: String?

  var isWhole: Bool { finish != nil }

  /// Why the chunks cannot be the ones that were sent, each once; `nil` where nothing speaks against it.
  ///
  /// Chunks have no numbers, and a model may say the same twice. But a piece brings a token at least:
  /// where there are more pieces than counted tokens, a piece that equals the one before is that one.
  /// Either alone proves nothing, since some gateways count by another tokenizer.
  var contradiction: String? {
    if speaksAfterEnd { return StreamReader.wordsAfterEnd }
    guard hasRepeatedPiece, let tokens = usage?["completion_tokens"]?.integer, tokens > 0,
      pieces > tokens
    else { return nil }
    return StreamReader.tooManyPieces(pieces, tokens: tokens)
  }

  mutating func add(_ chunk: JSONObject, isRepeated: Bool) {
    for name in Self.headNames where head[name] == nil { head[name] = chunk[name] }
    if let usage = chunk["usage"], !usage.isNull { self.usage = usage }
    for choice in chunk["choices"]?.array ?? [] where (choice["index"]?.integer ?? 0) == 0 {
      // Some servers give no reason as an empty one, and some give the reason with every chunk.
      let finish = choice["finish_reason"].flatMap { $0.isNull || $0 == "" ? nil : $0 }
      if let delta = choice["delta"] {
        if Self.speaks(delta) {
          pieces += 1
          if isRepeated { hasRepeatedPiece = true }
          if isWhole, finish == nil { speaksAfterEnd = true }
        }
        add(delta)
      } else if let name = Self.foreignWords(of: choice) {
        foreignWords = foreignWords ?? name
      }
      if let finish { self.finish = finish }
    }
  }

  /// The member of a choice without `delta` that holds the words.
  ///
  /// It is `message` in streams that resend the whole, and `text` in those of the older completions:
  /// which of its pieces are news is not known.
  private static func foreignWords(of choice: JSONValue) -> String? {
    if let message = choice["message"], !message.isNull { return "message" }
    return choice["text"]?.string.map { _ in "text" }
  }

  private static func speaks(_ delta: JSONValue) -> Bool {
    ["content", "refusal", "reasoning_content", "reasoning"].contains { name in
      delta[name]?.string?.isEmpty == false
    }
  }

  private mutating func add(_ delta: JSONValue) {
    switch delta["content"] {
    case .string(let text): content = (content ?? "") + text
    case .array(let parts): contentParts += parts
    default: break
    }
    if let text = delta["refusal"]?.string { refusal = (refusal ?? "") + text }
    reasoning += delta["reasoning_content"]?.string ?? delta["reasoning"]?.string ?? ""
    for call in delta["tool_calls"]?.array ?? [] { add(call: call) }
  }

  /// A piece belongs to the call of its number, unless it brings another id, or a name behind whole
  /// arguments: some servers number every call 0, or none, some give no ids, and some give every piece
  /// an id of its own.
  private mutating func add(call piece: JSONValue) {
    let index = piece["index"]?.integer
    let id = piece["id"]?.string.flatMap { $0.isEmpty || $0 == "null" ? nil : $0 }
    let name = piece["function"]?["name"]?.string ?? ""
    let known = calls.lastIndex { call in
      guard index == nil || call.index == index else { return false }
      guard let id, let other = call.id else { return name.isEmpty || id != nil || !call.isWhole }
      return id == other || (name.isEmpty && !call.isWhole)
    }
    if known == nil { calls.append(Call(index: index)) }
    let place = known ?? calls.count - 1
    if let id, calls[place].id == nil { calls[place].id = id }
    calls[place].add(name: name)
    switch piece["function"]?["arguments"] {
    case .string(let text): calls[place].arguments += text
    case .object(let object):
      calls[place].arguments += (try? CanonicalJSON.text(of: .object(object))) ?? ""
    default: break
    }
  }

  /// The body of the same answer without streaming.
  var value: JSONValue {
    var message = JSONObject([JSONMember(name: "role", value: "assistant")])
    message["content"] = contentValue
    if let refusal { message["refusal"] = .string(refusal) }
    if !reasoning.isEmpty { message["reasoning_content"] = .string(reasoning) }
    if !calls.isEmpty {
      message["tool_calls"] = .array(
        wholeCalls.map { call in
          [
            "id": .string(call.id ?? ""), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
          ]
        })
    }
    var body = head
    body["object"] = "chat.completion"
    body["choices"] = [
      ["index": 0, "message": .object(message), "finish_reason": reason]
    ]
    if let usage { body["usage"] = usage }
    return .object(body)
  }

  /// Why the model stopped.
  ///
  /// Words that cannot be read are no end of an answer: the reply is refused by a reason that no model
  /// gives.
  private var reason: JSONValue {
    foreignWords.map { .string("unread_\($0)_in_place_of_delta") } ?? finish ?? .null
  }

  /// The calls without what a name that was sent once more at the end would make one.
  private var wholeCalls: [Call] {
    guard let last = calls.last, last.id == nil, last.arguments.isEmpty,
      let before = calls.dropLast().last, before.name == last.name, before.index == last.index
    else { return calls }
    return Array(calls.dropLast())
  }

  private var contentValue: JSONValue {
    guard !contentParts.isEmpty else { return content.map(JSONValue.string) ?? .null }
    guard let content else { return .array(contentParts) }
    return .array(contentParts + [["type": "text", "text": .string(content)]])
  }
}
