import CCurl
import Glibc
import Synchronization

/// What libcurl is asked to do, and why it did not.
struct TransferFault: Error {
  enum Kind {
    /// The receiver wants no more.
    case stopped
    /// The caller gave it up.
    case cancelled
    /// What is sent changed meanwhile.
    case changed
    /// Next to nothing came.
    case slow
    /// Trying again may help.
    case broken
    /// Trying again is of no use.
    case impossible
  }

  var kind: Kind
  var cause: String
}

/// A connection that serves one request after the other, kept open in between.
///
/// libcurl and not `URLSession`: the latter sends a file four times slower. A connection is for one
/// caller at a time; `ConnectionPool` sees to that.
final class CurlConnection {
  /// What libcurl calls back with: lives as long as a request.
  fileprivate final class Exchange {
    var head = HTTPHead()
    var excerpt: [UInt8] = []
    let body: UploadBody?
    let receive: (HTTPHead, UnsafeRawBufferPointer) -> Bool
    let cancellation: TransferCancellation
    var isStopped = false

    init(
      _ body: UploadBody?, _ cancellation: TransferCancellation,
      _ receive: @escaping (HTTPHead, UnsafeRawBufferPointer) -> Bool
    ) {
      self.body = body
      self.cancellation = cancellation
      self.receive = receive
    }
  }

  fileprivate static let excerptLimit = 2048
  /// Once a process, before any thread uses it.
  private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let handle: UnsafeMutableRawPointer

  /// Opens nothing yet; `nil` if there is no memory.
  init?() {
    guard Self.isReady, let handle = curl_easy_init() else { return nil }
    self.handle = handle
  }

  deinit {
    curl_easy_cleanup(handle)
  }

  /// Sends a request and reads the answer.
  ///
  /// - Parameters:
  ///   - call: The request.
  ///   - stallSeconds: How long less than 1 KiB a second may come.
  ///   - cancellation: Ends it early.
  ///   - receive: Called with the pieces of a successful answer's body; says whether it wants more.
  /// - Returns: What the server said, and the beginning of the body of an answer that is no success.
  func perform(
    _ call: HTTPCall, stallSeconds: Int, cancellation: TransferCancellation,
    receive: @escaping (HTTPHead, UnsafeRawBufferPointer) -> Bool
  ) throws(TransferFault) -> (head: HTTPHead, excerpt: String) {
    let exchange = Exchange(call.body, cancellation, receive)
    curl_easy_reset(handle)
    var list: UnsafeMutablePointer<curl_slist>?
    for header in call.headers { list = curl_slist_append(list, "\(header.name): \(header.value)") }
    // No waiting for permission to send, and no type that the server might act on.
    list = curl_slist_append(list, "Expect:")
    defer { curl_slist_free_all(list) }
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    setLimits(stallSeconds: stallSeconds)
    set(call, list, context)
    let code = withExtendedLifetime(exchange) { curl_easy_perform(handle) }
    if let fault = Self.fault(code, exchange) { throw fault }
    let text = String(decoding: exchange.excerpt, as: UTF8.self)
    return (exchange.head, text)
  }

  private func setLimits(stallSeconds: Int) {
    _ = steerbench_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    _ = steerbench_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, 20)
    _ = steerbench_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1024)
    _ = steerbench_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, stallSeconds)
    _ = steerbench_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    _ = steerbench_curl_set_long(handle, CURLOPT_BUFFERSIZE, 1 << 18)
    _ = steerbench_curl_set_long(handle, CURLOPT_UPLOAD_BUFFERSIZE, 1 << 18)
  }

  private func set(
    _ call: HTTPCall, _ list: UnsafeMutablePointer<curl_slist>?, _ context: UnsafeMutableRawPointer
  ) {
    _ = steerbench_curl_set_text(handle, CURLOPT_URL, call.url)
    _ = steerbench_curl_set_list(handle, CURLOPT_HTTPHEADER, list)
    _ = steerbench_curl_set_text(handle, CURLOPT_USERAGENT, "steerbench")
    switch call.method {
    case .head: _ = steerbench_curl_set_long(handle, CURLOPT_NOBODY, 1)
    case .get: _ = steerbench_curl_set_long(handle, CURLOPT_HTTPGET, 1)
    case .put: _ = steerbench_curl_set_long(handle, CURLOPT_UPLOAD, 1)
    }
    if let body = call.body {
      _ = steerbench_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, body.size)
    }
    for option in [
      CURLOPT_READDATA, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA,
      CURLOPT_SEEKDATA,
    ] {
      _ = steerbench_curl_set_pointer(handle, option, context)
    }
    _ = steerbench_curl_set_function(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
      guard let exchange = CurlConnection.exchange(context), let bytes else { return 0 }
      let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
      return exchange.body?.read(into: buffer) ?? Int(CURL_READFUNC_ABORT)
    }
    _ = steerbench_curl_set_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let exchange = CurlConnection.exchange(context), let bytes else { return 0 }
      return exchange.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
        ? size * count : 0
    }
    _ = steerbench_curl_set_function(handle, CURLOPT_HEADERFUNCTION) {
      bytes, size, count, context in
      guard let exchange = CurlConnection.exchange(context), let bytes else { return 0 }
      exchange.readHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    // A connection that the server has closed meanwhile is found out only when it is used again.
    _ = steerbench_curl_set_seek(handle) { context, offset, origin in
      guard offset == 0, origin == SEEK_SET, let exchange = CurlConnection.exchange(context) else {
        return CURL_SEEKFUNC_CANTSEEK
      }
      exchange.body?.rewind()
      return CURL_SEEKFUNC_OK
    }
    _ = steerbench_curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
    _ = steerbench_curl_set_progress(handle) { context, _, _, _, _ in
      CurlConnection.exchange(context)?.cancellation.isCancelled == true ? 1 : 0
    }
  }

  private static func exchange(_ context: UnsafeMutableRawPointer?) -> Exchange? {
    context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func fault(_ code: CURLcode, _ exchange: Exchange) -> TransferFault? {
    guard code != CURLE_OK else { return nil }
    let cause = String(cString: curl_easy_strerror(code))
    if exchange.isStopped { return TransferFault(kind: .stopped, cause: cause) }
    if exchange.cancellation.isCancelled { return TransferFault(kind: .cancelled, cause: cause) }
    if exchange.body?.isChanged == true { return TransferFault(kind: .changed, cause: cause) }
    switch code {
    case CURLE_OPERATION_TIMEDOUT where exchange.head.status != 0 || exchange.body != nil:
      return TransferFault(kind: .slow, cause: cause)
    case CURLE_OPERATION_TIMEDOUT, CURLE_COULDNT_CONNECT, CURLE_RECV_ERROR, CURLE_SEND_ERROR,
      CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_SEND_FAIL_REWIND,
      CURLE_COULDNT_RESOLVE_HOST:
      return TransferFault(kind: .broken, cause: cause)
    default: return TransferFault(kind: .impossible, cause: cause)
    }
  }
}

extension CurlConnection.Exchange {
  /// Takes a piece of the body.
  fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard head.isSuccess else {
      excerpt += bytes.prefix(max(CurlConnection.excerptLimit - excerpt.count, 0))
      return true
    }
    isStopped = !receive(head, bytes)
    return !isStopped
  }

  /// Reads one line of the head; a new status line begins a new one.
  fileprivate func readHeader(_ bytes: UnsafeRawBufferPointer) {
    let line = String(decoding: bytes.prefix(8192), as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      head = HTTPHead()
      head.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
      return
    }
    guard let colon = line.firstIndex(of: ":"), head.headers.count < 200 else { return }
    let value = line[line.index(after: colon)...].trimmed
    head.headers[line[..<colon].lowercased()] = String(value)
  }
}

extension Substring {
  /// Without white space at both ends.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

/// Ends transfers early, from any thread.
final class TransferCancellation: Sendable {
  private let flag = Atomic(false)

  var isCancelled: Bool { flag.load(ordering: .relaxed) }

  func cancel() { flag.store(true, ordering: .relaxed) }
}
