public import Basics

extension OpenAIResponsesFormat {
  /// What the events of a stream come to: the last of them holds the whole response.
  public static func assemble(_ events: [ServerSentEvent]) -> AssembledStream {
    var items: [(index: Int, item: JSONValue)] = []
    var isRepeated = false
    for event in events where !event.data.elementsEqual("[DONE]".utf8) {
      guard let value = StreamReader.object(of: event) else { return .cut(StreamReader.badEvent) }
      switch value["type"]?.string ?? event.name {
      case "response.output_item.done":
        guard let item = value["item"] else { return .cut(StreamReader.badEvent) }
        let index = value["output_index"]?.integer ?? items.count
        if items.contains(where: { $0.index == index && $0.item == item }) { isRepeated = true }
        items.append((index, item))
      case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
        guard var response = value["response"]?.object else { return .cut(StreamReader.badEvent) }
        // Some servers leave out of the last event what the events before it told.
        if response["output"]?.array?.isEmpty ?? true {
          guard !isRepeated else { return .cut(StreamReader.repeatedItem) }
          response["output"] = .array(items.sorted { $0.index < $1.index }.map(\.item))
        }
        return .whole(.object(response))
      case "error": return .failed(event.data)
      // An error in the form of the other interfaces.
      case "" where value["error"]?.isNull == false: return .failed(event.data)
      default: continue
      }
    }
    return .cut(StreamReader.noEnd)
  }
}
