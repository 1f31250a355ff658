import Basics
public import Cassettes
import CodeExecution
import FoundationEssentials
import HTTP
import ModelAPI

/// A model call, or a call of another program, as the entries of an HTTP archive.
struct HARCall {
  private let exchange: Exchange
  private let reply: ModelReply
  /// The request, as far as it is recorded.
  private let asked: Asked
  /// When the whole was recorded, in microseconds since 1970.
  private let recorded: Int

  /// A request as an archive shows it.
  private struct Asked {
    var method: String
    /// The host is not recorded: a name stands in its place that RFC 2606 keeps from ever existing.
    var url: String
    var headers: [(name: String, value: JSONValue)]
    var query: [(name: String, value: String)]
    var type: String?
    var body: [UInt8]
  }

  /// Reads a call; `nil` for a run of code, and for a call that cannot be read.
  init?(_ exchange: Exchange) {
    guard exchange.kind != .execution, let reply = try? ModelReply(decoding: exchange.result),
      let action = try? Action(kind: exchange.kind, request: exchange.request),
      let asked = exchange.kind == .proxied ? Self.proxied(action) : Self.completion(action)
    else { return nil }
    self.exchange = exchange
    self.reply = reply
    self.asked = asked
    let provenance = try? JSONValue(parsing: exchange.provenance)
    recorded = provenance?["recorded"]?.string.flatMap(HARTime.microseconds) ?? 0
  }

  private static func completion(_ action: Action) -> Asked? {
    guard let segment = action.segments.first(where: { $0.name == "endpoint" }),
      let endpoint = try? JSONValue(parsing: segment.bytes),
      let path = endpoint["path"]?.string,
      let family = endpoint["family"]?.string.flatMap({ WireFamily(named: $0) })
    else { return nil }
    let headers = endpoint["headers"]?.object ?? JSONObject()
    return Asked(
      method: "POST", url: "https://\(family.name).invalid\(path)",
      headers: headers.members.map { ($0.name, $0.value) }, query: [], type: "application/json",
      body: family.format.body(of: Array(action.sentSegments)))
  }

  private static func proxied(_ action: Action) -> Asked? {
    guard let call = ProxiedCall(action.segments) else { return nil }
    let query = call.query.map { "?\($0)" } ?? ""
    let pairs = (call.query ?? "").split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
    }
    return Asked(
      method: call.method, url: "https://\(call.upstream).invalid\(call.path)\(query)",
      headers: call.headers.map { ($0.name, .string($0.value)) }, query: pairs,
      type: call.contentType, body: call.body)
  }

  /// One line of JSON for each attempt, in order.
  var entries: [[UInt8]] {
    var start = recorded
    for attempt in reply.attempts {
      start = HARTime.subtract(attempt.serviceMicroseconds, from: start)
    }
    for attempt in reply.attempts.dropFirst() {
      start = HARTime.subtract(attempt.waitMicroseconds, from: start)
    }
    var entries: [[UInt8]] = []
    for (number, attempt) in reply.attempts.enumerated() {
      if number > 0 { start = HARTime.add(attempt.waitMicroseconds, to: start) }
      entries.append(entry(number, attempt, start: start))
      start = HARTime.add(attempt.serviceMicroseconds, to: start)
    }
    return entries
  }

  private func entry(_ number: Int, _ attempt: ModelAttempt, start: Int) -> [UInt8] {
    let isLast = number == reply.attempts.count - 1
    var line = Array(#"{"_steerbench":{"attempt":\#(number + 1)"#.utf8)
    if isLast {
      line += #","exchange":"#.utf8
      line += ExchangeLine.bytes(
        of: exchange, cuts: ResultParts.cuts(exchange.kind, exchange.result))
    }
    line += "},".utf8
    let time = JSONValue.double(Double(attempt.serviceMicroseconds) / 1_000)
    let value: JSONValue = [
      "cache": [:],
      "request": request,
      "response": isLast ? lastResponse : response(to: attempt),
      "startedDateTime": .string(HARTime.text(start)),
      "time": time,
      "timings": [
        "blocked": -1, "connect": -1, "dns": -1, "receive": 0, "send": 0, "ssl": -1, "wait": time,
        "_waitBefore": .double(Double(attempt.waitMicroseconds) / 1_000),
      ],
    ]
    return line + CanonicalJSON.bytes(ofOwn: value).dropFirst()
  }

  private var request: JSONValue {
    let type = asked.type.map { [(name: "content-type", value: JSONValue.string($0))] } ?? []
    var request = JSONObject([
      JSONMember(name: "bodySize", value: .integer(Int64(asked.body.count))),
      JSONMember(name: "cookies", value: []),
      JSONMember(
        name: "headers",
        value: .array(
          (type + asked.headers).map { ["name": .string($0.name), "value": $0.value] })),
      JSONMember(name: "headersSize", value: -1),
      JSONMember(name: "httpVersion", value: "HTTP/1.1"),
      JSONMember(name: "method", value: .string(asked.method)),
      JSONMember(
        name: "queryString",
        value: .array(
          asked.query.map { ["name": .string($0.name), "value": .string($0.value)] })),
      JSONMember(name: "url", value: .string(asked.url)),
    ])
    if let type = asked.type {
      request["postData"] = [
        "mimeType": .string(type), "params": [],
        "text": .string(String(decoding: asked.body, as: UTF8.self)),
      ]
    }
    return .object(request)
  }

  private var lastResponse: JSONValue {
    let type = reply.headers.first { $0.name == "content-type" }?.value
    let content = Self.content(reply.body, type: type)
    let headers = reply.headers.map { header -> JSONValue in
      ["name": .string(header.name), "value": .string(header.value)]
    }
    return response(
      status: reply.status, headers: headers, content: content, size: reply.body.count, comment: "")
  }

  /// The body of a response, as text where it is some; `nil` for one that is not recorded.
  private static func content(_ body: [UInt8]?, type: String?) -> JSONObject {
    var content = JSONObject([
      JSONMember(name: "mimeType", value: .string(type ?? "application/octet-stream")),
      JSONMember(name: "size", value: .integer(Int64(body?.count ?? 0))),
    ])
    guard let body else { return content }
    if let text = String(validating: body, as: UTF8.self) {
      content["text"] = .string(text)
    } else {
      content["encoding"] = "base64"
      content["text"] = .string(Data(body).base64EncodedString())
    }
    return content
  }

  /// The response to an attempt that was tried again: its status is recorded, and what had come of a
  /// stream that broke.
  private func response(to attempt: ModelAttempt) -> JSONValue {
    let remains = attempt.remains
    let content =
      remains.isEmpty
      ? Self.content(nil, type: nil) : Self.content(remains.bytes, type: "text/event-stream")
    let kept = remains.isEmpty ? "its body is not recorded" : "its stream broke"
    switch attempt.end {
    case .status(let status):
      return response(
        status: status, headers: [], content: content, size: -1, comment: "tried again; \(kept)")
    case .failure(let code):
      let what = remains.isEmpty ? "no response" : "the stream broke"
      return response(
        status: 0, headers: [], content: content, size: -1, comment: "\(what): \(code.rawValue)")
    }
  }

  private func response(
    status: Int, headers: [JSONValue], content: JSONObject, size: Int, comment: String
  ) -> JSONValue {
    [
      "bodySize": .integer(Int64(size)), "comment": .string(comment), "content": .object(content),
      "cookies": [], "headers": .array(headers), "headersSize": -1, "httpVersion": "HTTP/1.1",
      "redirectURL": "", "status": .integer(Int64(status)), "statusText": "",
    ]
  }
}

/// Where a recorded result falls into parts, so that an export shows each as what it is.
public enum ResultParts {
  /// What stands before the head of a reply: a mark, the version, the head's length.
  private static let replyFrame = 8
  /// What stands before the head of a run: the version, the head's length.
  private static let outcomeFrame = 5

  /// The offsets: of a reply, its head, its body and its files; of a run, its head and its two outputs; none
  /// where the bytes are neither.
  public static func cuts(_ kind: ExchangeKind, _ result: [UInt8]) -> [Int] {
    result.withUnsafeBufferPointer { bytes in
      switch kind {
      case .completion, .proxied:
        guard let body = (try? ModelReplySummary(decoding: bytes))?.bodyRange else { return [] }
        // Behind the body of some replies lie the files that belong to them.
        let end = body.upperBound < bytes.count ? [body.upperBound] : []
        return [replyFrame, body.lowerBound] + end
      case .execution:
        guard let outcome = try? ExecutionOutcome(decoding: bytes) else { return [] }
        let output = bytes.count - outcome.stdout.count - outcome.stderr.count
        return [outcomeFrame, output, output + outcome.stdout.count]
      }
    }
  }
}
