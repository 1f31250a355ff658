import HTTP
import Serving
import Synchronization

/// A provider that answers as it is told.
final class ScriptedUpstream: RequestHandler {
  enum Answer: Sendable {
    case whole(Int, String, [HTTPHeader] = [])
    /// Pieces of a stream, each behind a pause; it ends, or breaks off.
    case stream([String], pause: Duration = .milliseconds(2), isCut: Bool = false)
    /// Nothing until it is let go.
    case held(Gate, String)
  }

  private let script: @Sendable (ServedRequest, Int) -> Answer
  private let seen = Mutex<[ServedRequest]>([])

  /// - Parameter script: The answer to a request, given how many came before it.
  init(_ script: @escaping @Sendable (ServedRequest, Int) -> Answer) { self.script = script }

  var requests: [ServedRequest] { seen.withLock(\.self) }

  static func chat(_ text: String) -> String {
    #"{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"#
      + #""assistant","content":"\#(text)"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"#
      + #""completion_tokens":2,"total_tokens":5}}"#
  }

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    let number = seen.withLock { seen in
      seen.append(request)
      return seen.count - 1
    }
    let json = [HTTPHeader(name: "content-type", value: "application/json")]
    do throws(ClientGone) {
      switch script(request, number) {
      case .whole(let status, let body, let headers):
        try await channel.send(status, headers: json + headers, body: Array(body.utf8))
      case .held(let gate, let body):
        await gate.wait()
        try await channel.send(200, headers: json, body: Array(body.utf8))
      case .stream(let pieces, let pause, let isCut):
        try await channel.begin(
          200, headers: [HTTPHeader(name: "content-type", value: "text/event-stream")])
        for piece in pieces {
          try? await Task.sleep(for: pause)
          try await channel.write(piece: Array(piece.utf8))
        }
        if !isCut { try await channel.end() }
      }
    } catch {
      // The proxy went away.
    }
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) {
    ([], Array(fault.message.utf8))
  }
}

/// Holds back whoever waits until it is opened.
actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func wait() async {
    guard !isOpen else { return }
    await withCheckedContinuation { waiting.append($0) }
  }

  func open() {
    isOpen = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}
