public import Basics

extension AnthropicMessagesFormat {
  /// What the events of a stream come to: whole once `message_stop` came.
  public static func assemble(_ events: [ServerSentEvent]) -> AssembledStream {
    var stream = AnthropicMessagesStream()
    var before: [UInt8] = []
    for event in events {
      guard let value = StreamReader.object(of: event) else { return .cut(StreamReader.badEvent) }
      switch value["type"]?.string ?? event.name {
      case "error": return .failed(event.data)
      case "message_stop": return stream.whole
      case let type:
        guard stream.add(value, type, isRepeated: event.data == before) else {
          return .cut(StreamReader.badEvent)
        }
      }
      before = event.data
    }
    return .cut(StreamReader.noEnd)
  }
}

/// A message, put together from its events.
private struct AnthropicMessagesStream {
  /// A block in the making.
  fileprivate struct Block {
    var value: JSONObject
    var partialInput = ""
    var isOpen = true
  }

  private var message: JSONObject?
  private var blocks: [Block] = []
  /// Deltas that brought words.
  private var pieces = 0
  /// Whether one of them was the very one before it: see ``OpenAIChatFormat/assemble(_:)``.
  private var hasRepeatedPiece = false
  /// The tokens of the answer, where an event behind its start counts them.
  private var outputTokens = 0

  /// Adds an event; `false` where it is no part of what came before.
  mutating func add(_ event: JSONObject, _ type: String, isRepeated: Bool) -> Bool {
    switch type {
    case "message_start":
      guard message == nil, let start = event["message"]?.object else { return false }
      message = start
      return true
    case "content_block_start":
      guard message != nil, event["index"]?.integer == blocks.count,
        let block = event["content_block"]?.object
      else { return false }
      blocks.append(Block(value: block))
      return true
    case "content_block_delta":
      guard let index = openBlock(event), let delta = event["delta"] else { return false }
      if (delta["text"] ?? delta["thinking"])?.string?.isEmpty == false {
        pieces += 1
        if isRepeated { hasRepeatedPiece = true }
      }
      return blocks[index].add(delta)
    case "content_block_stop":
      guard let index = openBlock(event) else { return false }
      blocks[index].isOpen = false
      return true
    case "message_delta": return add(messageDelta: event)
    // Pings, and kinds of events that are yet to come.
    default: return true
    }
  }

  private func openBlock(_ event: JSONObject) -> Int? {
    guard let index = event["index"]?.integer, blocks.indices.contains(index),
      blocks[index].isOpen
    else { return nil }
    return index
  }

  /// The numbers of the usage are sums so far; a number that is not repeated stays.
  private mutating func add(messageDelta event: JSONObject) -> Bool {
    guard message != nil else { return false }
    for member in event["delta"]?.object?.members ?? [] { message?[member.name] = member.value }
    var usage = message?["usage"]?.object ?? JSONObject()
    for member in event["usage"]?.object?.members ?? [] where !member.value.isNull {
      usage[member.name] = member.value
    }
    outputTokens = event["usage"]?["output_tokens"]?.integer ?? outputTokens
    message?["usage"] = .object(usage)
    return true
  }

  var whole: AssembledStream {
    guard var message, message["stop_reason"]?.string != nil,
      blocks.allSatisfy({ !$0.isOpen })
    else { return .cut(StreamReader.noEnd) }
    if hasRepeatedPiece, outputTokens > 0, pieces > outputTokens {
      return .cut(StreamReader.tooManyPieces(pieces, tokens: outputTokens))
    }
    message["content"] = .array(blocks.map(\.whole))
    return .whole(.object(message))
  }
}

extension AnthropicMessagesStream.Block {
  /// Adds a delta; `false` where it cannot belong to a block.
  mutating func add(_ delta: JSONValue) -> Bool {
    switch delta["type"]?.string {
    case "text_delta": return append(delta["text"], to: "text")
    case "thinking_delta": return append(delta["thinking"], to: "thinking")
    case "signature_delta": return append(delta["signature"], to: "signature")
    case "input_json_delta":
      guard let piece = delta["partial_json"]?.string else { return false }
      partialInput += piece
      return true
    case "citations_delta":
      guard let citation = delta["citation"] else { return false }
      value["citations"] = .array((value["citations"]?.array ?? []) + [citation])
      return true
    default: return true
    }
  }

  private mutating func append(_ piece: JSONValue?, to name: String) -> Bool {
    guard let piece = piece?.string else { return false }
    value[name] = .string((value[name]?.string ?? "") + piece)
    return true
  }

  /// The block; input that breaks off stays the text that came.
  var whole: JSONValue {
    var value = value
    if !partialInput.isEmpty {
      value["input"] =
        (try? JSONValue(parsing: partialInput, options: .tolerant)) ?? .string(partialInput)
    }
    return .object(value)
  }
}
