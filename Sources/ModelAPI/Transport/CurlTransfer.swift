import CCurl

/// One request on its way and what has come of its response.
final class CurlTransfer {
  let order: CurlOrder
  let handle: UnsafeMutableRawPointer
  private let bodyLimit: Int
  private var list: UnsafeMutablePointer<curl_slist>?
  private let words: UnsafeMutablePointer<CChar>
  private var sent = 0
  private var head = ResponseHead()
  private var body: [UInt8] = []
  private var pieces: [StreamRecord.Piece] = []
  private var lastPiece: ContinuousClock.Instant?
  private var isTooLarge = false

  /// `nil` if there is no memory.
  init?(_ order: CurlOrder, _ settings: CurlSettings) {
    guard let handle = curl_easy_init() else { return nil }
    self.order = order
    self.handle = handle
    bodyLimit = settings.bodyLimit
    words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    if order.request.timesPieces { lastPiece = .now }
    setAddress(settings)
    setHeaders()
    setCallbacks()
    if order.request.method == .post { setBody() }
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(list)
    words.deallocate()
  }

  /// What became of the request, given how libcurl says that it ended.
  func outcome(_ code: CURLcode) -> Result<HTTPResponse, TransportError> {
    if isTooLarge { return .failure(error(.tooLarge)) }
    guard code == CURLE_OK else {
      let tunnel = steerbench_curl_tunnel_status(handle)
      return .failure(
        error(TransportError.Code(code, saying: String(cString: words), tunnelStatus: tunnel)))
    }
    // A server that hangs up inside the head has said nothing, whatever its first line promised.
    guard head.isComplete, head.status >= 200 else { return .failure(error(.interrupted)) }
    var response = HTTPResponse(status: head.status, headers: head.headers, body: body)
    response.pieces = pieces
    return .success(response)
  }

  private func error(_ code: TransportError.Code) -> TransportError {
    let isStream = order.request.timesPieces && (200..<300).contains(head.status)
    return TransportError(
      code, remains: isStream ? StreamRemains(bytes: body, pieces: pieces) : StreamRemains())
  }
}

// MARK: - Asking

extension CurlTransfer {
  private func setAddress(_ settings: CurlSettings) {
    _ = steerbench_curl_set_text(handle, CURLOPT_URL, order.request.url)
    // One call a connection: one that breaks takes no other call with it.
    _ = steerbench_curl_set_long(
      handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    _ = steerbench_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    _ = steerbench_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    // One thread drives all transfers: it must not stand still for a name that has no address.
    steerbench_curl_end_quickly(handle)
    // Answers of slow models take minutes, and some routers forget a connection that is silent.
    _ = steerbench_curl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1)
    let milliseconds = max(order.request.timeout.microseconds / 1000, 1)
    _ = steerbench_curl_set_long(handle, CURLOPT_TIMEOUT_MS, min(milliseconds, 86_400_000))
    _ = steerbench_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 86_400_000))
    _ = steerbench_curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, "")
    if !settings.usesProxies { _ = steerbench_curl_set_text(handle, CURLOPT_PROXY, "") }
    // What a proxy says of its tunnel is no part of the response.
    _ = steerbench_curl_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if let authorities = settings.authorities {
      _ = steerbench_curl_set_text(handle, CURLOPT_CAINFO, authorities)
      _ = steerbench_curl_set_text(handle, CURLOPT_CAPATH, nil)
    }
  }

  private func setHeaders() {
    let headers = order.request.headers
    let credential = order.request.credential
    let names = headers.map { $0.name.lowercased() }
    // Of one name the last: what a sweep asks for replaces what is usual, and the key replaces both.
    for (place, header) in headers.enumerated()
    where names[place] != credential?.header && !names[(place + 1)...].contains(names[place]) {
      // A name without a value is told by a semicolon; by a colon it would be taken back.
      let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
      list = curl_slist_append(list, line)
    }
    if let credential {
      credential.key.reveal { key in
        list = curl_slist_append(list, "\(credential.header): \(credential.prefix)\(key)")
      }
    }
    // No waiting for permission to send.
    list = curl_slist_append(list, "Expect:")
    _ = steerbench_curl_set_list(handle, CURLOPT_HTTPHEADER, list)
  }

  /// The body is read by a callback that cannot start again: libcurl then reports a kept connection
  /// that broke after a part was sent, instead of sending the request a second time unseen.
  private func setBody() {
    _ = steerbench_curl_set_long(handle, CURLOPT_POST, 1)
    _ = steerbench_curl_set_size(
      handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(order.request.body.count))
    _ = steerbench_curl_set_pointer(handle, CURLOPT_READDATA, context)
    _ = steerbench_curl_set_function(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
      guard let transfer = CurlTransfer.of(context), let bytes else { return 0 }
      return transfer.give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
  }

  private func setCallbacks() {
    _ = steerbench_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words)
    _ = steerbench_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    _ = steerbench_curl_set_function(handle, CURLOPT_HEADERFUNCTION) {
      bytes, size, count, context in
      guard let transfer = CurlTransfer.of(context), let bytes else { return 0 }
      return transfer.takeHead(UnsafeRawBufferPointer(start: bytes, count: size * count))
        ? size * count : 0
    }
    _ = steerbench_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    _ = steerbench_curl_set_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let transfer = CurlTransfer.of(context), let bytes else { return 0 }
      return transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
        ? size * count : 0
    }
  }

  private var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The driver keeps a transfer for as long as libcurl has its handle.
  private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = order.request.body[sent...].prefix(buffer.count)
    buffer.copyBytes(from: part)
    sent += part.count
    return part.count
  }
}

// MARK: - Listening

extension CurlTransfer {
  /// Takes a line of the head; `false` ends the transfer.
  private func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
    // Behind a body come trailers, which nobody here asks for.
    guard body.isEmpty else { return true }
    guard head.take(line) else {
      isTooLarge = true
      return false
    }
    if head.isComplete, let length = head.contentLength, length > bodyLimit { isTooLarge = true }
    return !isTooLarge
  }

  /// Takes a piece of the body; `false` ends the transfer.
  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
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
}
