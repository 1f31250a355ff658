import ArgumentParser
import HTTP
import Workbench

/// Whether a command goes through the proxies that its environment names.
struct NetworkArguments: ParsableArguments {
  @Flag(
    help: """
      Go through the proxy that HTTPS_PROXY and the like name. Default: calls go directly, and these \
      variables are not read.
      """)
  var useProxy = false

  /// How requests leave the machine; says so where a proxy is named and not used.
  func route(in environment: [String: String]) -> NetworkRoute {
    if !useProxy, let note = ProxyNote.text(in: environment) { Console.error.write(note) }
    return NetworkRoute(in: environment, usesProxies: useProxy)
  }
}
