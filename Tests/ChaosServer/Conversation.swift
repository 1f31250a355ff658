import Foundation
import Glibc

/// One connection with its requests, one after the other.
struct Conversation {
  private let connection: Int32
  private let chaos: Chaos
  private var unread: [UInt8] = []

  init(_ connection: Int32, _ chaos: Chaos) {
    self.connection = connection
    self.chaos = chaos
  }

  /// Talks until one side has enough.
  func run() {
    var conversation = self
    while conversation.serveOne() {}
    close(connection)
  }

  private mutating func serveOne() -> Bool {
    guard let (head, body) = readRequest() else { return false }
    if head.hasPrefix("GET") {
      return send(Answer(body: head.contains("/stats") ? chaos.stats : Answer.models))
    }
    let (fault, number) = chaos.begin()
    defer { chaos.end(fault) }
    guard let fault else {
      usleep(UInt32(chaos.delay) * 1000)
      return send(Answer(to: body, number: number))
    }
    return commit(fault, Answer(to: body, number: number), number)
  }

  // MARK: Reading

  private mutating func readRequest() -> (head: String, body: [UInt8])? {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      if let request = takeRequest() { return request }
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return nil }
      unread.append(contentsOf: buffer.prefix(count))
      // Somebody begins to speak in the encrypted protocol, which is not spoken here.
      if unread.first == 0x16 {
        _ = write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        return nil
      }
    }
  }

  private mutating func takeRequest() -> (head: String, body: [UInt8])? {
    let end = Array("\r\n\r\n".utf8)
    guard
      let split = unread.indices.first(where: { unread[$0...].starts(with: end) })
    else { return nil }
    let head = String(decoding: unread[..<split], as: UTF8.self)
    let length =
      head.lowercased().split(separator: "\r\n")
      .first { $0.hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) } ?? 0
    let start = split + end.count
    guard unread.count - start >= length else { return nil }
    let body = Array(unread[start..<(start + length)])
    unread.removeFirst(start + length)
    return (head, body)
  }

  // MARK: Answering

  private func send(_ answer: Answer) -> Bool {
    write(Self.head(200, answer, length: answer.body.utf8.count) + answer.body)
  }

  private static func head(
    _ status: Int, _ answer: Answer, length: Int? = nil, _ more: [String] = []
  ) -> String {
    let lines =
      ["HTTP/1.1 \(status) Chaos", "Content-Type: \(answer.type)"]
      + (length.map { ["Content-Length: \($0)"] } ?? []) + more
    return lines.joined(separator: "\r\n") + "\r\n\r\n"
  }

  private func write(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }
}

// MARK: - Misbehaving

extension Conversation {
  /// Commits a fault; whether the connection can be used further.
  private func commit(_ fault: Chaos.Fault, _ answer: Answer, _ number: Int) -> Bool {
    let body = answer.body
    let half = String(body.prefix(body.utf8.count / 2))
    switch fault {
    case .reset: breakConnection()
    case .stall:
      var descriptor = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, 5000)
    case .firstLine: _ = write("HTTP/1.1 200 OK\r\n")
    case .halfHead: _ = write("HTTP/1.1 200 OK\r\nContent-Type: \(answer.type)\r\nContent-Le")
    case .halfChunk:
      _ = write(Self.head(200, answer, ["Transfer-Encoding: chunked"]))
      _ = write(String(body.utf8.count, radix: 16) + "\r\n" + half)
    case .halfJSON: return write(Self.head(200, answer, length: half.utf8.count) + half)
    case .shortBody: _ = write(Self.head(200, answer, length: body.utf8.count + 99) + body)
    case .longBody: _ = write(Self.head(200, answer, length: half.utf8.count) + body)
    case .twice: return send(Answer(body: body + body, type: answer.type))
    case .repeatedEvent: return send(answer.repeatingEvent(number))
    case .halfEvent: return send(answer.halvingEvent(number))
    case .noise: _ = write("SSH-2.0-Chaos\r\n\u{1}\u{2}\u{3}\r\n")
    case .serverError:
      return refuse(529, #"{"error":{"message":"overloaded","type":"overloaded_error"}}"#)
    case .gateway: return refuse(502, "<html><body>Bad gateway</body></html>")
    case .storm: return refuse(429, Self.tooMany, ["Retry-After-Ms: 300"])
    case .usedUp:
      return refuse(
        429, Self.tooMany,
        [
          "x-ratelimit-limit-requests: 100", "x-ratelimit-remaining-requests: 0",
          "x-ratelimit-reset-requests: 250ms",
        ])
    case .skewed:
      return refuse(
        429, Self.tooMany,
        ["Date: Fri, 01 Jan 1999 00:00:00 GMT", "Retry-After: Fri, 01 Jan 1999 00:00:01 GMT"])
    }
    return false
  }

  private static let tooMany = #"{"error":{"message":"too many","type":"rate_limit_error"}}"#

  private func refuse(_ status: Int, _ body: String, _ more: [String] = []) -> Bool {
    write(Self.head(status, Answer(body: body), length: body.utf8.count, more) + body)
  }

  /// Closes the connection so that the other side gets an error and no end.
  private func breakConnection() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
  }
}
