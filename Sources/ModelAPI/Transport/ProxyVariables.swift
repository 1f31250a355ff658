import Foundation

/// The proxy variables that libcurl, which carries `URLSession` on Linux, reads from the process's
/// environment; `URLSession` has no switch against them there.
enum ProxyVariables {
  static let names = [
    "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy",
  ]

  private static let removed: Void = {
    for name in names where getenv(name) != nil { unsetenv(name) }
  }()

  /// Removes the variables, the first time it is called.
  static func removeOnce() {
    removed
  }
}
