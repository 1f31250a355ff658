import ArgumentParser
import Basics
import Foundation
import Sharing

/// How a command reaches a remote.
struct RemoteArguments: ParsableArguments {
  /// The variable that names the remote where the command line does not.
  static let variable = "STEERBENCH_REMOTE"

  /// What the help of each command says about remotes.
  static let help = """
    REMOTE is one of:
      a folder              a mounted disk, or what a web server serves
      https://HOST/PATH     any server that serves files (to pull); one that takes PUT: WebDAV, or a \
    cache of Bazel's HTTP protocol such as bazel-remote (/cas/SHA256)
      s3://BUCKET/PREFIX    S3 and its like; AWS_ENDPOINT_URL names another store than Amazon's

    Credentials come from the environment only: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, \
    AWS_SESSION_TOKEN and AWS_REGION for s3://, \(RemoteAddress.Variable.authorization) (the whole \
    header, such as `Bearer ...`) for servers.
    """

  @Option(help: "Break off a transfer, and try again, when less than 1 KiB/s comes for so long.")
  var stallSeconds = 30
  @Option(help: "Tries in a row without progress before a transfer is given up.") var attempts = 5

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
    return try RemoteAddress.remote(
      address, environment: ProcessInfo.processInfo.environment, stallSeconds: stallSeconds
    ) {
      Date.now.ISO8601Format(
        Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    }
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
