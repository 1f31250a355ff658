import ArgumentParser
import FoundationEssentials
import Sharing
import Workbench

/// Whose signature a command asks for, and of what.
struct SignatureArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Refuse it unless this public key has signed everything that decides a score.",
      valueName: "file"), completion: .file())
  var key: String?
  @Option(
    help: ArgumentHelp(
      "A list of keys that --key has signed (steerbench cassette keys): any that is not revoked will do.",
      valueName: "file"), completion: .file())
  var keys: String?
  @Flag(
    help: """
      Take a signature of the cassettes alone, and say which other files are not what was signed.
      """)
  var cassettesOnly = false

  func validate() throws {
    guard key != nil || (keys == nil && !cassettesOnly) else {
      throw ValidationError(
        "--keys and --cassettes-only go with --key: the public key that you trust.")
    }
  }

  /// What is demanded; `nil` where no key is named.
  func demand() throws -> SignatureDemand? {
    guard let key else { return nil }
    let root = try VerifyingKey(path: key)
    guard let keys else { return SignatureDemand(root, cassettesOnly: cassettesOnly) }
    let memory = KeyListMemory(in: ProcessInfo.processInfo.environment)
    return SignatureDemand(
      try memory.list(keys, signedBy: root), cassettesOnly: cassettesOnly)
  }
}
