import CCurl
import Glibc

/// One request on its way and what has come of its response.
final class CurlTransfer {
  let order: TransferOrder
  let handle: UnsafeMutableRawPointer
  private let bodyLimit: Int
  private var list: UnsafeMutablePointer<curl_slist>?
  private let words: UnsafeMutablePointer<CChar>
  private var sent = 0
  private var head = ResponseHead()
  private var hasBody = false
  private var body: [UInt8] = []
  private var pieces: [TimedPiece] = []
  private var lastPiece: ContinuousClock.Instant?
  private var isTooLarge = false
  /// Whether the caller wants no more, or cannot send what it promised.
  private var isUnwanted = false
  /// The response so far, as its receiver sees it.
  private lazy var received = HTTPResponse(status: head.status, headers: head.headers)

  private var request: HTTPRequest { order.request }

  /// `nil` if there is no memory.
  init?(_ order: TransferOrder, _ settings: TransportSettings) {
    guard let handle = steerbench_curl_easy_init() else { return nil }
    self.order = order
    self.handle = handle
    bodyLimit = settings.bodyLimit
    words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    if order.request.timesPieces { lastPiece = .now }
    setConnection(settings)
    setLimits()
    setHeaders()
    setMethod()
    setCallbacks()
  }

  deinit {
    steerbench_curl_easy_cleanup(handle)
    steerbench_curl_slist_free_all(list)
    words.deallocate()
  }

  /// What became of the request, given how libcurl says that it ended.
  func outcome(_ code: CURLcode) -> Result<HTTPResponse, TransportError> {
    if isTooLarge { return .failure(error(.tooLarge)) }
    if isUnwanted { return .failure(error(.cancelled)) }
    guard code == CURLE_OK else { return .failure(error(errorCode(code))) }
    // A server that hangs up inside the head has said nothing, whatever its first line promised.
    guard head.isComplete, head.status >= 200 else { return .failure(error(.interrupted)) }
    var response = HTTPResponse(status: head.status, headers: head.headers, body: body)
    response.pieces = pieces
    return .success(response)
  }

  private func error(_ code: TransportError.Code) -> TransportError {
    let isStream = request.timesPieces && (200..<300).contains(head.status)
    return TransportError(
      code, remains: isStream ? StreamRemains(bytes: body, pieces: pieces) : StreamRemains())
  }
}

// MARK: - Asking

extension CurlTransfer {
  private func setConnection(_ settings: TransportSettings) {
    set(CURLOPT_URL, request.url)
    // One call a connection: one that breaks takes no other call with it.
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_NOSIGNAL, 1)
    // One thread drives all transfers: it must not stand still for a name that has no address.
    steerbench_curl_end_quickly(handle)
    // Answers of slow models take minutes, and some routers forget a connection that is silent.
    set(CURLOPT_TCP_KEEPALIVE, 1)
    if !settings.route.usesProxies { set(CURLOPT_PROXY, "") }
    // What a proxy says of its tunnel is no part of the response.
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if let authorities = settings.route.authorities {
      set(CURLOPT_CAINFO, authorities)
      set(CURLOPT_CAPATH, nil)
    }
    if let size = settings.bufferSize {
      set(CURLOPT_BUFFERSIZE, size)
      set(CURLOPT_UPLOAD_BUFFERSIZE, size)
    }
  }

  private func setLimits() {
    switch request.patience {
    case .whole(let limit):
      let milliseconds = min(max(limit.microseconds / 1000, 1), 86_400_000)
      set(CURLOPT_TIMEOUT_MS, milliseconds)
      set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
    case .stall(let limit):
      set(CURLOPT_CONNECTTIMEOUT, 20)
      set(CURLOPT_LOW_SPEED_LIMIT, 1024)
      set(CURLOPT_LOW_SPEED_TIME, min(max(limit.microseconds / 1_000_000, 1), 86_400))
    }
  }

  private func setHeaders() {
    let headers = request.headers
    let credential = request.credential
    let names = headers.map { $0.name.lowercased() }
    // Of one name the last: what a sweep asks for replaces what is usual, and the key replaces both.
    for (place, header) in headers.enumerated()
    where names[place] != credential?.header && !names[(place + 1)...].contains(names[place]) {
      // A name without a value is told by a semicolon; by a colon it would be taken back.
      let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
      list = steerbench_curl_slist_append(list, line)
    }
    if let credential {
      credential.key.reveal { key in
        list = steerbench_curl_slist_append(
          list, "\(credential.header): \(credential.prefix)\(key)")
      }
    }
    // No waiting for permission to send.
    list = steerbench_curl_slist_append(list, "Expect:")
    expect(steerbench_curl_set_list(handle, CURLOPT_HTTPHEADER, list))
  }

  private func setMethod() {
    switch request.method {
    case .head: set(CURLOPT_NOBODY, 1)
    case .get: set(CURLOPT_HTTPGET, 1)
    case .post: setPosting()
    case .patch, .delete:
      if request.body.size > 0 || request.method == .patch {
        setPosting()
      } else {
        set(CURLOPT_HTTPGET, 1)
      }
      set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    case .put:
      set(CURLOPT_UPLOAD, 1)
      expect(steerbench_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, request.body.size))
      setSending()
      setSendingAgain()
    }
    // A body that is handed on is handed on as it was sent.
    let isKept = request.method != .head && request.receive == nil
    if isKept { set(CURLOPT_ACCEPT_ENCODING, "") }
  }

  private func setPosting() {
    set(CURLOPT_POST, 1)
    expect(steerbench_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, request.body.size))
    setSending()
  }

  /// The body is read by a callback that cannot start again: libcurl then reports a kept connection
  /// that broke after a part was sent, instead of sending the request a second time unseen.
  private func setSending() {
    expect(steerbench_curl_set_pointer(handle, CURLOPT_READDATA, context))
    expect(
      steerbench_curl_set_function(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
        guard let transfer = CurlTransfer.of(context), let bytes else { return 0 }
        return transfer.give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
      })
  }

  /// What is put may be put twice.
  ///
  /// A connection that the server has closed meanwhile is found out only when it is used again.
  private func setSendingAgain() {
    expect(steerbench_curl_set_pointer(handle, CURLOPT_SEEKDATA, context))
    expect(
      steerbench_curl_set_seek(handle) { context, offset, origin in
        guard offset == 0, origin == SEEK_SET, let transfer = CurlTransfer.of(context) else {
          return CURL_SEEKFUNC_CANTSEEK
        }
        transfer.rewind()
        return CURL_SEEKFUNC_OK
      })
  }

  private func setCallbacks() {
    expect(steerbench_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words))
    expect(steerbench_curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
    expect(
      steerbench_curl_set_function(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
        guard let transfer = CurlTransfer.of(context), let bytes else { return 0 }
        return transfer.takeHead(UnsafeRawBufferPointer(start: bytes, count: size * count))
          ? size * count : 0
      })
    expect(steerbench_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
    expect(
      steerbench_curl_set_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        guard let transfer = CurlTransfer.of(context), let bytes else { return 0 }
        return transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
          ? size * count : 0
      })
  }

  private func set(_ option: CURLoption, _ value: Int) {
    expect(steerbench_curl_set_long(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: String?) {
    expect(steerbench_curl_set_text(handle, option, value))
  }

  /// An option that is not taken would send something else than was asked, or to somebody else.
  private func expect(_ code: CURLcode) {
    precondition(
      code == CURLE_OK,
      "libcurl takes an option: \(String(cString: steerbench_curl_easy_strerror(code)))")
  }

  private var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The driver keeps a transfer for as long as libcurl has its handle.
  private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    switch request.body {
    case .bytes(let bytes):
      let part = bytes[sent...].prefix(buffer.count)
      buffer.copyBytes(from: part)
      sent += part.count
      return part.count
    case .upload(let source):
      guard let count = source.read(into: buffer) else {
        isUnwanted = true
        return Int(CURL_READFUNC_ABORT)
      }
      return count
    }
  }

  private func rewind() {
    sent = 0
    if case .upload(let source) = request.body { source.rewind() }
  }
}

// MARK: - Listening

extension CurlTransfer {
  /// Takes a line of the head; `false` ends the transfer.
  private func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
    // Behind a body come trailers, which nobody here asks for.
    guard !hasBody else { return true }
    guard head.take(line) else {
      isTooLarge = true
      return false
    }
    let isKept = request.method != .head && request.receive == nil
    if isKept, head.isComplete, let length = head.contentLength, length > bodyLimit {
      isTooLarge = true
    }
    return !isTooLarge
  }

  /// Takes a piece of the body; `false` ends the transfer.
  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    hasBody = true
    if let receive = request.receive { return handOn(bytes, to: receive) }
    guard bytes.count <= bodyLimit - body.count else {
      isTooLarge = true
      return false
    }
    body.append(contentsOf: bytes)
    guard let before = lastPiece else { return true }
    let now = ContinuousClock.now
    pieces.add(bytes.count, after: (now - before).microseconds)
    lastPiece = now
    return true
  }

  /// Of a response that is no success the start is kept, to tell what went wrong.
  private func handOn(_ bytes: UnsafeRawBufferPointer, to receive: HTTPRequest.Receiver) -> Bool {
    guard received.isSuccess else {
      body.append(contentsOf: bytes.prefix(bodyLimit - body.count))
      return true
    }
    isUnwanted = !receive(received, bytes)
    return !isUnwanted
  }
}

// MARK: - What went wrong

extension CurlTransfer {
  /// What libcurl's reason for having no response means here.
  private func errorCode(_ code: CURLcode) -> TransportError.Code {
    let tunnel = steerbench_curl_tunnel_status(handle)
    // A proxy that gives no tunnel: nothing reached the server.
    guard tunnel == 0 || (200..<300).contains(tunnel) else { return .refused }
    switch code {
    case CURLE_URL_MALFORMAT: return .badURL
    case CURLE_COULDNT_CONNECT: return .refused
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .unresolved
    case CURLE_OPERATION_TIMEDOUT:
      // Whoever waits for what moves has waited for a connection only.
      if case .stall = request.patience, !steerbench_curl_is_connected(handle) { return .refused }
      return .timeout
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND: return .reset
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_INITFAILED,
      CURLE_USE_SSL_FAILED:
      return .tls
    case CURLE_SSL_CONNECT_ERROR: return saysBroken ? .reset : .tls
    // What speaks something else, promises what it does not send, or breaks off.
    default: return .interrupted
    }
  }

  /// Whether a connection ended while encryption was agreed on, rather than was refused.
  private var saysBroken: Bool {
    let text = String(cString: words)
    return ["SYSCALL", "unexpected eof", "reset"].contains { text.contains($0) }
  }
}
