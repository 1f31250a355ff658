import Foundation

/// URLs that a transport sends to.
enum HTTPAddress {
  /// Whether it is http or https, with a host.
  static func isUsable(_ url: String) -> Bool {
    guard let url = URL(string: url), url.host?.isEmpty == false else { return false }
    return url.scheme == "http" || url.scheme == "https"
  }
}
