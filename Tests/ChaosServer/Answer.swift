import Basics

/// What the server says to a request.
struct Answer {
  let body: String
  var type = "application/json"

  /// The list of the models that it serves.
  static let models = #"{"object":"list","data":[{"id":"scripted","object":"model"}]}"#
}

extension Answer {
  /// An answer that names what it answers, so that no answer can stand for another; as a stream where
  /// one is asked for.
  init(to body: [UInt8], number: Int) {
    let request = try? JSONValue(parsing: body, options: .tolerant)
    let asked = request?["messages"]?.array?.last?["content"]?.string ?? ""
    let echo = Digest.sha256(Array(asked.utf8)).hex
    if request?["stream"] == .bool(true) {
      self.init(body: Self.stream(echo, number), type: "text/event-stream")
    } else {
      self.init(body: Self.completion(echo, number))
    }
  }

  private static func completion(_ echo: String, _ number: Int) -> String {
    """
    {"id":"c\(number)","object":"chat.completion","created":1,"model":"scripted",\
    "system_fingerprint":"fp_chaos","choices":[{"index":0,"finish_reason":"stop","message":\
    {"role":"assistant","content":"<<<42>>> echo:\(echo)"}}],\
    "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
    """
  }

  /// The same in pieces of one token each.
  private static func stream(_ echo: String, _ number: Int) -> String {
    let head =
      #""id":"c\#(number)","object":"chat.completion.chunk","created":1,"model":"scripted""#
    let words: [Substring] = [
      "<<<42>>>", " echo:", echo.prefix(20), echo.dropFirst(20).prefix(20), echo.dropFirst(40),
    ]
    let chunks =
      [#"{"role":"assistant","content":""}"#] + words.map { #"{"content":"\#($0)"}"# }
    var events = chunks.map { #"{\#(head),"choices":[{"index":0,"delta":\#($0)}]}"# }
    events.append(#"{\#(head),"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#)
    events.append(
      #"{\#(head),"choices":[],"#
        + #""usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}"#)
    return Self.text(events + ["[DONE]"])
  }

  private static func text(_ events: [String]) -> String {
    events.map { "data: \($0)\n\n" }.joined()
  }

  private var isStream: Bool { type == "text/event-stream" }

  /// The data of the events of a stream.
  private var events: [String] {
    body.split(separator: "\n\n").map { String($0.dropFirst("data: ".count)) }
  }

  /// The answer with one of its events sent twice; all of it twice where it is no stream.
  func repeatingEvent(_ number: Int) -> Answer {
    guard isStream else { return Answer(body: body + body) }
    var events = events
    let place = number % events.count
    events.insert(events[place], at: place)
    return Answer(body: Self.text(events), type: type)
  }

  /// The answer with one of its events cut; half of it where it is no stream.
  func halvingEvent(_ number: Int) -> Answer {
    guard isStream else { return Answer(body: String(body.prefix(body.utf8.count / 2))) }
    var events = events
    let place = number % events.count
    events[place] = String(events[place].prefix(events[place].utf8.count / 2))
    return Answer(body: Self.text(events), type: type)
  }
}
