import Basics

/// Reads `samples_*.jsonl` of lm-evaluation-harness.
struct HarnessSamples {
  /// The longest line.
  private static let lineLimit = 64 << 20

  private let bytes: [UInt8]
  private let file: String
  private let assumesEnds: Bool

  init(_ bytes: [UInt8], _ file: String, assumesEnds: Bool) {
    self.bytes = bytes
    self.file = file
    self.assumesEnds = assumesEnds
  }

  func log() throws(LogFault) -> ForeignLog {
    var log = ForeignLog(tool: "lm-evaluation-harness", name: name)
    var reader = HarnessReader(assumesEnds: assumesEnds)
    var count = 0
    for (number, line) in ByteLines(bytes) where line.contains(where: { $0 > 0x20 }) {
      count += 1
      guard count <= ForeignLog.sampleLimit, line.count <= Self.lineLimit else {
        throw LogFault(
          "\(file), line \(number): a log has at most \(ForeignLog.sampleLimit) lines of \(Self.lineLimit) "
            + "bytes.")
      }
      let value: JSONValue
      do {
        value = try JSONValue(parsing: Array(line), options: .tolerant)
      } catch {
        throw LogFault(
          "\(file), line \(number): it is no JSON: \(error). Export the samples again.")
      }
      guard value["doc_id"] != nil || value["resps"] != nil || value["arguments"] != nil else {
        throw LogFault(
          "\(file), line \(number): it has no \"doc_id\", \"arguments\" and \"resps\", so that it is no line of "
            + "samples_*.jsonl.")
      }
      reader.add(value, line: number, to: &log)
    }
    return log
  }

  /// The task's name stands in that of the file: samples_NAME_2026-03-01T09-30-00.000000.jsonl.
  private var name: String {
    var stem = (file.split(separator: "/").last ?? "").dropLast(".jsonl".count)
    if stem.hasPrefix("samples_") { stem = stem.dropFirst("samples_".count) }
    if let last = stem.lastIndex(of: "_"), stem[last...].contains("T") { stem = stem[..<last] }
    return stem.isEmpty ? "imported" : String(stem)
  }
}

/// Makes samples of the harness's lines.
private struct HarnessReader {
  let assumesEnds: Bool
  private var known: Set<String> = []
  private var parameters: JSONValue?
  private var system: String??

  init(assumesEnds: Bool) { self.assumesEnds = assumesEnds }

  mutating func add(_ value: JSONValue, line: Int, to log: inout ForeignLog) {
    let id = value["doc_id"]?.integer.map { "\($0)" } ?? value["doc_id"]?.string
    do throws(SentMessages.Refusal) {
      guard let id else { throw .init(reason: "\"doc_id\" is missing") }
      // A line for each filter: what was asked and replied is the same.
      guard known.insert(id).inserted else { return }
      let sample = try sample(value, id, &log)
      log.samples.append(sample)
      if sample.replies.isEmpty {
        log.gaps.append(
          ForeignLog.Gap(
            sample: id,
            reason:
              "the end of its reply is missing: \"resps\" holds texts, and neither finish_reason nor "
              + "usage; --assume-ended takes them for ended"))
      }
    } catch {
      log.gaps.append(ForeignLog.Gap(sample: id ?? "line \(line)", reason: error.reason))
    }
  }

  private mutating func sample(
    _ value: JSONValue, _ id: String, _ log: inout ForeignLog
  ) throws(SentMessages.Refusal) -> ForeignLog.Sample {
    let first = value["arguments"]?["gen_args_0"] ?? value["arguments"]?[0]
    // With a chat template the harness logs a list of one text.
    let asked = first?["arg_0"] ?? first?[0]
    guard let text = asked?.string ?? (asked?.array?.count == 1 ? asked?[0]?.string : nil) else {
      throw .init(reason: "\"arguments\" holds no text that was sent")
    }
    guard let settings = first?["arg_1"] ?? first?[1], settings.object != nil else {
      throw .init(
        reason:
          "\"arguments\" asks for the likelihood of a text, and not for a reply (generate_until)")
    }
    guard let resps = value["resps"]?[0]?.array, !resps.isEmpty else {
      throw .init(reason: "\"resps\" is missing: run lm_eval with --log_samples")
    }
    let replies = resps.compactMap(\.string)
    guard replies.count == resps.count else {
      throw .init(reason: "\"resps\" holds something else than texts")
    }
    let target = value["target"]
    let truths =
      target?.string.map { [$0] } ?? target?.integer.map { ["\($0)"] }
      ?? target?.array?.compactMap(\.string)
    guard let truths, !truths.isEmpty, !truths.contains("") else {
      throw .init(reason: "\"target\" is missing or empty")
    }
    let sent = try Self.messages(text).get()
    try hold(settings, sent.system, &log)
    var sample = ForeignLog.Sample(
      id: id, question: sent.user, truths: truths, verdict: Self.verdict(value))
    if assumesEnds {
      for (number, text) in replies.enumerated() {
        sample.replies[number] = ForeignLog.Reply(text: text, finish: "stop")
      }
    }
    return sample
  }

  /// What was sent: plain text, or with a chat template the text of a list of messages.
  private static func messages(_ text: String) -> Result<SentMessages, SentMessages.Refusal> {
    guard text.hasPrefix("[{"), let list = try? JSONValue(parsing: text, options: .tolerant).array,
      list.allSatisfy({ $0["role"]?.string != nil })
    else { return .success(SentMessages(user: text)) }
    return SentMessages.of(list.map { ($0["role"]?.string ?? "", $0["content"]?.string) })
  }

  /// All samples are asked alike, or the sweep would say of some what was not so.
  private mutating func hold(
    _ settings: JSONValue, _ system: String?, _ log: inout ForeignLog
  ) throws(SentMessages.Refusal) {
    if parameters == nil {
      parameters = settings
      log.system = system
      log.parameters = Self.parameters(settings)
    }
    guard parameters == settings else {
      throw .init(reason: "\"arguments\": its settings are others than those of the first sample")
    }
    guard log.system == system else {
      throw .init(reason: "its system message is another one than that of the first sample")
    }
  }

  /// The settings as OpenAI's interface calls them.
  private static func parameters(_ settings: JSONValue) -> JSONObject {
    var parameters = JSONObject()
    if let tokens = settings["max_gen_toks"] ?? settings["max_tokens"] {
      parameters["max_tokens"] = tokens
    }
    for name in ["temperature", "top_p", "seed"] {
      if let value = settings[name] { parameters[name] = value }
    }
    // Four is what OpenAI's interface takes, and what the harness sends to it.
    if let until = settings["until"]?.array, !until.isEmpty {
      parameters["stop"] = .array(Array(until.prefix(4)))
    }
    return parameters
  }

  /// What the first metric says.
  private static func verdict(_ value: JSONValue) -> String? {
    guard let name = value["metrics"]?[0]?.string, let score = value[name] else { return nil }
    return score.string ?? (try? CanonicalJSON.text(of: score))
  }
}
