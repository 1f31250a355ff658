import Dispatch
import Synchronization

/// The transport of the real world: HTTP/1.1 over libcurl, many transfers on one thread.
///
/// Nothing is kept between requests but open connections and addresses of hosts, redirects are not
/// followed (the response that asks for one is the response), a response is read up to a bound, and a
/// request ends at its limit whatever the server does. A `POST` of which a part was sent is never sent
/// again by the library: a try that may be billed is a try that is recorded.
///
/// libcurl and not `URLSession`, whose library on Linux ends the process when a server hangs up inside
/// the head of a response, and sends a file four times slower.
public final class CurlTransport: Transport {
  /// The largest body that is kept in memory.
  public static let standardBodyLimit = 16 * 1024 * 1024

  private struct LaneLoad {
    let lane: CurlLane
    var transfers = 0
  }

  private let settings: TransportSettings
  private let laneLimit: Int
  private let lanes = Mutex<[LaneLoad]>([])

  /// Creates a transport; it opens nothing before the first request.
  ///
  /// - Parameters:
  ///   - route: Proxies and trusted authorities.
  ///   - bodyLimit: The largest body that is kept, in bytes. A larger one is an error, save where a
  ///     request hands its response on: then the rest of an unsuccessful one is left out.
  ///   - laneLimit: The most threads that move transfers. One is enough where bodies are kept; where
  ///     they are hashed and written as they come, more of them use more cores.
  ///   - bufferSize: How many bytes are read and sent at once; `nil` for the library's own.
  public init(
    _ route: NetworkRoute = .direct, bodyLimit: Int = standardBodyLimit, laneLimit: Int = 1,
    bufferSize: Int? = nil
  ) {
    precondition(laneLimit > 0, "a transport without a thread sends nothing")
    settings = TransportSettings(route: route, bodyLimit: bodyLimit, bufferSize: bufferSize)
    self.laneLimit = laneLimit
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard request.isUsable else { throw TransportError(.badURL) }
    guard CurlDriver.hasLibrary else { throw TransportError(.noLibrary) }
    let (place, lane) = enter()
    defer { lanes.withLock { $0[place].transfers -= 1 } }
    return try await lane.send(request)
  }

  /// The lane with the fewest transfers, or a new one where all have some.
  private func enter() -> (Int, CurlLane) {
    lanes.withLock { lanes in
      var place = lanes.indices.min { lanes[$0].transfers < lanes[$1].transfers }
      if place.map({ lanes[$0].transfers > 0 }) ?? true, lanes.count < laneLimit {
        place = lanes.count
        lanes.append(LaneLoad(lane: CurlLane(settings)))
      }
      guard let place else { preconditionFailure("there is a lane, or room for one") }
      lanes[place].transfers += 1
      return (place, lanes[place].lane)
    }
  }
}

/// What holds for every transfer of a transport.
struct TransportSettings: Sendable {
  let route: NetworkRoute
  let bodyLimit: Int
  let bufferSize: Int?
}

/// A request on its way to the driver.
struct TransferOrder: Sendable {
  let number: UInt64
  let request: HTTPRequest
  let continuation: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>
}

/// Transfers that one thread moves forward, for as long as there are any.
private final class CurlLane: Sendable {
  /// What came for the driver since it last looked.
  private struct Inbox {
    var orders: [TransferOrder] = []
    var unwanted: [UInt64] = []
    var isDriven = false

    var isEmpty: Bool { orders.isEmpty && unwanted.isEmpty }
  }

  private let settings: TransportSettings
  private let inbox = Mutex(Inbox())
  /// Held by whoever drives, for as long as there is something to drive.
  private let driver: Mutex<CurlDriver?>
  private let doorbell: Doorbell?
  private let numbers = Atomic<UInt64>(0)
  private let queue = DispatchQueue(label: "steerbench.http")

  init(_ settings: TransportSettings) {
    self.settings = settings
    let doorbell = Doorbell()
    self.doorbell = doorbell
    driver = Mutex(doorbell.flatMap { CurlDriver(doorbell: $0.listening) })
  }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let number = numbers.add(1, ordering: .relaxed).newValue
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        post {
          $0.orders.append(
            TransferOrder(number: number, request: request, continuation: continuation))
          // The cancellation may have come before there was anything to cancel.
          if Task.isCancelled { $0.unwanted.append(number) }
        }
      }
    } onCancel: {
      post { $0.unwanted.append(number) }
    }
    return try result.get()
  }

  private func post(_ change: (inout Inbox) -> Void) {
    let wasDriven = inbox.withLock { inbox in
      change(&inbox)
      defer { inbox.isDriven = true }
      return inbox.isDriven
    }
    if wasDriven {
      doorbell?.ring()
    } else {
      queue.async { self.drive() }
    }
  }

  /// Moves the transfers forward until none is left.
  private func drive() {
    driver.withLock { driver in
      while let mail = takeMail(isIdle: driver?.isIdle ?? true) {
        guard let driver else {
          // There was no descriptor left to watch sockets with, as there is none for a connection.
          for order in mail.orders {
            order.continuation.resume(returning: .failure(TransportError(.refused)))
          }
          continue
        }
        for order in mail.orders { driver.start(order, settings) }
        for number in mail.unwanted { driver.cancel(number) }
        driver.step()
      }
    }
  }

  /// What came since; `nil` where nothing did and nothing is under way, which ends the drive.
  private func takeMail(isIdle: Bool) -> Inbox? {
    inbox.withLock { inbox in
      guard !inbox.isEmpty || !isIdle else {
        inbox.isDriven = false
        return nil
      }
      defer {
        inbox.orders = []
        inbox.unwanted = []
      }
      return inbox
    }
  }
}
