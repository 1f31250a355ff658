import CCurl
import Glibc

/// Moves the transfers of a transport forward, for one caller at a time.
///
/// libcurl says which sockets it waits for and until when; the driver watches them together with the
/// doorbell, so that a transfer that waits costs nothing but its place in the list.
final class CurlDriver {
  /// Whether libcurl is on this machine: it is loaded once a process, when first asked for, since most
  /// commands send nothing and it brings some twenty libraries with it.
  static let hasLibrary = steerbench_curl_load()

  private let multi: UnsafeMutableRawPointer
  private let doorbell: Int32
  private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var handles: [UInt64: UnsafeMutableRawPointer] = [:]
  /// What is watched: the doorbell first, then a socket each.
  private var watched: [pollfd]
  private var places: [Int32: Int] = [:]
  private var alarm: ContinuousClock.Instant?

  /// - Parameter doorbell: Readable where there is mail for whoever calls ``step()``.
  init?(doorbell: Int32) {
    guard Self.hasLibrary, let multi = steerbench_curl_multi_init() else { return nil }
    self.multi = multi
    self.doorbell = doorbell
    watched = [pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0)]
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = steerbench_curl_multi_set_socket(
      multi,
      { _, socket, wish, context, _ in
        CurlDriver.of(context)?.watch(socket, wish)
        return 0
      }, context)
    _ = steerbench_curl_multi_set_timer(
      multi,
      { _, milliseconds, context in
        CurlDriver.of(context)?.setAlarm(milliseconds)
        return 0
      }, context)
  }

  deinit {
    for transfer in transfers.values { steerbench_curl_multi_remove_handle(multi, transfer.handle) }
    _ = steerbench_curl_multi_set_socket(multi, nil, nil)
    _ = steerbench_curl_multi_set_timer(multi, nil, nil)
    steerbench_curl_multi_cleanup(multi)
  }

  /// Whether there is nothing to move.
  var isIdle: Bool { transfers.isEmpty }

  /// Begins a transfer.
  func start(_ order: TransferOrder, _ settings: TransportSettings) {
    guard let transfer = CurlTransfer(order, settings),
      steerbench_curl_multi_add_handle(multi, transfer.handle) == CURLM_OK
    else {
      return order.continuation.resume(returning: .failure(TransportError(.refused)))
    }
    transfers[transfer.handle] = transfer
    handles[order.number] = transfer.handle
  }

  /// Ends a transfer that nobody wants any more; nothing where it has ended.
  func cancel(_ number: UInt64) {
    guard let handle = handles[number] else { return }
    finish(handle) { _ in .failure(TransportError(.cancelled)) }
  }

  /// Waits until something happens, and lets it happen.
  func step() {
    let count = poll(&watched, nfds_t(watched.count), milliseconds)
    // Before anything else: what is done now may change the list.
    let events = count > 0 ? watched.filter { $0.revents != 0 } : []
    for event in events {
      guard event.fd != doorbell else {
        Doorbell.silence(doorbell)
        continue
      }
      act(event.fd, Self.signs(of: event.revents))
    }
    if let due = alarm, due <= .now {
      alarm = nil
      act(CURL_SOCKET_BAD, 0)
    }
    collect()
  }

  private func act(_ socket: curl_socket_t, _ signs: Int32) {
    var running: Int32 = 0
    guard steerbench_curl_multi_socket_action(multi, socket, signs, &running) != CURLM_OK else {
      return
    }
    // There may be no alarm any more to wait for: whoever waits is told.
    for handle in transfers.keys { finish(handle) { _ in .failure(TransportError(.interrupted)) } }
  }

  /// How long to wait: until the alarm, rounded up, and for ever without one.
  private var milliseconds: Int32 {
    guard let alarm else { return isIdle ? 0 : -1 }
    let left = ContinuousClock.now.duration(to: alarm)
    return Int32(clamping: max((left.microseconds + 999) / 1000, 0))
  }

  private func collect() {
    var left: Int32 = 0
    while let message = steerbench_curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else {
        continue
      }
      let code = message.pointee.data.result
      finish(handle) { $0.outcome(code) }
    }
  }

  private func finish(
    _ handle: UnsafeMutableRawPointer,
    _ outcome: (CurlTransfer) -> Result<HTTPResponse, TransportError>
  ) {
    guard let transfer = transfers.removeValue(forKey: handle) else { return }
    handles[transfer.order.number] = nil
    steerbench_curl_multi_remove_handle(multi, handle)
    transfer.order.continuation.resume(returning: outcome(transfer))
  }
}

// MARK: - What libcurl asks for

extension CurlDriver {
  private static func of(_ context: UnsafeMutableRawPointer?) -> CurlDriver? {
    context.map { Unmanaged<CurlDriver>.fromOpaque($0).takeUnretainedValue() }
  }

  private func setAlarm(_ milliseconds: Int) {
    alarm = milliseconds < 0 ? nil : ContinuousClock.now + .milliseconds(milliseconds)
  }

  private func watch(_ socket: curl_socket_t, _ wish: Int32) {
    guard wish != CURL_POLL_REMOVE else { return unwatch(socket) }
    var events = Int32(0)
    if wish & CURL_POLL_IN != 0 { events |= POLLIN }
    if wish & CURL_POLL_OUT != 0 { events |= POLLOUT }
    if let place = places[socket] {
      watched[place].events = Int16(events)
    } else {
      places[socket] = watched.count
      watched.append(pollfd(fd: socket, events: Int16(events), revents: 0))
    }
  }

  private func unwatch(_ socket: curl_socket_t) {
    guard let place = places.removeValue(forKey: socket), let last = watched.popLast(),
      last.fd != socket
    else { return }
    watched[place] = last
    places[last.fd] = place
  }

  private static func signs(of events: Int16) -> Int32 {
    let events = Int32(events)
    var signs = Int32(0)
    if events & (POLLIN | POLLHUP) != 0 { signs |= CURL_CSELECT_IN }
    if events & POLLOUT != 0 { signs |= CURL_CSELECT_OUT }
    if events & (POLLERR | POLLNVAL) != 0 { signs |= CURL_CSELECT_ERR }
    return signs
  }
}

/// Wakes a thread that waits in `poll`, from any other.
final class Doorbell: Sendable {
  /// Readable while somebody has rung.
  let listening: Int32
  private let ringing: Int32

  /// `nil` where the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else { return nil }
    listening = ends[0]
    ringing = ends[1]
  }

  deinit {
    close(listening)
    close(ringing)
  }

  func ring() {
    var byte: UInt8 = 1
    // A full buffer means that it rings already.
    _ = write(ringing, &byte, 1)
  }

  /// Makes a bell silent that rings.
  static func silence(_ listening: Int32) {
    var rest = [UInt8](repeating: 0, count: 512)
    while read(listening, &rest, rest.count) == rest.count {}
  }
}
