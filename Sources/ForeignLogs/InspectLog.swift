import Basics

/// Reads logs of Inspect: `.eval`, which is a ZIP file of JSON, and `.json`.
enum InspectLog {
  private static let header = "header.json"

  /// Reads a log in one JSON value.
  static func log(in bytes: [UInt8], _ file: String) throws(LogFault) -> ForeignLog {
    let value = try json(bytes, file)
    guard let samples = value["samples"]?.array else {
      throw LogFault(
        "\(file): it has no \"samples\". Logs of Inspect are read (.eval, .json with its samples), and "
          + "samples_*.jsonl of lm-evaluation-harness.")
    }
    var reader = try InspectReader(value, file)
    for sample in samples { try reader.add(sample) }
    return reader.log
  }

  /// Reads a log in an archive.
  static func log(in archive: ZipArchive, _ file: String) throws(LogFault) -> ForeignLog {
    guard let head = archive.entries.first(where: { $0.name == header }) else {
      throw LogFault(
        "\(file): it has no \(header), so that it is no log of Inspect, or one whose run did not end."
      )
    }
    var reader = try InspectReader(try json(archive.bytes(of: head), "\(file), \(header)"), file)
    for entry in archive.entries
    where entry.name.hasPrefix("samples/") && entry.name.hasSuffix(".json") {
      try reader.add(try json(archive.bytes(of: entry), "\(file), \(entry.name)"))
    }
    return reader.log
  }

  private static func json(_ bytes: [UInt8], _ title: String) throws(LogFault) -> JSONValue {
    do {
      return try JSONValue(parsing: bytes, options: .tolerant)
    } catch {
      throw LogFault(
        "\(title): it is no JSON: \(error). Give a log of Inspect (.eval or .json), or samples of "
          + "lm-evaluation-harness (samples_*.jsonl).")
    }
  }
}

/// Makes a log of Inspect's values.
private struct InspectReader {
  private(set) var log: ForeignLog
  private let file: String
  private var places: [String: Int] = [:]
  private var count = 0
  private var hasSystem = false

  /// What Inspect calls a parameter, and OpenAI's interface.
  private static let parameters = [
    ("temperature", "temperature"), ("top_p", "top_p"), ("max_tokens", "max_tokens"),
    ("seed", "seed"), ("stop_seqs", "stop"), ("frequency_penalty", "frequency_penalty"),
    ("presence_penalty", "presence_penalty"),
  ]
  /// What says how Inspect goes about its calls, and is sent to nobody.
  private static let silent = [
    "max_retries", "timeout", "attempt_timeout", "max_connections", "batch", "cache", "num_choices",
  ]

  init(_ value: JSONValue, _ file: String) throws(LogFault) {
    self.file = file
    guard let eval = value["eval"], let task = eval["task"]?.string else {
      throw LogFault("\(file): it has no \"eval.task\", so that it is no log of Inspect.")
    }
    log = ForeignLog(
      tool: "Inspect", name: task.split(separator: "/").last.map(String.init) ?? task)
    log.model = eval["model"]?.string
    log.made = eval["created"]?.string
    let config = value["plan"]?["config"]?.object ?? eval["model_generate_config"]?.object
    for member in config?.members ?? [] where member.value != .null {
      if let known = Self.parameters.first(where: { $0.0 == member.name }) {
        log.parameters[known.1] = member.value
      } else if !Self.silent.contains(member.name) {
        log.remarks.append(
          "The parameter \"\(member.name)\" of the log is not written into the sweep.")
      }
    }
    if value["status"]?.string != "success" {
      log.remarks.append("The log's status is \"\(value["status"]?.string ?? "unknown")\".")
    }
  }

  mutating func add(_ sample: JSONValue) throws(LogFault) {
    count += 1
    guard count <= ForeignLog.sampleLimit else {
      throw LogFault("\(file): it has more than \(ForeignLog.sampleLimit) samples.")
    }
    let id = sample["id"]?.string ?? sample["id"]?.integer.map { "\($0)" }
    let epoch = sample["epoch"]?.integer.flatMap { Int(exactly: $0) } ?? 1
    let title = "\(id ?? "number \(count)")\(epoch > 1 ? ", epoch \(epoch)" : "")"
    do throws(SentMessages.Refusal) {
      try add(sample, id: id, epoch: epoch, title)
    } catch {
      log.gaps.append(ForeignLog.Gap(sample: title, reason: error.reason))
    }
  }

  private mutating func add(
    _ sample: JSONValue, id: String?, epoch: Int, _ title: String
  ) throws(SentMessages.Refusal) {
    guard let id else { throw .init(reason: "\"id\" is missing") }
    guard (1...1_000).contains(epoch) else { throw .init(reason: "\"epoch\" is \(epoch)") }
    let attachments = sample["attachments"]
    guard let messages = sample["messages"]?.array else {
      throw .init(
        reason: "\"messages\" is missing: the log was written without its samples' conversations")
    }
    let truths =
      sample["target"]?.string.map { [$0] } ?? sample["target"]?.array?.compactMap(\.string)
    guard let truths, !truths.isEmpty, !truths.contains("") else {
      throw .init(reason: "\"target\" is missing or empty")
    }
    // Behind the question stands the reply, which "output" holds with its end.
    let asked = messages.last?["role"]?.string == "assistant" ? messages.dropLast() : messages[...]
    let sent = try SentMessages.of(
      asked.map { ($0["role"]?.string ?? "", Self.text($0["content"], attachments)?.text) }
    ).get()
    try check(sent.system)
    let place = places[id] ?? log.samples.count
    if places[id] == nil {
      places[id] = place
      log.samples.append(
        ForeignLog.Sample(
          id: id, question: sent.user, truths: truths, verdict: Self.verdict(sample["scores"])))
    }
    guard log.samples[place].question.utf8.elementsEqual(sent.user.utf8) else {
      throw .init(reason: "its question is another one than in the epoch before")
    }
    log.samples[place].replies[epoch - 1] = try reply(of: sample, attachments)
  }

  /// One sweep says one system message to all.
  private mutating func check(_ system: String?) throws(SentMessages.Refusal) {
    if !hasSystem {
      log.system = system
      hasSystem = true
    }
    guard log.system == system else {
      throw .init(
        reason: "messages[0], the system message, is another one than that of the first sample")
    }
  }

  private func reply(
    of sample: JSONValue, _ attachments: JSONValue?
  ) throws(SentMessages.Refusal) -> ForeignLog.Reply {
    if let error = sample["error"], error != .null {
      throw .init(reason: "\"error\": the sample failed, and nothing was replied")
    }
    guard let output = sample["output"], let choices = output["choices"]?.array, !choices.isEmpty
    else { throw .init(reason: "\"output.choices\" is missing: no reply was logged") }
    guard choices.count == 1 else {
      throw .init(reason: "\"output.choices\" holds \(choices.count) replies to one call")
    }
    let message = choices[0]["message"]
    guard message?["tool_calls"]?.array?.isEmpty ?? true else {
      throw .init(
        reason: "\"output.choices[0].message.tool_calls\": calls of tools are not imported")
    }
    guard let content = Self.text(message?["content"], attachments) else {
      throw .init(reason: "\"output.choices[0].message.content\" is missing, or more than text")
    }
    guard let stop = choices[0]["stop_reason"]?.string,
      let finish = [
        "stop": "stop", "max_tokens": "length", "model_length": "length",
        "content_filter": "content_filter",
      ][stop]
    else {
      throw .init(reason: "\"output.choices[0].stop_reason\" is missing, or no end of a reply")
    }
    let usage = output["usage"]
    var reply = ForeignLog.Reply(text: content.text, reasoning: content.reasoning, finish: finish)
    if let input = usage?["input_tokens"]?.integer, let output = usage?["output_tokens"]?.integer,
      input >= 0, output >= 0
    {
      reply.tokens = (Int(input), Int(output))
    }
    let seconds = output["time"]?.double ?? 0
    reply.microseconds = seconds > 0 && seconds < 1e6 ? Int(seconds * 1e6) : 0
    return reply
  }

  /// The text of a content, and what in it is thought; `nil` for one that is more than text.
  private static func text(
    _ content: JSONValue?, _ attachments: JSONValue?
  ) -> (text: String, reasoning: String?)? {
    func whole(_ text: String) -> String? {
      let mark = "attachment://"
      guard text.hasPrefix(mark) else { return text }
      return attachments?[String(text.dropFirst(mark.count))]?.string
    }
    if let text = content?.string { return whole(text).map { ($0, nil) } }
    guard let parts = content?.array else { return nil }
    var (text, reasoning) = ("", "")
    for part in parts {
      switch part["type"]?.string {
      case "text":
        guard let own = part["text"]?.string.flatMap(whole) else { return nil }
        text += own
      case "reasoning":
        guard let own = part["reasoning"]?.string.flatMap(whole) else { return nil }
        reasoning += own
      default: return nil
      }
    }
    return (text, reasoning.isEmpty ? nil : reasoning)
  }

  /// What the first grader said.
  private static func verdict(_ scores: JSONValue?) -> String? {
    guard let value = scores?.object?.members.first?.value["value"] else { return nil }
    return value.string ?? (try? CanonicalJSON.text(of: value))
  }
}
