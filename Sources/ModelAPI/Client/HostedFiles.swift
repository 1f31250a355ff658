import Basics
import HTTP

/// Fetches the files that an answer names, before the provider throws them away.
///
/// A file that cannot be had is noted with the reason: the answer has been paid for and is kept. The
/// key goes to no other host than the one it belongs to.
struct HostedFiles: Sendable {
  /// The most files of one reply, and the most bytes of one file and of all.
  static let fileLimit = 32
  static let sizeLimit = 4 << 20
  static let totalLimit = 8 << 20
  /// Tries of one file.
  private static let tries = 3

  let endpoint: ModelEndpoint
  let access: ResolvedAccess
  let transport: any Transport
  let clock: ModelClock

  /// The files of a reply, in the order in which it names them.
  func files(of reply: ModelReply) async -> [ReplyFile] {
    var files: [ReplyFile] = []
    var left = Self.totalLimit
    for reference in references(in: reply).prefix(Self.fileLimit) {
      let file = await fetch(reference, atMost: min(Self.sizeLimit, left))
      left -= file.bytes.count
      files.append(file)
    }
    return files
  }

  private func references(in reply: ModelReply) -> [FileReference] {
    guard endpoint.capabilities.tools == .hosted, (200..<300).contains(reply.status) else {
      return []
    }
    let format = endpoint.family.format
    let answer = reply.body.withUnsafeBufferPointer { body -> JSONValue? in
      guard EventStreamParser.isEventStream(body) else {
        return try? JSONValue(parsing: body, options: .tolerant)
      }
      guard case .whole(let bytes) = StreamReader.read(body, as: format) else { return nil }
      return try? JSONValue(parsing: bytes, options: .tolerant)
    }
    var seen: Set<String> = []
    return (answer.map { format.files(in: $0) } ?? []).filter { seen.insert($0.id).inserted }
  }

  private func fetch(_ reference: FileReference, atMost limit: Int) async -> ReplyFile {
    var file = ReplyFile(
      id: Excerpt.of(reference.id, limit: 200), name: Excerpt.of(reference.name, limit: 200))
    guard let request = request(for: reference) else {
      file.problem = "its address cannot be used"
      return file
    }
    for attempt in 1...Self.tries {
      let problem: String
      switch await send(request) {
      case .success(let response) where response.status == 200:
        guard response.body.count <= limit else {
          file.problem = "larger than \(limit) bytes"
          return file
        }
        file.type = Excerpt.of(response.header("content-type") ?? "", limit: 100)
        file.bytes = response.body
        file.problem = nil
        return file
      case .success(let response):
        problem = "status \(response.status)"
        guard response.status == 429 || response.status >= 500 else {
          file.problem = problem
          return file
        }
      case .failure(let error): problem = error.description
      }
      file.problem = problem
      guard attempt < Self.tries, (try? await clock.sleep(.seconds(attempt))) != nil else { break }
    }
    return file
  }

  private func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
    do {
      return .success(try await transport.send(request))
    } catch {
      return .failure(error)
    }
  }

  private func request(for reference: FileReference) -> HTTPRequest? {
    switch reference.place {
    case .path(let parts):
      guard parts.allSatisfy(Self.isPathPart) else { return nil }
      var request = access.request(
        .get, "/" + parts.joined(separator: "/"), of: endpoint, timeout: access.timeout)
      request.timesPieces = false
      request.headers = merged(request.headers, with: reference.headers)
      // What it is must not be said to be JSON.
      request.headers = request.headers.map {
        $0.name == "accept" ? HTTPHeader(name: "accept", value: "*/*") : $0
      }
      return request
    case .url(let url):
      // Only where nobody on the way can look in, or where the answer itself came from.
      guard url.hasPrefix("https://") || access.isSameOrigin(url), url.utf8.count <= 4096 else {
        return nil
      }
      return HTTPRequest(.get, url: url, timeout: access.timeout)
    }
  }

  /// Headers of one name become one list.
  private func merged(_ headers: [HTTPHeader], with others: [HTTPHeader]) -> [HTTPHeader] {
    var merged = headers
    for other in others {
      if let index = merged.firstIndex(where: { $0.name == other.name }) {
        merged[index].value += ",\(other.value)"
      } else {
        merged.append(other)
      }
    }
    return merged
  }

  private static func isPathPart(_ part: String) -> Bool {
    !part.isEmpty && part != "." && part != ".." && part.utf8.count <= 200
      && part.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}

extension ResolvedAccess {
  /// Whether an address lies on the server of the base URL.
  func isSameOrigin(_ url: String) -> Bool { url.hasPrefix("\(scheme)://\(host)/") }
}
