import Basics
import Cassettes
import FoundationEssentials
import HTTP
import ModelAPI
import RecordReplay
import Serving

/// A request and its response, as another tool recorded them.
struct ForeignRecording: Sendable {
  var method: String
  var url: String
  var requestHeaders: [HTTPHeader]
  /// `nil` where the tool did not keep it.
  var requestBody: [UInt8]?
  var status: Int
  var responseHeaders: [HTTPHeader]
  /// `nil` where the tool did not keep it.
  var responseBody: [UInt8]?
  /// How long it took, in microseconds; 0 where the tool did not keep it.
  var microseconds = 0
}

/// Makes exchanges of another tool's recordings, and refuses what cannot be known.
///
/// A recording that guesses would answer another call than was made, or never any: what the tool did not
/// keep, what it may have changed, and what is no answer to keep is named, and nothing is written.
struct ForeignConversion {
  /// The upstreams by the hosts that stand in recorded URLs.
  private static let hosts = [
    "api.openai.com": "openai", "api.anthropic.com": "anthropic", "api.mistral.ai": "mistral",
  ]

  /// The upstreams of other hosts, with their ports where they have one.
  let upstreams: [String: String]
  let keyHeaders: [String]
  let provenance: [UInt8]

  /// The exchanges of some recordings; those whose answers are never kept are left out.
  ///
  /// - Throws: ``ProxyError`` that names every recording that cannot be converted.
  func exchanges(
    of recordings: [ForeignRecording], file: String
  ) throws(ProxyError) -> (exchanges: [Exchange], leftOut: Int) {
    var exchanges: [Exchange] = []
    var ordinals: [Digest: UInt32] = [:]
    var objections: [String] = []
    var leftOut = 0
    for (index, recording) in recordings.enumerated() {
      guard UpstreamCalls.isFinal(recording.status) else {
        leftOut += 1
        continue
      }
      do throws(RequestFault) {
        let (call, reply) = try read(recording)
        let digest = call.action.digest
        let ordinal = ordinals[digest] ?? 0
        // A fact has one answer; another tool may have asked for it several times.
        if call.endpoint.isFact, ordinal > 0 { continue }
        ordinals[digest] = ordinal + 1
        exchanges.append(
          Exchange(
            slot: Slot(action: digest, ordinal: ordinal), kind: .proxied,
            request: call.action.request, result: reply.encoded(),
            scope: "proxy/\(call.lane ?? "default")", provenance: provenance))
      } catch {
        objections.append("  recording \(index + 1): \(error.message)")
      }
    }
    guard objections.isEmpty else {
      let more = objections.count > 20 ? "\n  and \(objections.count - 20) more" : ""
      throw ProxyError(
        .usage,
        "\(file): \(objections.count) of \(recordings.count) recordings cannot be known, and nothing was "
          + "written:\n" + objections.prefix(20).joined(separator: "\n") + more)
    }
    return (exchanges, leftOut)
  }

  private func read(
    _ recording: ForeignRecording
  ) throws(RequestFault) -> (ClientCall, ModelReply) {
    guard let url = URLComponents(string: recording.url), let host = url.host else {
      throw RequestFault(400, "its URL cannot be read")
    }
    let place = url.port.map { "\(host):\($0)" } ?? host
    guard let upstream = upstreams[place] ?? upstreams[host] ?? Self.hosts[host] else {
      throw RequestFault(
        400, "nobody said which upstream \(Redaction.shown(place)) is: --upstream NAME=\(place)")
    }
    guard let body = recording.requestBody ?? (recording.method == "GET" ? [] : nil) else {
      throw RequestFault(400, "its request's body was not kept, and is a part of the key")
    }
    var request = ServedRequest(
      method: recording.method, path: url.percentEncodedPath, query: url.percentEncodedQuery,
      headers: recording.requestHeaders, body: body)
    let isDefault =
      Endpoint(
        method: request.method, path: request.path,
        hasAnthropicVersion: request.header("anthropic-version") != nil
      ).dialect.rawValue == upstream
    if !isDefault { request.path = "/to/\(upstream)" + request.path }
    let call = try ClientCall(request, keyHeaders: keyHeaders)
    guard call.endpoint.dialect != .anthropic || request.header("anthropic-version") != nil else {
      throw RequestFault(
        400, "its header anthropic-version was not kept, and is a part of the key")
    }
    return (call, try reply(recording, call))
  }

  private func reply(
    _ recording: ForeignRecording, _ call: ClientCall
  ) throws(RequestFault) -> ModelReply {
    guard let coded = recording.responseBody else {
      throw RequestFault(400, "its response's body was not kept")
    }
    let coding = recording.responseHeaders.first { $0.name == "content-encoding" }?.value
    // Many tools keep the header of a body that they have unpacked.
    let isPacked = coded.starts(with: [0x1f, 0x8b])
    let isOpen =
      coding == nil || coding == "identity" || String(validating: coded, as: UTF8.self) != nil
    guard isPacked || isOpen else {
      throw RequestFault(
        400,
        "its response is compressed as \(Redaction.shown(coding ?? "")), which is not read here")
    }
    let body = isPacked ? try TransferCoding.decoded(coded, "gzip") : coded
    var stream: StreamRecord?
    if StreamEnd.isStream(recording.responseHeaders) {
      var end = StreamEnd()
      end.feed(body)
      guard end.isWhole || !call.endpoint.isKnown && end.end == .open else {
        throw RequestFault(400, "its stream does not come to its end")
      }
      // In which pieces it came was not kept: it is one.
      stream = StreamRecord(
        pieces: [TimedPiece(size: body.count, delayMicroseconds: recording.microseconds)],
        end: .complete)
    }
    let attempt = ModelAttempt(
      end: .status(recording.status), waitMicroseconds: 0,
      serviceMicroseconds: recording.microseconds)
    return ModelReply(
      status: recording.status, headers: KeptHeaders.recorded(recording.responseHeaders),
      body: body, attempts: [attempt], stream: stream)
  }
}
