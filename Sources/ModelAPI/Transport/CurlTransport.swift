import Dispatch
import Synchronization

/// The transport of the real world: HTTP/1.1 over libcurl, every transfer on one thread.
///
/// Nothing is kept between requests but open connections and addresses of hosts, redirects are not
/// followed (the response that asks for one is the response), a response is read up to a bound, and a
/// request ends at its time limit whatever the server does. A request of which a part was sent is never
/// sent again by the library: a try that may be billed is a try that is recorded.
///
/// libcurl and not `URLSession`, whose library on Linux ends the process when a server hangs up inside
/// the head of a response.
public final class CurlTransport: Transport {
  /// What to do about the proxies that the process's environment names.
  public enum Proxies: Hashable, Sendable {
    /// Connect directly.
    case ignored
    /// Do as the environment says.
    case environment
  }

  /// The largest body that is read.
  public static let standardBodyLimit = 16 * 1024 * 1024

  /// What came for the driver since it last looked.
  private struct Inbox {
    var orders: [CurlOrder] = []
    var unwanted: [UInt64] = []
    var isDriven = false

    var isEmpty: Bool { orders.isEmpty && unwanted.isEmpty }
  }

  private let settings: CurlSettings
  private let inbox = Mutex(Inbox())
  /// Held by whoever drives, for as long as there is something to drive.
  private let driver: Mutex<CurlDriver?>
  private let doorbell: Doorbell?
  private let numbers = Atomic<UInt64>(0)
  private let queue = DispatchQueue(label: "steerbench.model-calls")

  /// Creates a transport.
  ///
  /// - Parameters:
  ///   - bodyLimit: The largest body that is read, in bytes.
  ///   - proxies: What to do about proxies in the environment.
  ///   - authorities: A file with the certificates of the authorities that are trusted; the system's
  ///     where it is `nil`.
  public init(
    bodyLimit: Int = standardBodyLimit, proxies: Proxies = .ignored, authorities: String? = nil
  ) {
    settings = CurlSettings(
      bodyLimit: bodyLimit, usesProxies: proxies == .environment, authorities: authorities)
    let doorbell = Doorbell()
    self.doorbell = doorbell
    driver = Mutex(doorbell.flatMap { CurlDriver(doorbell: $0.listening) })
  }

  /// The file of trusted authorities that an environment names, in the variable that other programs
  /// read too; `nil` where it names none.
  public static func authorities(in environment: [String: String]) -> String? {
    environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard HTTPAddress.isUsable(request.url) else { throw TransportError(.badURL) }
    let number = numbers.add(1, ordering: .relaxed).newValue
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        post {
          $0.orders.append(
            CurlOrder(number: number, request: request, continuation: continuation))
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

/// A request on its way to the driver.
struct CurlOrder: Sendable {
  let number: UInt64
  let request: HTTPRequest
  let continuation: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>
}

/// What holds for every transfer.
struct CurlSettings: Sendable {
  let bodyLimit: Int
  let usesProxies: Bool
  let authorities: String?
}
