import ArgumentParser
import Basics
import FoundationEssentials
import Glibc
import HTTP
import Sharing
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

/// How a command reaches a remote.
struct RemoteArguments: ParsableArguments {
  /// The variable that names the remote where the command line does not.
  static let variable = "STEERBENCH_REMOTE"

  /// What the help of each command says about remotes.
  static var help: String { Remotes.help }

  @Option(help: "Break off a transfer, and try again, when less than 1 KiB/s comes for so long.")
  var stallSeconds = 30
  @Option(help: "Tries in a row without progress before a transfer is given up.") var attempts = 5
  @OptionGroup var network: NetworkArguments

  func validate() throws {
    guard (1...3600).contains(stallSeconds) else {
      throw ValidationError("--stall-seconds must be from 1 to 3600.")
    }
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts must be from 1 to 100.")
    }
  }

  var persistence: Persistence { Persistence(attempts: attempts) }

  /// The remote of an address.
  func remote(_ address: String) throws -> any Remote {
    // A server that hangs up is an error like others, and not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    let isLocal = RemoteAddress(address).isLocal
    let setting = RemoteSetting(
      environment: environment, route: isLocal ? .direct : network.route(in: environment),
      stallSeconds: stallSeconds
    ) {
      Date.now.ISO8601Format(
        Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    }
    return try Remotes.remote(address, in: setting)
  }

  /// The remote that the environment names.
  static func standardAddress() throws -> String {
    let address = ProcessInfo.processInfo.environment[variable] ?? ""
    guard !address.isEmpty else {
      throw CommandFailure(
        .usage, "Name the remote before the digest, or set \(variable) to it.")
    }
    return address
  }

  /// The digest that a word is.
  static func digest(_ word: String) throws -> Digest {
    guard let digest = Digest(hex: word) else {
      throw CommandFailure(
        .usage,
        "\(VisibleText.escape(word)): a digest has 64 hexadecimal digits in lower case. `steerbench "
          + "push` prints the one to pull.")
    }
    return digest
  }
}
